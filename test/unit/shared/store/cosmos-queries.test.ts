// Lists and counts through the real Cosmos client: what is sent for a page, what comes of it, and what it costs.
import type { Sort } from '../../../../shared/odata/order-by.ts';
import { createCosmosDocumentStore } from '../../../../shared/store/cosmos-document-store.ts';
import type { DocumentQuery, DocumentStore, PageRequest } from '../../../../shared/store/document-store.ts';
import { rejectionOf } from '../thrown.ts';
import { type CosmosStub, type ReceivedRequest, startCosmosStub, type StubAnswer } from './cosmos-stub.ts';

const sort: Sort = [
  { property: 'failedDeviceCount', direction: 'desc' },
  { property: 'userPrincipalName', direction: 'asc' },
];
const wanted: DocumentQuery = { mobileAppId: 'a1', entityType: 'userAppInstallStatus', filter: undefined, sort };
const firstPage: PageRequest = { size: 2, skip: 0, continuation: undefined };

let stub: CosmosStub;
let store: DocumentStore;

beforeEach(async () => {
  stub = await startCosmosStub();
  store = createCosmosDocumentStore({
    endpoint: stub.endpoint,
    database: 'd',
    container: 'c',
    credential: { key: Buffer.from('a key').toString('base64') },
    patience: { attemptMs: 500, totalMs: 1_000 },
  });
});

afterEach(async () => {
  await store.close();
  await stub.close();
});

/** An answer of Cosmos with documents of these ids, or with these values. */
function page(documents: readonly unknown[], continuation?: string, charge = '2.5'): StubAnswer {
  return {
    status: 200,
    headers: {
      'x-ms-request-charge': charge,
      'x-ms-item-count': String(documents.length),
      ...(continuation === undefined ? {} : { 'x-ms-continuation': continuation }),
    },
    json: { _rid: 'r', Documents: documents, _count: documents.length },
  };
}

function documents(...ids: string[]): object[] {
  return ids.map((id) => ({ id, _etag: `"${id}"` }));
}

/** Answers one after the other, the last one for ever. */
function answerWith(...answers: StubAnswer[]): void {
  let index = 0;
  stub.answerWith('documents', () => answers[Math.min(index++, answers.length - 1)] ?? 'silence');
}

function sent(): ReceivedRequest[] {
  return stub.requests.filter(({ path }) => path.includes('/docs'));
}

describe('list', () => {
  test('sends one request a page, to the partition, with the size of the page', async () => {
    answerWith(page(documents('s1', 's2'), 'go-on'));
    const call = { requestCharge: 1 };
    await expect(store.list(wanted, firstPage, call)).resolves.toEqual({
      documents: [
        { document: { id: 's1', _etag: '"s1"' }, version: '"s1"' },
        { document: { id: 's2', _etag: '"s2"' }, version: '"s2"' },
      ],
      continuation: 'go-on',
    });
    expect(call.requestCharge).toBeCloseTo(3.5);
    expect(sent()).toHaveLength(1);
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '{}' }] = sent();
    expect({ method, path }).toEqual({ method: 'POST', path: '/dbs/d/colls/c/docs' });
    expect(headers).toMatchObject({
      'content-type': 'application/query+json',
      'x-ms-documentdb-partitionkey': '["a1"]',
      'x-ms-max-item-count': '2',
      'x-ms-documentdb-responsecontinuationtokenlimitinkb': '2',
    });
    expect(headers).not.toHaveProperty('x-ms-continuation');
    expect(JSON.parse(body)).toMatchObject({
      query: expect.stringMatching(
        /^SELECT \* FROM c WHERE c\.mobileAppId = @mobileAppId .* ORDER BY c\["failedDeviceCount"\] DESC, c\["userPrincipalName"\] ASC$/,
      ) as string,
      parameters: [
        { name: '@mobileAppId', value: 'a1' },
        { name: '@entityType', value: 'userAppInstallStatus' },
      ],
    });
    expect(body).not.toMatch(/OFFSET|LIMIT/i);
  });

  test('goes on where the page before ended', async () => {
    answerWith(page(documents('s3')));
    await expect(
      store.list(wanted, { ...firstPage, continuation: 'go-on' }, { requestCharge: 0 }),
    ).resolves.toMatchObject({ documents: [{ version: '"s3"' }], continuation: undefined });
    expect(sent().map(({ headers }) => headers['x-ms-continuation'])).toEqual(['go-on']);
  });

  test('gives a page that is empty and not the last as it is', async () => {
    answerWith(page([], 'go-on'));
    await expect(store.list(wanted, firstPage, { requestCharge: 0 })).resolves.toEqual({
      documents: [],
      continuation: 'go-on',
    });
    expect(sent()).toHaveLength(1);
  });

  test('passes over what is skipped within the same request, and never with OFFSET', async () => {
    answerWith(page(documents('s1', 's2', 's3'), 'go-on'));
    const found = await store.list(wanted, { ...firstPage, skip: 1 }, { requestCharge: 0 });
    expect(found.documents.map(({ version }) => version)).toEqual(['"s2"', '"s3"']);
    expect(found.continuation).toBe('go-on');
    expect(sent().map(({ headers }) => headers['x-ms-max-item-count'])).toEqual(['3']);
    expect(sent()[0]?.body).not.toMatch(/OFFSET/i);
  });

  test('goes on passing over when Cosmos gives less than was asked for', async () => {
    answerWith(page(documents('s1', 's2'), 'one'), page(documents('s3', 's4', 's5'), 'two'));
    const call = { requestCharge: 0 };
    const found = await store.list(wanted, { ...firstPage, skip: 3 }, call);
    expect(found.documents.map(({ version }) => version)).toEqual(['"s4"', '"s5"']);
    expect(found.continuation).toBe('two');
    expect(sent().map(({ headers }) => [headers['x-ms-max-item-count'], headers['x-ms-continuation']])).toEqual([
      ['5', undefined],
      ['3', 'one'],
    ]);
    expect(call.requestCharge).toBe(5);
  });

  test('is at its end when there is less than is passed over', async () => {
    answerWith(page(documents('s1')));
    await expect(store.list(wanted, { ...firstPage, skip: 3 }, { requestCharge: 0 })).resolves.toEqual({
      documents: [],
      continuation: undefined,
    });
    expect(sent()).toHaveLength(1);
  });

  test('takes a continuation that Cosmos refuses for a wrong $skiptoken', async () => {
    answerWith({ status: 400, json: { code: 'BadRequest', message: 'secret inner details' } });
    const error = await rejectionOf(
      store.list(wanted, { ...firstPage, continuation: 'damaged' }, { requestCharge: 0 }),
    );
    expect(error).toMatchObject({ status: 400, entry: 'invalidSkipToken', target: '$skiptoken' });
    expect(error.message).not.toContain('secret');
  });

  test('blames no $skiptoken that was not given', async () => {
    answerWith({ status: 400, json: { code: 'BadRequest', message: 'Malformed.' } });
    await expect(rejectionOf(store.list(wanted, firstPage, { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
      reason: 'cosmos 400',
    });
  });
});

