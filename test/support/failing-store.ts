// A proxy between the app and its store that answers for the store, or lets it wait, instead of asking it.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import type { Certificate } from '../../local/certificate.ts';

/** What the app hears: a status of Cosmos, nothing at all, or the end of the connection ahead of or amid an answer. */
export type Failure =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'silence' | 'end' | 'half';

/** The running proxy. */
export interface FailingStore {
  /** `https://localhost:{port}` */
  readonly endpoint: string;
  /** How many requests for documents have come since the last {@link FailingStore.failWith}. */
  readonly requests: number;
  /** Says what requests for documents hear from now on: so many of them, or all; undefined is the store's own answer. */
  failWith(failure: Failure | undefined, times?: number): void;
  /** Resolves when a request that hears nothing has come; its own promise resolves when its connection has ended. */
  silenced(): Promise<{ readonly closed: Promise<unknown> }>;
  close(): Promise<void>;
}

const OF_ONE_HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

function endToEnd(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOP.has(name))) as Record<
    string,
    string
  >;
}

/** Starts the proxy. */
export async function startFailingStore(store: string, tls: Certificate): Promise<FailingStore> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  let failure: Failure | undefined;
  let left = 0;
  let requests = 0;
  let onSilenced: ((held: { readonly closed: Promise<unknown> }) => void) | undefined;

  const pass = async (message: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = message;
    const answer = await request(`${store}${path}`, {
      method: method as 'GET',
      headers: endToEnd(headers),
      body: body.length === 0 ? null : body,
      dispatcher,
    });
    const text = await answer.body.text();
    response.writeHead(answer.statusCode, endToEnd(answer.headers));
    // The store says where it is, and the client would go there.
    response.end(path === '/' ? text.replaceAll(/https:\/\/[^/"]+/g, endpoint) : text);
  };

  const fail = (how: Failure, { socket }: IncomingMessage, response: ServerResponse): void => {
    if (how === 'silence') {
      onSilenced?.({ closed: once(socket, 'close') });
    } else if (how === 'end') {
      socket.destroy();
    } else if (how === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":', () => response.destroy());
    } else {
      const headers = { 'content-type': 'application/json', 'x-ms-request-charge': '0.5', ...how.headers };
      response.writeHead(how.status, headers).end('{"code":"Failure","message":"secret inner details"}');
    }
  };

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const isOfDocuments = message.url?.includes('/docs') === true;
    if (isOfDocuments) requests += 1;
    if (!isOfDocuments || failure === undefined || left <= 0) {
      await pass(message, response, Buffer.concat(chunks));
      return;
    }
    left -= 1;
    fail(failure, message, response);
  };

  const server = createServer(tls, (message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    get requests() {
      return requests;
    },
    failWith(how, times = Infinity) {
      failure = how;
      left = times;
      requests = 0;
    },
    silenced: () =>
      new Promise((resolve) => {
        onSilenced = resolve;
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await dispatcher.close();
    },
  };
}
