// What callers hear, and what is logged, while the store fails; and what becomes of the work for a client that has gone.
import { randomUUID } from 'node:crypto';
import { Agent, fetch as undiciFetch, Headers, type RequestInfo, type RequestInit, type Response } from 'undici';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Failure, type FailingStore, startFailingStore } from '../support/failing-store.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { open } from '../support/raw-http.ts';
import type { Stack } from '../support/stack.ts';
import { startStackBehind } from '../support/stack-behind.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

let stack: Stack;
let store: FailingStore;
let appId: string;
let collection: string;

let close: () => Promise<void>;

beforeAll(async () => {
  ({ stack, between: store, close } = await startStackBehind(startFailingStore));
});
afterAll(() => close());
beforeEach(async () => {
  appId = randomUUID();
  collection = `${stack.url}/beta${userStatuses(appId)}`;
  store.failWith(undefined);
  // Makes the document of the app, so that the next create is one write.
  await send(collection, { token: stack.token(), json: { ...documentedBody, id: 's1' } });
});

/** The line of the last request. */
function lastLine(): { readonly level: string; readonly [member: string]: unknown } {
  const lines = stack.log.filter(({ message }) => message.includes('"event":"request"'));
  const { level = '', message = '{}' } = lines.at(-1) ?? {};
  return { level, ...(JSON.parse(message) as object) };
}

const requests: readonly [string, () => Promise<Answer>][] = [
  ['a create', () => send(collection, { token: stack.token(), json: documentedBody })],
  ['a read', () => send(`${collection}/s1`, { token: stack.token() })],
  [
    'an update',
    () => send(`${collection}/s1`, { method: 'PATCH', token: stack.token(), json: { failedDeviceCount: 2 } }),
  ],
  ['a delete', () => send(`${collection}/s1`, { method: 'DELETE', token: stack.token() })],
  ['a list', () => send(collection, { token: stack.token() })],
  ['a count', () => send(`${collection}/$count`, { token: stack.token() })],
  [
    'a summary',
    () => send(`${stack.url}/beta/deviceAppManagement/mobileApps/${appId}/installSummary`, { token: stack.token() }),
  ],
];

const failures: readonly [string, Failure, number, string, string][] = [
  ['400', { status: 400 }, 503, 'serviceNotAvailable', '5'],
  ['403', { status: 403, headers: { 'x-ms-substatus': '5300' } }, 503, 'serviceNotAvailable', '5'],
  ['413', { status: 413 }, 503, 'serviceNotAvailable', '5'],
  ['429', { status: 429, headers: { 'x-ms-retry-after-ms': '2500' } }, 429, 'TooManyRequests', '3'],
  ['449', { status: 449 }, 429, 'TooManyRequests', '2'],
  [
    '503 for a long time',
    { status: 503, headers: { 'x-ms-retry-after-ms': '900000' } },
    503,
    'serviceNotAvailable',
    '60',
  ],
  ['408', { status: 408 }, 504, 'serviceNotAvailable', '2'],
];

describe.each(requests)('%s', (_name, run) => {
  it.each(failures)('has its answer where the store says %s', async (_failure, failure, status, code, retryAfter) => {
    store.failWith(failure);

    const answer = await run();

    expect(answer).toMatchObject({ status, headers: { 'retry-after': retryAfter } });
    expect(errorOf(answer).code).toBe(code);
    expect(answer.text).not.toContain('secret');
    const line = lastLine();
    expect(line).toMatchObject({ status, reason: expect.stringMatching(/^cosmos \d{3}/) as string });
    expect(line.requestCharge).toBeGreaterThanOrEqual(0.5);
  });

  it.each<Failure>(['end', 'half'])('has its answer where the connection to the store breaks: %s', async (failure) => {
    store.failWith(failure);
    const answer = await run();
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });
});

it('an update hears within 5 s from a store that is silent, whatever was asked of it first', async () => {
  store.failWith('silence');
  const started = performance.now();

  const answer = await send(`${collection}/s1`, { method: 'PATCH', token: stack.token(), json: {} });

  expect(answer).toMatchObject({ status: 504, headers: { 'retry-after': '2' } });
  expect(performance.now() - started).toBeLessThan(5_000);
});

