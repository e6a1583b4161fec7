// What follows from an authority and a tenant id: where Entra keeps its keys and how its tokens name their issuer.

/** The form of an access token (`ver`); the manifest of the API decides which one Entra issues. */
export type TokenVersion = '1.0' | '2.0';

/** One Entra tenant, as the tokens for its API and its signing keys describe it. */
export interface EntraTenant {
  /** Lower-case, as Entra writes it in issuers. */
  readonly tenantId: string;
  /** Where the signing keys of tokens of both versions are published. */
  readonly jwksUri: string;
  /** Where a client sends a user who has no token yet. */
  readonly authorizeUrl: string;
  /** Where a client gets its tokens. */
  readonly tokenUrl: string;
  /** The accepted `iss` values, each with the `ver` that belongs to it. */
  readonly issuers: ReadonlyMap<string, TokenVersion>;
  /** The `issuer` values that a signing key may carry. A template is written `{tenantid}`, see {@link resolveIssuer}. */
  readonly keyIssuers: ReadonlySet<string>;
}

/** What an {@link EntraTenant} is made of. */
export interface EntraTenantOptions {
  /** `https://login.microsoftonline.com`, that of a sovereign cloud, or another issuer's base URL. */
  readonly authority: string;
  readonly tenantId: string;
  /** Accepted instead of the issuers that follow from authority and tenant. One ending in `/v2.0` is of version 2.0. */
  readonly issuers?: readonly string[] | undefined;
}

/** The tenant of all personal Microsoft accounts: Intune's operations do not support them. */
export const PERSONAL_ACCOUNTS_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

interface Cloud {
  /** Host names of the same authority. */
  readonly hosts: readonly string[];
  /** Who issues tokens of version 1.0. */
  readonly v1Issuer: string;
}

// Microsoft identity platform, "National CLOUDS" and "Access tokens" (v1.0 tokens name the security token service).
const CLOUDS: readonly Cloud[] = [
  { hosts: ['login.microsoftonline.com'], v1Issuer: 'https://sts.windows.net' },
  { hosts: ['login.microsoftonline.us'], v1Issuer: 'https://sts.windows.net' },
  {
    hosts: ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
    v1Issuer: 'https://sts.chinacloudapi.cn',
  },
];

/**
 * Describes a tenant.
 * @throws TypeError when the authority is not a URL
 */
export function entraTenant(options: EntraTenantOptions): EntraTenant {
  const tenantId = options.tenantId.toLowerCase();
  const authority = options.authority.replace(/\/+$/, '');
  const derived = derivedIssuers(authority, tenantId);
  const accepted = options.issuers ?? derived;
  return {
    tenantId,
    jwksUri: `${authority}/${tenantId}/discovery/v2.0/keys`,
    authorizeUrl: `${authority}/${tenantId}/oauth2/v2.0/authorize`,
    tokenUrl: `${authority}/${tenantId}/oauth2/v2.0/token`,
    issuers: new Map(accepted.map((issuer) => [issuer, versionOf(issuer)])),
    // A key names the v2.0 issuer even where it signs v1.0 tokens, so it need not be the issuer of the very token.
    keyIssuers: new Set([...derived, ...accepted]),
  };
}

/**
 * The issuer that a signing key is bound to: a template stands for the tenant at hand, a literal for itself.
 * Microsoft identity platform, "Access tokens: validate the signing key issuer".
 */
export function resolveIssuer(issuer: string, tenantId: string): string {
  return issuer.replace('{tenantid}', tenantId);
}

function derivedIssuers(authority: string, tenantId: string): readonly string[] {
  const { host } = new URL(authority);
  const cloud = CLOUDS.find(({ hosts }) => hosts.includes(host));
  if (cloud === undefined) return [`${authority}/${tenantId}/v2.0`, `${authority}/${tenantId}/`];
  return [...cloud.hosts.map((name) => `https://${name}/${tenantId}/v2.0`), `${cloud.v1Issuer}/${tenantId}/`];
}

function versionOf(issuer: string): TokenVersion {
  return issuer.endsWith('/v2.0') ? '2.0' : '1.0';
}
