// Answers before the request's body is whole (a 413, say) so that the client surely reads the answer: closing a connection
// with unread data in it resets it, and a reset takes the answer with it (RFC 9112 §9.6).
import type { ServerResponse } from 'node:http';
import { isBodyUnasked } from './expect-continue.ts';
import { MAX_BODY_BYTES } from './request-body.ts';

/** How long the rest of a body is read and thrown away, in milliseconds. */
const DISCARD_MS = 30_000;
/** The same for a client that still waits for "100 Continue": it may send the body or not. */
const DISCARD_UNASKED_MS = 2_000;

/**
 * Sends the whole answer at once and then discards what is left of the request, within bounds. The response counts as
 * finished only then: until it is, node:http does not close the connection.
 * @param headers - names and values in turn; must hold a Content-Length where there is a body, so that the client knows its end
 */
export function finishEarly(
  response: ServerResponse,
  status: number,
  headers: string[],
  body: string | Uint8Array,
): void {
  if (response.destroyed) return;
  const request = response.req;
  const isUnasked = isBodyUnasked(request);
  // Whether a body follows is anybody's guess: only a new connection is clear to both.
  if (isUnasked) headers.push('Connection', 'close');
  response.writeHead(status, headers);
  if (body.length > 0) response.write(body);
  else response.flushHeaders();

  let discarded = 0;
  const giveUp = (): void => {
    settle();
    response.end(() => request.socket.destroy());
  };
  const timer = setTimeout(giveUp, isUnasked ? DISCARD_UNASKED_MS : DISCARD_MS).unref();
  const onData = (chunk: Buffer): void => {
    discarded += chunk.length;
    if (discarded > MAX_BODY_BYTES) giveUp();
  };
  const onEnd = (): void => {
    settle();
    response.end();
  };
  const settle = (): void => {
    clearTimeout(timer);
    request.off('data', onData).off('end', onEnd).off('close', settle);
  };
  request.on('data', onData).on('end', onEnd).on('close', settle).resume();
}
