// What Cosmos is told of a request's trace, and what is heard of Cosmos' throttling, through the real client.
import { createCosmosDocumentStore } from '../../../../shared/store/cosmos-document-store.ts';
import type { DocumentStore, StoreCall, StoredDocument } from '../../../../shared/store/document-store.ts';
import { type CosmosStub, startCosmosStub } from './cosmos-stub.ts';

const document: StoredDocument = { id: 's1', mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 };
const query = { mobileAppId: 'a1', entityType: undefined, filter: undefined, sort: [] };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const trace = { traceparent, traceId, spanId: '00f067aa0ba902b7', flags: 1, tracestate: 'vendor=1' };

let stub: CosmosStub;
let store: DocumentStore;
let throttles: number;

beforeEach(async () => {
  stub = await startCosmosStub();
  throttles = 0;
  store = createCosmosDocumentStore({
    endpoint: stub.endpoint,
    database: 'd',
    container: 'c',
    credential: { key: 'a2V5' },
    onThrottled() {
      throttles += 1;
    },
  });
});
afterEach(async () => {
  await store.close();
  await stub.close();
});

const calls: readonly [name: string, send: (call: StoreCall) => Promise<unknown>][] = [
  ['create', (call) => store.create(document, call)],
  ['read', (call) => store.read('a1', 's1', call)],
  ['replace', (call) => store.replace(document, '"1"', call)],
  ['delete', (call) => store.delete('a1', 's1', undefined, call)],
  ['list', (call) => store.list(query, { size: 1, skip: 0, continuation: undefined }, call)],
  ['scan', (call) => store.scan(query, ['id'], { size: 1, continuation: undefined }, call)],
  ['count', (call) => store.count(query, call)],
];

const sentHeaders = (): readonly unknown[] =>
  stub.requests
    .filter(({ path }) => path.includes('/docs'))
    .map(({ headers }) => [headers.traceparent, headers.tracestate]);

test.each(calls)('a %s tells the trace that it is part of', async (_name, send) => {
  // What the stub answers is of no matter here.
  await send({ requestCharge: 0, trace }).catch(() => undefined);
  expect(sentHeaders().length).toBeGreaterThan(0);
  expect(new Set(sentHeaders().map(String))).toEqual(new Set([`${traceparent},vendor=1`]));
});

test('without a trace nothing is told, and without a tracestate the trace alone', async () => {
  await store.read('a1', 's1', { requestCharge: 0 });
  await store.read('a1', 's1', { requestCharge: 0, trace: { ...trace, tracestate: undefined } });
  expect(sentHeaders()).toEqual([
    [undefined, undefined],
    [traceparent, undefined],
  ]);
});

test('each throttled try is heard of, also where a later one succeeds', async () => {
  let tries = 0;
  stub.answerWith('documents', () => {
    tries += 1;
    if (tries < 3) return { status: 429, headers: { 'x-ms-retry-after-ms': '1' }, json: { code: '429' } };
    return { status: 404, json: { code: 'NotFound', message: 'No such document.' } };
  });
  await expect(store.read('a1', 's1', { requestCharge: 0 })).resolves.toBeUndefined();
  expect([tries, throttles]).toEqual([3, 2]);
});
