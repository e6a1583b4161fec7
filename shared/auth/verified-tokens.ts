// Remembers verified tokens, so that a client's next request with the same token costs a hash and not a signature.
import { hash } from 'node:crypto';
import type { AcceptedClaims } from './claims.ts';
import type { SigningKey } from './signing-keys.ts';

/** A verified token, without the token. */
export interface VerifiedToken extends AcceptedClaims {
  /** What it was verified with: the memory is worth nothing once this key is gone. */
  readonly signingKey: SigningKey;
}

/** A bounded memory, the oldest entry leaves first. */
export interface VerifiedTokens {
  readonly get: (token: string) => VerifiedToken | undefined;
  readonly set: (token: string, verified: VerifiedToken) => void;
  readonly delete: (token: string) => void;
}

/**
 * Makes a memory. Keyed by SHA-256, so that it holds no credentials, every entry is small, and the time of a look-up
 * tells nothing about the tokens in it.
 * @param max - how many tokens it holds
 */
export function createVerifiedTokens(max: number): VerifiedTokens {
  const entries = new Map<string, VerifiedToken>();
  return {
    get: (token) => entries.get(digestOf(token)),
    delete: (token) => entries.delete(digestOf(token)),
    set(token, verified) {
      const digest = digestOf(token);
      entries.delete(digest);
      entries.set(digest, verified);
      if (entries.size <= max) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
