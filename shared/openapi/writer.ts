// Writes the OpenAPI document of the running service: made when somebody asks for it, since a cold start has other things
// to do, and kept as text in which only the base URL is filled in.
import { createHash } from 'node:crypto';
import type { Operation, Services } from '../resources/operation.ts';
import { createOpenApiDocument } from './document.ts';
import type { TokenSource } from './security.ts';

/** Stands for the base URL in the text; the domain is one that nothing else can have (RFC 2606 §2). */
const BASE_URL = 'https://base-url.invalid';

/**
 * Makes the writer of {@link Services}.
 * @param operations - the table of operations
 * @param tokenSource - where a client of this service gets its tokens
 */
export function createOpenApiWriter(
  operations: readonly Operation[],
  tokenSource: TokenSource,
): Services['writeOpenApi'] {
  let template: string | undefined;
  // One base URL is what nearly everybody uses; a client can name any host, so that they are not all kept.
  let latest: { readonly baseUrl: string; readonly written: ReturnType<Services['writeOpenApi']> } | undefined;
  return (baseUrl) => {
    if (latest?.baseUrl === baseUrl) return latest.written;
    template ??= JSON.stringify(createOpenApiDocument(operations, { baseUrl: BASE_URL, tokenSource }));
    const body = template.replaceAll(BASE_URL, JSON.stringify(baseUrl).slice(1, -1));
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    latest = { baseUrl, written: { body, version } };
    return latest.written;
  };
}
