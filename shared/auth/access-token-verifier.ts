// Turns an Authorization header into a verified caller, or refuses it: the only door into the service.
import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { graphError } from '../errors/catalogue.ts';
import { bearerToken } from './bearer-token.ts';
import type { Caller } from './caller.ts';
import type { Challenge } from './challenge.ts';
import { acceptClaims } from './claims.ts';
import { readCompactJws, type CompactJws } from './compact-jws.ts';
import { resolveIssuer, type EntraTenant } from './entra.ts';
import { readJsonObject } from './json-object.ts';
import type { RefusalReason, Refuse } from './refusal.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

/** Hears how a token was checked. */
export interface TokenCheckObserver {
  /** Whether the token was known from an earlier request. */
  tokenLookedUp(isRemembered: boolean): void;
}

/** Verifies access tokens. */
export interface AccessTokenVerifier {
  /**
   * Verifies the token of a request. The result is at hand at once unless the signing keys have to be fetched.
   * @param authorization - the value of the Authorization header, several joined by a comma
   * @param observer - told of a token that can be looked up, before it is verified
   * @throws GraphError 401 when there is no token or it is refused: refusals differ in `reason` only;
   * 503 when there are no signing keys. Thrown or, with a fetch, as a rejection.
   */
  readonly verify: (
    authorization: string | null | undefined,
    observer?: TokenCheckObserver,
  ) => Caller | Promise<Caller>;
}

/** What an {@link AccessTokenVerifier} is made of. */
export interface AccessTokenVerifierOptions {
  readonly tenant: EntraTenant;
  /** Client id and App ID URI of this API. */
  readonly audiences: readonly string[];
  readonly signingKeys: SigningKeys;
  readonly challenge: Challenge;
  /** The wall clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many verified tokens are remembered: 600 bytes each, 10,000 of them unless told otherwise. */
  readonly maxRemembered?: number;
}

/**
 * How much the clocks of Entra and of this machine may differ. Both keep time by NTP, so that a minute is ample, and
 * it adds little to the hour and more that a token is good for.
 */
const CLOCK_SKEW_SECONDS = 60;

/** A scheme alone is what a client sends whose token is an empty text: nobody would look for a fault in the token. */
const NO_TOKEN = /^\s*(?:bearer\s*)?$/i;

/** A token with 200 groups, the most that Entra puts in, has about 12 KiB. */
const MAX_TOKEN_LENGTH = 16 * 1024;

/**
 * Makes the verifier of one API in one tenant.
 * @throws RangeError when no issuer or no audience would be accepted
 */
export function createAccessTokenVerifier(options: AccessTokenVerifierOptions): AccessTokenVerifier {
  const { tenant, audiences, signingKeys, challenge, now = Date.now, maxRemembered = 10_000 } = options;
  const issuers = nonEmpty([...tenant.issuers.keys()], 'issuer');
  const acceptedAudiences = nonEmpty(audiences, 'audience');
  const expected = { tenant, audiences: new Set(audiences) };
  const remembered = createVerifiedTokens(maxRemembered);
  const refusal = { 'WWW-Authenticate': challenge.tokenInvalid };
  const refuse: Refuse = (reason) => {
    throw graphError('accessTokenInvalid', {}, { headers: refusal, reason });
  };

  function verify(authorization: string | null | undefined, observer?: TokenCheckObserver): Caller | Promise<Caller> {
    if (authorization == null || NO_TOKEN.test(authorization)) {
      const headers = { 'WWW-Authenticate': challenge.tokenMissing };
      throw graphError('accessTokenMissing', {}, { headers, reason: 'missing' });
    }
    const token = bearerToken(authorization, refuse);
    if (token.length > MAX_TOKEN_LENGTH) refuse('size');
    const known = recall(token);
    observer?.tokenLookedUp(known !== undefined);
    return known ?? verifyToken(token);
  }

  /** A remembered token is good until its very end, without the skew, and as long as its key is. */
  function recall(token: string): Caller | undefined {
    const known = remembered.get(token);
    if (known === undefined) return undefined;
    if (now() < known.expiresAt * 1000 && signingKeys.isCurrent(known.signingKey)) return known.caller;
    remembered.delete(token);
    return undefined;
  }

  function verifyToken(token: string): Caller | Promise<Caller> {
    const jws = readCompactJws(token, refuse);
    const key = signingKeys.get(jws.kid);
    if (key instanceof Promise) return key.then((fetched) => verifyWith(fetched, token, jws));
    return verifyWith(key, token, jws);
  }

  function verifyWith(signingKey: SigningKey | undefined, token: string, jws: CompactJws): Caller {
    if (signingKey === undefined) refuse('unknownKey');
    checkKeyIssuer(signingKey);
    checkSignatureAndTime(token, signingKey.key);
    const accepted = acceptClaims(readJsonObject(jws.payload, refuse), expected, refuse);
    if (now() < accepted.expiresAt * 1000) remembered.set(token, { ...accepted, signingKey });
    return accepted.caller;
  }

  function checkKeyIssuer({ issuer }: SigningKey): void {
    if (issuer === undefined) return;
    if (!tenant.keyIssuers.has(resolveIssuer(issuer, tenant.tenantId))) refuse('keyIssuer');
  }

  function checkSignatureAndTime(token: string, key: KeyObject): void {
    try {
      jwt.verify(token, key, {
        algorithms: ['RS256'],
        issuer: issuers,
        audience: acceptedAudiences,
        clockTolerance: CLOCK_SKEW_SECONDS,
        clockTimestamp: now() / 1000,
      });
    } catch (error) {
      refuse(reasonOf(error));
    }
  }

  return { verify };
}

function nonEmpty(values: readonly string[], what: string): [string, ...string[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new RangeError(`Access tokens cannot be verified without an accepted ${what}.`);
  return [first, ...rest];
}

/** jsonwebtoken tells its failures apart by class and by message; the messages hold nothing of the token. */
function reasonOf(error: unknown): RefusalReason {
  if (error instanceof jwt.TokenExpiredError) return 'expired';
  if (error instanceof jwt.NotBeforeError) return 'notYetValid';
  const message = error instanceof jwt.JsonWebTokenError ? error.message : '';
  if (message === 'invalid signature') return 'signature';
  if (message.startsWith('jwt issuer invalid')) return 'issuer';
  if (message.startsWith('jwt audience invalid')) return 'audience';
  return 'claims';
}
