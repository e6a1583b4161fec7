// What follows from an authority and a tenant, in each cloud.
import { entraTenant } from '../../../../shared/auth/entra.ts';

const tenantId = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';

test('addresses of keys and sign-in lie under the authority', () => {
  const tenant = entraTenant({ authority: 'https://login.microsoftonline.com//', tenantId: tenantId.toUpperCase() });
  expect(tenant).toMatchObject({
    tenantId,
    jwksUri: `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`,
    authorizeUrl: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`,
    tokenUrl: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
  });
});

test.each([
  [
    'https://login.microsoftonline.com',
    [`https://login.microsoftonline.com/${tenantId}/v2.0`],
    'https://sts.windows.net',
  ],
  [
    'https://login.microsoftonline.us',
    [`https://login.microsoftonline.us/${tenantId}/v2.0`],
    'https://sts.windows.net',
  ],
  [
    'https://login.partner.microsoftonline.cn',
    [`https://login.partner.microsoftonline.cn/${tenantId}/v2.0`, `https://login.chinacloudapi.cn/${tenantId}/v2.0`],
    'https://sts.chinacloudapi.cn',
  ],
  [
    'https://login.chinacloudapi.cn',
    [`https://login.partner.microsoftonline.cn/${tenantId}/v2.0`, `https://login.chinacloudapi.cn/${tenantId}/v2.0`],
    'https://sts.chinacloudapi.cn',
  ],
  ['http://localhost:7072', [`http://localhost:7072/${tenantId}/v2.0`], 'http://localhost:7072'],
])('issuers of %s', (authority, v2Issuers, v1Issuer) => {
  expect([...entraTenant({ authority, tenantId }).issuers]).toEqual([
    ...v2Issuers.map((issuer) => [issuer, '2.0']),
    [`${v1Issuer}/${tenantId}/`, '1.0'],
  ]);
});

test('named issuers replace those that follow, and signing keys of either are accepted', () => {
  const issuers = ['https://a.ciamlogin.example/a/v2.0', 'https://sts.example/a/'];
  const tenant = entraTenant({ authority: 'https://login.microsoftonline.com', tenantId, issuers });
  expect([...tenant.issuers]).toEqual([
    [issuers[0], '2.0'],
    [issuers[1], '1.0'],
  ]);
  expect(tenant.keyIssuers).toContain(`https://login.microsoftonline.com/${tenantId}/v2.0`);
  expect(tenant.keyIssuers).toContain(issuers[0]);
});
