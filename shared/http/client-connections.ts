// Finds the connection of the client that waits for an invocation, so that what is done for it can end with it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '../store/document-store.ts';

/**
 * Node announces here each request that an HTTP server of the process receives. The Functions library shows a handler
 * neither message nor signal, but with `enableHttpStream` the host forwards each request to a server of the library's in
 * this process, and ends that request when its own client goes.
 * @see https://nodejs.org/docs/latest-v22.x/api/diagnostics_channel.html#http
 */
const REQUEST_START = 'http.server.request.start';

/** Pairs the request with its invocation, which comes another way. */
const INVOCATION_ID = 'x-ms-invocation-id';

/** So many requests may wait for their invocations; of those that were never invoked, the oldest are forgotten. */
const WAITING_LIMIT = 1_000;

/** The connections of the requests that have come. */
export interface ClientConnections {
  /** Gives the connection of an invocation, once; undefined where the host did not say whose it is. */
  take(invocationId: string): Client | undefined;
  /** Looks no more. */
  close(): void;
}

/** Looks at the requests that come from now on. Listens to none of them: a connection is asked when it matters. */
export function watchClientConnections(): ClientConnections {
  const waiting = new Map<string, ServerResponse>();

  const onRequest = (message: unknown): void => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    const id = request.headers[INVOCATION_ID];
    if (typeof id !== 'string') return;
    waiting.set(id, response);
    if (waiting.size <= WAITING_LIMIT) return;
    for (const oldest of waiting.keys()) {
      waiting.delete(oldest);
      return;
    }
  };
  subscribe(REQUEST_START, onRequest);

  return {
    take(invocationId) {
      const response = waiting.get(invocationId);
      if (response !== undefined) waiting.delete(invocationId);
      return response;
    },
    close() {
      unsubscribe(REQUEST_START, onRequest);
      waiting.clear();
    },
  };
}
