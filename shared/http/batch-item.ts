// A request of a batch in the shape of one that came over HTTP, so that it walks the same way.
import type { Caller } from '../auth/caller.ts';
import type { BatchItem } from '../batch/batch-request.ts';
import { graphError } from '../errors/catalogue.ts';
import { VERSION_ROOTS } from '../odata/resource-path.ts';
import type { Services } from '../resources/operation.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';
import type { Waiting } from '../store/document-store.ts';
import { parseJson } from './parse-json.ts';
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
  /** Whether it came when too many others were under way. */
  readonly isExcess: boolean;
  /** The batch that it is a request of, with its verified caller. */
  readonly batch: BatchContext | undefined;
}

/** What the requests of a batch have from it. */
export interface BatchContext {
  readonly itemId: string;
  readonly caller: Caller;
  readonly services: Services;
  /** The batch's place in the trace. */
  readonly trace: TraceContext | undefined;
  /** The client that waits for all of them, and how long. */
  readonly waiting?: Waiting | undefined;
}

/** What a request of a batch has from the whole where it has none of its own. */
const INHERITED = new Set(['client-request-id']);

/** What only a proxy may say, which knows nothing of the requests in a batch. */
const OF_THE_WHOLE = new Set(['x-forwarded-proto', 'x-forwarded-host']);

const VERSION = new RegExp(`^/(?:${VERSION_ROOTS.join('|').replaceAll('.', '\\.')})(?=[/?]|$)`, 'i');

/** Characters that a URL keeps as they are, but for dots that may be path navigation. */
const IS_NORMAL = /^(?:[\w!$&'()*+,;:=?@~/-]|%(?!2e)|(?<!\/)\.)*$/i;

/**
 * Makes the request. Its URL is relative to the version root, or begins with a version root, as Microsoft's JavaScript
 * client has it; behind a gateway that client puts the gateway's own path ahead of the version.
 * @param item - the request in the batch
 * @param outer - the request that the batch came with
 * @param root - the version root of the batch, and the URL under which clients know the service, where it is configured
 */
export function toIncoming(
  { method, url, headers: own, body }: BatchItem,
  outer: Incoming,
  { version, publicBaseUrl }: { readonly version: string; readonly publicBaseUrl: string | undefined },
  batch: BatchContext,
): Incoming {
  const path = withoutBasePath(url, publicBaseUrl);
  const root = version === '' || VERSION.test(path) ? '' : `/${version}`;
  const headers: HeaderSource = {
    get(name) {
      const key = name.toLowerCase();
      if (OF_THE_WHOLE.has(key)) return outer.headers.get(name);
      return own.get(key) ?? (INHERITED.has(key) ? outer.headers.get(name) : null);
    },
  };
  return {
    method,
    url: normalize(`${splitUrl(outer.url).origin}${root}${path}`, path),
    headers,
    readBody: (limit) =>
      new Promise((resolve) => {
        resolve(readItemBody(body, headers.get('content-type'), limit));
      }),
    // A batch that was let in is served whole.
    isExcess: false,
    batch,
  };
}

/** The whole was checked for repeated members and depth when it was read. */
function readItemBody(body: unknown, contentType: string | null, limit: number): unknown {
  // Bytes in base64 (`readBatch`). Nobody says what they are, and nothing but JSON is read here.
  if (contentType === null && typeof body === 'string') {
    const bytes = Buffer.from(body, 'base64');
    if (bytes.byteLength > limit) throw graphError('payloadTooLarge', { limit });
    return parseJson(bytes);
  }
  checkContentType(contentType);
  if (body === undefined) throw graphError('emptyPayload', {});
  if (Buffer.byteLength(JSON.stringify(body)) > limit) throw graphError('payloadTooLarge', { limit });
  return body;
}

function withoutBasePath(url: string, publicBaseUrl: string | undefined): string {
  if (publicBaseUrl === undefined) return url;
  const { path } = splitUrl(publicBaseUrl);
  const rest = url.slice(path.length);
  return path !== '/' && url.startsWith(path) && VERSION.test(rest) ? rest : url;
}

/** What comes over HTTP is normalised already: spaces are encoded and dots resolved. */
function normalize(url: string, path: string): string {
  return IS_NORMAL.test(path) ? url : new URL(url).href;
}
