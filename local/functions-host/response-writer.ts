// Writes what a function returned to node:http. Strings and byte arrays go out in one piece; what is rarer goes through the
// WHATWG classes, which know their rules.
import type { ServerResponse } from 'node:http';
import type { HttpResponseInit } from '@azure/functions';
import { serializeCookie } from './cookie.ts';
import { finishEarly } from './early-answer.ts';

/** A function returned something that is no HTTP response. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError';
}

/** Statuses that have no body (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Hop-by-hop headers (RFC 9110 §7.6.1) are the server's own business; so is the length, which is known better here. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Sends a function's result.
 * @param result - an `HttpResponseInit`, an `HttpResponse` or nothing (204)
 * @throws InvalidResponseError when it is none of these; nothing has been sent then
 * @throws what a body stream throws while it is read; the answer is incomplete then and the caller must end the connection
 */
export async function writeResponse(response: ServerResponse, result: unknown): Promise<void> {
  if (result === undefined || result === null) {
    sendWhole(response, 204, [], undefined);
    return;
  }
  if (typeof result !== 'object') {
    throw new InvalidResponseError(
      'The HTTP response must be an object with optional properties "body", "status", "headers", and "cookies".',
    );
  }
  const init: HttpResponseInit = result;
  const status = init.status ?? 200;
  const headers = collectHeaders(init);
  if (BODILESS.has(status)) {
    sendWhole(response, status, headers, undefined);
    return;
  }
  if (init.jsonBody !== undefined) {
    addDefaultContentType(headers, 'application/json');
    sendWhole(response, status, headers, JSON.stringify(init.jsonBody));
    return;
  }
  const { body } = init;
  if (typeof body === 'string') {
    addDefaultContentType(headers, 'text/plain;charset=UTF-8');
    sendWhole(response, status, headers, body);
  } else if (body instanceof Uint8Array) {
    sendWhole(response, status, headers, body);
  } else if (body === undefined || body === null) {
    // RFC 9110 §8.6: a length of 0 for HEAD would say that GET has no content, which nobody has said.
    sendWhole(response, status, headers, response.req.method === 'HEAD' ? undefined : '');
  } else if (isAsyncIterable(body)) {
    await sendStream(response, status, headers, body);
  } else {
    const encoded = new Response(body as ConstructorParameters<typeof Response>[0]);
    const contentType = encoded.headers.get('content-type');
    if (contentType !== null) addDefaultContentType(headers, contentType);
    sendWhole(response, status, headers, new Uint8Array(await encoded.arrayBuffer()));
  }
}

/** Sends an answer of the host itself: no body. */
export function writeEmpty(response: ServerResponse, status: number): void {
  sendWhole(response, status, [], '');
}

/** @param body - undefined for an answer without content and without a length */
function sendWhole(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: string | Uint8Array | undefined,
): void {
  if (body !== undefined) {
    headers.push('Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
  }
  const content = response.req.method === 'HEAD' ? '' : (body ?? '');
  if (response.req.complete) {
    response.writeHead(status, headers).end(content);
  } else {
    finishEarly(response, status, headers, content);
  }
}

async function sendStream(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  response.writeHead(status, headers);
  if (response.req.method !== 'HEAD') {
    for await (const chunk of body) {
      // Leaving the loop cancels the stream: nobody reads it any more.
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

function collectHeaders(init: HttpResponseInit): string[] {
  const list: string[] = [];
  const given = init.headers;
  if (given !== undefined) {
    if (Symbol.iterator in given) {
      for (const [name, value] of given as Iterable<[string, string]>) addHeader(list, name, value);
    } else {
      for (const name in given) addHeader(list, name, (given as Record<string, unknown>)[name]);
    }
  }
  for (const cookie of init.cookies ?? []) list.push('Set-Cookie', serializeCookie(cookie));
  return list;
}

function addHeader(list: string[], name: string, value: unknown): void {
  if (!NOT_PASSED_ON.has(name.toLowerCase())) list.push(name, String(value));
}

function addDefaultContentType(headers: string[], contentType: string): void {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === 'content-type') return;
  }
  headers.push('Content-Type', contentType);
}

function isAsyncIterable(body: object): body is AsyncIterable<Uint8Array | string> {
  return Symbol.asyncIterator in body;
}
