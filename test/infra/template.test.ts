// The compiled template says what everything is, and gives away no secret; the snapshots are of this template.
import { profiles, readProjectFile, resourcesOf, snapshotOf, templates, textsOf } from './deployment.ts';

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

  test('is nothing that is simply right: those rules are passed', () => {
    const passed = [
      'CKV_AZURE_3', // HTTPS only
      'CKV_AZURE_14',
      'CKV_AZURE_15', // TLS 1.2
      'CKV_AZURE_16', // managed identity
      'CKV_AZURE_34', // private containers
      'CKV_AZURE_44',
      'CKV_AZURE_57', // CORS
      'CKV_AZURE_70',
      'CKV_AZURE_72', // no remote debugging
      'CKV_AZURE_99', // no writes from several regions
      'CKV_AZURE_132', // keys change no metadata
      'CKV_AZURE_140', // no keys
      'CKV_AZURE_145',
    ];
    expect(skipped.map(({ rule }) => rule).filter((rule) => passed.includes(rule))).toEqual([]);
  });

  test('is what Flex Consumption refuses', () => {
    const rules = skipped.map(({ rule }) => rule);
    for (const rule of ['CKV_AZURE_78', 'CKV_AZURE_212', 'CKV_AZURE_213']) expect(rules).toContain(rule);
    for (const rule of ['AlwaysOn', 'WebSecureFtp', 'PlanInstanceCount', 'MinPlan', 'WebProbe', 'NodeJsVersion']) {
      expect(readProjectFile('infra/ps-rule.yaml')).toContain(`    - Azure.AppService.${rule}\n`);
    }
  });
});
