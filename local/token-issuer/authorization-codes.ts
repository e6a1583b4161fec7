// Authorization codes: what was granted with each, until it is redeemed, which happens once and soon.
import { createHash, randomBytes } from 'node:crypto';
import type { LocalCaller } from './callers.ts';

/** What stands behind a code (RFC 6749 §4.1.3, RFC 7636 §4.4). */
export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  /** base64url of the SHA-256 of the verifier. */
  readonly codeChallenge: string;
  readonly caller: LocalCaller;
}

/** What a client redeems a code with. */
export interface Redemption {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** Keeps codes in memory. */
export interface AuthorizationCodes {
  /** Gives a new code. */
  issue(grant: Grant): string;
  /** Takes a code back, whatever comes of it; undefined where it is not one that this client has with this verifier. */
  redeem(redemption: Redemption): LocalCaller | undefined;
}

/** Milliseconds that a code is good for. */
const LIFETIME_MS = 60_000;

/** @param now - milliseconds since 1970 */
export function createAuthorizationCodes(now: () => number = Date.now): AuthorizationCodes {
  const grants = new Map<string, Grant & { readonly expiresAt: number }>();
  return {
    issue(grant) {
      for (const [code, { expiresAt }] of grants) if (expiresAt <= now()) grants.delete(code);
      const code = randomBytes(32).toString('base64url');
      grants.set(code, { ...grant, expiresAt: now() + LIFETIME_MS });
      return code;
    },
    redeem({ code, clientId, redirectUri, codeVerifier }) {
      const grant = grants.get(code);
      grants.delete(code);
      if (grant === undefined || grant.expiresAt <= now()) return undefined;
      if (grant.clientId !== clientId || grant.redirectUri !== redirectUri) return undefined;
      const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
      return challenge === grant.codeChallenge ? grant.caller : undefined;
    },
  };
}
