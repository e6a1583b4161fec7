// Nobody comes in with a key, from the wrong network or over old TLS, whatever the profile.
import { allOf, oneOf, type Profile, profiles, type Resource, snapshotOf } from './deployment.ts';

const COSMOS = 'Microsoft.DocumentDB/databaseAccounts';
const STORAGE = 'Microsoft.Storage/storageAccounts';
const SITE = 'Microsoft.Web/sites';
const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';

const isPrivate = (profile: Profile): boolean => profile !== 'dev';

/** The expression by which the only identity's object id is known during the deployment. */
function principalOf(profile: Profile): string {
  return `[reference('${oneOf(profile, IDENTITY).id}', '2024-11-30').principalId]`;
}

const scopeOf = ({ id }: Resource): string => id.replace(/\/providers\/Microsoft\.Authorization\/.*$/, '');

describe.each(profiles)('in %s', (profile) => {
  test('the snapshot has no complaint', () => {
    expect(snapshotOf(profile).diagnostics).toEqual([]);
  });

  test('Cosmos DB takes Entra tokens only', () => {
    expect(oneOf(profile, COSMOS).properties).toMatchObject({
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      minimalTlsVersion: 'Tls12',
      publicNetworkAccess: isPrivate(profile) ? 'Disabled' : 'Enabled',
      networkAclBypass: 'None',
      enableMultipleWriteLocations: false,
      enableFreeTier: false,
    });
  });

  test('Cosmos DB can be restored to any second', () => {
    const tier = isPrivate(profile) ? 'Continuous30Days' : 'Continuous7Days';
    expect(oneOf(profile, COSMOS).properties).toMatchObject({
      backupPolicy: { type: 'Continuous', continuousModeProperties: { tier } },
    });
  });

  test('storage takes Entra tokens only, and shows nobody anything', () => {
    expect(oneOf(profile, STORAGE).properties).toMatchObject({
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: isPrivate(profile) ? 'Disabled' : 'Enabled',
      networkAcls: { defaultAction: isPrivate(profile) ? 'Deny' : 'Allow' },
    });
    const containers = allOf(profile, `${STORAGE}/blobServices/containers`);
    expect(containers.map(({ properties }) => properties)).toEqual([{ publicAccess: 'None' }]);
  });

  test('what is deleted from storage can be brought back', () => {
    expect(oneOf(profile, `${STORAGE}/blobServices`).properties).toEqual({
      deleteRetentionPolicy: { enabled: true, days: 7 },
      containerDeleteRetentionPolicy: { enabled: true, days: 7 },
    });
  });

  test('telemetry is taken from Entra identities only', () => {
    expect(oneOf(profile, 'Microsoft.Insights/components').properties).toMatchObject({
      DisableLocalAuth: true,
      IngestionMode: 'LogAnalytics',
      WorkspaceResourceId: oneOf(profile, 'Microsoft.OperationalInsights/workspaces').id,
    });
    expect(oneOf(profile, 'Microsoft.OperationalInsights/workspaces').properties).toMatchObject({
      features: { disableLocalAuth: true },
    });
  });

  test('the function app answers over today’s TLS only, and is not deployed to by password', () => {
    expect(oneOf(profile, SITE).properties).toMatchObject({
      httpsOnly: true,
      clientAffinityEnabled: false,
      siteConfig: { minTlsVersion: '1.2' },
      publicNetworkAccess: profile === 'private' ? 'Disabled' : 'Enabled',
    });
    const publishing = allOf(profile, `${SITE}/basicPublishingCredentialsPolicies`);
    expect(publishing.map(({ name }) => name.split('/')[1]).sort()).toEqual(['ftp', 'scm']);
    expect(publishing.every(({ properties }) => properties.allow === false)).toBe(true);
  });

  test('the function app has one identity, which is all that it signs in with', () => {
    const { id } = oneOf(profile, IDENTITY);
    const { identity, properties } = oneOf(profile, SITE);
    // checkov CKV_AZURE_16 knows these two words only.
    expect(identity).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [id]: {} } });
    expect(properties).toMatchObject({
      functionAppConfig: {
        deployment: {
          storage: {
            type: 'blobContainer',
            authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: id },
          },
        },
      },
    });
  });

  test('the identity has two roles, each on one resource', () => {
    const roles = allOf(profile, 'Microsoft.Authorization/roleAssignments').map((role) => ({
      role: String(role.properties.roleDefinitionId).split('/').at(-1),
      scope: scopeOf(role),
      principal: role.properties.principalId,
      kind: role.properties.principalType,
    }));
    const principal = principalOf(profile);
    const kind = 'ServicePrincipal';
    expect(roles).toEqual([
      // Storage Blob Data Owner
      { role: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', scope: oneOf(profile, STORAGE).id, principal, kind },
      // Monitoring Metrics Publisher
      {
        role: '3913510d-42f4-4e42-8a64-420c390055eb',
        scope: oneOf(profile, 'Microsoft.Insights/components').id,
        principal,
        kind,
      },
    ]);
  });

  test('the identity reads and writes documents of the one container', () => {
    const account = oneOf(profile, COSMOS).id;
    const container = `${account}/dbs/appInstallStatus/colls/statuses`;
    const definition = oneOf(profile, `${COSMOS}/sqlRoleDefinitions`);
    expect(definition.properties).toMatchObject({ type: 'CustomRole', assignableScopes: [container] });
    expect(oneOf(profile, `${COSMOS}/sqlRoleAssignments`).properties).toEqual({
      roleDefinitionId: definition.id,
      principalId: principalOf(profile),
      scope: container,
    });
  });

  test('nothing is allowed from everywhere by CORS', () => {
    expect(JSON.stringify(snapshotOf(profile))).not.toMatch(/"cors"/i);
  });

  test('every resource that can have tags has those of the environment', () => {
    const untagged = snapshotOf(profile).predictedResources.filter(({ tags }) => tags?.['azd-env-name'] !== 'example');
    const withoutTags = [
      'Microsoft.Authorization/locks',
      'Microsoft.Authorization/roleAssignments',
      'Microsoft.Consumption/budgets',
      'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
      'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions',
      'Microsoft.Insights/diagnosticSettings',
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
      'Microsoft.Storage/storageAccounts/blobServices',
      'Microsoft.Storage/storageAccounts/blobServices/containers',
      'Microsoft.Web/sites/basicPublishingCredentialsPolicies',
      'Microsoft.Web/sites/config',
    ];
    for (const { type } of untagged) expect(withoutTags).toContain(type);
  });
});
