// Several creates in one request through the real Cosmos client: what it sends, and what becomes of each document.
import { createCosmosDocumentStore, type Patience } from '../../../../shared/store/cosmos-document-store.ts';
import type { CreateResult, DocumentStore, StoredDocument } from '../../../../shared/store/document-store.ts';
import { rejectionOf } from '../thrown.ts';
import { type CosmosStub, type ReceivedRequest, startCosmosStub, type StubAnswer } from './cosmos-stub.ts';

const KEY = Buffer.from('a key').toString('base64');

/** Two partitions, as a container has that has grown. */
const ranges = {
  _rid: 'd9RzAJRFKgw=',
  _count: 2,
  PartitionKeyRanges: [
    { id: '0', minInclusive: '', maxExclusive: '1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF' },
    { id: '1', minInclusive: '1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF', maxExclusive: 'FF' },
  ],
};
const container = { id: 'c', _rid: ranges._rid, partitionKey: { paths: ['/mobileAppId'], kind: 'Hash', version: 2 } };

let stub: CosmosStub;
let store: DocumentStore;

function createStore(patience?: Patience): DocumentStore {
  const options = { endpoint: stub.endpoint, database: 'd', container: 'c', credential: { key: KEY } };
  return createCosmosDocumentStore({ ...options, ...(patience === undefined ? {} : { patience }) });
}

beforeEach(async () => {
  stub = await startCosmosStub();
  stub.answerWith('container', ({ path }) => ({
    status: 200,
    json: path.endsWith('/pkranges') ? ranges : container,
  }));
  store = createStore();
});

afterEach(async () => {
  await store.close();
  await stub.close();
});

function documentsOf(count: number, mobileAppId = 'a1', userName = 'ü'): StoredDocument[] {
  return Array.from({ length: count }, (_value, index) => ({
    id: `s${index}`,
    mobileAppId,
    entityType: 'userAppInstallStatus',
    schemaVersion: 1,
    userName,
  }));
}

/** Cosmos' answer to a batch that is not atomic: 207 unless all went alike. */
function results(...each: readonly object[]): StubAnswer {
  return { status: 207, headers: { 'x-ms-request-charge': '99' }, json: each };
}

/** All go well; the version tells which document it is of. */
function createAll({ body }: ReceivedRequest): StubAnswer {
  const operations = JSON.parse(body) as { resourceBody: { id: string } }[];
  return results(
    ...operations.map(({ resourceBody: { id } }) => ({ statusCode: 201, requestCharge: 5, eTag: `"${id}"` })),
  );
}

function failure(status: number, headers: Readonly<Record<string, string>> = {}): StubAnswer {
  return { status, headers: { 'x-ms-request-charge': '0.5', ...headers }, json: { code: 'F', message: 'secret' } };
}

function batches(): ReceivedRequest[] {
  return stub.requests.filter(({ headers }) => headers['x-ms-cosmos-is-batch-request'] !== undefined);
}

