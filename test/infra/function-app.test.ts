// The function app is one that Flex Consumption takes, and its settings are those that the service reads.
import { readConfiguration } from '../../shared/config.ts';
import {
  keysOf,
  oneOf,
  type Profile,
  profiles,
  readProjectFile,
  resourcesOf,
  snapshotOf,
  templates,
} from './deployment.ts';
import { sampleSubscription, sampleVariables } from './sample-environment.ts';

/** What ARM refuses on Flex Consumption, or where it is older, ignores (error 51021). */
const REFUSED_PROPERTIES = [
  'alwaysOn',
  'ftpsState',
  'functionAppScaleLimit',
  'functionsRuntimeScaleMonitoringEnabled',
  'linuxFxVersion',
  'netFrameworkVersion',
  'preWarmedInstanceCount',
  'use32BitWorkerProcess',
  'windowsFxVersion',
  // Not seen to be taken yet.
  'healthCheckPath',
  'http20Enabled',
  'numberOfWorkers',
];

/** Settings that Flex Consumption refuses, or has moved to properties. */
const REFUSED_SETTINGS =
  /^(?:FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|WEBSITE_.*|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|TZ)$/;

/** Settings that the Functions host and its telemetry read. */
const SETTINGS_OF_THE_HOST = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
];

function settingsOf(profile: Profile | 'gateway'): Record<string, string> {
  return { ...oneOf(profile, 'Microsoft.Web/sites/config', '/appsettings').properties } as Record<string, string>;
}

/** The settings with values in place of what is known during the deployment only. */
function deployed(settings: Readonly<Record<string, string>>): Record<string, string> {
  const values: Readonly<Record<string, string>> = {
    ENTRA_AUTHORITY: 'https://login.microsoftonline.com/',
    COSMOS_ENDPOINT: 'https://cosmos-example.documents.azure.com:443/',
    AZURE_CLIENT_ID: '1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b004',
  };
  // The last of the marks of Azure that are looked for.
  return { ...settings, ...values, WEBSITE_SKU: 'FlexConsumption' };
}

/** The names that the configuration asks its environment for. */
function namesReadFrom(environment: Readonly<Record<string, string>>): Set<string> {
  const names = new Set<string>();
  readConfiguration(
    new Proxy(environment, {
      get: (target, name) => {
        names.add(String(name));
        return target[String(name)];
      },
    }),
  );
  return names;
}

describe('Flex Consumption', () => {
  test.each(REFUSED_PROPERTIES)('is sent no %s', (property) => {
    const properties = templates()
      .flatMap(resourcesOf)
      .filter(({ type }) => type.startsWith('Microsoft.Web/'));
    expect(properties.length).toBeGreaterThan(3);
    expect(keysOf(properties)).not.toContain(property);
  });

  test('is sent of siteConfig the version of TLS only', () => {
    expect(oneOf('prod', 'Microsoft.Web/sites').properties.siteConfig).toEqual({ minTlsVersion: '1.2' });
  });

  test.each([
    ['dev', 512, 40, [], 16],
    ['prod', 2048, 100, [{ name: 'http', instanceCount: 2 }], 32],
  ] as const)('has the size that %s says', (profile, instanceMemoryMB, maximumInstanceCount, alwaysReady, requests) => {
    const plan = oneOf(profile, 'Microsoft.Web/serverfarms');
    expect(plan).toMatchObject({ kind: 'functionapp', sku: { tier: 'FlexConsumption', name: 'FC1' } });
    expect(plan.properties).toEqual({ reserved: true, zoneRedundant: profile === 'prod' });
    const site = oneOf(profile, 'Microsoft.Web/sites');
    expect(site).toMatchObject({ kind: 'functionapp,linux', properties: { serverFarmId: plan.id } });
    expect(site.properties.functionAppConfig).toMatchObject({
      runtime: { name: 'node', version: '22' },
      scaleAndConcurrency: {
        instanceMemoryMB,
        maximumInstanceCount,
        alwaysReady,
        triggers: { http: { perInstanceConcurrency: requests } },
      },
    });
  });

  test('is found by azd', () => {
    expect(oneOf('dev', 'Microsoft.Web/sites').tags).toMatchObject({ 'azd-service-name': 'api' });
  });
});

test('a gateway’s address has paths put behind it, and no slash twice', () => {
  const address = 'https://status.contoso.example/intune';
  expect(settingsOf('gateway')).toMatchObject({ PUBLIC_BASE_URL: address, REPEATABILITY_WINDOW_SECONDS: '900' });
  const { Request: request } = oneOf('gateway', 'Microsoft.Insights/webtests').properties;
  expect(request).toMatchObject({ RequestUrl: `${address}/health/ready` });
  expect(snapshotOf('gateway').outputs).toMatchObject({ API_BASE_URL: address, apiBaseUrl: address });
});

test('the explorer is on where that is asked for, and users sign in by its registration', () => {
  const { explorer } = readConfiguration(deployed(settingsOf('gateway')));
  expect(explorer).toEqual({ clientId: '1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b005' });
});

describe.each(profiles)('the settings of %s', (profile) => {
  const settings = settingsOf(profile);

  test('are none that Flex Consumption refuses', () => {
    for (const name of Object.keys(settings)) expect(name).not.toMatch(REFUSED_SETTINGS);
  });

  test('make a configuration on Azure', () => {
    const { entra, cosmos, publicBaseUrl, trustForwardedHeaders, explorer } = readConfiguration(deployed(settings));
    expect(entra).toEqual({
      authority: 'https://login.microsoftonline.com',
      tenantId: sampleSubscription.tenantId,
      audiences: [sampleVariables.API_CLIENT_ID, sampleVariables.API_APP_ID_URI],
      issuers: undefined,
    });
    expect(cosmos).toMatchObject({ database: 'appInstallStatus', container: 'statuses' });
    expect(cosmos.signIn).toMatchObject({ kind: 'managedIdentity', clientId: expect.any(String) as string });
    expect({ publicBaseUrl, trustForwardedHeaders, explorer }).toEqual({
      publicBaseUrl: undefined,
      trustForwardedHeaders: false,
      explorer: undefined,
    });
  });

  test('are all read, by the service or by the host', () => {
    const read = namesReadFrom(deployed(settings));
    const unread = Object.keys(settings).filter((name) => !read.has(name));
    expect(unread.sort()).toEqual(SETTINGS_OF_THE_HOST);
  });

  test('are all that the service reads, but for what infra/README.md says is not set', () => {
    const [, notSet = ''] = /\n## What is not set\n([^]*?)\n## /.exec(readProjectFile('infra/README.md')) ?? [];
    const named = [...notSet.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    const missing = [...namesReadFrom(deployed(settings))].filter((name) => !(name in settings));
    expect(missing.sort()).toEqual(named.sort());
  });

  test('are of the resources of this deployment', () => {
    const clientId = `reference('${oneOf(profile, 'Microsoft.ManagedIdentity/userAssignedIdentities').id}', '2024-11-30').clientId`;
    const account = oneOf(profile, 'Microsoft.DocumentDB/databaseAccounts').id;
    expect(settings).toMatchObject({
      AZURE_CLIENT_ID: `[${clientId}]`,
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: `[${clientId}]`,
      COSMOS_ENDPOINT: `[reference('${account}', '2025-04-15').documentEndpoint]`,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `[format('ClientId={0};Authorization=AAD', ${clientId})]`,
    });
  });

  test('hold no secret', () => {
    expect(JSON.stringify(settings)).not.toMatch(/listKeys|listConnectionStrings|AccountKey|SharedAccess|COSMOS_KEY/i);
  });
});
