// A proxy between the app and its store: whoever starts it decides what the app hears, with the store's help or without.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createFront, type Socket } from 'node:net';
import { Agent, request as sendRequest } from 'undici';
import type { Certificate } from '../../local/certificate.ts';

/** Headers by name in lower case. */
export type Headers = Readonly<Record<string, string | string[]>>;

/** What the app asks of its store. */
export interface StoreRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Whether it is about documents, and not about the account or the container. */
  readonly isOfDocuments: boolean;
  /** Resolves when the connection that it came by has ended. */
  readonly closed: () => Promise<unknown>;
}

/** What the app hears. */
export interface StoreAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What it hears instead: nothing at all, or the end of the connection ahead of or amid an answer. */
export type Mishap = 'silence' | 'end' | 'half';

/** Asks the store itself; the request that is given takes the place of the app's. */
export type Pass = (request?: Pick<StoreRequest, 'headers'>) => Promise<StoreAnswer>;

/** Decides what the app hears. */
export type Respond = (request: StoreRequest, pass: Pass) => Promise<StoreAnswer | Mishap> | StoreAnswer | Mishap;

/** The running proxy. */
export interface StoreProxy {
  /** `https://localhost:{port}` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Headers of the connection, or of a body that is sent anew. */
const OF_ONE_HOP = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

function endToEnd(headers: Readonly<Partial<Headers>>): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOP.has(name))) as Headers;
}

/** An answer of Cosmos that is a failure, with something in it that no caller may see. */
export function failure(status: number, headers: Headers = {}): StoreAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-ms-request-charge': '0.5', ...headers },
    text: '{"code":"Failure","message":"secret inner details"}',
  };
}

/**
 * Starts the proxy on a free port of 127.0.0.1.
 * @param store - the store's own endpoint
 * @param respond - decides for each request
 * @param speaksTls - decides for each connection whether it is answered in TLS; all are, unless told otherwise
 */
export async function startStoreProxy(
  store: string,
  tls: Certificate,
  respond: Respond,
  speaksTls: () => boolean = () => true,
): Promise<StoreProxy> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

  const pass = async ({ method, path, headers, body }: StoreRequest): Promise<StoreAnswer> => {
    const answer = await sendRequest(`${store}${path}`, {
      method: method as 'GET',
      headers: headers as Record<string, string | string[]>,
      body: body.length === 0 ? null : body,
      dispatcher,
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: endToEnd(answer.headers),
      // The store says where it is, and the client would go there.
      text: path === '/' ? text.replaceAll(/https:\/\/[^/"]+/g, endpoint) : text,
    };
  };

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    const heard = await respond(request, (changed) => pass({ ...request, ...changed }));
    deliver(heard, response);
  };

  const server = createServer(tls, (message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  const sockets = new Set<Socket>();
  const front = createFront((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (speaksTls()) server.emit('connection', socket);
    else talkPlainly(socket);
  });
  await once(front.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `https://localhost:${(front.address() as AddressInfo).port}`;
  return {
    endpoint,
    async close() {
      const closed = once(front, 'close');
      front.close();
      // The connections of the server within are not all: some have not got so far.
      for (const socket of sockets) socket.destroy();
      await closed;
      await dispatcher.close();
    },
  };
}

async function readRequest(message: IncomingMessage): Promise<StoreRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const { method = 'GET', url: path = '/', socket } = message;
  return {
    method,
    path,
    headers: endToEnd(message.headers),
    body: Buffer.concat(chunks),
    isOfDocuments: path.includes('/docs'),
    closed: () => once(socket, 'close'),
  };
}

function deliver(heard: StoreAnswer | Mishap, response: ServerResponse): void {
  if (heard === 'silence') return;
  if (heard === 'end') {
    response.destroy();
  } else if (heard === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"id":', () => response.destroy());
  } else {
    response.writeHead(heard.status, heard.headers).end(heard.text);
  }
}

/** What a client hears that expects TLS: something else. */
function talkPlainly(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
}
