// Carries the Cosmos client's requests over undici pools: half the CPU of the default client (docs/performance.md).
import type { CosmosClientOptions } from '@azure/cosmos';
import { type Dispatcher, Pool } from 'undici';
import { isLoopbackHost } from '../loopback.ts';

type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;
type PipelineRequest = Parameters<HttpClient['sendRequest']>[0];
type PipelineResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;
type HttpHeaders = PipelineResponse['headers'];

/** Connections kept for one Cosmos endpoint; a gateway answers in milliseconds, so more would only wait elsewhere. */
const CONNECTIONS_PER_ENDPOINT = 64;

/** An `HttpClient` for `@azure/cosmos` and the means to let its connections go. */
export interface StoreHttpClient extends HttpClient {
  /** Waits for what is under way and closes all connections. */
  close(): Promise<void>;
}

/** Makes the transport. Connections are opened with the first request to an endpoint. */
export function createStoreHttpClient(): StoreHttpClient {
  const pools = new Map<string, Pool>();
  let closed: Promise<unknown> | undefined;

  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    // An emulator's certificate is made for itself; what goes to this machine's own address cannot be overheard.
    const connect = isLoopbackHost(new URL(origin).hostname) ? { rejectUnauthorized: false } : {};
    const pool = new Pool(origin, {
      connections: CONNECTIONS_PER_ENDPOINT,
      connect,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  };

  return {
    sendRequest: (request) => send(request, poolOf),
    close: async () => {
      await (closed ??= Promise.all([...pools.values()].map((pool) => pool.close())));
    },
  };
}

function send(request: PipelineRequest, poolOf: (origin: string) => Pool): Promise<PipelineResponse> {
  // The account itself is asked for without even a slash.
  const slash = request.url.indexOf('/', 'https://'.length);
  const pathStart = slash === -1 ? request.url.length : slash;
  const origin = request.url.slice(0, pathStart);
  const options: Dispatcher.DispatchOptions = {
    path: request.url.slice(pathStart) || '/',
    method: request.method,
    headers: request.headers.toJSON({ preserveCase: true }),
    body: typeof request.body === 'string' ? request.body : null,
  };
  return new Promise((resolve, reject) => {
    const exchange = new Exchange(request, resolve, reject);
    if (!exchange.isOver) poolOf(origin).dispatch(options, exchange);
  });
}

/** One request and its answer, as undici's dispatch tells it. */
class Exchange implements Dispatcher.DispatchHandler {
  isOver = false;
  #request: PipelineRequest;
  #resolve: (response: PipelineResponse) => void;
  #reject: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Record<string, string | string[] | undefined> = {};
  #chunks: Buffer[] = [];
  #abort = (): void => {
    const error = new DOMException('The request to the store was given up.', 'AbortError');
    this.#controller?.abort(error);
    this.#fail(error);
  };

  constructor(request: PipelineRequest, resolve: (response: PipelineResponse) => void, reject: (error: Error) => void) {
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    const signal = request.abortSignal;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener('abort', this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection. To abort it now would end the connection, which others can use.
    if (this.isOver) throw new DOMException('The request to the store was given up.', 'AbortError');
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const body = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#finish();
    this.#resolve({
      request: this.#request,
      status: this.#status,
      headers: new ReceivedHeaders(this.#headers),
      bodyAsText: body.toString('utf8'),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #fail(error: Error): void {
    if (this.isOver) return;
    this.#finish();
    this.#reject(error);
  }

  #finish(): void {
    this.isOver = true;
    this.#request.abortSignal?.removeEventListener('abort', this.#abort);
  }
}

/** The headers of an answer in the shape that the client's pipeline reads; names arrive in lower case. */
class ReceivedHeaders implements HttpHeaders {
  #values: Record<string, string>;

  constructor(received: Record<string, string | string[] | undefined>) {
    this.#values = received as Record<string, string>;
    // Not `for…in`, which costs thrice as much on an object with so many members.
    for (const name of Object.keys(received)) {
      const value = received[name];
      if (Array.isArray(value)) this.#values[name] = value.join(', ');
    }
  }

  get(name: string): string | undefined {
    const key = name.toLowerCase();
    // A header that was not sent must not be found on Object.prototype.
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: string | number | boolean): void {
    this.#values[name.toLowerCase()] = String(value);
  }

  delete(name: string): void {
    this.#values = Object.fromEntries(Object.entries(this.#values).filter(([known]) => known !== name.toLowerCase()));
  }

  toJSON(): Record<string, string> {
    return this.#values;
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return Object.entries(this.#values)[Symbol.iterator]();
  }
}
