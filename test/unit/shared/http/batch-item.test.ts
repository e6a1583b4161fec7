// A request of a batch looks to the pipeline as if it had come over HTTP.
import fc from 'fast-check';
import type { BatchItem } from '../../../../shared/batch/batch-request.ts';
import { type BatchContext, type Incoming, toIncoming } from '../../../../shared/http/batch-item.ts';
import { rejectionOf } from '../thrown.ts';

const context = { itemId: '1' } as BatchContext;
const ORIGIN = 'https://status.contoso.com';

const outer: Incoming = {
  method: 'POST',
  url: `${ORIGIN}/beta/$batch?x=y`,
  headers: new Headers({
    authorization: 'Bearer secret',
    accept: 'text/plain',
    prefer: 'return=minimal',
    'content-type': 'application/json',
    'client-request-id': 'outer',
    'if-match': '*',
    'repeatability-request-id': 'outer',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'gateway.contoso.com',
  }),
  readBody: () => Promise.reject(new Error('The whole was read before.')),
  isExcess: false,
  batch: undefined,
};

function incoming(
  item: Partial<BatchItem>,
  { version = 'beta', publicBaseUrl }: { version?: string; publicBaseUrl?: string } = {},
): Incoming {
  const whole = { id: '1', method: 'GET', url: '/a', headers: new Map(), body: undefined, dependsOn: [], ...item };
  return toIncoming(whole, outer, { version, publicBaseUrl }, context);
}

const urlOf = (url: string, root?: { version?: string; publicBaseUrl?: string }): string =>
  incoming({ url }, root).url.replace(ORIGIN, '');