describe('a client that goes while the store is silent', () => {
  it.each([
    ['a create', (): string[] => ['POST', userStatuses(appId), JSON.stringify(documentedBody)]],
    ['a read', (): string[] => ['GET', `${userStatuses(appId)}/s1`, '']],
    [
      'a batch',
      (): string[] => [
        'POST',
        '/$batch',
        JSON.stringify({ requests: [{ id: '1', method: 'GET', url: `${userStatuses(appId)}/s1` }] }),
      ],
    ],
  ])('takes the call of the store with it, which is no error: %s', async (_name, request) => {
    const [method = '', path = '', body = ''] = request();
    store.failWith('silence');
    const held = store.silenced();
    const before = stack.log.length;
    const { socket } = await open(Number(new URL(stack.url).port));
    const headers = ['Host: localhost', `Authorization: Bearer ${stack.token()}`, `Content-Length: ${body.length}`];
    if (body !== '') headers.push('Content-Type: application/json');
    socket.write([`${method} /beta${path} HTTP/1.1`, ...headers, '', body].join('\r\n'));
    const { closed } = await held;

    socket.destroy();
    await closed;
    while (stack.log.length === before) await new Promise((resolve) => setTimeout(resolve, 10));

    const lines = stack.log.slice(before);
    expect(lines[0]?.level).toBe('information');
    expect(JSON.parse(lines[0]?.message ?? '')).toMatchObject({ status: 499, error: 'clientGone' });
    expect(lines.filter(({ level }) => level === 'error' || level === 'warning')).toEqual([]);
  });
});

describe("Microsoft's JavaScript client", () => {
  interface Call {
    readonly at: number;
    readonly status: number;
    readonly retryAfter: string | null;
    readonly attempt: string | null;
    readonly requestId: string | null;
  }
  const globalFetch = globalThis.fetch;
  let dispatcher: Agent;
  let calls: Call[];
  beforeEach(() => {
    dispatcher = new Agent({ connect: { ca: stack.certificate } });
    calls = [];
    const fetch = async (url: RequestInfo, init?: RequestInit): Promise<Response> => {
      const at = performance.now();
      const answer = await undiciFetch(url, init);
      calls.push({
        at,
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        attempt: new Headers(init?.headers).get('retry-attempt'),
        requestId: answer.headers.get('client-request-id'),
      });
      return answer;
    };
    // The client takes the global one, and can be given no other.
    globalThis.fetch = fetch as typeof globalThis.fetch;
  });
  afterEach(async () => {
    globalThis.fetch = globalFetch;
    await dispatcher.close();
  });

  const post = (): Promise<unknown> => microsoftClient(stack, dispatcher).api(userStatuses(appId)).post(documentedBody);

  const busy: Failure = { status: 429, headers: { 'x-ms-retry-after-ms': '1000' } };

  it('waits for as long as the store asks, and sends the create once more', async () => {
    // One request for each try of ours; the next one passes.
    store.failWith(busy, 4);

    await expect(post()).resolves.toMatchObject(documentedValues);

    expect(calls.map(({ status, retryAfter, attempt }) => [status, retryAfter, attempt])).toEqual([
      [429, '1', null],
      [201, null, '1'],
    ]);
    expect(store.requests).toBe(5);
    expect((calls[1]?.at ?? 0) - (calls[0]?.at ?? 0)).toBeGreaterThanOrEqual(999);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('gives up behind its third repetition, each of which it was asked to wait for', async () => {
    store.failWith(busy);

    await expect(post()).rejects.toMatchObject({ statusCode: 429, code: 'TooManyRequests' });

    expect(calls.map(({ status, retryAfter, attempt }) => [status, retryAfter, attempt])).toEqual([
      [429, '1', null],
      [429, '1', '1'],
      [429, '1', '2'],
      [429, '1', '3'],
    ]);
    expect(store.requests).toBe(16);
    for (const [index, { at }] of calls.slice(1).entries()) {
      expect(at - (calls[index]?.at ?? 0)).toBeGreaterThanOrEqual(999);
    }
  });

  it('sends a create once more, too, where the store is not available', async () => {
    store.failWith({ status: 503, headers: { 'x-ms-retry-after-ms': '1' } }, 1);

    await expect(post()).resolves.toMatchObject(documentedValues);

    expect(calls.map(({ status, retryAfter }) => [status, retryAfter])).toEqual([
      [503, '1'],
      [201, null],
    ]);
  });
});
