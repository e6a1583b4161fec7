// What the product sends to its store: seen at the transport, so that nothing of the product is changed for it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A request for documents. */
export interface StoreRequest {
  readonly kind: 'query' | 'read' | 'write';
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface TransportRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: unknown;
}

/**
 * Does something and tells what was sent to the store meanwhile; not what looks for the container.
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export async function storeRequestsOf<Result>(
  act: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly requests: readonly StoreRequest[] }> {
  const requests: StoreRequest[] = [];
  const listen = (message: unknown): void => {
    const { request } = message as { request: TransportRequest };
    if (!/^\/dbs\/[^/]+\/colls\/[^/]+\/docs(?:\/|$)/.test(request.path)) return;
    const headers = headersOf(request.headers);
    const isQuery = headers['content-type'] === 'application/query+json';
    const kind = isQuery ? 'query' : request.method === 'GET' ? 'read' : 'write';
    requests.push({ kind, headers, body: bodyOf(request.body) });
  };
  subscribe('undici:request:create', listen);
  try {
    return { result: await act(), requests };
  } finally {
    unsubscribe('undici:request:create', listen);
  }
}

/** How many there were of each kind. */
export function countRequests(requests: readonly StoreRequest[]): Record<StoreRequest['kind'], number> {
  const count = (wanted: StoreRequest['kind']): number => requests.filter(({ kind }) => kind === wanted).length;
  return { query: count('query'), read: count('read'), write: count('write') };
}

function headersOf(headers: readonly string[]): Record<string, string> {
  const pairs = headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), headers[index + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(pairs);
}

function bodyOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
}
