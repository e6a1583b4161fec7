// What the Functions host needs of storage: the deployed package and its own bookkeeping, by identity only.

@description('Region of the account.')
param location string

@description('Tags of the account.')
param tags { *: string }

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Object id of the identity that the host signs in with.')
param principalId string

@description('Whether the account outlives the loss of an availability zone.')
param zoneRedundant bool

@description('Whether the account can be reached through private endpoints only.')
param isPrivate bool

@description('Id of the workspace that logs go to.')
param workspaceId string

// Owner rather than Contributor: the host takes leases and manages its containers (Functions reference, identity-based
// connections of AzureWebJobsStorage).
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  // checkov:skip=CKV_AZURE_206:Zone-redundant in prod. What it holds is deployed anew in minutes, so that a second region would keep nothing.
  // checkov:skip=CKV_AZURE_35:Denied by default with vnetEnabled; without a network there is no other way for the function app to come in.
  // checkov:skip=CKV_AZURE_59:Disabled with vnetEnabled, as above; shared keys and anonymous access are off in either case.
  // checkov:skip=CKV_AZURE_33:No queue is used.
  // checkov:skip=CKV2_AZURE_1:Holds the published package and locks, nothing that a key of one's own would protect.
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'AzureServices'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource packages 'containers' = {
      name: 'app-package'
      properties: { publicAccess: 'None' }
    }
  }
}

resource hostRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'host', storageBlobDataOwner)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

// The newest version of this type, by its own name a preview for years.
#disable-next-line use-recent-api-versions
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

@description('Id of the account, for a private endpoint.')
output id string = account.id

@description('Where packages are deployed to.')
output packagesUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
