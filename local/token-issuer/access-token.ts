// Access tokens that look like Entra's; and a signer that signs anything, for the tests of what must be refused.
import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { entraTenant, type TokenVersion } from '../../shared/auth/entra.ts';
import type { IssuerKey } from './issuer-key.ts';

/** Members that are added or replaced; null removes one. */
export type Overrides = Readonly<Record<string, unknown>>;

/** What an access token says. */
export interface AccessTokenOptions {
  /** Base URL of the issuer. */
  readonly authority: string;
  readonly tenantId: string;
  readonly audience: string;
  /** `2.0` unless told otherwise. */
  readonly version?: TokenVersion;
  /** The client application. */
  readonly clientId?: string;
  /** App roles of an application by itself. `DeviceManagementApps.ReadWrite.All` unless told otherwise. */
  readonly roles?: readonly string[];
  /** Scopes, separated by spaces. They make the token one of a signed-in user. */
  readonly scopes?: string;
  /** Lifetime in seconds from now. An hour; may be negative. */
  readonly expiresIn?: number;
  /** Milliseconds since 1970. */
  readonly now?: number;
  readonly claims?: Overrides;
  readonly header?: Overrides;
}

/** The client application of tokens that name no other. */
export const defaultClientId = 'b3f1d3c6-5a0e-4c55-9d0c-6e3b1c1f7a42';

/** Seconds that a token is good for. */
export const defaultLifetime = 3600;

/**
 * Signs an access token with the header and claims that Entra would give it.
 * Microsoft identity platform, "Access token claims reference".
 */
export function signToken(key: IssuerKey, options: AccessTokenOptions): string {
  const version = options.version ?? '2.0';
  const header = { typ: 'JWT', alg: 'RS256', kid: key.kid, ...(version === '1.0' ? { x5t: key.kid } : {}) };
  const claims = { ...commonClaims(options, version), ...callerClaims(options), ver: version };
  return signJwt(overridden(header, options.header), overridden(claims, options.claims), key.privateKey);
}

/**
 * Signs any header and payload by RS256, whatever they say.
 * @param header - an object, or the JSON itself
 * @param payload - an object, or the JSON itself
 */
export function signJwt(header: object | string, payload: object | string, privateKey: KeyObject): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`;
}

/** One part of a JWT (RFC 7515 §7.1). */
export function encoded(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

function commonClaims(options: AccessTokenOptions, version: TokenVersion): Record<string, unknown> {
  const { authority, tenantId, audience, clientId = defaultClientId, expiresIn = defaultLifetime } = options;
  const now = Math.floor((options.now ?? Date.now()) / 1000);
  const issuedAt = expiresIn > 0 ? now : now + expiresIn - defaultLifetime;
  const { issuers } = entraTenant({ authority, tenantId });
  const [iss] = [...issuers].find(([, issuerVersion]) => issuerVersion === version) ?? [];
  return {
    aud: audience,
    iss,
    iat: issuedAt,
    nbf: issuedAt,
    exp: now + expiresIn,
    // How the client proved who it is: 1, by a secret.
    ...(version === '1.0' ? { appid: clientId, appidacr: '1' } : { azp: clientId, azpacr: '1' }),
    tid: tenantId,
    uti: randomBytes(16).toString('base64url'),
  };
}

function callerClaims({ clientId = defaultClientId, roles, scopes }: AccessTokenOptions): Record<string, unknown> {
  if (scopes === undefined) {
    const servicePrincipal = guidFrom(clientId);
    return {
      idtyp: 'app',
      oid: servicePrincipal,
      sub: servicePrincipal,
      roles: roles ?? ['DeviceManagementApps.ReadWrite.All'],
    };
  }
  return {
    name: 'Megan Bowen',
    preferred_username: 'MeganB@contoso.com',
    oid: guidFrom('user'),
    // Pairwise: another one for each application.
    sub: createHash('sha256').update(`user ${clientId}`).digest('base64url'),
    scp: scopes,
    ...(roles === undefined ? {} : { roles }),
  };
}

/** Always the same directory object for the same name. */
function guidFrom(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

function overridden(members: Overrides, overrides: Overrides = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...members, ...overrides }).filter(([, value]) => value !== null));
}
