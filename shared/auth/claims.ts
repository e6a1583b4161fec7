// Judges the claims of an access token whose signature is verified, and says who the caller is.
import type { Caller } from './caller.ts';
import { PERSONAL_ACCOUNTS_TENANT_ID, type EntraTenant, type TokenVersion } from './entra.ts';
import type { JsonObject } from './json-object.ts';
import type { Refuse } from './refusal.ts';

/** Whose tokens are accepted, and for which API. */
export interface ExpectedClaims {
  readonly tenant: EntraTenant;
  /** Client id and App ID URI of this API. */
  readonly audiences: ReadonlySet<string>;
}

/** What is kept of the claims. */
export interface AcceptedClaims {
  readonly caller: Caller;
  /** Seconds since 1970 at which the token ends. */
  readonly expiresAt: number;
}

/**
 * Judges everything about the claims but the time, which is compared by whoever verified the signature.
 * Microsoft identity platform, "Access token claims reference" and "Validate tokens".
 */
export function acceptClaims(claims: JsonObject, expected: ExpectedClaims, refuse: Refuse): AcceptedClaims {
  const { iss, aud, tid, exp, nbf, iat } = claims;
  // One string each, though JWT allows lists: Entra sends none, and a list has been a way around such checks.
  const version = typeof iss === 'string' ? expected.tenant.issuers.get(iss) : undefined;
  if (version === undefined) refuse('issuer');
  if (claims.ver !== version) refuse('version');
  if (typeof aud !== 'string' || !expected.audiences.has(aud)) refuse('audience');

  if (typeof tid !== 'string') refuse('tenant');
  if (tid.toLowerCase() === PERSONAL_ACCOUNTS_TENANT_ID) refuse('personalAccount');
  if (tid.toLowerCase() !== expected.tenant.tenantId) refuse('tenant');

  if (!isFiniteNumber(exp) || !isFiniteNumber(nbf) || !isFiniteNumber(iat)) refuse('claims');
  return { caller: callerOf(claims, version, expected.tenant.tenantId, refuse), expiresAt: exp };
}

function callerOf(claims: JsonObject, version: TokenVersion, tenantId: string, refuse: Refuse): Caller {
  const { oid, sub, scp, roles } = claims;
  const appId = version === '2.0' ? claims.azp : claims.appid;
  if (isIdToken(claims, appId)) refuse('idToken');
  if (typeof appId !== 'string' || appId === '') refuse('claims');
  if (!isOptionalString(oid) || !isOptionalString(sub) || !isOptionalString(scp)) refuse('claims');
  if (!isOptionalStringList(roles)) refuse('claims');

  const caller = { tenantId, objectId: oid, appId };
  if (scp !== undefined) return { ...caller, kind: 'delegated', permissions: new Set(scp.split(' ').filter(Boolean)) };
  if (isApplication(claims)) return { ...caller, kind: 'application', permissions: new Set(roles) };
  // A user's token without scopes. Its roles are those of the user, and no proof of what the application may.
  return { ...caller, kind: 'delegated', permissions: new Set() };
}

/** An id token names no client application, or carries what binds it to a sign-in (OpenID Connect Core §2, §3.3.2.11). */
function isIdToken(claims: JsonObject, appId: unknown): boolean {
  return appId === undefined || ['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(claims, name));
}

/** The optional claim `idtyp` says it; without it, only an application's own token has the same `oid` and `sub`. */
function isApplication({ idtyp, oid, sub }: JsonObject): boolean {
  return idtyp === 'app' || (idtyp === undefined && oid !== undefined && oid === sub);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isOptionalStringList(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}
