// A store that is observed does what it did, and each of its calls is told of with its own charge.
import { graphError } from '../../../../shared/errors/catalogue.ts';
import type { DocumentStore, StoreCall, StoredDocument } from '../../../../shared/store/document-store.ts';
import { observeStore } from '../../../../shared/store/observed-store.ts';
import type { Telemetry } from '../../../../shared/telemetry/telemetry.ts';
import type { TraceContext } from '../../../../shared/telemetry/trace-context.ts';
import { CREATE_CHARGE, createMemoryStore, LIST_CHARGE, READ_CHARGE } from '../memory-store.ts';

const document: StoredDocument = { id: 's1', mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 };
const query = { mobileAppId: 'a1', entityType: undefined, filter: undefined, sort: [] };

function contextOf(spanId: string): TraceContext {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  return { traceparent: `00-${traceId}-${spanId}-01`, traceId, spanId, flags: 1, tracestate: undefined };
}

const ofRequest = contextOf('00f067aa0ba902b7');
const ofCall = contextOf('53995c3f42cd8ad8');

let ended: unknown[];
let parents: unknown[];

beforeEach(() => {
  ended = [];
  parents = [];
});

const telemetry: Telemetry = {
  startRequest() {
    throw new Error('A store begins no requests.');
  },
  startStoreCall(operation, parent) {
    parents.push(parent);
    return {
      context: ofCall,
      end: (requestCharge, error) => ended.push([operation, requestCharge, error]),
    };
  },
  countThrottle: () => undefined,
  shutdown: () => Promise.resolve(),
};

test('each operation has its result, its charge and the name of the port', async () => {
  const plain = createMemoryStore();
  const store = observeStore(createMemoryStore(), telemetry);
  const all = async (of: DocumentStore, call: StoreCall): Promise<unknown[]> => [
    await of.create(document, call),
    await of.createMany([document, { ...document, id: 's2' }], call),
    await of.read('a1', 's1', call),
    await of.list(query, { size: 9, skip: 0, continuation: undefined }, call),
    await of.scan(query, ['id'], { size: 9, continuation: undefined }, call),
    await of.count(query, call),
    await of.replace(document, '"version-1"', call),
    await of.delete('a1', 's2', undefined, call),
  ];
  const plainCall: StoreCall = { requestCharge: 0 };
  const call: StoreCall = { requestCharge: 0, trace: ofRequest };

  expect(await all(store, call)).toEqual(await all(plain, plainCall));
  expect(call.requestCharge).toBe(plainCall.requestCharge);
  expect((ended as [string, number][]).map(([operation]) => operation)).toEqual([
    'create',
    'createMany',
    'read',
    'list',
    'scan',
    'count',
    'replace',
    'delete',
  ]);
  expect((ended as [string, number][]).reduce((sum, [, charge]) => sum + charge, 0)).toBeCloseTo(call.requestCharge);
  expect(new Set(parents)).toEqual(new Set([ofRequest]));
});

test('calls at the same time each have their own charge', async () => {
  const call: StoreCall = { requestCharge: 0 };
  const store = observeStore(createMemoryStore(), telemetry);
  await Promise.all([
    store.create(document, call),
    store.read('a1', 's1', call),
    store.list(query, { size: 1, skip: 0, continuation: undefined }, call),
  ]);
  expect(ended).toEqual([
    ['create', CREATE_CHARGE, undefined],
    ['read', READ_CHARGE, undefined],
    ['list', LIST_CHARGE, undefined],
  ]);
  expect(call.requestCharge).toBe(CREATE_CHARGE + READ_CHARGE + LIST_CHARGE);
});

test('the store goes on from the place of the call, and waits as long as its request', async () => {
  const read = jest.fn(() => Promise.resolve(undefined));
  const waiting = { until: 5, client: undefined };
  const call: StoreCall = { requestCharge: 7, trace: ofRequest, waiting };
  await observeStore({ ...createMemoryStore(), read }, telemetry).read('a1', 's1', call);
  expect(read).toHaveBeenCalledWith('a1', 's1', { requestCharge: 0, trace: ofCall, waiting });
  expect(call.requestCharge).toBe(7);
});

test.each([
  [graphError('storeThrottled', {}), 'storeThrottled'],
  [new Error('Unforeseen.'), 'internalError'],
])('a failure comes as it was and is told by its name: %s', async (failure, name) => {
  const read: DocumentStore['read'] = (_app, _id, call) => {
    call.requestCharge += 2;
    return Promise.reject(failure);
  };
  const call: StoreCall = { requestCharge: 0 };
  const store = observeStore({ ...createMemoryStore(), read }, telemetry);
  await expect(store.read('a1', 's1', call)).rejects.toBe(failure);
  expect(ended).toEqual([['read', 2, name]]);
  expect(call.requestCharge).toBe(2);
});

test('what is no call of a request is the store’s own', async () => {
  const check = jest.fn(() => Promise.resolve());
  const close = jest.fn(() => Promise.resolve());
  const store = observeStore({ ...createMemoryStore(), check, close }, telemetry);
  await store.check();
  await store.close();
  expect([check.mock.calls, close.mock.calls, ended]).toEqual([[[]], [[]], []]);
});
