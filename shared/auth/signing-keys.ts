// Keeps the tenant's signing keys: fetched together, renewed in the background, and never fetched at an attacker's pace.
import { graphError } from '../errors/catalogue.ts';
import { createJwksFetcher, type JwksFetcher } from './jwks-fetcher.ts';
import { fetchSigningKeys, type SigningKey } from './published-keys.ts';

export type { SigningKey } from './published-keys.ts';

/** The signing keys of a tenant. */
export interface SigningKeys {
  /**
   * The key of that name: at once when it is known or may not be asked for now, else after a fetch.
   * @throws GraphError 503 when there never were any keys; thrown or, after a fetch, as a rejection
   */
  readonly get: (kid: string) => SigningKey | undefined | Promise<SigningKey | undefined>;
  /** Whether that very key is still published, as far as is known. */
  readonly isCurrent: (key: SigningKey) => boolean;
  /**
   * Resolves when there are keys, and fetches them if there are none: for start-up and for the health check.
   * @throws GraphError 503, as a rejection
   */
  readonly ready: () => Promise<void>;
}

/** What {@link SigningKeys} are made of. Times are in milliseconds. */
export interface SigningKeysOptions {
  readonly jwksUri: string;
  readonly fetchJson?: JwksFetcher;
  /** A clock that never goes back; its zero does not matter. */
  readonly now?: () => number;
  /** From when on keys are renewed in the background. An hour. */
  readonly refreshAfter?: number;
  /** How long no unknown `kid` causes a fetch after one that went well. Five minutes. */
  readonly cooldownAfterSuccess?: number;
  /** How long there is no fetch at all after one that failed. Ten seconds: a blip at start-up must not last minutes. */
  readonly cooldownAfterFailure?: number;
  /** Told about each failed fetch, for the log. */
  readonly onFetchFailed?: (error: unknown) => void;
}

/**
 * Makes the keys of one key set. Microsoft identity platform, "Signing key rollover": all keys together, renewed
 * hourly, once for an unknown `kid` but not more often than every five minutes, the last good ones kept on failure.
 * Both cool-downs count from the last attempt, so that nobody can make this service hammer its identity provider.
 */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const {
    jwksUri,
    fetchJson = createJwksFetcher(),
    now = () => performance.now(),
    refreshAfter = 60 * 60_000,
    cooldownAfterSuccess = 5 * 60_000,
    cooldownAfterFailure = 10_000,
    onFetchFailed,
  } = options;
  let keys: ReadonlyMap<string, SigningKey> = new Map();
  let staleAt = -Infinity;
  let nextAttemptAt = -Infinity;
  let running: Promise<void> | undefined;

  /** The running attempt, or a new one, or none while it is too early. */
  function attempt(): Promise<void> | undefined {
    if (running !== undefined || now() < nextAttemptAt) return running;
    running = fetchKeys().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function fetchKeys(): Promise<void> {
    const startedAt = now();
    nextAttemptAt = startedAt + cooldownAfterFailure;
    try {
      keys = keepingKnown(keys, await fetchSigningKeys(jwksUri, fetchJson));
      staleAt = startedAt + refreshAfter;
      nextAttemptAt = startedAt + cooldownAfterSuccess;
    } catch (error) {
      onFetchFailed?.(error);
    }
  }

  function refreshWhenStale(): void {
    if (now() >= staleAt) void attempt();
  }

  function known(kid: string): SigningKey | undefined {
    if (keys.size === 0) throw unavailable(cooldownAfterFailure);
    return keys.get(kid);
  }

  return {
    get(kid) {
      const key = keys.get(kid);
      if (key === undefined) return attempt()?.then(() => known(kid)) ?? known(kid);
      refreshWhenStale();
      return key;
    },
    isCurrent(key) {
      refreshWhenStale();
      return keys.get(key.kid) === key;
    },
    async ready() {
      if (keys.size === 0) await attempt();
      if (keys.size === 0) throw unavailable(cooldownAfterFailure);
    },
  };
}

/** Keeps the same object for a key that did not change, so that tokens verified with it stay remembered. */
function keepingKnown(
  before: ReadonlyMap<string, SigningKey>,
  fetched: ReadonlyMap<string, SigningKey>,
): ReadonlyMap<string, SigningKey> {
  return new Map(
    [...fetched].map(([kid, key]) => {
      const old = before.get(kid);
      return [kid, old !== undefined && old.issuer === key.issuer && old.key.equals(key.key) ? old : key];
    }),
  );
}

function unavailable(retryAfter: number): Error {
  return graphError(
    'signingKeysUnavailable',
    {},
    { headers: { 'Retry-After': String(Math.ceil(retryAfter / 1000)) }, reason: 'signingKeys' },
  );
}
