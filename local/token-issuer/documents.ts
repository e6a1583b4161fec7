// The documents that Entra publishes about a tenant: discovery (v1 and v2) and key sets.
import { entraTenant, type TokenVersion } from '../../shared/auth/entra.ts';
import type { IssuerKey } from './issuer-key.ts';

/**
 * The discovery document of a tenant (OpenID Connect Discovery 1.0 §3), with the members that clients read.
 * @param authority - base URL of the issuer
 */
export function discoveryDocument(authority: string, tenantId: string, version: TokenVersion): object {
  const tenant = `${authority}/${tenantId}`;
  const [keys, oauth2] = version === '2.0' ? ['discovery/v2.0', 'oauth2/v2.0'] : ['discovery', 'oauth2'];
  return {
    token_endpoint: `${tenant}/${oauth2}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    jwks_uri: `${tenant}/${keys}/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerOf(authority, tenantId, version),
    authorization_endpoint: `${tenant}/${oauth2}/authorize`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'ver', 'oid', 'azp', 'appid', 'roles', 'scp'],
  };
}

/** The key set of a tenant (RFC 7517 §5). Entra's v2.0 keys name their issuer, its v1.0 keys do not, and none `alg`. */
export function keySet(key: IssuerKey, authority: string, tenantId: string, version: TokenVersion): object {
  const { kty, n, e } = key.publicKey.export({ format: 'jwk' });
  const jwk = { kty, use: 'sig', kid: key.kid, x5t: key.kid, n, e };
  return { keys: [version === '2.0' ? { ...jwk, issuer: issuerOf(authority, tenantId, version) } : jwk] };
}

function issuerOf(authority: string, tenantId: string, version: TokenVersion): string | undefined {
  const { issuers } = entraTenant({ authority, tenantId });
  return [...issuers.keys()].find((issuer) => issuers.get(issuer) === version);
}
