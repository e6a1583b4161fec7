// The store through the real Cosmos client, against an endpoint that fails in every way that Cosmos can.
import { generate } from 'selfsigned';
import {
  createCosmosDocumentStore,
  type CosmosDocumentStoreOptions,
} from '../../../../shared/store/cosmos-document-store.ts';
import type { DocumentStore, StoredDocument } from '../../../../shared/store/document-store.ts';
import { rejectionOf } from '../thrown.ts';
import { type CosmosStub, startCosmosStub, type StubAnswer } from './cosmos-stub.ts';

const KEY = Buffer.from('a key').toString('base64');
const actor = { tenantId: 't1', appId: 'c1' };
const at = '2026-11-24T12:34:56.789Z';
const document: StoredDocument = {
  id: 's1',
  mobileAppId: 'a1',
  entityType: 'userAppInstallStatus',
  schemaVersion: 1,
  audit: { createdDateTime: at, createdBy: actor, lastModifiedDateTime: at, lastModifiedBy: actor },
  userName: 'ü',
};

let stub: CosmosStub;
let store: DocumentStore;

function createStore(options: Partial<CosmosDocumentStoreOptions> = {}): DocumentStore {
  return createCosmosDocumentStore({
    endpoint: stub.endpoint,
    database: 'd',
    container: 'c',
    credential: { key: KEY },
    ...options,
  });
}

beforeEach(async () => {
  stub = await startCosmosStub();
  store = createStore();
});

afterEach(async () => {
  await store.close();
  await stub.close();
});

function answerWith(...answers: [StubAnswer, ...StubAnswer[]]): void {
  let index = 0;
  stub.answerWith('documents', () => answers[Math.min(index++, answers.length - 1)] ?? answers[0]);
}

function failure(status: number, substatus = 0, headers: Readonly<Record<string, string>> = {}): StubAnswer {
  return {
    status,
    headers: { 'x-ms-substatus': String(substatus), 'x-ms-request-charge': '0.5', ...headers },
    json: { code: 'Failure', message: 'secret inner details' },
  };
}

describe('create', () => {
  test('sends the document under its partition key, and adds up what it costs', async () => {
    answerWith({ status: 201, headers: { 'x-ms-request-charge': '5.71', etag: '"e"' }, json: document });
    const call = { requestCharge: 1 };
    await expect(store.create(document, call)).resolves.toEqual({ version: '"e"' });
    expect(call.requestCharge).toBeCloseTo(6.71);
    const request = stub.requests.find(({ method }) => method === 'POST');
    expect(request).toMatchObject({ path: '/dbs/d/colls/c/docs' });
    expect(request?.headers['x-ms-documentdb-partitionkey']).toBe('["a1"]');
    expect(request?.headers).not.toHaveProperty('x-ms-documentdb-is-upsert');
    expect(JSON.parse(request?.body ?? '')).toEqual(document);
  });

  test('tells of a conflict, which costs too', async () => {
    answerWith(failure(409));
    const call = { requestCharge: 0 };
    await expect(store.create(document, call)).resolves.toBe('conflict');
    expect(call.requestCharge).toBe(0.5);
  });

  test('signs in with the token of a credential, and takes the certificate of this machine', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'emulator' }]);
    const secure = await startCosmosStub({ cert, key });
    secure.answerWith('documents', () => ({ status: 201, headers: { etag: '"e"' }, json: document }));
    const getToken = jest.fn(() => Promise.resolve({ token: 'entra-token', expiresOnTimestamp: Date.now() + 3.6e6 }));
    const signedIn = createStore({ endpoint: secure.endpoint, credential: { tokenCredential: { getToken } } });
    try {
      await expect(signedIn.create(document, { requestCharge: 0 })).resolves.toEqual({ version: '"e"' });
      const request = secure.requests.find(({ method }) => method === 'POST');
      expect(decodeURIComponent(String(request?.headers.authorization))).toContain('sig=entra-token');
    } finally {
      await signedIn.close();
      await secure.close();
    }
  });
});

