// The app registration has the permissions that operations want, under one id for roles and scopes, and version 2 tokens.
import { operations } from '../../shared/operations.ts';
import { allOf, snapshotOf } from './deployment.ts';
import { sampleSubscription, sampleVariables } from './sample-environment.ts';

interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes: readonly string[];
}

interface Scope {
  readonly id: string;
  readonly value: string;
  readonly type: string;
  readonly adminConsentDisplayName: string;
  readonly adminConsentDescription: string;
  readonly isEnabled: boolean;
}

interface Application {
  readonly appRoles: readonly AppRole[];
  readonly identifierUris: readonly string[];
  readonly signInAudience: string;
  readonly api: {
    readonly requestedAccessTokenVersion: number;
    readonly oauth2PermissionScopes: readonly Scope[];
    readonly preAuthorizedApplications: readonly unknown[];
  };
}

const [registration] = allOf('entra', 'Microsoft.Graph/applications@v1.0');
const application = registration?.properties as unknown as Application;
const { api, appRoles } = application;

/** What operations want, of applications or of users. */
function wanted(kind: 'application' | 'delegated'): string[] {
  const names = operations.flatMap(({ permissions }) => (typeof permissions === 'string' ? [] : permissions[kind]));
  return [...new Set(names)].sort();
}

test('app roles and scopes are those that operations want', () => {
  expect(appRoles.map(({ value }) => value).sort()).toEqual(wanted('application'));
  expect(api.oauth2PermissionScopes.map(({ value }) => value).sort()).toEqual(wanted('delegated'));
});

test('a role and a scope of one name are alike, or the directory refuses them', () => {
  const asRoles = api.oauth2PermissionScopes.map(({ id, value, isEnabled, ...scope }) => ({
    id,
    value,
    isEnabled,
    displayName: scope.adminConsentDisplayName,
    description: scope.adminConsentDescription,
    allowedMemberTypes: ['Application'],
  }));
  expect(appRoles).toEqual(asRoles);
});

test('ids stay what they are: assignments and consents refer to them', () => {
  expect(Object.fromEntries(appRoles.map(({ value, id }) => [value, id]))).toEqual({
    'DeviceManagementApps.Read.All': 'e89edd0b-b10b-43e9-b7f7-a81b4b129d70',
    'DeviceManagementApps.ReadWrite.All': 'dad568cc-7c27-47e4-9df4-680886f1696d',
  });
});

test('an administrator consents to every scope', () => {
  expect(api.oauth2PermissionScopes.map(({ type }) => type)).toEqual(['Admin', 'Admin']);
});

test('tokens are of version 2, for this tenant, under a URI that every tenant takes', () => {
  expect(api.requestedAccessTokenVersion).toBe(2);
  expect(application.signInAudience).toBe('AzureADMyOrg');
  expect(application.identifierUris).toEqual([
    `api://${sampleSubscription.tenantId}/graph-app-install-status-${sampleVariables.AZURE_ENV_NAME}`,
  ]);
});

test('nobody has a token without an assignment, nor Azure CLI without being asked for', () => {
  expect(allOf('entra', 'Microsoft.Graph/servicePrincipals@v1.0').map(({ properties }) => properties)).toEqual([
    { appId: "[reference('application').appId]", appRoleAssignmentRequired: true },
  ]);
  expect(api.preAuthorizedApplications).toEqual([]);
});

test('in a trial Azure CLI may have both scopes without being asked for consent, and everybody tokens', () => {
  const [trialRegistration] = allOf('trial', 'Microsoft.Graph/applications@v1.0');
  const trial = trialRegistration?.properties as unknown as Application;
  expect(trial.api.preAuthorizedApplications).toEqual([
    {
      // Microsoft's own id of Azure CLI.
      appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      delegatedPermissionIds: api.oauth2PermissionScopes.map(({ id }) => id),
    },
  ]);
  expect({ ...trial.api, preAuthorizedApplications: [] }).toEqual(api);
  expect(allOf('trial', 'Microsoft.Graph/servicePrincipals@v1.0').map(({ properties }) => properties)).toEqual([
    { appId: "[reference('application').appId]", appRoleAssignmentRequired: false },
  ]);
});

test('the explorer is an application without a secret, which users of this tenant sign in by without being asked', () => {
  const [explorer, withExplorer, ...others] = allOf('explorer', 'Microsoft.Graph/applications@v1.0').sort(
    ({ properties: one }, { properties: other }) => Number('api' in one) - Number('api' in other),
  );
  expect(others).toEqual([]);
  expect(explorer?.properties).toEqual({
    uniqueName: 'graph-app-install-status-explorer-example',
    displayName: 'Graph app install status explorer (example)',
    description: expect.any(String) as unknown,
    signInAudience: 'AzureADMyOrg',
    spa: { redirectUris: ['https://func-example.azurewebsites.net/docs'] },
  });
  const { api: its } = withExplorer?.properties as unknown as Application;
  expect(its.preAuthorizedApplications).toEqual([
    { appId: "[reference('explorer').appId]", delegatedPermissionIds: api.oauth2PermissionScopes.map(({ id }) => id) },
  ]);
  expect(snapshotOf('explorer').outputs.API_EXPLORER_CLIENT_ID).toBe("[reference('explorer').appId]");
  expect(snapshotOf('entra').outputs.API_EXPLORER_CLIENT_ID).toBe('');
});

test('the registration has no password and no key', () => {
  expect(Object.keys(application)).not.toEqual(expect.arrayContaining(['passwordCredentials']));
  expect(Object.keys(application)).not.toEqual(expect.arrayContaining(['keyCredentials']));
});

test('readers read, writers write', () => {
  const assigned = allOf('entra', 'Microsoft.Graph/appRoleAssignedTo@v1.0').map(({ properties }) => properties);
  const [read, write] = appRoles;
  const assignment = (appRoleId: string | undefined, principalId: string): object => ({
    appRoleId,
    principalId,
    resourceId: "[reference('servicePrincipal').id]",
  });
  expect(assigned).toEqual([
    assignment(read?.id, sampleVariables.API_READERS),
    ...sampleVariables.API_WRITERS.split(',').map((id) => assignment(write?.id, id)),
  ]);
});

test('its ids go on to the main deployment by the names that it reads', () => {
  const { outputs } = snapshotOf('entra');
  expect(Object.keys(outputs)).toEqual([
    'API_APP_ID_URI',
    'API_CLIENT_ID',
    'API_EXPLORER_CLIENT_ID',
    'ENTRA_TENANT_ID',
    'apiAppIdUri',
    'apiClientId',
  ]);
  expect(outputs.API_APP_ID_URI).toBe(sampleVariables.API_APP_ID_URI);
  for (const name of ['API_APP_ID_URI', 'API_CLIENT_ID', 'API_EXPLORER_CLIENT_ID', 'ENTRA_TENANT_ID']) {
    expect(Object.keys(sampleVariables)).toContain(name);
  }
});
