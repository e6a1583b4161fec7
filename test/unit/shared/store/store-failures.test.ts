// Every failure of Cosmos at every operation of the store, through the real client and over TLS: what the caller hears.
import { generate } from 'selfsigned';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { createCosmosDocumentStore, type Patience } from '../../../../shared/store/cosmos-document-store.ts';
import type { DocumentStore, StoreCall, StoredDocument, Waiting } from '../../../../shared/store/document-store.ts';
import { rejectionOf } from '../thrown.ts';
import { type CosmosStub, startCosmosStub, type StubAnswer } from './cosmos-stub.ts';

const document: StoredDocument = { id: 's1', mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 };
const twin: StoredDocument = { ...document, id: 's2' };
const query = { mobileAppId: 'a1', entityType: undefined, filter: undefined, sort: [] };
const page = { size: 2, continuation: undefined };

type Run = (store: DocumentStore, call: StoreCall) => Promise<unknown>;

const operations = {
  create: (store, call) => store.create(document, call),
  createMany: (store, call) => store.createMany([document, twin], call),
  read: (store, call) => store.read('a1', 's1', call),
  replace: (store, call) => store.replace(document, '"e"', call),
  delete: (store, call) => store.delete('a1', 's1', '"e"', call),
  list: (store, call) => store.list(query, { ...page, skip: 0 }, call),
  scan: (store, call) => store.scan(query, ['id'], page, call),
  count: (store, call) => store.count(query, call),
} satisfies Record<string, Run>;

type OperationName = keyof typeof operations;

const ranges = {
  _rid: 'd9RzAJRFKgw=',
  PartitionKeyRanges: [{ id: '0', minInclusive: '', maxExclusive: 'FF' }],
};
const container = { id: 'c', _rid: ranges._rid, partitionKey: { paths: ['/mobileAppId'], kind: 'Hash', version: 2 } };

let tls: { readonly cert: string; readonly key: string };
let stub: CosmosStub;
let plain: CosmosStub;
let store: DocumentStore;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

/** Long enough for all tries upon 429. */
const PATIENCE: Patience = { attemptMs: 500, totalMs: 3_000 };

/** Where the time runs out; that the usual patience is short enough is tested over the whole stack. */
const IMPATIENCE: Patience = { attemptMs: 100, totalMs: 250 };

function open(endpoint: string, patience = PATIENCE): DocumentStore {
  const credential = { key: Buffer.from('a key').toString('base64') };
  return createCosmosDocumentStore({ endpoint, database: 'd', container: 'c', credential, patience });
}

beforeAll(async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'emulator' }]);
  tls = { cert, key };
  plain = await startCosmosStub();
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  await plain.close();
  process.off('unhandledRejection', note);
});
beforeEach(async () => {
  stub = await startCosmosStub(tls);
  stub.answerWith('container', ({ path }) => ({ status: 200, json: path.endsWith('/pkranges') ? ranges : container }));
  store = open(stub.endpoint);
});
afterEach(async () => {
  await store.close();
  await stub.close();
  expect(unhandled).toEqual([]);
});

function failure(status: number, substatus = 0): StubAnswer {
  return {
    status,
    headers: {
      'x-ms-substatus': String(substatus),
      'x-ms-request-charge': '0.5',
      ...(status === 429 ? { 'x-ms-retry-after-ms': '3500' } : {}),
    },
    json: { code: 'Failure', message: 'secret inner details' },
  };
}

/** What came of it, and what it was charged. */
async function outcomeOf(name: OperationName): Promise<{ readonly outcome: unknown; readonly charge: number }> {
  const call = { requestCharge: 0 };
  try {
    return { outcome: await operations[name](store, call), charge: call.requestCharge };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const { status, headers, reason } = error;
    expect(error.message).not.toContain('secret');
    return { outcome: { status, retryAfter: headers['Retry-After'], reason }, charge: call.requestCharge };
  }
}

/** The failures that mean something else to some operations. */
const results: Partial<Record<string, Partial<Record<OperationName, unknown>>>> = {
  '409': { create: 'conflict' },
  '412': { replace: 'changed', delete: 'changed' },
};

const late = { status: 504, retryAfter: '2', reason: 'cosmos TimeoutError' };

const statuses = [
  [400, 0, 503, '5'],
  [401, 0, 503, '5'],
  [403, 5300, 503, '5'],
  [404, 1003, 503, '5'],
  [408, 0, 504, '2'],
  [409, 0, 503, '5'],
  [412, 0, 503, '5'],
  [413, 0, 503, '5'],
  [429, 3200, 429, '4'],
  [449, 0, 429, '2'],
  [500, 0, 503, '5'],
  [503, 0, 503, '5'],
] as const;

const names = Object.keys(operations) as OperationName[];

