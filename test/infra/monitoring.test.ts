// Who runs it is told: by alerts that go somewhere, on metrics that there are, and by logs of every service.
import { operations } from '../../shared/operations.ts';
import { allOf, oneOf, type Profile, profiles, readProjectFile, type Resource } from './deployment.ts';

const METRIC_ALERT = 'Microsoft.Insights/metricAlerts';
const LOG_ALERT = 'Microsoft.Insights/scheduledQueryRules';

/** Metrics of Cosmos DB, the aggregations and the dimensions that they have (Azure Monitor: supported metrics). */
const METRICS: Readonly<Record<string, { aggregations: readonly string[]; dimensions: readonly string[] }>> = {
  TotalRequests: { aggregations: ['Count'], dimensions: ['DatabaseName', 'CollectionName', 'Region', 'StatusCode'] },
  NormalizedRUConsumption: {
    aggregations: ['Maximum', 'Average'],
    dimensions: ['CollectionName', 'DatabaseName', 'Region', 'PartitionKeyRangeId'],
  },
  ServiceAvailability: { aggregations: ['Minimum', 'Average', 'Maximum'], dimensions: [] },
};

interface Criterion {
  readonly metricNamespace: string;
  readonly metricName: string;
  readonly timeAggregation: string;
  readonly operator: string;
  readonly threshold: number;
  readonly dimensions: readonly { readonly name: string; readonly values: readonly string[] }[];
}

function criteriaOf({ properties }: Resource): readonly Criterion[] {
  const { allOf: all } = properties.criteria as { readonly allOf?: readonly Criterion[] };
  return all ?? [];
}

function queryOf({ properties }: Resource): string {
  const { allOf: all } = properties.criteria as { readonly allOf: readonly [{ readonly query: string }] };
  return all[0].query;
}

function metricRulesOf(profile: Profile): Record<string, readonly string[]> {
  return Object.fromEntries(
    allOf(profile, METRIC_ALERT).map((alert) => [
      alert.name.replace(/-\w+$/, ''),
      criteriaOf(alert).map(({ metricName, timeAggregation, operator, threshold, dimensions }) =>
        [metricName, timeAggregation, operator, threshold, ...dimensions.flatMap(({ values }) => values)].join(' '),
      ),
    ]),
  );
}

describe('alerts', () => {
  test('of dev are on what a serverless store and an API can suffer from', () => {
    expect(metricRulesOf('dev')).toEqual({
      'cosmos-throttled': ['TotalRequests Count GreaterThan 20 429'],
      'cosmos-unavailable': ['ServiceAvailability Average LessThan 99'],
    });
  });

  test('of prod are on the throughput and on /health/ready besides', () => {
    expect(metricRulesOf('prod')).toEqual({
      'cosmos-throttled': ['TotalRequests Count GreaterThan 20 429'],
      'cosmos-unavailable': ['ServiceAvailability Average LessThan 99'],
      'cosmos-busy': ['NormalizedRUConsumption Average GreaterThan 80 *'],
      'api-not-ready': [],
    });
  });

  test.each(profiles)('of %s are on metrics that Cosmos DB has', (profile) => {
    for (const criterion of allOf(profile, METRIC_ALERT).flatMap(criteriaOf)) {
      const { aggregations = [], dimensions = [] } = METRICS[criterion.metricName] ?? {};
      expect(criterion.metricNamespace).toBe('Microsoft.DocumentDB/databaseAccounts');
      expect(aggregations).toContain(criterion.timeAggregation);
      for (const { name } of criterion.dimensions) expect(dimensions).toContain(name);
    }
  });

  test.each(profiles)('of %s go to the action group, and end by themselves', (profile) => {
    const { id, properties } = oneOf(profile, 'Microsoft.Insights/actionGroups');
    expect(properties.emailReceivers).toEqual([
      { name: 'operators', emailAddress: 'operators@contoso.example', useCommonAlertSchema: true },
    ]);
    for (const alert of allOf(profile, METRIC_ALERT)) {
      expect(alert.properties).toMatchObject({ enabled: true, autoMitigate: true, actions: [{ actionGroupId: id }] });
    }
    for (const alert of allOf(profile, LOG_ALERT)) {
      expect(alert.properties).toMatchObject({ enabled: true, autoMitigate: true, actions: { actionGroups: [id] } });
    }
  });

  test.each([
    ['api-failing', 'failedPercent', 5, /toint\(resultCode\) >= 500/],
    ['api-slow', 'p95Ms', 1000, /percentile\(duration, 95\)/],
  ])('on logs: %s', (name, metricMeasureColumn, threshold, query) => {
    const alert = allOf('prod', LOG_ALERT).find((resource) => resource.name.startsWith(name));
    expect(alert?.properties).toMatchObject({
      scopes: [oneOf('prod', 'Microsoft.Insights/components').id],
      criteria: { allOf: [{ metricMeasureColumn, threshold, operator: 'GreaterThan' }] },
    });
    const text = alert === undefined ? '' : queryOf(alert);
    expect(text).toMatch(query);
    expect(text).toContain(`project ${metricMeasureColumn}`);
  });

  test('on logs leave out the operations that are health probes, and no other', () => {
    const probes = operations.filter(({ path }) => path.startsWith('/health/')).map(({ name }) => name);
    expect(probes.length).toBeGreaterThan(1);
    expect(operations.filter(({ name }) => name.startsWith('health')).map(({ name }) => name)).toEqual(probes);
    for (const alert of allOf('prod', LOG_ALERT)) {
      expect(queryOf(alert)).toContain('where name !startswith "health"');
    }
  });

  test('ask /health/ready from five places in prod, and nowhere else', () => {
    expect(allOf('dev', 'Microsoft.Insights/webtests')).toEqual([]);
    expect(allOf('private', 'Microsoft.Insights/webtests')).toEqual([]);
    const { id, properties, tags } = oneOf('prod', 'Microsoft.Insights/webtests');
    const component = oneOf('prod', 'Microsoft.Insights/components').id;
    const { RequestUrl: url } = properties.Request as { RequestUrl: string };
    expect(url).toContain('defaultHostName');
    expect(operations.some(({ path }) => path === '/health/ready' && url.includes(path))).toBe(true);
    expect(properties).toMatchObject({
      Kind: 'standard',
      Enabled: true,
      ValidationRules: { ExpectedHttpStatusCode: 200 },
    });
    expect(properties.Locations).toHaveLength(5);
    expect(tags).toMatchObject({ [`hidden-link:${component}`]: 'Resource' });
    expect(oneOf('prod', METRIC_ALERT, allOf('prod', METRIC_ALERT).at(-1)?.name).properties.criteria).toEqual({
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria',
      webTestId: id,
      componentId: component,
      failedLocationCount: 2,
    });
  });
});

