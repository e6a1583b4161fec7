// Turns a JSON Web Key Set into the keys that RS256 signatures can be checked with.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { JwksClient } from 'jwks-rsa';
import type { JwksFetcher } from './jwks-fetcher.ts';

/** A public key that access tokens are signed with. */
export interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
  /** Who may sign with it, when the key set says so: a literal issuer, or a template with `{tenantid}`. */
  readonly issuer: string | undefined;
}

/** A member of a key set (RFC 7517 §4), as far as it is looked at here. */
interface PublishedKey {
  readonly kid: string;
  readonly issuer?: string;
}

/** RFC 7518 §3.3. */
const MIN_MODULUS_LENGTH = 2048;

/**
 * Fetches a key set whole, by `jwks-rsa`. Its caches are off: they fetch once per unknown `kid`, and it forgets to
 * which issuer a key belongs.
 * @returns the keys by `kid`, at least one
 * @throws whatever the fetcher throws, and an Error when there is no usable key
 */
export async function fetchSigningKeys(
  jwksUri: string,
  fetchJson: JwksFetcher,
): Promise<ReadonlyMap<string, SigningKey>> {
  let published: ReadonlyMap<string, PublishedKey> = new Map();
  const client = new JwksClient({
    jwksUri,
    cache: false,
    rateLimit: false,
    fetcher: async (uri) => {
      published = usableKeys(await fetchJson(uri));
      return { keys: [...published.values()] };
    },
  });
  const keys = new Map<string, SigningKey>();
  for (const { kid, publicKey } of await pemKeys(client)) {
    const key = createPublicKey(publicKey);
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_MODULUS_LENGTH) continue;
    keys.set(kid, { kid, key, issuer: published.get(kid)?.issuer });
  }
  if (keys.size === 0) throw new Error('The signing keys endpoint published no usable key.');
  return keys;
}

async function pemKeys(client: JwksClient): Promise<{ kid: string; publicKey: string }[]> {
  const keys = await client.getSigningKeys();
  return keys.map((key) => ({ kid: key.kid, publicKey: key.getPublicKey() }));
}

/** The first key of each name: two of one name could not be told apart. */
function usableKeys(answer: unknown): ReadonlyMap<string, PublishedKey> {
  const keys: unknown = typeof answer === 'object' && answer !== null && 'keys' in answer ? answer.keys : undefined;
  const usable = new Map<string, PublishedKey>();
  for (const key of Array.isArray(keys) ? keys : []) {
    if (isUsable(key) && !usable.has(key.kid)) usable.set(key.kid, key);
  }
  return usable;
}

/** RFC 7517 §4: an RSA key for signatures, not bound to another algorithm than RS256. */
function isUsable(value: unknown): value is PublishedKey {
  if (typeof value !== 'object' || value === null) return false;
  const { kty, kid, use, alg, issuer } = value as Record<string, unknown>;
  return (
    kty === 'RSA' &&
    typeof kid === 'string' &&
    kid !== '' &&
    (use === undefined || use === 'sig') &&
    (alg === undefined || alg === 'RS256') &&
    (issuer === undefined || typeof issuer === 'string')
  );
}
