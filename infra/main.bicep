// The whole service in a resource group of its own: function app, Cosmos DB, storage, monitoring and, by profile, a network.
targetScope = 'subscription'

metadata name = 'Graph app install status'
metadata description = 'Microsoft Graph\'s retired Intune app install status API as a keyless, monitored Azure Function over Cosmos DB.'

import { Profile } from 'profiles/profile.bicep'

@description('Name of the environment; names of resources are made of it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of all resources.')
@minLength(1)
param location string

@description('What the deployment is like; profiles/dev.bicep and profiles/prod.bicep are two.')
param profile Profile

@description('Tenant whose tokens are accepted; the tenant of the subscription where it is empty.')
param tenantId string = ''

@description('Client id of the API\'s app registration: the audience of version 2.0 tokens.')
@minLength(36)
@maxLength(36)
param apiClientId string

@description('App ID URI of the API\'s app registration: what clients ask a token for.')
@minLength(1)
param apiAppIdUri string

@description('Where clients reach the service when that is not the function app itself, as behind a gateway.')
param publicBaseUrl string = ''

@description('Whether a proxy that clients cannot go around sets X-Forwarded-Proto and X-Forwarded-Host.')
param trustForwardedHeaders bool = false

@description('Whether the interactive reference at /docs is on.')
param explorer bool = false

@description('Client id of the explorer\'s registration, by which users sign in there; they bring their own tokens where it is empty.')
param explorerClientId string = ''

@description('Who is told of alerts; nobody where it is empty.')
param alertEmail string = ''

@description('First day of the month that the budget begins with, as yyyy-MM-01; no budget where it is empty. Azure refuses to change it later.')
param budgetStartDate string = ''

@description('Name of the resource group.')
@minLength(1)
@maxLength(90)
param resourceGroupName string = 'rg-${environmentName}'

@description('Addresses of the network where there is one, at least 256; they matter where it is peered with others.')
param networkAddressPrefix string = '10.60.0.0/24'

@description('More settings of the service, by the names in README.md: those that have a default.')
param settings { *: string } = {}

@description('Tags of all resources, beside our own.')
param tags { *: string } = {}

var allTags = union(tags, { 'azd-env-name': environmentName })
var token = uniqueString(subscription().id, environmentName, location)
var names = {
  identity: 'id-${token}'
  workspace: 'log-${token}'
  component: 'appi-${token}'
  storage: 'st${token}'
  cosmos: 'cosmos-${token}'
  plan: 'plan-${token}'
  functionApp: 'func-${token}'
}
// What would put a key in, or what Flex Consumption refuses or has moved to properties of the site.
var refusedSettings = filter(
  objectKeys(settings),
  name =>
    contains(['COSMOS_KEY', 'NODE_TLS_REJECT_UNAUTHORIZED'], toUpper(name)) || startsWith(toUpper(name), 'WEBSITE_') || startsWith(
      toUpper(name),
      'FUNCTIONS_'
    )
)
var checkedSettings = empty(refusedSettings)
  ? settings
  : fail('The function app is not given ${join(refusedSettings, ', ')}.')
// A path is put behind it: the service takes a slash at the end, an availability test does not.
var publicUrl = endsWith(publicBaseUrl, '/') ? take(publicBaseUrl, length(publicBaseUrl) - 1) : publicBaseUrl
var isApiPrivate = profile.vnetEnabled && profile.apiAccess == 'private'

var dnsZones = {
  cosmos: 'privatelink.documents.azure.com'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  api: 'privatelink.azurewebsites.net'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, tags: allTags, name: names.identity }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    workspaceName: names.workspace
    componentName: names.component
    retentionDays: profile.logRetentionDays
    dailyCapGb: profile.logDailyCapGb
  }
}

module network 'modules/network.bicep' = if (profile.vnetEnabled) {
  scope: group
  params: {
    location: location
    tags: allTags
    token: token
    addressPrefix: networkAddressPrefix
    dnsZoneNames: concat([dnsZones.cosmos, dnsZones.blob], isApiPrivate ? [dnsZones.api] : [])
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    name: names.storage
    principalId: identity.outputs.principalId
    zoneRedundant: profile.zoneRedundant
    isPrivate: profile.vnetEnabled
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    name: names.cosmos
    principalId: identity.outputs.principalId
    autoscaleMaxThroughput: profile.autoscaleMaxThroughput
    backupTier: profile.backupTier
    zoneRedundant: profile.zoneRedundant
    isPrivate: profile.vnetEnabled
    deleteLock: profile.deleteLock
    logRequests: profile.logStoreRequests
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storageEndpoint 'modules/private-endpoint.bicep' = if (profile.vnetEnabled) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: 'pep-blob-${token}'
    subnetId: network!.outputs.endpointSubnetId
    resourceId: storage.outputs.id
    groupId: 'blob'
    dnsZoneName: dnsZones.blob
  }
}