describe('sampling', () => {
  const { logging } = JSON.parse(readProjectFile('host.json')) as {
    logging: { applicationInsights: { samplingSettings: { isEnabled: boolean; excludedTypes: string } } };
  };

  test('leaves requests and exceptions whole, and not the lines of the service', () => {
    const { isEnabled, excludedTypes } = logging.applicationInsights.samplingSettings;
    expect([isEnabled, ...excludedTypes.split(';')]).toEqual([true, 'Request', 'Exception']);
  });

  test('is reckoned with by every query, of alerts and of the runbook', () => {
    const runbook = [...readProjectFile('docs/operations.md').matchAll(/^```kusto\n([^]*?)^```/gm)];
    const queries = [...runbook.map(([, query = '']) => query), ...allOf('prod', LOG_ALERT).map(queryOf)];
    expect(queries.length).toBeGreaterThan(3);
    for (const query of queries) {
      expect(query).not.toMatch(/\bcount(?:if)?\(/);
      const sums = [...query.matchAll(/\bsum(?:if)?\((.*)/g)].map(([sum]) => sum);
      expect(sums.length).toBeGreaterThan(0);
      for (const sum of sums) expect(sum).toContain('itemCount');
    }
  });
});

describe('logs', () => {
  const categoriesOf = (profile: Profile): Record<string, readonly string[]> =>
    Object.fromEntries(
      allOf(profile, 'Microsoft.Insights/diagnosticSettings').map(({ id, properties }) => [
        /providers\/([\w.]+)\//.exec(id)?.[1] ?? '',
        (properties.logs as readonly { category: string; enabled: boolean }[]).map(({ category }) => category).sort(),
      ]),
    );
  const always = { 'Microsoft.Storage': ['StorageDelete', 'StorageWrite'] };

  test('of dev are everything', () => {
    expect(categoriesOf('dev')).toEqual({
      ...always,
      'Microsoft.Web': ['FunctionAppLogs'],
      'Microsoft.DocumentDB': [
        'ControlPlaneRequests',
        'DataPlaneRequests',
        'PartitionKeyRUConsumption',
        'PartitionKeyStatistics',
        'QueryRuntimeStatistics',
      ],
    });
  });

  test('of prod leave out what comes with every request', () => {
    expect(categoriesOf('prod')).toEqual({
      ...always,
      'Microsoft.DocumentDB': ['ControlPlaneRequests', 'PartitionKeyStatistics'],
    });
  });

  test.each(profiles)(
    'of %s go to the workspace, which keeps a month at least and takes in no more than is wanted',
    (profile) => {
      const { id, properties } = oneOf(profile, 'Microsoft.OperationalInsights/workspaces');
      expect(properties.retentionInDays).toBeGreaterThanOrEqual(30);
      expect((properties.workspaceCapping as { dailyQuotaGb: number }).dailyQuotaGb).toBeGreaterThan(0);
      for (const setting of allOf(profile, 'Microsoft.Insights/diagnosticSettings')) {
        expect(setting.properties.workspaceId).toBe(id);
      }
    },
  );
});

test.each([
  ['dev', 20],
  ['prod', 500],
] as const)('the budget of %s tells the action group', (profile, amount) => {
  const { id } = oneOf(profile, 'Microsoft.Insights/actionGroups');
  expect(oneOf(profile, 'Microsoft.Consumption/budgets').properties).toMatchObject({
    amount,
    timeGrain: 'Monthly',
    // Azure refuses another one later: it has to be the same with every deployment.
    timePeriod: { startDate: '2027-01-01' },
    notifications: { spent: { contactGroups: [id] }, expected: { contactGroups: [id] } },
  });
});