describe('read', () => {
  test('gives the document of that partition', async () => {
    answerWith({ status: 200, headers: { 'x-ms-request-charge': '1' }, json: { ...document, _etag: '"e"' } });
    const call = { requestCharge: 0 };
    await expect(store.read('a1', 's1', call)).resolves.toMatchObject({ document, version: '"e"' });
    expect(call.requestCharge).toBe(1);
    const request = stub.requests.find(({ path }) => path.endsWith('/docs/s1'));
    expect(request?.headers['x-ms-documentdb-partitionkey']).toBe('["a1"]');
  });

  test.each(["O'Brien", 'a b', '50%', 'ü🙂', '(x)', 'a&b=c+d,e;f:g@h'])(
    'asks for the id %j and no other',
    async (id) => {
      await store.read(id, id, { requestCharge: 0 });
      const path = stub.requests.at(-1)?.path ?? '';
      expect(decodeURIComponent(path.slice(path.indexOf('/docs/') + '/docs/'.length))).toBe(id);
      expect(JSON.parse(String(stub.requests.at(-1)?.headers['x-ms-documentdb-partitionkey']))).toEqual([id]);
    },
  );

  test('gives nothing when there is no such document, which costs too', async () => {
    answerWith(failure(404));
    const call = { requestCharge: 0 };
    await expect(store.read('a1', 's1', call)).resolves.toBeUndefined();
    expect(call.requestCharge).toBe(0.5);
  });

  // 1002: the session is not there yet, 1003: the container is gone. Neither says that there is no such document.
  test.each([1002, 1003])('does not take a 404/%d for a document that does not exist', async (substatus) => {
    answerWith(failure(404, substatus));
    await expect(rejectionOf(store.read('a1', 's1', { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
      reason: `cosmos 404/${substatus}`,
    });
  });
});

describe('replace', () => {
  const run = (call = { requestCharge: 0 }): Promise<unknown> =>
    store.replace({ ...document, _etag: '"e"', _rid: 'r' }, '"e"', call);

  test('sends the document without what Cosmos added, for the version that was read only', async () => {
    answerWith({ status: 200, headers: { etag: '"f"', 'x-ms-request-charge': '10' }, json: document });
    const call = { requestCharge: 0 };
    await expect(run(call)).resolves.toEqual({ version: '"f"' });
    expect(call.requestCharge).toBe(10);
    const request = stub.requests.find(({ method }) => method === 'PUT');
    expect(request?.headers['if-match']).toBe('"e"');
    expect(JSON.parse(request?.body ?? '')).toEqual(document);
  });

  test.each([
    [412, undefined, 'changed'],
    [404, undefined, 'missing'],
  ])('tells of a %d', async (status, substatus, outcome) => {
    answerWith(failure(status, substatus));
    await expect(run()).resolves.toBe(outcome);
  });

  test('does not take a 404/1003 for a document that is gone', async () => {
    answerWith(failure(404, 1003));
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 503 });
  });
});

describe('delete', () => {
  test('removes whatever is there, or one version only', async () => {
    answerWith({ status: 204, headers: { 'x-ms-request-charge': '6' } });
    await expect(store.delete('a1', 's1', undefined, { requestCharge: 0 })).resolves.toBe('deleted');
    await expect(store.delete('a1', 's1', '"e"', { requestCharge: 0 })).resolves.toBe('deleted');
    const conditions = stub.requests
      .filter(({ method }) => method === 'DELETE')
      .map(({ headers }) => headers['if-match']);
    expect(conditions).toEqual([undefined, '"e"']);
  });

  test.each([
    [412, 'changed'],
    [404, 'missing'],
  ])('tells of a %d', async (status, outcome) => {
    answerWith(failure(status));
    await expect(store.delete('a1', 's1', '"e"', { requestCharge: 0 })).resolves.toBe(outcome);
  });

  test('says 503 for what is none of the document', async () => {
    answerWith(failure(403));
    await expect(rejectionOf(store.delete('a1', 's1', undefined, { requestCharge: 0 }))).resolves.toMatchObject({
      status: 503,
    });
  });
});