module cosmosEndpoint 'modules/private-endpoint.bicep' = if (profile.vnetEnabled) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: 'pep-cosmos-${token}'
    subnetId: network!.outputs.endpointSubnetId
    resourceId: cosmos.outputs.id
    groupId: 'Sql'
    dnsZoneName: dnsZones.cosmos
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    name: names.functionApp
    planName: names.plan
    identityName: names.identity
    storageAccountName: names.storage
    packagesUrl: storage.outputs.packagesUrl
    componentName: names.component
    workspaceId: monitoring.outputs.workspaceId
    logHost: profile.logHost
    instanceMemoryMB: profile.instanceMemoryMB
    maximumInstanceCount: profile.maximumInstanceCount
    alwaysReadyInstances: profile.alwaysReadyInstances
    requestsPerInstance: profile.requestsPerInstance
    zoneRedundant: profile.zoneRedundant
    subnetId: profile.vnetEnabled ? network!.outputs.appSubnetId : ''
    isPrivate: isApiPrivate
    settings: union(checkedSettings, {
      ENTRA_AUTHORITY: environment().authentication.loginEndpoint
      ENTRA_TENANT_ID: empty(tenantId) ? tenant().tenantId : tenantId
      ENTRA_AUDIENCE: '${apiClientId},${apiAppIdUri}'
      COSMOS_ENDPOINT: cosmos.outputs.endpoint
      COSMOS_DATABASE: cosmos.outputs.databaseName
      COSMOS_CONTAINER: cosmos.outputs.containerName
      PUBLIC_BASE_URL: publicUrl
      TRUST_FORWARDED_HEADERS: trustForwardedHeaders ? 'true' : 'false'
      API_EXPLORER: explorer ? 'on' : 'off'
      API_EXPLORER_CLIENT_ID: explorerClientId
    })
  }
  // Without the endpoints the app could not reach what it starts from.
  dependsOn: [storageEndpoint, cosmosEndpoint]
}

module apiEndpoint 'modules/private-endpoint.bicep' = if (isApiPrivate) {
  scope: group
  params: {
    location: location
    tags: allTags
    name: 'pep-api-${token}'
    subnetId: network!.outputs.endpointSubnetId
    resourceId: functionApp.outputs.id
    groupId: 'sites'
    dnsZoneName: dnsZones.api
  }
}

var baseUrl = empty(publicUrl) ? functionApp.outputs.baseUrl : publicUrl

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    token: token
    email: alertEmail
    componentName: names.component
    cosmosAccountName: names.cosmos
    hasThroughput: profile.autoscaleMaxThroughput > 0
    frequency: profile.alertFrequency
    latencyThresholdMs: profile.latencyThresholdMs
    hasAvailabilityTest: profile.availabilityTest && !isApiPrivate
    baseUrl: baseUrl
  }
}

module budget 'modules/budget.bicep' = if (!empty(budgetStartDate)) {
  scope: group
  params: {
    amount: profile.monthlyBudget
    startDate: budgetStartDate
    actionGroupId: alerts.outputs.actionGroupId
    email: alertEmail
  }
}

@description('Name of the resource group.')
output resourceGroupName string = group.name

@description('Name of the function app.')
output functionAppName string = names.functionApp

@description('Name of the Cosmos DB account.')
output cosmosAccountName string = names.cosmos

@description('Where clients reach the service, without a path.')
output apiBaseUrl string = baseUrl

@description('What clients ask a token for.')
output apiAppIdUri string = apiAppIdUri

// The same by the names under which azd hands them to hooks and commands.

@description('Name of the resource group, for azd.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app, for azd.')
output AZURE_FUNCTION_APP_NAME string = names.functionApp

@description('Where clients reach the service, for azd.')
output API_BASE_URL string = baseUrl

@description('What clients ask a token for, for azd.')
output API_APP_ID_URI string = apiAppIdUri
