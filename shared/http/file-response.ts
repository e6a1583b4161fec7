// The answer that is a file for a browser: compressed where the browser takes that, which all do.
import { brotliDecompressSync } from 'node:zlib';
import type { HttpResponseInit } from '@azure/functions';
import type { FileOutcome } from '../resources/operation.ts';
import { parseHeaderList } from './header-list.ts';

/**
 * The response.
 * @param headers - those of every answer, which the file's own go before
 * @param acceptEncoding - the Accept-Encoding header, or null when there is none
 */
export function toFileResponse(
  { contentType, body, headers: own }: FileOutcome,
  headers: Record<string, string>,
  acceptEncoding: string | null,
): HttpResponseInit {
  Object.assign(headers, own);
  headers['Content-Type'] = contentType;
  delete headers['OData-Version'];
  if (typeof body === 'string') return { status: 200, headers, body };
  headers.Vary = 'Accept-Encoding';
  if (!acceptsBrotli(acceptEncoding)) return { status: 200, headers, body: brotliDecompressSync(body).toString() };
  headers['Content-Encoding'] = 'br';
  return { status: 200, headers, body };
}

/** RFC 9110 §12.5.3: no header and `*` take anything, too, but who means Brotli says so. */
function acceptsBrotli(acceptEncoding: string | null): boolean {
  const brotli = parseHeaderList(acceptEncoding ?? '')?.find(({ name }) => name.toLowerCase() === 'br');
  return brotli !== undefined && !brotli.parameters.some(([name, value]) => name === 'q' && Number(value) === 0);
}