describe('scan', () => {
  const all = { ...wanted, entityType: undefined, sort: [] };

  test('asks for the named properties alone, of documents of all types where none is named', async () => {
    answerWith(page([{ id: 's1' }, {}], 'go-on'));
    const call = { requestCharge: 1 };
    await expect(store.scan(all, ['id', 'userKey'], firstPage, call)).resolves.toEqual({
      rows: [{ id: 's1' }, {}],
      continuation: 'go-on',
    });
    expect(call.requestCharge).toBeCloseTo(3.5);
    const [request] = sent();
    expect(sent()).toHaveLength(1);
    expect(request?.headers).toMatchObject({
      'x-ms-documentdb-partitionkey': '["a1"]',
      'x-ms-max-item-count': '2',
    });
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      query: 'SELECT c["id"], c["userKey"] FROM c WHERE c.mobileAppId = @mobileAppId',
      parameters: [{ name: '@mobileAppId', value: 'a1' }],
    });
  });

  test('goes on where the page before ended, unless Cosmos does not know the place', async () => {
    answerWith(page([]), { status: 400, json: { code: 'BadRequest', message: 'secret' } });
    const next = { size: 2, continuation: 'go-on' };
    const ended = { rows: [], continuation: undefined };
    await expect(store.scan(wanted, ['id'], next, { requestCharge: 0 })).resolves.toEqual(ended);
    expect(sent().map(({ headers }) => headers['x-ms-continuation'])).toEqual(['go-on']);
    await expect(rejectionOf(store.scan(wanted, ['id'], next, { requestCharge: 0 }))).resolves.toMatchObject({
      entry: 'invalidSkipToken',
    });
  });
});

describe('count', () => {
  test('asks the partition for the number alone', async () => {
    answerWith(page([42], undefined, '3'));
    const call = { requestCharge: 1 };
    await expect(store.count(wanted, call)).resolves.toBe(42);
    expect(call.requestCharge).toBe(4);
    expect(sent()).toHaveLength(1);
    const [request] = sent();
    expect(request?.headers['x-ms-documentdb-partitionkey']).toBe('["a1"]');
    expect(request?.body).toContain('SELECT VALUE COUNT(1) FROM c WHERE c.mobileAppId = @mobileAppId');
    expect(request?.body).not.toContain('ORDER BY');
  });

  test('adds up a count that comes in parts', async () => {
    answerWith(page([40], 'go-on'), page([], 'further'), page([2]));
    const call = { requestCharge: 0 };
    await expect(store.count(wanted, call)).resolves.toBe(42);
    expect(call.requestCharge).toBe(7.5);
  });

  test('needs no query plan, not even where Cosmos refuses the query for want of one', async () => {
    answerWith({ status: 400, json: { code: 'BadRequest', message: 'Cross partition query only supports …' } });
    await expect(rejectionOf(store.count(wanted, { requestCharge: 0 }))).resolves.toMatchObject({ status: 503 });
    expect(sent()).toHaveLength(1);
  });

  test('is 0 when Cosmos gives no number', async () => {
    answerWith(page([]));
    await expect(store.count(wanted, { requestCharge: 0 })).resolves.toBe(0);
  });
});

describe('failures', () => {
  const queries: readonly [string, () => Promise<unknown>][] = [
    ['list', () => store.list(wanted, firstPage, { requestCharge: 0 })],
    ['scan', () => store.scan(wanted, ['id'], firstPage, { requestCharge: 0 })],
    ['count', () => store.count(wanted, { requestCharge: 0 })],
  ];

  test.each(queries)('%s hands on 429 with the hint of Cosmos', async (_name, run) => {
    answerWith({ status: 429, headers: { 'x-ms-retry-after-ms': '20000' }, json: { code: '429' } });
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 429, headers: { 'Retry-After': '20' } });
  });

  test.each(queries)('%s is 504 in bounded time when Cosmos is silent', async (_name, run) => {
    answerWith('silence');
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 504 });
  });

  test.each(queries)('%s is 503 when the container is gone, which costs too', async (_name, run) => {
    answerWith({ status: 404, headers: { 'x-ms-substatus': '1003' }, json: { code: 'NotFound' } });
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 503 });
  });
});
