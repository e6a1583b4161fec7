// The compiled template says what everything is, and gives away no secret; the snapshots are of this template.
import { oneOf, profiles, readProjectFile, resourcesOf, snapshotOf, templates, textsOf } from './deployment.ts';

const all = templates();

describe('the template', () => {
  test('is several, one for each module', () => {
    expect(all.length).toBeGreaterThan(10);
  });

  test('describes each parameter and each output', () => {
    const described = all.flatMap(({ parameters = {}, outputs = {} }) => [
      ...Object.entries(parameters),
      ...Object.entries(outputs),
    ]);
    expect(described.length).toBeGreaterThan(50);
    expect(described.filter(([, { metadata }]) => metadata?.description === undefined).map(([name]) => name)).toEqual(
      [],
    );
  });

  test('asks no service for a key, a connection string or a signature', () => {
    const texts = textsOf(all).filter((text) =>
      /\blist(?:Keys|ConnectionStrings|AccountSas|ServiceSas|Secrets)?\(/i.test(text),
    );
    expect(texts).toEqual([]);
  });

  test('wants no secret', () => {
    const types = all.flatMap(({ parameters = {} }) => Object.values(parameters).map(({ type }) => type));
    expect(types.filter((type) => /secure/i.test(type ?? ''))).toEqual([]);
  });

  test('gives names and addresses out, and what opens something neither out nor from module to module', () => {
    expect(Object.keys(all[0]?.outputs ?? {}).sort()).toEqual([
      'API_APP_ID_URI',
      'API_BASE_URL',
      'AZURE_FUNCTION_APP_NAME',
      'AZURE_RESOURCE_GROUP',
      'apiAppIdUri',
      'apiBaseUrl',
      'cosmosAccountName',
      'functionAppName',
      'resourceGroupName',
    ]);
    const values = all.flatMap(({ outputs = {} }) => textsOf(Object.values(outputs).map(({ value }) => value)));
    expect(values.filter((value) => /ConnectionString|InstrumentationKey|Key\b|password|secret/i.test(value))).toEqual(
      [],
    );
  });

  test.each(profiles)('is what the snapshot of %s is of', (profile) => {
    const types = new Set(all.flatMap(resourcesOf).map(({ type }) => type));
    const deployed = snapshotOf(profile).predictedResources.map(({ type }) => type);
    expect(deployed.filter((type) => !types.has(type))).toEqual([]);
    expect(Object.keys(snapshotOf(profile).outputs)).toEqual(Object.keys(all[0]?.outputs ?? {}).sort());
  });
});

describe('what checkov and PSRule would have otherwise', () => {
  const modules = ['cosmos', 'function-app', 'storage'].map((name) => readProjectFile(`infra/modules/${name}.bicep`));
  const skipped = modules.flatMap((text) =>
    [...text.matchAll(/checkov:skip=(\w+):(.*)/g)].map(([, rule = '', reason = '']) => ({ rule, reason })),
  );

  test('is left out with a reason', () => {
    expect(skipped.length).toBeGreaterThan(10);
    for (const { reason } of skipped) expect(reason).toMatch(/^\w.{7,}\.$/);
    const lines = readProjectFile('infra/ps-rule.yaml').split('\n');
    const excluded = lines.findIndex((line) => line.startsWith('rule:'));
    // The comment above a list of rules is about all of them.
    expect(lines[excluded + 2]).toMatch(/^ +# \w/);
  });

  test.each([
    ['CKV_AZURE_35', 'prod', 'Microsoft.Storage/storageAccounts', { networkAcls: { defaultAction: 'Deny' } }],
    ['CKV_AZURE_59', 'prod', 'Microsoft.Storage/storageAccounts', { publicNetworkAccess: 'Disabled' }],
    ['CKV_AZURE_101', 'prod', 'Microsoft.DocumentDB/databaseAccounts', { publicNetworkAccess: 'Disabled' }],
    ['CKV_AZURE_222', 'private', 'Microsoft.Web/sites', { publicNetworkAccess: 'Disabled' }],
    ['CKV_AZURE_225', 'prod', 'Microsoft.Web/serverfarms', { zoneRedundant: true }],
  ] as const)('is %s only where it is cheaper or open on purpose: %s passes it', (rule, profile, type, properties) => {
    expect(skipped.map((skip) => skip.rule)).toContain(rule);
    expect(oneOf(profile, type).properties).toMatchObject(properties);
  });

  test('is these rules and no others: one more wants a reason that holds for every profile, or a line above', () => {
    expect(
      skipped.map(({ rule }) => Number(rule.replace(/^CKV2?_AZURE_/, ''))).sort((one, other) => one - other),
    ).toEqual([1, 13, 17, 18, 33, 35, 56, 59, 63, 65, 66, 67, 78, 88, 100, 101, 206, 212, 213, 222, 225]);
  });

  test('is what Flex Consumption refuses', () => {
    const rules = skipped.map(({ rule }) => rule);
    for (const rule of ['CKV_AZURE_78', 'CKV_AZURE_212', 'CKV_AZURE_213']) expect(rules).toContain(rule);
    for (const rule of ['AlwaysOn', 'WebSecureFtp', 'PlanInstanceCount', 'MinPlan', 'WebProbe', 'NodeJsVersion']) {
      expect(readProjectFile('infra/ps-rule.yaml')).toContain(`    - Azure.AppService.${rule}\n`);
    }
  });
});