describe.each(names)('%s', (name) => {
  it.each(statuses)('has its answer to %d/%d of Cosmos, and what that cost', async (status, substatus, ...heard) => {
    stub.answerWith('documents', () => failure(status, substatus));

    const { outcome, charge } = await outcomeOf(name);

    const reason = `cosmos ${status}${substatus === 0 ? '' : `/${substatus}`}`;
    const refused = {
      status: heard[0],
      retryAfter: heard[1],
      reason: expect.stringMatching(`^${reason}(/0)?$`) as string,
    };
    expect(outcome).toEqual(results[String(status)]?.[name] ?? refused);
    expect(charge).toBe(0.5);
  });

  it('is late where Cosmos is silent', async () => {
    await store.close();
    store = open(stub.endpoint, IMPATIENCE);
    stub.answerWith('documents', () => 'silence');
    const { outcome } = await outcomeOf(name);
    expect(outcome).toEqual(late);
  });

  it('is refused where the connection is reset; what changes nothing is tried until it is late', async () => {
    await store.close();
    store = open(stub.endpoint, IMPATIENCE);
    stub.answerWith('documents', () => 'reset');
    const { outcome } = await outcomeOf(name);
    const isRead = ['read', 'list', 'scan', 'count'].includes(name);
    expect(outcome).toEqual(isRead ? late : { status: 503, retryAfter: '5', reason: 'cosmos ECONNRESET' });
  });

  it.each<[string, () => StubAnswer, string]>([
    ['half an answer', () => 'break', 'UND_ERR_SOCKET'],
    ['no answer of Cosmos', () => ({ status: 502 }), 'TypeError'],
  ])('is refused for %s', async (_how, answer, code) => {
    stub.answerWith('documents', answer);
    const { outcome } = await outcomeOf(name);
    expect(outcome).toEqual({ status: 503, retryAfter: '5', reason: `cosmos ${code}` });
  });

  it.each([
    ['there is no TLS', () => plain.endpoint.replace('http', 'https'), 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [
      'the certificate is not to be trusted',
      () => stub.endpoint.replace('127.0.0.1', '0.0.0.0'),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    ['nobody listens', () => 'https://127.0.0.1:1', 'ECONNREFUSED'],
  ])('is refused where %s', async (_how, endpoint, code) => {
    await store.close();
    store = open(endpoint());
    const { outcome } = await outcomeOf(name);
    expect(outcome).toEqual({ status: 503, retryAfter: '5', reason: expect.stringContaining(code) as string });
  });

  it("is late where the name is unknown: the store's client looks for other regions", async () => {
    await store.close();
    // Longer than a name may be, so that nobody is asked.
    store = open(`https://${'x'.repeat(64)}.invalid`, IMPATIENCE);
    const { outcome } = await outcomeOf(name);
    expect(outcome).toEqual(late);
  });
});

describe('the calls of a request', () => {
  it('have one deadline: behind it none is sent', async () => {
    await store.close();
    store = open(stub.endpoint, IMPATIENCE);
    stub.answerWith('documents', () => 'silence');
    const waiting: Waiting = { until: undefined, client: undefined };
    const call = { requestCharge: 0, waiting };
    await expect(rejectionOf(store.create(document, call))).resolves.toMatchObject({ status: 504 });
    expect(waiting.until).toBeLessThanOrEqual(performance.now() + IMPATIENCE.totalMs);
    waiting.until = performance.now();
    const sent = stub.requests.length;

    await expect(rejectionOf(store.replace(document, '"e"', call))).resolves.toMatchObject({
      status: 504,
      headers: { 'Retry-After': '2' },
    });

    expect(stub.requests).toHaveLength(sent);
  });

  it('have a limit each where they are many', async () => {
    stub.answerWith('documents', () => ({ status: 201, headers: { etag: '"e"' }, json: document }));
    const call = { requestCharge: 0, waiting: { until: Infinity, client: undefined } };
    await expect(store.create(document, call)).resolves.toEqual({ version: '"e"' });

    await store.close();
    store = open(stub.endpoint, IMPATIENCE);
    stub.answerWith('documents', () => 'silence');
    await expect(rejectionOf(store.read('a1', 's1', call))).resolves.toMatchObject({ status: 504 });
  });

  it('end with the client, and are then asked of nobody', async () => {
    const client = { destroyed: false };
    const call = { requestCharge: 0, waiting: { until: undefined, client } };
    stub.answerWith('documents', () => {
      client.destroyed = true;
      return 'silence';
    });
    // Tried again until it is late, were it not for the client.
    await expect(rejectionOf(store.read('a1', 's1', call))).resolves.toMatchObject({ status: 499, headers: {} });
    const sent = stub.requests.length;
    await expect(rejectionOf(store.create(document, call))).resolves.toMatchObject({ entry: 'clientGone' });
    expect(stub.requests).toHaveLength(sent);
  });
});
