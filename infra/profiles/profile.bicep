// What two deployments differ in beside their names: size, redundancy, networks and how closely they are watched.

@export()
@description('What a deployment is like.')
@sealed()
type Profile = {
  @description('Memory of an instance of the function app in MB; its CPU grows with it.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('The most instances that run at a time: what stops a flood of requests from becoming a flood of costs.')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('Instances that wait for HTTP requests all the time and are paid for; 0 scales to nothing. The platform keeps at least 2 where the app is zone-redundant.')
  @minValue(0)
  @maxValue(1000)
  alwaysReadyInstances: int

  @description('Requests that one instance handles at a time before another is started.')
  @minValue(1)
  @maxValue(1000)
  requestsPerInstance: int

  @description('What Cosmos DB may scale up to, in request units a second, and a tenth of which is always paid for: a multiple of 1,000; 0 means serverless. One cannot become the other: choose before the first deployment.')
  @minValue(0)
  @maxValue(1000000)
  autoscaleMaxThroughput: int

  @description('How far back the container can be restored to any second: 7 days are free.')
  backupTier: 'Continuous7Days' | 'Continuous30Days'

  @description('Whether function app, storage and Cosmos DB outlive the loss of an availability zone. The region must have zones.')
  zoneRedundant: bool

  @description('Whether Cosmos DB and storage can be reached through private endpoints only, from a virtual network that the function app is in.')
  vnetEnabled: bool

  @description('Who can reach the API: everybody (tokens are checked by the app), or the virtual network only, which wants vnetEnabled, leaves out the availability test and lets the app be deployed from inside only.')
  apiAccess: 'public' | 'private'

  @description('Whether a lock keeps the Cosmos DB account from being deleted.')
  deleteLock: bool

  @description('How many days logs are kept.')
  @minValue(30)
  @maxValue(730)
  logRetentionDays: int

  @description('After so many GB in a day no more logs are taken in; -1 means without end.')
  @minValue(-1)
  logDailyCapGb: int

  @description('Whether what the host and the app write goes to Log Analytics a second time, unsampled, as it does also when Application Insights cannot be reached.')
  logHost: bool

  @description('Whether each request to Cosmos DB is logged by Cosmos DB, with the identity that sent it.')
  logStoreRequests: bool

  @description('How often alerts on logs are evaluated, and over which time: the shorter the dearer.')
  alertFrequency: 'PT5M' | 'PT15M' | 'PT1H'

  @description('From how many milliseconds on the 95th percentile of the answers is alerted on.')
  @minValue(1)
  latencyThresholdMs: int

  @description('Whether /health/ready is asked from five places all the time.')
  availabilityTest: bool

  @description('What the resource group should cost a month, in the currency of the subscription.')
  @minValue(1)
  monthlyBudget: int
}
