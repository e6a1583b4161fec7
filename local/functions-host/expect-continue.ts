// `Expect: 100-continue` (RFC 9110 §10.1.1): the body is asked for when a function first reads it, as Kestrel does, so that
// a client whose body is refused need not send it.
import type { IncomingMessage, ServerResponse } from 'node:http';

const unasked = new WeakMap<IncomingMessage, ServerResponse>();

/** Notes that the client waits for word before it sends its body. */
export function deferContinue(request: IncomingMessage, response: ServerResponse): void {
  unasked.set(request, response);
}

/** Whether the client has not been told to send its body. */
export function isBodyUnasked(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined && unasked.has(request);
}

/** Tells a client that waits to send its body; does nothing for all others. */
export function askForBody(request: IncomingMessage): void {
  if (request.headers.expect === undefined) return;
  unasked.get(request)?.writeContinue();
  unasked.delete(request);
}
