// A request of a batch in the shape of one that came over HTTP, so that it walks the same way.
import type { Caller } from '../auth/caller.ts';
import type { BatchItem } from '../batch/batch-request.ts';
import { graphError } from '../errors/catalogue.ts';
import { VERSION_ROOTS } from '../odata/resource-path.ts';
import type { Services } from '../resources/operation.ts';
import { checkContentType } from './request-body.ts';
import { splitUrl } from './request-url.ts';

/** Headers by name in any letter case; null for one that was not sent. */
export interface HeaderSource {
  get(name: string): string | null;
}

/** A request as the pipeline sees it: one over HTTP, or one of a batch. */
export interface Incoming {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: HeaderSource;
  /** Reads the JSON body, of at most so many bytes. */
  readonly readBody: (limit: number) => Promise<unknown>;
  /** The batch that it is a request of, with its verified caller. */
  readonly batch: BatchContext | undefined;
}

/** What the requests of a batch have from it. */
export interface BatchContext {
  readonly itemId: string;
  readonly caller: Caller;
  readonly services: Services;
}

/** What a request of a batch has from the whole where it has none of its own: its id, and where the client is. */
const INHERITED = new Set(['client-request-id', 'x-forwarded-proto', 'x-forwarded-host']);

const VERSION = new RegExp(`^/(?:${VERSION_ROOTS.join('|').replaceAll('.', '\\.')})(?=[/?]|$)`, 'i');

/**
 * Makes the request. Its URL is relative to the version root, or begins with a version root, as Microsoft's JavaScript
 * client has it.
 * @param item - the request in the batch
 * @param outer - the request that the batch came with
 * @param version - the version root of the batch
 */
export function toIncoming(
  { method, url, headers: own, body }: BatchItem,
  outer: Incoming,
  version: string,
  batch: BatchContext,
): Incoming {
  const root = version === '' || VERSION.test(url) ? '' : `/${version}`;
  const headers: HeaderSource = {
    get: (name) => own.get(name.toLowerCase()) ?? (INHERITED.has(name.toLowerCase()) ? outer.headers.get(name) : null),
  };
  return {
    method,
    url: `${splitUrl(outer.url).origin}${root}${url}`,
    headers,
    // The whole was checked for size, repeated members and depth when it was read.
    readBody() {
      checkContentType(headers.get('content-type'));
      return body === undefined ? Promise.reject(graphError('emptyPayload', {})) : Promise.resolve(body);
    },
    batch,
  };
}
