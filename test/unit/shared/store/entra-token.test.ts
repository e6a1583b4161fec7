// The token under which requests go to Cosmos: fetched once, renewed in time, and never used up.
import { type TokenCredential, withEntraToken } from '../../../../shared/store/entra-token.ts';

type HttpClient = Parameters<typeof withEntraToken>[0];
type PipelineRequest = Parameters<HttpClient['sendRequest']>[0];

const ENDPOINT = 'https://account.documents.azure.com:443/';
const ACCOUNT_SCOPE = 'https://account.documents.azure.com/.default';
const HOUR = 3_600_000;

let time: number;
let sent: (string | undefined)[];
let getToken: jest.Mock<ReturnType<TokenCredential['getToken']>, Parameters<TokenCredential['getToken']>>;
let client: HttpClient;

beforeEach(() => {
  time = Date.parse('2026-11-25T12:00:00Z');
  sent = [];
  let number = 0;
  getToken = jest.fn<ReturnType<TokenCredential['getToken']>, Parameters<TokenCredential['getToken']>>(() => {
    number += 1;
    return Promise.resolve({ token: `token-${number}`, expiresOnTimestamp: time + HOUR });
  });
  const transport: HttpClient = {
    sendRequest: (request) => {
      sent.push(request.headers.get('authorization'));
      return Promise.resolve({ request, status: 200, headers: request.headers });
    },
  };
  client = withEntraToken(transport, { getToken: (...given) => getToken(...given) }, ENDPOINT, () => time);
});

function requestTo(url: string): PipelineRequest {
  const values = new Map<string, string>();
  const headers = {
    get: (name: string) => values.get(name),
    has: (name: string) => values.has(name),
    set: (name: string, value: string | number | boolean) => void values.set(name, String(value)),
    delete: (name: string) => void values.delete(name),
    toJSON: () => Object.fromEntries(values),
    [Symbol.iterator]: () => values[Symbol.iterator](),
  };
  return { url, method: 'GET', headers, timeout: 0, withCredentials: false, requestId: 'r' };
}

async function send(url = `${ENDPOINT}dbs/d`): Promise<string | undefined> {
  await client.sendRequest(requestTo(url));
  return sent.at(-1);
}

/** Lets a renewal in the background come to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('a request carries the token of the account in the form that Cosmos reads', async () => {
  await expect(send()).resolves.toBe('type=aad&ver=1.0&sig=token-1');
  expect(getToken.mock.calls[0]?.[0]).toEqual([ACCOUNT_SCOPE]);
});

test('one token is for all requests, also for those that came before it', async () => {
  await Promise.all([send(), send(), send()]);
  time += HOUR / 2;
  await send();
  expect(getToken).toHaveBeenCalledTimes(1);
  expect(new Set(sent)).toEqual(new Set(['type=aad&ver=1.0&sig=token-1']));
});

test('two minutes before its end it is renewed, and nobody waits for that', async () => {
  await send();
  time += HOUR - 120_001;
  await expect(send()).resolves.toContain('token-1');
  expect(getToken).toHaveBeenCalledTimes(1);
  time += 1;
  await expect(send()).resolves.toContain('token-1');
  await settle();
  await expect(send()).resolves.toContain('token-2');
  expect(getToken).toHaveBeenCalledTimes(2);
});

test('it is renewed earlier where its issuer wants that', async () => {
  getToken.mockImplementationOnce(() =>
    Promise.resolve({ token: 'early', expiresOnTimestamp: time + HOUR, refreshAfterTimestamp: time + HOUR / 2 }),
  );
  await send();
  time += HOUR / 2;
  await expect(send()).resolves.toContain('early');
  await settle();
  await expect(send()).resolves.toContain('token-1');
});

test('a renewal that fails leaves the token in use and is tried again after three seconds', async () => {
  await send();
  time += HOUR - 60_000;
  getToken.mockImplementationOnce(() => Promise.reject(new Error('away')));
  await expect(send()).resolves.toContain('token-1');
  await settle();
  time += 2_999;
  await expect(send()).resolves.toContain('token-1');
  await settle();
  expect(getToken).toHaveBeenCalledTimes(2);
  time += 1;
  await send();
  await settle();
  await expect(send()).resolves.toContain('token-2');
});

test('a token that is about to end is not used: the request waits for the next one, or fails with its error', async () => {
  await send();
  time += HOUR - 1_000;
  getToken.mockImplementationOnce(() => Promise.reject(new Error('away')));
  await expect(send()).rejects.toThrow('away');
  await expect(send()).resolves.toContain('token-2');
  expect(sent).toHaveLength(2);
});

test('where the account is no resource of the tenant, the scope of all accounts is asked for', async () => {
  getToken.mockImplementationOnce(() =>
    Promise.reject(new Error('AADSTS500011: The resource principal was not found.')),
  );
  await expect(send()).resolves.toContain('token-1');
  expect(getToken.mock.calls.map(([scopes]) => scopes)).toEqual([
    [ACCOUNT_SCOPE],
    ['https://cosmos.azure.com/.default'],
  ]);
});

test('without a token nothing is sent, and the next request asks again', async () => {
  getToken.mockImplementationOnce(() => Promise.resolve(null));
  await expect(send()).rejects.toThrow('no token');
  expect(sent).toEqual([]);
  await expect(send()).resolves.toContain('token-1');
});

test('no token goes over a connection without TLS', async () => {
  await expect(send('http://account.documents.azure.com/dbs/d')).rejects.toThrow('TLS');
  expect(sent).toEqual([]);
  expect(getToken).not.toHaveBeenCalled();
});
