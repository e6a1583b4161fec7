// The function app on Flex Consumption. Only what this plan takes is sent: it refuses most of what other plans have in
// siteConfig (error 51021: alwaysOn, ftpsState, linuxFxVersion and their like) and most platform settings.

@description('Region of the function app.')
param location string

@description('Tags of the function app and its plan.')
param tags { *: string }

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Name of the identity that the app signs in with.')
param identityName string

@description('Name of the storage account of the host.')
param storageAccountName string

@description('URL of the container that packages are deployed to.')
param packagesUrl string

@description('Name of the Application Insights component.')
param componentName string

@description('Id of the workspace that logs go to.')
param workspaceId string

@description('Whether everything that the host and the app write goes to the workspace by itself, beside Application Insights.')
param logHost bool

@description('What the service itself reads, by the names in shared/config.ts.')
param settings { *: string }

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The most instances that run at a time.')
param maximumInstanceCount int

@description('Instances that wait for HTTP requests all the time.')
param alwaysReadyInstances int

@description('Requests that one instance handles at a time before another is started.')
param requestsPerInstance int

@description('Whether the app outlives the loss of an availability zone.')
param zoneRedundant bool

@description('Id of the subnet that the app sends from; empty without a network.')
param subnetId string

@description('Whether the app can be reached through a private endpoint only.')
param isPrivate bool

var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  // checkov:skip=CKV_AZURE_212:Flex Consumption has no number of workers: maximumInstanceCount and alwaysReady say how many there are.
  // checkov:skip=CKV_AZURE_225:By parameter; true in prod. Twice the always-ready instances are not for a trial.
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  // checkov:skip=CKV_AZURE_17:Callers prove who they are by an Entra access token, as with Graph; a client certificate would shut Graph clients out.
  // checkov:skip=CKV_AZURE_18:http20Enabled is not sent until a deployment to Flex Consumption has been seen to take it.
  // checkov:skip=CKV_AZURE_67:As above.
  // checkov:skip=CKV_AZURE_78:Flex Consumption refuses ftpsState (error 51021), and has no FTP; its publishing by password is off below.
  // checkov:skip=CKV_AZURE_213:Flex Consumption has no health check of the platform; the availability test asks /health/ready.
  // checkov:skip=CKV_AZURE_222:A public API by default, since devices report from everywhere; apiAccess private shuts it.
  // checkov:skip=CKV_AZURE_13:The service checks tokens itself, as Graph does, with Graph's error bodies; Easy Auth would answer before it.
  // checkov:skip=CKV_AZURE_56:As above.
  // checkov:skip=CKV_AZURE_63:Flex Consumption emits no web server logs; each request is a line of ours and one of the host's.
  // checkov:skip=CKV_AZURE_65:As above.
  // checkov:skip=CKV_AZURE_66:As above.
  // checkov:skip=CKV_AZURE_88:Nothing is kept on a file share: the app is stateless.
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      AZURE_CLIENT_ID: identity.properties.clientId
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
      // The service answers at / itself.
      AzureWebJobsDisableHomepage: 'true'
      // Says where telemetry goes; by itself it opens nothing, since the component takes Entra tokens only.
      APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
    })
    dependsOn: [telemetryRole]
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identity.id, monitoringMetricsPublisher)
  scope: component
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// What the host says when Application Insights does not hear it; and a second time what it does hear, without sampling.
// The newest version of this type, by its own name a preview for years.
#disable-next-line use-recent-api-versions
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (logHost) {
  name: 'to-workspace'
  scope: site
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

@description('Id of the function app, for a private endpoint.')
output id string = site.id

@description('Where the function app is reached, without a path.')
output baseUrl string = 'https://${site.properties.defaultHostName}'