describe('the URL', () => {
  test.each([
    ['/a', 'beta', '/beta/a'],
    ['/a', 'v1.0', '/v1.0/a'],
    ['/a', '', '/a'],
    ['/beta/a', 'beta', '/beta/a'],
    ['/v1.0/a', 'beta', '/v1.0/a'],
    ['/BETA/a', 'v1.0', '/BETA/a'],
    ['/beta', 'beta', '/beta'],
    ['/beta?x', 'beta', '/beta?x'],
    ['/betaApps', 'beta', '/beta/betaApps'],
    ['/v1a0/a', 'beta', '/beta/v1a0/a'],
    [
      "/mobileApps('a%2Fb')/x?$filter=a%20eq%20'b'&c=d+e",
      'beta',
      "/beta/mobileApps('a%2Fb')/x?$filter=a%20eq%20'b'&c=d+e",
    ],
  ])('%s in a batch of %j is %s', (url, version, expected) => {
    expect(urlOf(url, { version })).toBe(expected);
  });

  test.each([
    ['/graph/beta/a', '/beta/a'],
    ['/graph/v1.0/a', '/v1.0/a'],
    ['/graph/a', '/beta/graph/a'],
    ['/graphs/beta/a', '/beta/graphs/beta/a'],
    ['/a', '/beta/a'],
    ['/beta/graph/beta/a', '/beta/graph/beta/a'],
  ])('behind a gateway that clients know as …/graph, %s is %s', (url, expected) => {
    expect(urlOf(url, { publicBaseUrl: 'https://gateway.contoso.com/graph' })).toBe(expected);
  });

  test('loses nothing when the gateway has no path of its own', () => {
    expect(urlOf('/beta/a', { publicBaseUrl: 'https://gateway.contoso.com' })).toBe('/beta/a');
    expect(urlOf('/a', { publicBaseUrl: 'https://gateway.contoso.com' })).toBe('/beta/a');
  });

  test.each([
    ["/a?$filter=b eq 'ü'", '/beta/a?$filter=b%20eq%20%27%C3%BC%27'],
    ["/mobileApps('Zoë s app')/x", "/beta/mobileApps('Zo%C3%AB%20s%20app')/x"],
    ['/a/../b', '/beta/b'],
    ['/a/%2E%2e/b', '/beta/b'],
    ['/a/./b', '/beta/a/b'],
    ['/a/..', '/beta/'],
    ['\\..\\..\\a', '/a'],
    ['/a\tb\n', '/beta/ab'],
    ['/a.b/c..d', '/beta/a.b/c..d'],
  ])('%j is normalised, as it would be over HTTP: %s', (url, expected) => {
    expect(urlOf(url.startsWith('/') ? url : `/${url}`)).toBe(expected);
  });

  test('is what a URL object makes of it, whatever it is', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('/', '.', '..', '%2e', '%', '?', '\\', "'", '"', 'ü', ' ', '<', '|', '^', '`'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `/${pieces.join('').replaceAll('#', '')}`;
        const given = incoming({ url }, { version: '' }).url;
        // The one thing that is left: quotes in a query, which mean the same either way.
        expect(new URL(given).href).toBe(new URL(`${ORIGIN}${url}`).href);
        expect(given.replaceAll("'", '%27')).toBe(new URL(`${ORIGIN}${url}`).href.replaceAll("'", '%27'));
        expect(new URL(given).origin).toBe(ORIGIN);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the headers', () => {
  test('are its own, in any letter case', () => {
    const { headers } = incoming({ headers: new Map([['prefer', 'odata.maxpagesize=2']]) });
    expect(headers.get('PREFER')).toBe('odata.maxpagesize=2');
  });

  test.each(['authorization', 'accept', 'prefer', 'content-type', 'if-match', 'repeatability-request-id'])(
    'have no %s of the whole',
    (name) => {
      expect(incoming({}).headers.get(name)).toBeNull();
    },
  );

  test('have the client-request-id of the whole, unless it has one of its own', () => {
    expect(incoming({}).headers.get('Client-Request-Id')).toBe('outer');
    expect(incoming({ headers: new Map([['client-request-id', 'own']]) }).headers.get('client-request-id')).toBe('own');
  });

  // They are a proxy's, which clients cannot go around: else Location and next link would be the client's to choose.
  test.each(['x-forwarded-host', 'X-Forwarded-Proto'])('have the %s of the whole, whatever they say', (name) => {
    const headers = new Map([[name.toLowerCase(), 'evil.example']]);
    expect(incoming({ headers }).headers.get(name)).toBe(outer.headers.get(name));
  });
});

describe('the body', () => {
  const typed = new Map([['content-type', 'application/json; charset=utf-8']]);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  test.each([{ a: 1 }, [], 'a text', 0, false])('is what it is: %j', async (body) => {
    await expect(incoming({ body, headers: typed }).readBody(99)).resolves.toEqual(body);
  });

  test('that is missing is an empty payload', async () => {
    const error = await rejectionOf(incoming({ headers: typed }).readBody(99));
    expect(error).toMatchObject({ status: 400, entry: 'emptyPayload' });
  });

  test('is JSON', async () => {
    const of = (type: string): Incoming => incoming({ body: 'x', headers: new Map([['content-type', type]]) });
    expect(await rejectionOf(of('text/plain').readBody(99))).toMatchObject({ entry: 'contentTypeNotJson' });
    expect(await rejectionOf(of('application/json; charset=utf-16').readBody(99))).toMatchObject({ status: 415 });
    expect(await rejectionOf(incoming({}).readBody(99))).toMatchObject({ entry: 'contentTypeMissing' });
  });

  test.each([
    ['JSON', { body: { userName: 'ü' }, headers: typed }],
    ['bytes', { body: base64('{"userName":"ü"}') }],
  ])('of %s is as long as that of a request by itself may be', async (_kind, item) => {
    const { byteLength } = Buffer.from('{"userName":"ü"}');
    await expect(incoming(item).readBody(byteLength)).resolves.toEqual({ userName: 'ü' });
    const error = await rejectionOf(incoming(item).readBody(byteLength - 1));
    expect(error).toMatchObject({ status: 413, entry: 'payloadTooLarge' });
  });

  test('is read from base64 when nothing says what it is', async () => {
    await expect(incoming({ body: base64('{"userName":"ü"}') }).readBody(99)).resolves.toEqual({ userName: 'ü' });
  });

  test.each(['{"a":1,"a":2}', '{', 'no JSON', '[['])('of bytes is held to the same rules: %s', async (text) => {
    expect(await rejectionOf(incoming({ body: base64(text) }).readBody(99))).toMatchObject({ entry: 'malformedJson' });
  });
});
