// Attacks with tokens that the tenant's own key signed, but that are not access tokens of this tenant for this API.
import { entraTenant, PERSONAL_ACCOUNTS_TENANT_ID } from '../../../shared/auth/entra.ts';
import { byToken, signedText, tokenFor, withClaims, type AttackTarget, type TokenAttacks } from './forging.ts';

const foreignTenantId = 'c0ffee00-1111-4222-8333-444455556666';
const graphAudience = '00000003-0000-0000-c000-000000000000';

function issuerOf({ authority, tenantId }: AttackTarget, version: string): string {
  const { issuers } = entraTenant({ authority, tenantId });
  return [...issuers.keys()].find((issuer) => issuers.get(issuer) === version) ?? '';
}

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;

const issuerAndTenant: TokenAttacks = {
  'foreign issuer': withClaims('issuer', { iss: 'https://issuer.example/' }),
  'issuer of another tenant': withClaims('issuer', ({ authority }) => ({
    iss: `${authority}/${foreignTenantId}/v2.0`,
  })),
  'everything of another tenant': byToken('issuer', (target) => tokenFor({ ...target, tenantId: foreignTenantId })),
  'issuer as a list': withClaims('issuer', (target) => ({ iss: [issuerOf(target, '2.0'), 'https://issuer.example/'] })),
  'issuer as a list of one': withClaims('issuer', (target) => ({ iss: [issuerOf(target, '2.0')] })),
  'issuer template': withClaims('issuer', ({ authority }) => ({ iss: `${authority}/{tenantid}/v2.0` })),
  'issuer with something behind it': withClaims('issuer', (target) => ({ iss: `${issuerOf(target, '2.0')}/` })),
  'issuer in capitals': withClaims('issuer', (target) => ({ iss: issuerOf(target, '2.0').toUpperCase() })),
  'no issuer': withClaims('issuer', { iss: null }),
  'foreign tenant': withClaims('tenant', { tid: foreignTenantId }),
  'no tenant': withClaims('tenant', { tid: null }),
  'tenant as a list': withClaims('tenant', ({ tenantId }) => ({ tid: [tenantId] })),
  'personal account': withClaims('personalAccount', { tid: PERSONAL_ACCOUNTS_TENANT_ID }),
  'personal account, tenant in capitals': withClaims('personalAccount', {
    tid: PERSONAL_ACCOUNTS_TENANT_ID.toUpperCase(),
  }),
  'personal account with its own issuer': byToken('issuer', (target) =>
    tokenFor({ ...target, tenantId: PERSONAL_ACCOUNTS_TENANT_ID }, { scopes: 'DeviceManagementApps.ReadWrite.All' }),
  ),
  'no version': withClaims('version', { ver: null }),
  'unknown version': withClaims('version', { ver: '3.0' }),
  'version that is a number': withClaims('version', { ver: 2 }),
  'version 1.0 by the issuer of version 2.0': withClaims('version', { ver: '1.0' }),
  'version 2.0 by the issuer of version 1.0': withClaims('version', (target) => ({ iss: issuerOf(target, '1.0') })),
};

const audience: TokenAttacks = {
  'foreign audience': withClaims('audience', { aud: 'api://another-api' }),
  'audience of Microsoft Graph': withClaims('audience', { aud: graphAudience }),
  'audience as a list': withClaims('audience', (target) => ({ aud: [target.audience] })),
  'audience as a list with another': withClaims('audience', (target) => ({ aud: [graphAudience, target.audience] })),
  'audience with something behind it': withClaims('audience', (target) => ({ aud: `${target.audience}/` })),
  'audience in capitals': withClaims('audience', (target) => ({ aud: target.audience.toUpperCase() })),
  'no audience': withClaims('audience', { aud: null }),
};

const time: TokenAttacks = {
  expired: byToken('expired', (target) => tokenFor(target, { expiresIn: -120 })),
  'expired long ago': withClaims('expired', { exp: 1 }),
  'not yet valid': withClaims('notYetValid', () => ({ nbf: seconds(600) })),
  'no exp': withClaims('claims', { exp: null }),
  'exp that is text': withClaims('claims', () => ({ exp: String(seconds(600)) })),
  'exp without end': byToken('claims', (target) =>
    signedText(target, 'payload', (json) => json.replace(/"exp":\d+/, '"exp":1e400')),
  ),
  'exp that is null': byToken('claims', (target) =>
    signedText(target, 'payload', (json) => json.replace(/"exp":\d+/, '"exp":null')),
  ),
  'no nbf': withClaims('claims', { nbf: null }),
  'nbf that is text': withClaims('claims', { nbf: '0' }),
  'nbf before all time': byToken('claims', (target) =>
    signedText(target, 'payload', (json) => json.replace(/"nbf":\d+/, '"nbf":-1e400')),
  ),
  'no iat': withClaims('claims', { iat: null }),
  'iat that is text': withClaims('claims', { iat: '0' }),
};

const caller: TokenAttacks = {
  'id token without a client': withClaims('idToken', {
    azp: null,
    azpacr: null,
    idtyp: null,
    roles: null,
    name: 'Megan Bowen',
    preferred_username: 'MeganB@contoso.com',
  }),
  'id token with nonce': withClaims('idToken', { nonce: '678910' }),
  'id token with at_hash': withClaims('idToken', { at_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }),
  'id token with c_hash': withClaims('idToken', { c_hash: 'MTIzNDU2Nzg5MDEyMzQ1Ng' }),
  'client of version 1.0 in a token of version 2.0': withClaims('idToken', { azp: null, appid: graphAudience }),
  'client that is empty': withClaims('claims', { azp: '' }),
  'client that is a number': withClaims('claims', { azp: 1 }),
  'scp as a list': withClaims('claims', { scp: ['DeviceManagementApps.ReadWrite.All'] }),
  'scp that is true': withClaims('claims', { scp: true }),
  'roles as text': withClaims('claims', { roles: 'DeviceManagementApps.ReadWrite.All' }),
  'roles as an object': withClaims('claims', { roles: { 0: 'DeviceManagementApps.ReadWrite.All', length: 1 } }),
  'roles with a number in them': withClaims('claims', { roles: ['DeviceManagementApps.ReadWrite.All', 1] }),
  'oid that is a number': withClaims('claims', { oid: 1 }),
  'sub that is an object': withClaims('claims', { sub: {} }),
};

const payload: TokenAttacks = {
  'aud given twice': byToken('duplicateMembers', (target) =>
    signedText(target, 'payload', (json) => json.replace(/\}$/, `,"aud":${JSON.stringify(target.audience)}}`)),
  ),
  'roles given twice, once with an escape': byToken('duplicateMembers', (target) =>
    signedText(target, 'payload', (json) => json.replace('{', String.raw`{"\u0072oles":[],`)),
  ),
  'a member given twice deep inside': byToken('duplicateMembers', (target) =>
    signedText(target, 'payload', (json) => json.replace('{', '{"_claim_names":[{"a":{"b":1},"a":2}],')),
  ),
  'payload that is a list': byToken('audience', (target) => signedText(target, 'payload', (json) => `[${json}]`)),
  'payload that is null': byToken('claims', (target) => signedText(target, 'payload', () => 'null')),
  'payload that is encoded twice': byToken('format', (target) =>
    signedText(target, 'payload', (json) => JSON.stringify(json)),
  ),
  'payload that is not JSON': byToken('claims', (target) => signedText(target, 'payload', (json) => json.slice(1))),
};

/** Attacks with claims. */
export const claimAttacks: TokenAttacks = { ...issuerAndTenant, ...audience, ...time, ...caller, ...payload };
