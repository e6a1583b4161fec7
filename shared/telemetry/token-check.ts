// The check of an access token as a part of its request's trace, where there is one.
import type { AccessTokenVerifier } from '../auth/access-token-verifier.ts';
import type { Caller } from '../auth/caller.ts';
import type { RequestSpan } from './telemetry.ts';

/**
 * Verifies a token by the verifier, whose result or error it gives on as it comes.
 * @param request - the request that the check is a part of; undefined when it is not traced
 */
export function checkToken(
  verifier: AccessTokenVerifier,
  authorization: string | null,
  request: RequestSpan | undefined,
): Caller | Promise<Caller> {
  if (request === undefined) return verifier.verify(authorization);
  const check = request.startTokenCheck();
  try {
    const verified = verifier.verify(authorization, check);
    if (!(verified instanceof Promise)) {
      check.end(true);
      return verified;
    }
    const end = (isAccepted: boolean) => () => {
      check.end(isAccepted);
    };
    verified.then(end(true), end(false));
    return verified;
  } catch (error) {
    check.end(false);
    throw error;
  }
}
