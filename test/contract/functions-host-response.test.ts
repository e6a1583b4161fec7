// What a function returns to the local host is what the client receives, also when it answers early or badly.
import { createReadStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type HttpHandler, HttpResponse, type HttpResponseInit } from '@azure/functions';
import { request } from 'undici';
import { type RunningApp, startApp } from '../support/functions-app.ts';
import { bodyOf, exchange, open } from '../support/raw-http.ts';

const GET = ['GET / HTTP/1.1', 'Host: a'];

describe('a response of the local Functions host', () => {
  let host: RunningApp;
  let handler: HttpHandler;

  beforeAll(async () => {
    host = await startApp({
      probe: {
        route: '{*path}',
        methods: ['GET', 'HEAD', 'POST'],
        handler: (received, context) => handler(received, context),
      },
    });
  });

  afterAll(() => host.close());

  const answerTo = async (result: HttpResponseInit | undefined, method: 'GET' | 'HEAD' = 'GET'): Promise<Response> => {
    handler = () => result ?? (undefined as never);
    return fetch(host.url, { method });
  };

  test('has status, headers and body', async () => {
    const response = await answerTo({ status: 418, headers: { 'X-A': '1', 'Content-Type': 'text/x' }, body: 'é' });
    expect([response.status, response.headers.get('x-a'), response.headers.get('content-type')]).toEqual([
      418,
      '1',
      'text/x',
    ]);
    expect(response.headers.get('content-length')).toBe('2');
    expect(response.headers.get('date')).not.toBeNull();
    await expect(response.text()).resolves.toBe('é');
  });

  test.each<[string, HttpResponseInit | undefined, number, string | null, string]>([
    ['a string', { body: 'a' }, 200, 'text/plain;charset=UTF-8', 'a'],
    ['bytes', { body: Buffer.from('a') }, 200, null, 'a'],
    ['an ArrayBuffer', { body: Uint8Array.of(97).buffer }, 200, null, 'a'],
    ['a view', { body: new DataView(Uint8Array.of(97).buffer) }, 200, null, 'a'],
    ['a Blob', { body: new Blob(['a'], { type: 'text/x' }) }, 200, 'text/x', 'a'],
    [
      'a form',
      { body: new URLSearchParams({ a: '1' }) },
      200,
      'application/x-www-form-urlencoded;charset=UTF-8',
      'a=1',
    ],
    ['JSON', { jsonBody: { a: [1] } }, 200, 'application/json', '{"a":[1]}'],
    ['JSON of its own type', { jsonBody: 1, headers: { 'content-type': 'a/b' } }, 200, 'a/b', '1'],
    ['a body, where there may be none', { status: 204, body: 'a' }, 204, null, ''],
    ['no body', { status: 404 }, 404, null, ''],
    ['nothing', undefined, 204, null, ''],
  ])('of %s', async (_, result, status, contentType, body) => {
    const response = await answerTo(result);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      contentType,
      body,
    ]);
  });

  test.each<[string, HttpResponseInit]>([
    ['a web stream', { body: new Response('streamed').body ?? '' }],
    ['a Node stream', { body: createReadStream('LICENSE', { end: 2 }) }],
    ['an HttpResponse', new HttpResponse({ status: 200, body: 'of the class', headers: { 'X-A': '1' } })],
  ])('streams %s', async (_, result) => {
    const response = await answerTo(result);
    expect(response.status).toBe(200);
    expect(['streamed', 'MIT', 'of the class']).toContain(await response.text());
  });

  test('stops the stream of a client that goes away', async () => {
    const cancelled = new Promise((resolve) => {
      const body = new ReadableStream({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(1024 * 1024));
        },
        cancel: () => {
          resolve('cancelled');
        },
      });
      handler = () => ({ body });
    });
    const { socket, receive } = await open(host.port);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await receive(/200 OK/);
    socket.destroy();
    await expect(cancelled).resolves.toBe('cancelled');
  });

  test.each<[string, NonNullable<HttpResponseInit['headers']>]>([
    ['a Headers object', new Headers({ 'X-A': '1', 'X-B': '2' })],
    [
      'pairs',
      [
        ['X-A', '1'],
        ['X-B', '2'],
      ],
    ],
  ])('takes headers from %s', async (_, headers) => {
    const response = await answerTo({ headers });
    expect([response.headers.get('x-a'), response.headers.get('x-b')]).toEqual(['1', '2']);
  });

  test('sets cookies', async () => {
    const response = await answerTo({
      cookies: [
        { name: 'a', value: 'b c' },
        {
          name: 'd',
          value: 'e',
          domain: 'x.test',
          path: '/p',
          expires: 0,
          maxAge: 5,
          secure: true,
          httpOnly: true,
          sameSite: 'Strict',
        },
      ],
    });
    expect(response.headers.getSetCookie()).toEqual([
      'a=b%20c',
      'd=e; Domain=x.test; Path=/p; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5; Secure; HttpOnly; SameSite=Strict',
    ]);
  });

  test('leaves connection headers and the length to the server', async () => {
    const response = await answerTo({
      headers: { 'Content-Length': '99', 'Transfer-Encoding': 'chunked', Connection: 'upgrade' },
      body: 'abc',
    });
    expect([response.headers.get('content-length'), response.headers.get('connection')]).toEqual(['3', 'keep-alive']);
    await expect(response.text()).resolves.toBe('abc');
  });

  test.each<[string, HttpResponseInit]>([
    ['of a string', { body: 'abc' }],
    ['of a stream', { body: new Response('abc').body ?? '' }],
  ])('to HEAD has no body, where GET has one %s', async (_, result) => {
    handler = () => result;
    const answer = await exchange(host.port, ['HEAD / HTTP/1.1', 'Host: a']);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(bodyOf(answer)).toBe('');
  });

  // RFC 9110 §8.6: a Content-Length for HEAD is what GET would have, or is left out.
  test.each<[string, HttpResponseInit, string | null]>([
    ['the length of its body', { body: 'abc' }, '3'],
    ['the length of its JSON', { jsonBody: [1] }, '3'],
    ['the length of an empty body', { body: '' }, '0'],
    ['no length where the function gives no body', { headers: { 'Content-Type': 'text/x' } }, null],
    ['no length where an HttpResponse has no body', new HttpResponse({ status: 200 }), null],
  ])('to HEAD has %s', async (_, result, length) => {
    const response = await answerTo(result, 'HEAD');
    expect([response.status, response.headers.get('content-length')]).toEqual([200, length]);
    expect(response.headers.get('transfer-encoding')).toBeNull();
  });

  test('to HEAD before the request body is whole has no length either, and the connection lives on', async () => {
    handler = () => ({ status: 413 });
    const { socket, receive } = await open(host.port);
    socket.write('HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n');
    await expect(receive(/\r\n\r\n$/)).resolves.not.toMatch(/content-length/i);
    socket.write('bodyHEAD / HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect(receive(/413 [^]*413 [^]*\r\n\r\n$/)).resolves.toMatch(/Connection: keep-alive/);
    socket.destroy();
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken inside');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken inside'))],
    [
      'throws something else',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- the host must stand it
        throw 'broken inside';
      },
    ],
    ['returns no response', () => 'broken inside'],
    ['returns a status that is none', () => ({ status: 99, body: 'broken inside' })],
    ['returns a header that is none', () => ({ headers: { 'a b': 'c' }, body: 'broken inside' })],
  ])('of a function that %s is an empty 500, and a line in the log', async (_, broken) => {
    handler = broken as HttpHandler;
    const response = await fetch(host.url);
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(host.lines.at(-1)).toMatch(/^error Function "probe" failed: /);
  });

  test('of a stream that breaks is cut off, so that the client does not take it for whole', async () => {
    handler = () => ({
      body: new ReadableStream({
        start: (controller) => {
          controller.enqueue(Buffer.from('half'));
        },
        pull: (controller) => {
          controller.error(new Error('broken inside'));
        },
      }),
    });
    await expect(fetch(host.url).then((response) => response.text())).rejects.toThrow(/terminated|fetch failed/);
    expect(host.lines.at(-1)).toMatch(/broken inside/);
  });

  describe('before the request body is whole', () => {
    const refuse: HttpHandler = () => ({ status: 413, body: 'too large' });

    test.each([
      ['with a Content-Length', (size: number) => Buffer.alloc(size)],
      [
        'in chunks',
        async function* (size: number) {
          for (let sent = 0; sent < size; sent += 64 * 1024) {
            await wait(0);
            yield Buffer.alloc(64 * 1024);
          }
        },
      ],
    ])('reaches a client that sends %s, on a connection that lives on', async (_, body) => {
      handler = refuse;
      for (let round = 0; round < 3; round++) {
        const response = await request(host.url, { method: 'POST', body: body(3 * 1024 * 1024) as Buffer });
        expect([response.statusCode, await response.body.text()]).toEqual([413, 'too large']);
      }
    });

    test.each([
      ['keeps the connection', 'keep-alive'],
      ['asked to close it', 'close'],
    ])('reaches a slow client that %s at once and lets it finish', async (_, connection) => {
      handler = refuse;
      const { socket, receive } = await open(host.port);
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\nConnection: ${connection}\r\n\r\n`);
      await expect(receive(/too large$/)).resolves.toMatch(/^HTTP\/1\.1 413 /);
      for (let sent = 0; sent < 4; sent++) {
        await wait(20);
        expect(socket.writable).toBe(true);
        socket.write('x'.repeat(1000));
      }
      if (connection === 'close') await expect(receive()).resolves.toMatch(/too large$/);
      else {
        socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
        await expect(receive(/too large[^]+too large$/)).resolves.toMatch(/too large$/);
      }
      socket.destroy();
    });

    test('reaches a client although the function has read a part of the body', async () => {
      handler = async (received) => {
        const reader = received.body?.getReader();
        await reader?.read();
        await reader?.cancel();
        return { status: 413, body: 'too large' };
      };
      const response = await request(host.url, { method: 'POST', body: Buffer.alloc(3 * 1024 * 1024) });
      expect([response.statusCode, await response.body.text()]).toEqual([413, 'too large']);
    });

    test('closes the connection of a client that waits for "100 Continue"', async () => {
      handler = refuse;
      const { socket, receive } = await open(host.port);
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n');
      await expect(receive()).resolves.toMatch(/^HTTP\/1\.1 413 [^]*Connection: close\r\n[^]*too large$/);
    });

    test('is 413 from the host itself where a Content-Length is beyond 100 MB', async () => {
      const { socket, receive } = await open(host.port);
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 104857601\r\n\r\n');
      await expect(receive(/\r\n\r\n$/)).resolves.toMatch(/^HTTP\/1\.1 413 /);
      socket.destroy();
    });

    test('is a failure where an endless body is beyond 100 MB', async () => {
      let failure: unknown;
      handler = async (received) => {
        await received.arrayBuffer().catch((error: unknown) => {
          failure = error;
        });
        return { status: 413 };
      };
      async function* endless(): AsyncGenerator<Buffer> {
        const chunk = Buffer.alloc(1024 * 1024);
        for (let sent = 0; sent < 110; sent++) {
          await wait(0);
          yield chunk;
        }
      }
      const response = await request(host.url, { method: 'POST', body: endless() as unknown as Buffer });
      await response.body.dump();
      expect(response.statusCode).toBe(413);
      expect(failure).toHaveProperty('name', 'BodyTooLargeError');
    });
  });

  test('to TRACE and CONNECT is none: the library cannot make a request of them', async () => {
    await expect(exchange(host.port, ['TRACE / HTTP/1.1', 'Host: a'])).resolves.toMatch(/^HTTP\/1\.1 404 /);
    await expect(exchange(host.port, ['CONNECT a:80 HTTP/1.1', 'Host: a'])).resolves.toBe('');
  });

  test('is given on the same connection, request after request', async () => {
    handler = () => ({ body: 'a' });
    const { socket, receive } = await open(host.port);
    socket.write(`${GET.join('\r\n')}\r\n\r\n`.repeat(3));
    await expect(receive(/(?:200 OK[^]*){3}a$/)).resolves.toMatch(/Connection: keep-alive/);
    socket.destroy();
  });
});
