// What a person should be told of. docs/operations.md says what each alert means and what to do.

@description('Region of the alerts on logs.')
param location string

@description('Tags of the resources.')
param tags { *: string }

@description('What makes the names unique.')
param token string

@description('Who is told; nobody where it is empty.')
param email string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the Cosmos DB account.')
param cosmosAccountName string

@description('Whether Cosmos DB has a throughput that can be used up.')
param hasThroughput bool

@description('How often alerts on logs are evaluated, and over which time.')
@allowed(['PT5M', 'PT15M', 'PT1H'])
param frequency string

@description('From how many milliseconds on the 95th percentile of the answers is alerted on.')
param latencyThresholdMs int

@description('Whether /health/ready is asked from outside all the time.')
param hasAvailabilityTest bool

@description('Where clients reach the service, for the availability test.')
param baseUrl string

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: cosmosAccountName
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'app-status'
    emailReceivers: empty(email) ? [] : [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

@sealed()
type MetricRule = {
  name: string
  description: string
  severity: 0 | 1 | 2 | 3 | 4
  frequency: string
  window: string
  metricName: string
  aggregation: 'Average' | 'Count'
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  dimensions: { name: string, operator: 'Include', values: string[] }[]
}

var throttled MetricRule = {
  name: 'cosmos-throttled'
  description: 'Cosmos DB refused requests with 429: callers wait, or are told to come back later.'
  severity: 2
  frequency: 'PT5M'
  window: 'PT5M'
  metricName: 'TotalRequests'
  aggregation: 'Count'
  operator: 'GreaterThan'
  threshold: 20
  dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
}

var busy MetricRule = {
  name: 'cosmos-busy'
  description: 'A partition of Cosmos DB has used more than 80 % of its throughput for a quarter of an hour.'
  severity: 3
  frequency: 'PT5M'
  window: 'PT15M'
  metricName: 'NormalizedRUConsumption'
  aggregation: 'Average'
  operator: 'GreaterThan'
  threshold: 80
  // One hot app is one hot partition: all together would hide it.
  dimensions: [{ name: 'PartitionKeyRangeId', operator: 'Include', values: ['*'] }]
}

var unavailable MetricRule = {
  name: 'cosmos-unavailable'
  description: 'Cosmos DB failed more than one request in a hundred for an hour.'
  severity: 1
  frequency: 'PT15M'
  window: 'PT1H'
  metricName: 'ServiceAvailability'
  aggregation: 'Average'
  operator: 'LessThan'
  threshold: 99
  dimensions: []
}

// The version that Azure Verified Modules use.
#disable-next-line use-recent-api-versions
resource metricRules 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in concat([throttled, unavailable], hasThroughput ? [busy] : []): {
    name: '${rule.name}-${token}'
    location: 'global'
    tags: tags
    properties: {
      description: rule.description
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [cosmos.id]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
            metricName: rule.metricName
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
            dimensions: rule.dimensions
          }
        ]
      }
      actions: [{ actionGroupId: operators.id }]
    }
  }
]

@sealed()
type LogRule = {
  name: string
  description: string
  severity: 0 | 1 | 2 | 3 | 4
  query: string
  column: string
  threshold: int
}

// Health probes are left out: they are no one's request, and /health/ready answers 503 by design.
var failing LogRule = {
  name: 'api-failing'
  description: 'More than 5 % of the requests were answered with 5xx.'
  severity: 1
  query: '''
requests
| where name !startswith "health"
| summarize total = sum(itemCount), failed = sumif(itemCount, toint(resultCode) >= 500)
| where total >= 20
| project failedPercent = 100.0 * failed / total
'''
  column: 'failedPercent'
  threshold: 5
}

var slow LogRule = {
  name: 'api-slow'
  description: 'One request in twenty took longer than ${latencyThresholdMs} ms.'
  severity: 3
  query: '''
requests
| where name !startswith "health"
| summarize total = sum(itemCount), p95Ms = percentile(duration, 95)
| where total >= 20
| project p95Ms
'''
  column: 'p95Ms'
  threshold: latencyThresholdMs
}

// The version that Azure Verified Modules use.
#disable-next-line use-recent-api-versions
resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in [failing, slow]: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [component.id]
      evaluationFrequency: frequency
      windowSize: frequency
      // The table comes with the first request, after this.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.column
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [operators.id] }
    }
  }
]

// Amsterdam, Dublin, Virginia, California and Singapore: the ids are Azure's.
var places = ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-sg-sin-azr']

resource availabilityTest 'Microsoft.Insights/webtests@2022-06-15' = if (hasAvailabilityTest) {
  name: 'ready-${token}'
  location: location
  // How Application Insights finds the tests of a component.
  tags: union(tags, { 'hidden-link:${component.id}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'ready-${token}'
    Name: 'ready'
    Description: 'Whether requests can be served: the function app answers and reaches Cosmos DB and the signing keys.'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [for place in places: { Id: place }]
    Request: {
      RequestUrl: '${baseUrl}/health/ready'
      HttpVerb: 'GET'
      FollowRedirects: false
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

// The version that Azure Verified Modules use.
#disable-next-line use-recent-api-versions
resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = if (hasAvailabilityTest) {
  name: 'api-not-ready-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: '/health/ready does not answer 200 where it is asked from two places or more.'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [component.id, availabilityTest.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: availabilityTest.id
      componentId: component.id
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: operators.id }]
  }
}

@description('Id of the action group.')
output actionGroupId string = operators.id
