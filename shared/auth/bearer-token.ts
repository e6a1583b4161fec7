// Takes the access token out of an Authorization header.
import type { Refuse } from './refusal.ts';

/**
 * The credentials of the Bearer scheme (RFC 6750 §2.1; RFC 9110 §11.1: the scheme in any letter case, one or more
 * spaces). What characters a token may have is left to the JWT reader, which allows fewer than b64token does.
 * @param authorization - the header's value, not blank
 */
export function bearerToken(authorization: string, refuse: Refuse): string {
  const scheme = /^bearer +/i.exec(authorization);
  if (scheme === null) refuse('credentials');
  return authorization.slice(scheme[0].length);
}
