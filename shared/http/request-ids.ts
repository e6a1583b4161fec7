// The two ids by which a request is found again, on the client's side and on ours.
import { randomUUID } from 'node:crypto';

/** The ids of one request. */
export interface RequestIds {
  /** Ours, new for every request. */
  readonly requestId: string;
  /** The client's own, or ours when it sent none. */
  readonly clientRequestId: string;
}

/** Printable ASCII and of bounded length, so that it is safe in a header and in a log. */
const ECHOABLE = /^[\x21-\x7e]{1,128}$/;

/**
 * Makes the ids of a request.
 * @param clientRequestId - the `client-request-id` header, or null
 * @see Microsoft Graph best practices: `client-request-id` is echoed; without one it equals `request-id`
 */
export function makeRequestIds(clientRequestId: string | null): RequestIds {
  const requestId = randomUUID();
  const isUsable = clientRequestId !== null && ECHOABLE.test(clientRequestId);
  return { requestId, clientRequestId: isUsable ? clientRequestId : requestId };
}
