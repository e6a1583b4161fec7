// A private way to one resource, and its name in the network's DNS.

@description('Region of the endpoint.')
param location string

@description('Tags of the endpoint.')
param tags { *: string }

@description('Name of the endpoint.')
param name string

@description('Id of the subnet that the endpoint is in.')
param subnetId string

@description('Id of the resource that it leads to.')
param resourceId string

@description('Which part of the resource it leads to.')
param groupId string

@description('Name of the private DNS zone, in this resource group, that its name is entered in.')
param dnsZoneName string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: dnsZoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: 'nic-${name}'
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: resourceId
          groupIds: [groupId]
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: groupId, properties: { privateDnsZoneId: zone.id } }]
    }
  }
}
