// A batch over the whole stack: what is answered to the whole, and in which order its requests are run.
import { randomUUID } from 'node:crypto';
import { type BatchAnswer, type BatchRequest, type BatchSending, sendBatch, write } from '../support/batch.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { countRequests, storeRequestsOf } from '../support/store-requests.ts';

const LIMIT = 4 * 1024 * 1024;

let stack: Stack;
let token: string;
let path: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

beforeEach(() => {
  path = userStatuses(randomUUID());
});

const batch = (requests: readonly BatchRequest[], sending: BatchSending = {}): Promise<BatchAnswer> =>
  sendBatch(stack.url, requests, { token, ...sending });

const create = (more: object = {}, body: object = documentedBody): BatchRequest => ({
  ...write('POST', path, body),
  ...more,
});
const get = (id = 'nobody', more: object = {}): BatchRequest => ({ method: 'GET', url: `${path}/${id}`, ...more });

async function countStored(): Promise<number> {
  const { text } = await send(`${stack.url}/beta${path}/$count`, { token });
  return Number(text);
}

describe('the whole', () => {
  it('is 200 with an answer for each of 20 requests, in one request to the store', async () => {
    await batch([create()]);
    const { result, requests } = await storeRequestsOf(() => batch(Array.from({ length: 20 }, () => create())));

    expect(result.whole.status).toBe(200);
    expect(result.whole.headers['content-type']).toMatch(/^application\/json/);
    expect(Object.keys(result.whole.json)).toEqual(['responses']);
    expect(result.statuses).toEqual(Array(20).fill(201));
    expect(new Set(result.responses.map(({ body }) => body?.id)).size).toBe(20);
    expect(result.responses[19]?.body).toMatchObject(documentedValues);
    expect(countRequests(requests)).toEqual({ query: 0, read: 0, write: 1 });
    expect(await countStored()).toBe(21);
  });

  it('makes the document of a new app once', async () => {
    const { result, requests } = await storeRequestsOf(() => batch(Array.from({ length: 20 }, () => create())));

    expect(result.statuses).toEqual(Array(20).fill(201));
    expect(countRequests(requests)).toEqual({ query: 0, read: 0, write: 2 });
  });

  it('is 200 when all of it has failed', async () => {
    const { whole, statuses } = await batch([get(), get(), { method: 'GET', url: '/nothing/here' }]);

    expect(whole.status).toBe(200);
    expect(statuses).toEqual([404, 404, 400]);
  });

  it('is 400 for 21 requests, and none of them is run', async () => {
    const { whole } = await batch(Array.from({ length: 21 }, () => create()));

    expect(whole.status).toBe(400);
    expect(errorOf(whole)).toMatchObject({
      code: 'BadRequest',
      message: 'A batch has at most 20 requests, not 21.',
      target: 'requests',
      innerError: { 'request-id': whole.headers['request-id'] },
    });
    expect(await countStored()).toBe(0);
  });

  it.each([
    ['two ids that differ in letter case', [{ id: 'A' }, { id: 'a' }], "The id 'a' is given more than once"],
    ['no id', [{ id: undefined }], "requests[0] has no 'id'"],
    ['no method', [{ method: undefined }], "has no 'method'"],
    ['no url', [{ url: undefined }], "has no 'url'"],
    ['a foreign url', [{ url: 'https://graph.microsoft.com/beta/me' }], 'is not relative'],
    ['a group that were atomic', [{ atomicityGroup: 'g' }], "'atomicityGroup'"],
    ['a header that is no text', [{ headers: { Prefer: 1 } }], "The header 'Prefer'"],
  ])('is 400 for %s', async (_what, changes, words) => {
    const { whole } = await batch([
      ...changes.map((change, index) => get('x', { id: `${index}`, ...change })),
      create(),
    ]);

    expect(whole.status).toBe(400);
    expect(errorOf(whole).message).toContain(words);
    expect(await countStored()).toBe(0);
  });

  it.each(['POST', 'PATCH', 'PUT'])('is 400 in Graph’s words for a %s without Content-Type', async (method) => {
    const { whole } = await batch([create(), { method, url: path, body: documentedBody }]);

    expect(whole.status).toBe(400);
    expect(errorOf(whole)).toMatchObject({
      code: 'BadRequest',
      message: "Write request with id '2' does not contain a Content-Type header.",
    });
    expect(await countStored()).toBe(0);
  });

  it.each([
    ['no JSON', '{"requests":', 400],
    ['nothing', '', 400],
    ['an array', '[]', 400],
    ['a member that is given twice', '{"requests":[],"requests":[]}', 400],
  ])('is 4xx for %s', async (_what, body, status) => {
    const answer = await send(`${stack.url}/beta/$batch`, {
      method: 'POST',
      token,
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(answer.status).toBe(status);
    expect(errorOf(answer).code).toBe('BadRequest');
  });

  const sendText = (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send(`${stack.url}/beta/$batch`, {
      token,
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });

  it.each([
    ['another media type', { 'Content-Type': 'multipart/mixed; boundary=b' }, 400],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }, 415],
    ['compression', { 'Content-Encoding': 'gzip' }, 415],
    ['a condition, which is for one request', { 'If-Match': '*' }, 400],
    ['an answer that is no JSON', { Accept: 'application/xml' }, 406],
    ['an id of the whole that would make it repeatable', { 'Repeatability-Request-ID': 'x' }, 400],
  ])('is 4xx for %s', async (_what, headers, status) => {
    expect((await sendText(JSON.stringify({ requests: [{ ...get(), id: '1' }] }), headers)).status).toBe(status);
  });

  it('may have 4 MiB, and not one byte more', async () => {
    const text = JSON.stringify({ requests: [{ id: '1', ...create() }] });
    const largest = text + ' '.repeat(LIMIT - Buffer.byteLength(text));

    const answers = [await sendText(largest), await sendText(`${largest} `)];

    expect(answers.map(({ status }) => status)).toEqual([200, 413]);
    expect(await countStored()).toBe(1);
  });

  it.each([
    ['no token', ''],
    ['a token that is none', 'x.y.z'],
    ['a token that has run out', 'expired'],
  ])('is 401 with a challenge for %s, and nothing of it is run', async (_what, given) => {
    const bearer = given === 'expired' ? stack.token({ expiresIn: -3600 }) : given;
    const { whole } = await batch([create()], { token: bearer });

    expect(whole.status).toBe(401);
    expect(errorOf(whole).code).toBe('InvalidAuthenticationToken');
    expect(whole.headers['www-authenticate']).toContain('Bearer');
    expect(await countStored()).toBe(0);
  });

  it.each(['/v1.0/$batch', '/$batch', '/BETA/$BATCH', '/beta/%24batch'])('is taken at %s', async (where) => {
    const { whole, statuses } = await batch([create()], { path: where });
    expect([whole.status, ...statuses]).toEqual([200, 201]);
  });

  it('is posted', async () => {
    const answer = await send(`${stack.url}/beta/$batch`, { token });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });
});

describe('dependsOn', () => {
  const named = (id: string, dependsOn?: readonly string[]): BatchRequest =>
    create(dependsOn === undefined ? { id } : { id, dependsOn }, { ...documentedBody, id });

  it('runs one after the other, each with what the one before has done', async () => {
    const { statuses, responses } = await batch([
      named('s1'),
      { ...write('PATCH', `${path}/s1`, { failedDeviceCount: 9 }), id: 'b', dependsOn: ['S1'] },
      { ...get('s1'), id: 'c', dependsOn: ['b'] },
      { method: 'DELETE', url: `${path}/s1`, id: 'd', dependsOn: ['c'] },
      { ...get('s1'), id: 'e', dependsOn: ['d'] },
    ]);

    expect(statuses).toEqual([201, 200, 200, 204, 404]);
    expect(responses[2]?.body).toMatchObject({ id: 's1', failedDeviceCount: 9 });
  });

  it('runs all behind the first', async () => {
    const { statuses } = await batch([
      named('s1'),
      { ...get('s1'), dependsOn: ['s1'] },
      { ...write('PATCH', `${path}/s1`, { failedDeviceCount: 2 }), dependsOn: ['s1'] },
    ]);
    expect(statuses).toEqual([201, 200, 200]);
  });

  it('makes 424 of what is behind a failure, and of what is behind that', async () => {
    const { whole, statuses, responses } = await batch([
      get('nobody', { id: 'a' }),
      named('b', ['a']),
      named('c', ['b']),
    ]);

    expect(whole.status).toBe(200);
    expect(statuses).toEqual([404, 424, 424]);
    expect(responses[2]).toMatchObject({
      headers: { 'Content-Type': 'application/json', 'request-id': expect.any(String) as string },
      body: { error: { code: 'FailedDependency', innerError: { 'request-id': responses[2]?.headers['request-id'] } } },
    });
    expect(await countStored()).toBe(0);
  });

  it('makes 424 of all behind the first when that has failed', async () => {
    const { statuses } = await batch([get('nobody', { id: 'a' }), named('b', ['a']), named('c', ['A'])]);
    expect(statuses).toEqual([404, 424, 424]);
  });

  it('leaves what does not depend alone', async () => {
    const { statuses } = await batch([get(), create(), get(), create({}, { userName: 1 })]);
    expect(statuses).toEqual([404, 201, 404, 400]);
  });

  it('is 400 in Graph’s words when it is mixed', async () => {
    const { whole } = await batch([named('a'), named('b', ['a']), named('c')]);
    expect(whole.status).toBe(400);
    expect(errorOf(whole).message).toBe('Batch should be either fully sequential or fully parallel.');
    expect(await countStored()).toBe(0);
  });

  it.each([
    ['unknown', [['x'], undefined]],
    ['that comes later', [['b'], undefined]],
  ])('is 400 for an id %s', async (_what, [first, second]) => {
    const { whole } = await batch([named('a', first), named('b', second)]);
    expect(whole.status).toBe(400);
    expect(errorOf(whole).message).toMatch(/^Invalid dependency for request Id 'a'/);
  });
});
