// A Cosmos endpoint on this machine that answers as a test tells it: for failures which no emulator can be made to have.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A request that arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/**
 * What the stub answers; `silence` is none at all, `break` a connection that ends in the middle of the body, `reset` one
 * that is reset ahead of the answer.
 */
export type StubAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly json?: unknown }
  | 'silence'
  | 'reset'
  | 'break';

/** The running stub. */
export interface CosmosStub {
  readonly endpoint: string;
  /** Requests for documents and for the container, in the order in which they came. */
  readonly requests: readonly ReceivedRequest[];
  /** Says what requests for documents, or for the container, are answered with from now on. */
  answerWith(what: 'documents' | 'container', answer: (request: ReceivedRequest) => StubAnswer): void;
  close(): Promise<void>;
}

const container = {
  id: 'c',
  _rid: 'd9RzAJRFKgw=',
  partitionKey: { paths: ['/mobileAppId'], kind: 'Hash', version: 2 },
};

/** Starts a stub that has the container and no documents. */
export async function startCosmosStub(tls?: { readonly cert: string; readonly key: string }): Promise<CosmosStub> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Map<unknown, Socket>();
  const answers = {
    documents: (): StubAnswer => ({ status: 404, json: { code: 'NotFound', message: 'No such document.' } }),
    container: (): StubAnswer => ({ status: 200, json: container }),
  } as Record<'documents' | 'container', (request: ReceivedRequest) => StubAnswer>;
  const listener: RequestListener = (message, response) => {
    void receive(message).then((request) => {
      if (request.path === '/') {
        write(response, { status: 200, json: accountOf(endpoint) }, sockets);
        return;
      }
      requests.push(request);
      write(response, answers[request.path.includes('/docs') ? 'documents' : 'container'](request), sockets);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket: Socket) => sockets.set(socket.remotePort, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    requests,
    answerWith(what, answer) {
      answers[what] = answer;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function accountOf(endpoint: string): object {
  const locations = [{ name: 'Here', databaseAccountEndpoint: endpoint }];
  return {
    id: 'stub',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
  };
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers } = message;
  return { method, path, headers, body: Buffer.concat(chunks).toString() };
}

function write(response: ServerResponse, answer: StubAnswer, sockets: ReadonlyMap<unknown, Socket>): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    // A TLS socket cannot be reset, only the one under it.
    sockets.get(response.socket?.remotePort)?.resetAndDestroy();
    return;
  }
  if (answer === 'break') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"id":', () => response.destroy());
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.json === undefined ? undefined : JSON.stringify(answer.json));
}
