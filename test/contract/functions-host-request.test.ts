// What a function is given by the local host: the library's own HttpRequest, with everything that the client sent.
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { request } from 'undici';
import { type RunningApp, startApp } from '../support/functions-app.ts';
import { bodyOf, exchange, open } from '../support/raw-http.ts';

type Read = (request: HttpRequest, context: InvocationContext) => unknown;

describe('a request on the local Functions host', () => {
  let host: RunningApp;
  let read: Read;

  beforeAll(async () => {
    host = await startApp({
      probe: {
        route: '{*path}',
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        handler: async (received, context): Promise<HttpResponseInit> => ({
          jsonBody: (await read(received, context)) ?? null,
        }),
      },
    });
  });

  afterAll(() => host.close());

  /** Runs a reader as the function, for one raw request, and gives back what it read. */
  const readingRaw = async (reader: Read, lines: readonly string[], body = ''): Promise<unknown> => {
    read = reader;
    return JSON.parse(bodyOf(await exchange(host.port, lines, body)));
  };

  const readingBody = async (reader: Read, body: string | Buffer | AsyncIterable<Buffer>): Promise<unknown> => {
    read = reader;
    // Undici sends an iterable in chunks and everything else with a Content-Length.
    const response = await request(host.url, { method: 'POST', body: body as string });
    return response.body.json();
  };

  async function* chunks(...parts: string[]): AsyncGenerator<Buffer> {
    for (const part of parts) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield Buffer.from(part);
    }
  }

  test('has the absolute URL that the client asked for', async () => {
    await expect(readingRaw(({ url }) => url, ['GET /a/b?c=1 HTTP/1.1', 'Host: example.test:81'])).resolves.toBe(
      'http://example.test:81/a/b?c=1',
    );
  });

  test.each([
    ['/a/./b/../c', 'http://localhost:7071/a/c'],
    ['/a/%2e%2E/b', 'http://localhost:7071/b'],
    ['/a\\b', 'http://localhost:7071/a/b'],
    ["/a?q='x'", 'http://localhost:7071/a?q=%27x%27'],
    ["/a('x')", "http://localhost:7071/a('x')"],
    ['/a"b', 'http://localhost:7071/a%22b'],
    ['//other.test/a', 'http://localhost:7071//other.test/a'],
    ['http://other.test/a?b', 'http://other.test/a?b'],
  ])('normalises %s as the URL parser does', async (target, url) => {
    await expect(
      readingRaw((received) => received.url, [`GET ${target} HTTP/1.1`, 'Host: localhost:7071']),
    ).resolves.toBe(url);
  });

  test.each([
    ['a host in capitals', 'EXAMPLE.test', 'http://example.test/'],
    ['a default port', 'example.test:80', 'http://example.test/'],
    ['a shortened address', '127.1:5', 'http://127.0.0.1:5/'],
    ['IPv6', '[::1]:5', 'http://[::1]:5/'],
  ])('spells %s as the URL parser does', async (_, name, url) => {
    await expect(readingRaw((received) => received.url, ['GET / HTTP/1.1', `Host: ${name}`])).resolves.toBe(url);
  });

  test.each([
    ['a host with a path in it', ['GET / HTTP/1.1', 'Host: a/b']],
    ['two hosts', ['GET / HTTP/1.1', 'Host: a', 'Host: b']],
    ['a target that is no path', ['OPTIONS * HTTP/1.1', 'Host: a']],
    ['an encoded NUL', ['GET /a%00b HTTP/1.1', 'Host: a']],
  ])('with %s is refused by the host', async (_, lines) => {
    await expect(exchange(host.port, lines)).resolves.toMatch(/^HTTP\/1\.1 400 /);
  });

  test('without a Host header (HTTP/1.0) has a URL all the same', async () => {
    await expect(readingRaw(({ url }) => url, ['GET /a HTTP/1.0'])).resolves.toBe(`http://localhost:${host.port}/a`);
  });

  test('keeps query parameters that come twice', async () => {
    const query = ({ query }: HttpRequest): unknown => [...query];
    await expect(readingRaw(query, ['GET /?a=1&a=2&b=%20 HTTP/1.1', 'Host: a'])).resolves.toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', ' '],
    ]);
    await expect(readingRaw(query, ['GET / HTTP/1.1', 'Host: a'])).resolves.toEqual([]);
  });

  test('shows duplicate headers joined, Authorization too', async () => {
    const lines = [
      'GET / HTTP/1.1',
      'Host: a',
      'Authorization: Bearer a',
      'authorization: Bearer b',
      'X-A: 1',
      'x-a: 2',
    ];
    const headers = ({ headers }: HttpRequest): unknown => [headers.get('authorization'), headers.get('X-A')];
    await expect(readingRaw(headers, lines)).resolves.toEqual(['Bearer a, Bearer b', '1, 2']);
  });

  test('has headers that behave like Headers', async () => {
    const lines = ['GET / HTTP/1.1', 'Host: a', 'X-A: 1', 'Cookie: a=1', 'Cookie: b=2'];
    const reader: Read = ({ headers }) => {
      const before = [headers.has('x-a'), headers.has('x-b'), headers.get('constructor'), headers.get('cookie')];
      headers.set('x-b', '2');
      headers.append('x-b', '3');
      headers.delete('x-a');
      const seen: string[] = [];
      headers.forEach((value, name) => seen.push(`${name}=${value}`));
      return {
        before,
        after: [headers.has('x-a'), headers.get('x-b'), headers.getSetCookie()],
        seen,
        keys: [...headers.keys()],
        values: [...headers.values()],
        isCopied: new Headers([...headers]).get('x-b'),
      };
    };
    await expect(readingRaw(reader, lines)).resolves.toEqual({
      before: [true, false, null, 'a=1; b=2'],
      after: [false, '2, 3', []],
      seen: ['connection=close', 'cookie=a=1; b=2', 'host=a', 'x-b=2, 3'],
      keys: ['connection', 'cookie', 'host', 'x-b'],
      values: ['close', 'a=1; b=2', 'a', '2, 3'],
      isCopied: '2, 3',
    });
  });

  describe.each([
    ['with a Content-Length', () => '{"a":"é"}'],
    ['in chunks', () => chunks('{"a":', '"é"}')],
  ])('a body that comes %s', (_, body) => {
    test.each<[string, Read, unknown]>([
      ['text()', (received) => received.text(), '{"a":"é"}'],
      ['json()', (received) => received.json(), { a: 'é' }],
      ['arrayBuffer()', async (received) => Buffer.from(await received.arrayBuffer()).toString(), '{"a":"é"}'],
      ['blob()', async (received) => (await received.blob()).text(), '{"a":"é"}'],
      [
        'clone()',
        async (received) => [await received.clone().text(), await received.text()],
        ['{"a":"é"}', '{"a":"é"}'],
      ],
      [
        'body',
        async (received) => {
          const parts: Buffer[] = [];
          for await (const part of received.body ?? []) parts.push(Buffer.from(part as Uint8Array));
          return Buffer.concat(parts).toString();
        },
        '{"a":"é"}',
      ],
    ])('is read by %s', async (_reader, reader, expected) => {
      await expect(readingBody(reader, body())).resolves.toEqual(expected);
    });

    test('can be read once', async () => {
      const reader: Read = async (received) => {
        const before = received.bodyUsed;
        await received.text();
        return [before, received.bodyUsed, await received.text().catch((error: unknown) => (error as Error).name)];
      };
      await expect(readingBody(reader, body())).resolves.toEqual([false, true, 'TypeError']);
    });

    test('tells that its stream has been read', async () => {
      const reader: Read = async (received) => {
        const before = received.bodyUsed;
        await received.body?.getReader().read();
        return [before, received.bodyUsed];
      };
      await expect(readingBody(reader, body())).resolves.toEqual([false, true]);
    });
  });

  test('a form is parsed', async () => {
    const lines = [
      'POST / HTTP/1.1',
      'Host: a',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 3',
    ];
    const reader: Read = async (received) => (await received.formData()).get('a');
    await expect(readingRaw(reader, lines, 'a=1')).resolves.toBe('1');
  });

  test('a byte order mark is dropped from the text', async () => {
    await expect(readingBody((received) => received.text(), '\uFEFFx')).resolves.toBe('x');
  });

  test('a body of some megabytes arrives whole', async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, 'a');
    const length = async (received: HttpRequest): Promise<number> => (await received.arrayBuffer()).byteLength;
    await expect(readingBody(length, body)).resolves.toBe(body.length);
    await expect(
      readingBody(async (received) => (await received.clone().arrayBuffer()).byteLength, body),
    ).resolves.toBe(body.length);
  });

  test('an empty body is an empty text, and GET has none', async () => {
    await expect(
      readingRaw((received) => received.text(), ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 0']),
    ).resolves.toBe('');
    const lines = ['GET / HTTP/1.1', 'Host: a', 'Content-Length: 3'];
    await expect(readingRaw(async (received) => [received.body, await received.text()], lines, 'abc')).resolves.toEqual(
      [null, ''],
    );
  });

  test.each<[string, Read]>([
    ['text()', (received) => received.text()],
    [
      'the stream',
      async (received) => {
        const reader = received.body?.getReader();
        while ((await reader?.read())?.done === false);
      },
    ],
  ])('a body whose client goes away is a failure for %s', async (_, reader) => {
    const failure = new Promise((resolve) => {
      read = (received, context) => Promise.resolve(reader(received, context)).catch(resolve);
    });
    const { socket } = await open(host.port);
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.destroy();
    await expect(failure).resolves.toHaveProperty('message', 'aborted');
  });

  test('a client that expects "100 Continue" is asked for its body when the function reads it', async () => {
    read = (received) => received.text();
    const { socket, receive } = await open(host.port);
    socket.write(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    );
    await expect(receive(/\r\n\r\n$/)).resolves.toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('abc');
    await expect(receive()).resolves.toMatch(/HTTP\/1\.1 200 OK[^]*"abc"$/);
  });

  test('has its place in a trace, when it names one', async () => {
    const lines = ['GET / HTTP/1.1', 'Host: a'];
    const trace: Read = (_, { traceContext }) => traceContext;
    await expect(readingRaw(trace, lines)).resolves.toBeNull();
    await expect(readingRaw(trace, [...lines, 'traceparent: 00-a-b-01'])).resolves.toEqual({
      traceParent: '00-a-b-01',
    });
    await expect(readingRaw(trace, [...lines, 'traceparent: 00-a-b-01', 'tracestate: x=y'])).resolves.toEqual({
      traceParent: '00-a-b-01',
      traceState: 'x=y',
    });
  });

  test('comes with a context that names function and invocation, and logs', async () => {
    const reader: Read = (_, context) => {
      context.log('plain');
      context.warn('formatted %d', 1, { a: 2 });
      return [context.functionName, context.invocationId];
    };
    const [name, id] = (await readingRaw(reader, ['GET / HTTP/1.1', 'Host: a'])) as [string, string];
    expect(name).toBe('probe');
    expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(host.lines.slice(-2)).toEqual(['information plain', 'warning formatted 1 { a: 2 }']);
  });
});
