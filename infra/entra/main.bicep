// The API's app registration: what clients ask a token for, and which permissions they can have. A deployment of its own,
// since it wants rights in the directory (Application.ReadWrite.OwnedBy, and AppRoleAssignment.ReadWrite.All where it
// assigns), which those who deploy the rest need not have.
targetScope = 'subscription'

extension microsoftGraphV1

@description('Name of the environment; each has its own registration.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('App ID URI. Tenants accept it where it holds their id, the app\'s id or a verified domain.')
@minLength(1)
param appIdUri string = 'api://${tenant().tenantId}/graph-app-install-status-${environmentName}'

@description('Whether Azure CLI gets tokens for users without asking for consent, as for trials with curl.')
param allowAzureCli bool = false

@description('Whether only those applications and users that are assigned get tokens at all. Users and groups are assigned in the portal: Enterprise applications, Users and groups.')
param assignmentRequired bool = true

@description('Where the explorer is, as https://HOST/docs: users sign in there. No registration for it where it is empty.')
param explorerUrl string = ''

@description('Object ids of the service principals that may read.')
param readers string[] = []

@description('Object ids of the service principals that may read and write.')
param writers string[] = []

var azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

// Graph's own names, so that clients need not learn new ones. An app role and a scope may only share a name where they
// share id, texts and state as well (MicrosoftDocs/azure-docs#81899), so that both are made of one list. The ids are for
// good: assignments and consents refer to them.
var read = {
  id: 'e89edd0b-b10b-43e9-b7f7-a81b4b129d70'
  value: 'DeviceManagementApps.Read.All'
  displayName: 'Read app install statuses'
  description: 'Read the install statuses of apps on devices and of users.'
}
var readWrite = {
  id: 'dad568cc-7c27-47e4-9df4-680886f1696d'
  value: 'DeviceManagementApps.ReadWrite.All'
  displayName: 'Read and write app install statuses'
  description: 'Read, create, change and delete the install statuses of apps on devices and of users.'
}
var permissions = [read, readWrite]

// Another application than the API: none gets tokens for itself by its App ID URI (AADSTS90009). A page keeps no secret, so it
// has none; `spa` is what makes Entra give a browser tokens, and only by authorization code with PKCE.
resource explorer 'Microsoft.Graph/applications@v1.0' = if (!empty(explorerUrl)) {
  uniqueName: 'graph-app-install-status-explorer-${environmentName}'
  displayName: 'Graph app install status explorer (${environmentName})'
  description: 'The interactive reference of the API, in which users sign in to try it.'
  signInAudience: 'AzureADMyOrg'
  spa: { redirectUris: [explorerUrl] }
}

resource explorerPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = if (!empty(explorerUrl)) {
  appId: explorer!.appId
}

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'graph-app-install-status-${environmentName}'
  displayName: 'Graph app install status (${environmentName})'
  description: 'Microsoft Graph\'s retired Intune app install status API, in this subscription.'
  signInAudience: 'AzureADMyOrg'
  identifierUris: [appIdUri]
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      for permission in permissions: {
        id: permission.id
        value: permission.value
        type: 'Admin'
        isEnabled: true
        adminConsentDisplayName: permission.displayName
        adminConsentDescription: permission.description
      }
    ]
    // Nobody is asked for consent to them.
    preAuthorizedApplications: concat(
      allowAzureCli ? [{ appId: azureCli, delegatedPermissionIds: [read.id, readWrite.id] }] : [],
      empty(explorerUrl) ? [] : [{ appId: explorer!.appId, delegatedPermissionIds: [read.id, readWrite.id] }]
    )
  }
  appRoles: [
    for permission in permissions: {
      id: permission.id
      value: permission.value
      allowedMemberTypes: ['Application']
      isEnabled: true
      displayName: permission.displayName
      description: permission.description
    }
  ]
}

resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
  appRoleAssignmentRequired: assignmentRequired
}

resource readerRoles 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for principal in readers: {
    appRoleId: read.id
    principalId: principal
    resourceId: servicePrincipal.id
  }
]

resource writerRoles 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for principal in writers: {
    appRoleId: readWrite.id
    principalId: principal
    resourceId: servicePrincipal.id
  }
]

@description('Client id of the API: the audience of its tokens.')
output apiClientId string = application.appId

@description('What clients ask a token for.')
output apiAppIdUri string = appIdUri

// The same by the names under which the environment of the main deployment knows them.

@description('Client id of the API, for the environment.')
output API_CLIENT_ID string = application.appId

@description('What clients ask a token for, for the environment.')
output API_APP_ID_URI string = appIdUri

@description('Client id of the explorer, for the environment; empty where there is none.')
output API_EXPLORER_CLIENT_ID string = empty(explorerUrl) ? '' : explorer!.appId

@description('Tenant whose tokens are accepted, for the environment.')
output ENTRA_TENANT_ID string = tenant().tenantId
