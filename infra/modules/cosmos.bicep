// The documents: one account, one database, one container, and a role that allows just what the code does to it.

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags { *: string }

@description('Name of the account.')
@minLength(3)
@maxLength(44)
param name string

@description('Object id of the identity that reads and writes documents.')
param principalId string

@description('What the container may scale up to, in request units a second; 0 means serverless.')
param autoscaleMaxThroughput int

@description('How far back the container can be restored.')
@allowed(['Continuous7Days', 'Continuous30Days'])
param backupTier string

@description('Whether the account outlives the loss of an availability zone.')
param zoneRedundant bool

@description('Whether the account can be reached through private endpoints only.')
param isPrivate bool

@description('Whether a lock keeps the account from being deleted.')
param deleteLock bool

@description('Whether each request is logged, with the identity that sent it.')
param logRequests bool

@description('Id of the workspace that logs go to.')
param workspaceId string

// Written by `npm run infra:build` from shared/store/container-definition.ts.
var definition = loadJsonContent('../cosmos-container.json')

var databaseName = 'appInstallStatus'
var containerName = 'statuses'
var isServerless = autoscaleMaxThroughput == 0
var maxThroughput = autoscaleMaxThroughput % 1000 == 0
  ? autoscaleMaxThroughput
  : fail('autoscaleMaxThroughput has to be a multiple of 1,000 request units a second.')

// What shared/store/cosmos-document-store.ts does: no upsert, no patch, no change feed, no stored procedure.
var dataActions = [
  'Microsoft.DocumentDB/databaseAccounts/readMetadata'
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery'
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/create'
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read'
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/replace'
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/delete'
]

var categories = concat(
  ['ControlPlaneRequests', 'PartitionKeyStatistics'],
  logRequests ? ['DataPlaneRequests', 'QueryRuntimeStatistics', 'PartitionKeyRUConsumption'] : []
)

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  // checkov:skip=CKV_AZURE_100:Encrypted with keys of the service. A key of one's own wants a vault that is as available as the data; add it where a policy asks for it.
  // checkov:skip=CKV_AZURE_101:Disabled with vnetEnabled; without a network there is no other way for the function app to come in. Keys are off in either case.
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    // A second container by mistake cannot double the bill.
    capacity: isServerless ? null : { totalThroughputLimit: maxThroughput }
    enableBurstCapacity: isServerless ? null : true
    enableFreeTier: false
    enableAutomaticFailover: true
    enableMultipleWriteLocations: false
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAclBypass: 'None'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: backupTier } }
  }

  resource database 'sqlDatabases' = {
    name: databaseName
    tags: tags
    properties: { resource: { id: databaseName } }

    resource container 'containers' = {
      name: containerName
      tags: tags
      properties: {
        resource: {
          id: containerName
          partitionKey: definition.partitionKey
          indexingPolicy: definition.indexingPolicy
        }
        options: isServerless ? {} : { autoscaleSettings: { maxThroughput: maxThroughput } }
      }
    }
  }

  resource role 'sqlRoleDefinitions' = {
    name: guid(account.id, databaseName, containerName, 'documents')
    properties: {
      roleName: 'App install statuses: read and write documents'
      type: 'CustomRole'
      assignableScopes: [containerScope]
      permissions: [{ dataActions: dataActions }]
    }
    // The scope names the container without a reference to it. Besides, an account takes one change at a time: a role beside
    // a container that is being made is answered with 412.
    dependsOn: [database::container]
  }

  resource roleAssignment 'sqlRoleAssignments' = {
    name: guid(account.id, databaseName, containerName, 'function app')
    properties: {
      roleDefinitionId: role.id
      principalId: principalId
      scope: containerScope
    }
  }
}

// Scopes of the data plane have their own words for databases and containers.
var containerScope = '${account.id}/dbs/${databaseName}/colls/${containerName}'

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  name: 'keep'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds what clients reported. Remove this lock before the deployment is taken down.'
  }
}

// The newest version of this type, by its own name a preview for years.
#disable-next-line use-recent-api-versions
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    // A table for each category, which is cheaper to query than the one that all services share.
    logAnalyticsDestinationType: 'Dedicated'
    logs: [for category in categories: { category: category, enabled: true }]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

@description('Id of the account, for a private endpoint.')
output id string = account.id

@description('URL of the account.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output databaseName string = account::database.name

@description('Name of the container.')
output containerName string = account::database::container.name
