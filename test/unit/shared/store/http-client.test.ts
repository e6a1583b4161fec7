// The transport under the Cosmos client, against a real server on this machine.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { generate } from 'selfsigned';
import { createStoreHttpClient, type StoreHttpClient } from '../../../../shared/store/http-client.ts';

type PipelineRequest = Parameters<StoreHttpClient['sendRequest']>[0];
type PipelineResponse = Awaited<ReturnType<StoreHttpClient['sendRequest']>>;

let listener: RequestListener = () => undefined;
let server: Server;
let origin: string;
let sockets: Set<Socket>;
let client: StoreHttpClient;

beforeEach(async () => {
  sockets = new Set();
  server = createServer((request, response) => {
    listener(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  origin = await listen(server, 'http');
  client = createStoreHttpClient();
});

afterEach(async () => {
  server.closeAllConnections();
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

async function listen(what: Server, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => what.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(what.address() as AddressInfo).port}`;
}

/** A request as the Cosmos client makes it. */
function requestTo(
  url: string,
  more: Partial<PipelineRequest> & { sent?: Record<string, string> } = {},
): PipelineRequest {
  const { sent = {}, ...rest } = more;
  const headers = {
    get: (name: string) => sent[name],
    has: (name: string) => name in sent,
    set: () => undefined,
    delete: () => undefined,
    toJSON: () => sent,
    [Symbol.iterator]: () => Object.entries(sent)[Symbol.iterator](),
  };
  return { url, method: 'GET', headers, timeout: 0, withCredentials: false, requestId: 'r', ...rest };
}

function get(path: string, more?: Parameters<typeof requestTo>[1]): Promise<PipelineResponse> {
  return client.sendRequest(requestTo(`${origin}${path}`, more));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('a request', () => {
  test('is sent as it is: method, path, query, headers and body', async () => {
    let received: object | undefined;
    listener = (request, response) => {
      void bodyOf(request).then((body) => {
        received = { method: request.method, url: request.url, key: request.headers['x-key'], body };
        response.end();
      });
    };
    await get('/dbs/d/docs/a%20b?x=1', { method: 'POST', body: '{"a":"ü"}', sent: { 'X-Key': 'v' } });
    expect(received).toEqual({ method: 'POST', url: '/dbs/d/docs/a%20b?x=1', key: 'v', body: '{"a":"ü"}' });
  });

  test('shares connections with the ones before it', async () => {
    listener = (_request, response) => response.end('{}');
    for (let index = 0; index < 10; index += 1) await get('/');
    // Two, where one is not yet free again when the next request comes.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  test('does not wait for others', async () => {
    const waiting: ServerResponse[] = [];
    listener = (_request, response) => {
      waiting.push(response);
      if (waiting.length === 3) for (const one of waiting) one.end('{}');
    };
    await expect(Promise.all([get('/1'), get('/2'), get('/3')])).resolves.toHaveLength(3);
  });
});

describe('an answer', () => {
  test('comes whole, with characters that were cut between chunks', async () => {
    const bytes = Buffer.from('{"name":"🙂"}');
    listener = (_request, response) => {
      response.writeHead(201);
      response.write(bytes.subarray(0, 10));
      setImmediate(() => response.end(bytes.subarray(10)));
    };
    const request = requestTo(`${origin}/`);
    const response = await client.sendRequest(request);
    expect(response).toMatchObject({ status: 201, bodyAsText: '{"name":"🙂"}' });
    expect(response.request).toBe(request);
  });

  test('may be empty', async () => {
    listener = (_request, response) => response.writeHead(204).end();
    await expect(get('/')).resolves.toMatchObject({ status: 204, bodyAsText: '' });
  });

  test('is not followed and not judged: any status is an answer', async () => {
    listener = (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end('x');
    await expect(get('/')).resolves.toMatchObject({ status: 302, bodyAsText: 'x' });
  });

  test('has headers as the client of Cosmos reads and changes them', async () => {
    listener = (_request, response) => {
      response
        .writeHead(
          200,
          [
            ['X-MS-Charge', '5.7'],
            ['x-many', 'a'],
            ['x-many', 'b'],
          ].flat(),
        )
        .end();
    };
    const { headers } = await get('/');
    expect(headers.get('x-ms-charge')).toBe('5.7');
    expect(headers.get('X-Ms-Charge')).toBe('5.7');
    expect(headers.get('x-many')).toBe('a, b');
    expect(headers.get('x-none')).toBeUndefined();
    expect([headers.has('X-MANY'), headers.has('x-none'), headers.has('constructor')]).toEqual([true, false, false]);
    headers.set('X-New', 5);
    headers.delete('X-Many');
    expect(headers.toJSON()).toMatchObject({ 'x-ms-charge': '5.7', 'x-new': '5' });
    expect(headers.toJSON()).not.toHaveProperty('x-many');
    expect(new Map(headers).get('x-new')).toBe('5');
  });
});

describe('a failure', () => {
  test('of the connection is told by its code', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(get('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    server = createServer();
    await listen(server, 'http');
  });

  test('in the middle of the body is a failure, not a short answer', async () => {
    listener = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    };
    await expect(get('/')).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  test('before the answer is told too, and the next request gets a new connection', async () => {
    listener = (request) => request.socket.destroy();
    await expect(get('/')).rejects.toThrow();
    listener = (_request, response) => response.end('{}');
    await expect(get('/')).resolves.toMatchObject({ status: 200 });
  });
});

describe('giving up', () => {
  test('before it is sent: nothing is sent', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(get('/', { abortSignal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(sockets.size).toBe(0);
  });

  test('while it is under way: it ends at once, and so does the connection', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      listener = (request) => {
        request.socket.once('close', resolve);
        controller.abort();
      };
    });
    await expect(get('/', { abortSignal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
  });

  test('in the middle of the answer: it ends at once', async () => {
    const controller = new AbortController();
    listener = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":', () => {
        setImmediate(() => {
          controller.abort();
        });
      });
    };
    await expect(get('/', { abortSignal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('while it waits for a connection: it ends at once, is never sent, and costs no connection', async () => {
    const seen: string[] = [];
    const held: ServerResponse[] = [];
    listener = (request, response) => {
      seen.push(request.url ?? '');
      held.push(response);
    };
    const running = Array.from({ length: 64 }, (_, index) => get(`/running/${index}`));
    while (held.length < 64) await new Promise((resolve) => setImmediate(resolve));
    const controller = new AbortController();
    const queued = Array.from({ length: 10 }, () => get('/queued', { abortSignal: controller.signal }));
    controller.abort();
    for (const each of queued) await expect(each).rejects.toMatchObject({ name: 'AbortError' });
    for (const response of held) response.end('{}');
    await Promise.all(running);
    listener = (request, response) => {
      seen.push(request.url ?? '');
      response.end('{}');
    };
    await Promise.all(Array.from({ length: 64 }, () => get('/after')));
    expect(sockets.size).toBe(64);
    expect(seen).not.toContain('/queued');
    expect(seen).toContain('/after');
  });

  test('after it is over changes nothing, and nobody listens to the signal any more', async () => {
    listener = (_request, response) => response.end('{}');
    const controller = new AbortController();
    const remove = jest.spyOn(controller.signal, 'removeEventListener');
    await expect(get('/', { abortSignal: controller.signal })).resolves.toMatchObject({ status: 200 });
    controller.abort();
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

describe('the certificate', () => {
  test('of this machine need not be trusted: an emulator makes its own', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'emulator' }]);
    const secure = createTlsServer({ cert, key }, (_request, response) => response.end('{"tls":true}'));
    const secureOrigin = await listen(secure, 'https');
    try {
      await expect(client.sendRequest(requestTo(`${secureOrigin}/`))).resolves.toMatchObject({
        bodyAsText: '{"tls":true}',
      });
    } finally {
      await client.close();
      await new Promise((resolve) => secure.close(resolve));
      client = createStoreHttpClient();
    }
  });
});

describe('close', () => {
  test('waits for what is under way', async () => {
    listener = (_request, response) => {
      setTimeout(() => response.end('{}'), 20);
    };
    const running = get('/');
    await new Promise((resolve) => setImmediate(resolve));
    await client.close();
    await expect(running).resolves.toMatchObject({ status: 200 });
    await expect(get('/')).rejects.toThrow();
    await expect(client.close()).resolves.toBeUndefined();
    client = createStoreHttpClient();
  });
});