describe('failures', () => {
  const both: readonly [string, () => Promise<unknown>][] = [
    ['create', () => store.create(document, { requestCharge: 0 })],
    ['read', () => store.read('a1', 's1', { requestCharge: 0 })],
  ];

  test.each(both)('%s hands on 429 with the hint of Cosmos once a few tries were in vain', async (_name, run) => {
    answerWith(failure(429, 3200, { 'x-ms-retry-after-ms': '20000' }));
    const started = Date.now();
    await expect(rejectionOf(run())).resolves.toMatchObject({
      status: 429,
      headers: { 'Retry-After': '20' },
      reason: 'cosmos 429/3200',
    });
    // Not the 20 seconds that Cosmos asked for: the caller waits better than a function does.
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(stub.requests.filter(({ path }) => path.includes('/docs'))).toHaveLength(4);
  });

  test.each(both)('%s tries again when Cosmos was busy only for a moment', async (_name, run) => {
    answerWith(failure(429, 3200, { 'x-ms-retry-after-ms': '5' }), { status: 201, json: document });
    await expect(run()).resolves.toBeDefined();
  });

  test.each(both)('%s is 504 in bounded time when Cosmos is silent', async (_name, run) => {
    const impatient = createStore({ patience: { attemptMs: 50, totalMs: 200 } });
    await store.close();
    store = impatient;
    answerWith('silence');
    await expect(rejectionOf(run())).resolves.toMatchObject({
      status: 504,
      code: 'serviceNotAvailable',
      headers: { 'Retry-After': expect.any(String) as string },
      reason: 'cosmos TimeoutError',
    });
  });

  // The client by itself would try 120 times, a second apart.
  test.each(both)('%s is given up in bounded time when Cosmos moves its write region', async (_name, run) => {
    const impatient = createStore({ patience: { attemptMs: 50, totalMs: 200 } });
    await store.close();
    store = impatient;
    answerWith(failure(403, 3));
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 504 });
  });

  test.each(both)('%s is 503 when the connection breaks in the middle of the answer', async (_name, run) => {
    answerWith('break');
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 503, code: 'serviceNotAvailable' });
  });

  test.each(both)('%s is 503 when the answer is no JSON or no answer of Cosmos', async (_name, run) => {
    answerWith({ status: 502 });
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 503 });
  });

  test.each(both)('%s is 503 when the rights are missing, and tells nothing of the inside', async (_name, run) => {
    answerWith(failure(403, 5300));
    const error = await rejectionOf(run());
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '5' }, reason: 'cosmos 403/5300' });
    expect(error.message).not.toContain('secret');
  });

  test('create is 503 when there is no container', async () => {
    stub.answerWith('container', () => failure(404, 1003));
    await expect(rejectionOf(store.create(document, { requestCharge: 0 }))).resolves.toMatchObject({ status: 503 });
  });

  test.each(both)('%s is 503 when nobody listens', async (_name, run) => {
    await stub.close();
    await expect(rejectionOf(run())).resolves.toMatchObject({ status: 503, reason: 'cosmos ECONNREFUSED' });
    stub = await startCosmosStub();
  });
});

describe('check', () => {
  test('resolves when the container can be read', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });

  test.each([
    [404, 1003],
    [403, 5300],
    [503, 0],
  ])('rejects when the container answers %d/%d', async (status, substatus) => {
    stub.answerWith('container', () => failure(status, substatus));
    await expect(rejectionOf(store.check())).resolves.toMatchObject({ status: 503 });
  });
});

describe('before the first operation', () => {
  test('nothing is sent', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(stub.requests).toEqual([]);
  });
});