describe('what is sent', () => {
  test('is one request that is not atomic and goes on behind a failure, and wants no document back', async () => {
    stub.answerWith('documents', createAll);
    const documents = documentsOf(20);

    await store.createMany(documents, { requestCharge: 0 });

    const [request, ...others] = batches();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/dbs/d/colls/c/docs',
      headers: {
        'x-ms-cosmos-is-batch-request': 'true',
        'x-ms-cosmos-batch-atomic': 'false',
        'x-ms-cosmos-batch-continue-on-error': 'true',
        'x-ms-documentdb-partitionkeyrangeid': expect.stringMatching(/^[01]$/) as string,
        prefer: 'return=minimal',
      },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(
      documents.map((resourceBody) => ({ operationType: 'Create', partitionKey: '["a1"]', resourceBody })),
    );
  });

  test('goes to the partition of the app, and asks for the partitions once', async () => {
    stub.answerWith('documents', createAll);
    const apps = Array.from({ length: 20 }, (_value, index) => `Zoë's app ${index}`);

    for (const app of apps) await store.createMany(documentsOf(2, app), { requestCharge: 0 });

    const sent = batches().map(({ headers }) => headers['x-ms-documentdb-partitionkeyrangeid']);
    expect(new Set(sent)).toEqual(new Set(['0', '1']));
    expect(stub.requests.filter(({ path }) => path.endsWith('/pkranges'))).toHaveLength(1);
  });

  test('asks for the partitions again when they could not be had', async () => {
    let attempts = 0;
    stub.answerWith('container', ({ path }) => {
      if (!path.endsWith('/pkranges')) return { status: 200, json: container };
      attempts += 1;
      return attempts === 1 ? failure(403) : { status: 200, json: ranges };
    });
    stub.answerWith('documents', createAll);

    await expect(rejectionOf(store.createMany(documentsOf(2), { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
    });
    await expect(store.createMany(documentsOf(2), { requestCharge: 0 })).resolves.toHaveLength(2);
  });
});

describe('what becomes of each', () => {
  test('is its own version, conflict or error, in the order of the documents', async () => {
    stub.answerWith('documents', () =>
      results(
        { statusCode: 201, requestCharge: 5.5, eTag: '"e0"' },
        { statusCode: 409, requestCharge: 1.5 },
        { statusCode: 429, requestCharge: 0, subStatusCode: 3200, retryAfterMilliseconds: 7001 },
        { statusCode: 201, requestCharge: 5, eTag: '"e3"' },
        { statusCode: 429, requestCharge: 0 },
        { statusCode: 449, requestCharge: 1 },
        { statusCode: 408, requestCharge: 0 },
        { statusCode: 403, requestCharge: 0 },
        { statusCode: 424, requestCharge: 0 },
      ),
    );
    const call = { requestCharge: 1 };

    const found = await store.createMany(documentsOf(9), call);

    expect(found).toEqual([
      { version: '"e0"' },
      'conflict',
      expect.objectContaining({ status: 429, headers: { 'Retry-After': '8' }, reason: 'cosmos 429' }),
      { version: '"e3"' },
      expect.objectContaining({ status: 429, headers: { 'Retry-After': '2' } }),
      expect.objectContaining({ status: 429 }),
      expect.objectContaining({ status: 504, headers: { 'Retry-After': '2' } }),
      expect.objectContaining({ status: 503, headers: { 'Retry-After': '5' } }),
      expect.objectContaining({ status: 503 }),
    ]);
    expect(call.requestCharge).toBeCloseTo(14);
  });

  test('is an error where Cosmos says nothing of it', async () => {
    stub.answerWith('documents', () => results({ statusCode: 201, requestCharge: 5, eTag: '"e0"' }));
    const call = { requestCharge: 0 };

    await expect(store.createMany(documentsOf(2), call)).resolves.toEqual([
      { version: '"e0"' },
      expect.objectContaining({ status: 503 }),
    ]);
    expect(call.requestCharge).toBe(5);
  });

  test('is in order, too, when the documents are too many or too large for one request', async () => {
    stub.answerWith('documents', createAll);
    const documents = documentsOf(100, 'a1', 'x'.repeat(5_000));

    const found = await store.createMany(documents, { requestCharge: 0 });

    expect(batches().length).toBeGreaterThan(1);
    expect(found).toEqual(documents.map(({ id }): CreateResult => ({ version: `"${id}"` })));
  });

  test('is an error of all when there are more than 100', async () => {
    await expect(rejectionOf(store.createMany(documentsOf(101), { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
    });
    expect(batches()).toEqual([]);
  });
});

describe('a failure of the whole', () => {
  test('with 429 is handed on at once with the hint of Cosmos, and is charged', async () => {
    stub.answerWith('documents', () => failure(429, { 'x-ms-retry-after-ms': '20000', 'x-ms-substatus': '3200' }));
    const call = { requestCharge: 0 };

    await expect(rejectionOf(store.createMany(documentsOf(2), call))).resolves.toMatchObject({
      status: 429,
      headers: { 'Retry-After': '20' },
      reason: 'cosmos 429/3200',
    });
    expect(call.requestCharge).toBe(0.5);
  });

  test.each<[string, StubAnswer, object]>([
    ['503', failure(503), { status: 503, reason: 'cosmos 503' }],
    ['408', failure(408), { status: 504 }],
    ['403', failure(403, { 'x-ms-substatus': '5300' }), { status: 503, reason: 'cosmos 403/5300' }],
    ['413', failure(413), { status: 503 }],
    ['410 that is no split', failure(410), { status: 503 }],
    ['half an answer', 'break', { status: 503 }],
    ['no list', { status: 200, json: {} }, { status: 503 }],
  ])('with %s has its answer and tells nothing of the inside', async (_name, answer, expected) => {
    stub.answerWith('documents', () => answer);

    const error = await rejectionOf(store.createMany(documentsOf(2), { requestCharge: 0 }));

    expect(error).toMatchObject({ ...expected, headers: { 'Retry-After': expect.any(String) as string } });
    expect(error.message).not.toContain('secret');
  });

  test.each<[string, 'documents' | 'container']>([
    ['the documents', 'documents'],
    ['the partitions', 'container'],
  ])('is 504 in bounded time when Cosmos is silent about %s', async (_name, what) => {
    await store.close();
    store = createStore({ attemptMs: 50, totalMs: 200 });
    stub.answerWith(what, () => 'silence');

    await expect(rejectionOf(store.createMany(documentsOf(2), { requestCharge: 0 }))).resolves.toMatchObject({
      status: 504,
      reason: 'cosmos TimeoutError',
    });
  });

  test('is 503 when nobody listens', async () => {
    await stub.close();
    await expect(rejectionOf(store.createMany(documentsOf(2), { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
      reason: 'cosmos ECONNREFUSED',
    });
    stub = await startCosmosStub();
  });
});

test('a partition that was split is found again', async () => {
  let isSplit = false;
  stub.answerWith('documents', (request) => {
    if (isSplit) return createAll(request);
    isSplit = true;
    return failure(410, { 'x-ms-substatus': '1002' });
  });

  await expect(store.createMany(documentsOf(3), { requestCharge: 0 })).resolves.toEqual([
    { version: '"s0"' },
    { version: '"s1"' },
    { version: '"s2"' },
  ]);
});
