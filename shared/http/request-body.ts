// Reads a JSON request body: what its headers say, and its bytes up to a limit.
import { graphError } from '../errors/catalogue.ts';
import { GraphError } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';
import { parseHeaderList } from './header-list.ts';
import { parseJson } from './parse-json.ts';

/** Where the body comes from: the parts of the Functions library's HttpRequest that are used here. */
export interface BodySource {
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A web stream of bytes, as far as it is used here. */
interface ByteStream {
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; releaseLock(): void };
}

/**
 * So long, in milliseconds, is a body waited for, and one more for so many bytes that it may have: who begins to send one
 * has a place among the requests that may be under way (docs/decisions/0015), and must not keep it for good.
 */
const PATIENCE_MS = 30_000;
const BYTES_PER_MS = 64;

/**
 * Reads and parses the body of a request.
 * @param source - the request
 * @param limit - the largest body in bytes
 * @returns the parsed JSON value
 * @throws GraphError 400, 413 or 415, before the body is read where the headers alone decide; 408 when it does not come
 */
export async function readJsonBody(source: BodySource, limit: number): Promise<unknown> {
  const { headers } = source;
  checkContentType(headers.get('content-type'));
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') {
    throw graphError('unsupportedContentEncoding', { value: shorten(encoding) }, { target: 'Content-Encoding' });
  }
  return parseJson(await readInTime(source, limit));
}

const plainJson = new Set(['application/json', 'application/json; charset=utf-8']);

/**
 * Lets JSON in UTF-8 pass.
 * @throws GraphError 400 for another media type, 415 for another charset
 */
export function checkContentType(contentType: string | null): void {
  if (contentType === null || contentType.trim() === '') {
    throw graphError('contentTypeMissing', {}, { target: 'Content-Type' });
  }
  if (plainJson.has(contentType)) return;
  const [element, ...others] = parseHeaderList(contentType) ?? [];
  const isJson = element?.name.toLowerCase() === 'application/json' && element.value === undefined;
  if (!isJson || others.length > 0) {
    throw graphError('contentTypeNotJson', { value: shorten(contentType) }, { target: 'Content-Type' });
  }
  for (const [name, value] of element.parameters) {
    if (name === 'charset' && !['utf-8', 'utf8', 'us-ascii'].includes(value.toLowerCase())) {
      throw graphError('unsupportedCharset', { value: shorten(value) }, { target: 'Content-Type' });
    }
  }
}

function readInTime(source: BodySource, limit: number): Promise<Buffer> {
  const limitMs = PATIENCE_MS + limit / BYTES_PER_MS;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(graphError('bodyTooSlow', { seconds: Math.round(limitMs / 1000) }));
    }, limitMs);
    const stopClock = (): void => {
      clearTimeout(timer);
    };
    const reading = readBytes(source, limit);
    reading.then(resolve, reject);
    reading.then(stopClock, stopClock);
  });
}

async function readBytes(source: BodySource, limit: number): Promise<Buffer> {
  const declared = source.headers.get('content-length');
  try {
    if (declared !== null && source.headers.get('transfer-encoding') === null) {
      if (Number(declared) > limit) throw graphError('payloadTooLarge', { limit });
      // The server never delivers more than Content-Length says, so this is bounded.
      return Buffer.from(await source.arrayBuffer());
    }
    return await collect(source.body, limit);
  } catch (error) {
    if (error instanceof GraphError) throw error;
    throw graphError('incompleteBody', {}, { cause: error });
  }
}

async function collect(body: ByteStream | null, limit: number): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      if (!(value instanceof Uint8Array)) throw new TypeError('A body is made of bytes.');
      size += value.byteLength;
      if (size > limit) throw graphError('payloadTooLarge', { limit });
      chunks.push(value);
    }
  } finally {
    // Not cancelled: that would tear down the connection on which the answer still has to go out.
    reader.releaseLock();
  }
}
