// The token endpoint: gives any client an application's token, and for a code that of the caller who was chosen. It answers
// everything else with Entra's error JSON.
import { randomUUID } from 'node:crypto';
import type { TokenVersion } from '../../shared/auth/entra.ts';
import { type AccessTokenOptions, defaultLifetime, signToken } from './access-token.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import type { IssuerKey } from './issuer-key.ts';

/** An HTTP status and the JSON that goes with it. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: object;
}

/** What the endpoint knows. */
export interface TokenEndpoint {
  readonly key: IssuerKey;
  /** Base URL of the issuer. */
  readonly authority: string;
  readonly tenantId: string;
  /** Client id, then App ID URIs of the one API that there are tokens for. */
  readonly audiences: readonly string[];
  /** The codes that the authorization endpoint has given. */
  readonly codes: AuthorizationCodes;
}

/**
 * Answers a token request (RFC 6749 §4.1.3 and §4.4; Microsoft identity platform, "OAuth 2.0 authorization code flow" and
 * "OAuth 2.0 client credentials flow").
 * The token's own version does not depend on the endpoint but on the API's manifest, which here says 2.0.
 * @param version - of the endpoint: 2.0 takes a `scope`, 1.0 takes a `resource`
 */
export function answerTokenRequest(endpoint: TokenEndpoint, version: TokenVersion, form: URLSearchParams): JsonAnswer {
  const grantType = form.get('grant_type');
  if (grantType === null) return missing('grant_type');
  if (grantType === 'authorization_code' && version === '2.0') return tokenForCode(endpoint, form);
  if (grantType !== 'client_credentials') {
    return entraError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grantType}'.`,
    );
  }
  const clientId = form.get('client_id');
  if (clientId === null) return missing('client_id');
  if (form.get('client_secret') === null) {
    return entraError(
      401,
      'invalid_client',
      7000216,
      "'client_secret' is required for the 'client_credentials' grant type.",
    );
  }
  return version === '2.0' ? tokenForScope(endpoint, clientId, form) : tokenForResource(endpoint, clientId, form);
}

/** A client without a secret: the verifier proves that it is the one that asked for the code (RFC 7636 §4.6). */
function tokenForCode(endpoint: TokenEndpoint, form: URLSearchParams): JsonAnswer {
  const absent = ['client_id', 'code', 'redirect_uri', 'code_verifier'].find((name) => form.get(name) === null);
  if (absent !== undefined) return missing(absent);
  const valueOf = (name: string): string => form.get(name) ?? '';
  const clientId = valueOf('client_id');
  const redirectUri = valueOf('redirect_uri');
  const caller = endpoint.codes.redeem({
    code: valueOf('code'),
    clientId,
    redirectUri,
    codeVerifier: valueOf('code_verifier'),
  });
  if (caller === undefined) {
    const text =
      'The provided authorization code is unknown, redeemed, expired, or not one of this client and verifier.';
    return entraError(400, 'invalid_grant', 70000, text);
  }
  return v2Token(accessToken(endpoint, clientId, caller.token));
}

function tokenForScope(endpoint: TokenEndpoint, clientId: string, form: URLSearchParams): JsonAnswer {
  const scope = form.get('scope');
  if (scope === null) return missing('scope');
  if (!scope.endsWith('/.default')) {
    return entraError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const resource = scope.slice(0, -'/.default'.length);
  if (!endpoint.audiences.includes(resource)) return unknownResource(resource);
  return v2Token(accessToken(endpoint, clientId));
}

function v2Token(token: string): JsonAnswer {
  const lifetime = { expires_in: defaultLifetime, ext_expires_in: defaultLifetime };
  return { status: 200, body: { token_type: 'Bearer', ...lifetime, access_token: token } };
}

/** The v1.0 endpoint writes its numbers as strings. */
function tokenForResource(endpoint: TokenEndpoint, clientId: string, form: URLSearchParams): JsonAnswer {
  const resource = form.get('resource');
  if (resource === null) return missing('resource');
  if (!endpoint.audiences.includes(resource)) return unknownResource(resource);
  const now = Math.floor(Date.now() / 1000);
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      expires_in: String(defaultLifetime),
      ext_expires_in: String(defaultLifetime),
      expires_on: String(now + defaultLifetime),
      not_before: String(now),
      resource,
      access_token: accessToken(endpoint, clientId),
    },
  };
}

/** The audience of a v2.0 token is always the API's client id. */
function accessToken(
  { key, authority, tenantId, audiences }: TokenEndpoint,
  clientId: string,
  caller: Partial<AccessTokenOptions> = {},
): string {
  return signToken(key, { authority, tenantId, audience: audiences[0] ?? '', clientId, ...caller });
}

function missing(parameter: string): JsonAnswer {
  const text = `The request body must contain the following parameter: '${parameter}'.`;
  return entraError(400, 'invalid_request', 900144, text);
}

function unknownResource(resource: string): JsonAnswer {
  const text = `The resource principal named ${resource} was not found in the tenant.`;
  return entraError(400, 'invalid_resource', 500011, text);
}

/** Entra's error JSON (RFC 6749 §5.2 with members of its own). */
export function entraError(status: number, error: string, code: number, text: string): JsonAnswer {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  const ids = { timestamp, trace_id: trace, correlation_id: correlation };
  return { status, body: { error, error_description: description, error_codes: [code], ...ids } };
}
