// The only identity of the service: what the function app signs in with, everywhere.

@description('Region of the identity.')
param location string

@description('Tags of the identity.')
param tags { *: string }

@description('Name of the identity.')
param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Object id of the identity, for role assignments.')
output principalId string = identity.properties.principalId
