// A private deployment keeps its data in a network, which it leaves through one door; dev has none.
import { allOf, oneOf, profiles, type Resource, snapshotOf } from './deployment.ts';

const NETWORK = 'Microsoft.Network/virtualNetworks';
const ENDPOINT = 'Microsoft.Network/privateEndpoints';

interface Subnet {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>> & { readonly addressPrefix: string };
}

function subnetsOf({ properties }: Resource): readonly Subnet[] {
  return properties.subnets as readonly Subnet[];
}

/** Which part of which resource each endpoint leads to. */
function endpointsOf(profile: 'prod' | 'private'): Record<string, string> {
  return Object.fromEntries(
    allOf(profile, ENDPOINT).map(({ properties }) => {
      const [connection] = properties.privateLinkServiceConnections as readonly [
        { properties: { privateLinkServiceId: string; groupIds: readonly string[] } },
      ];
      const { privateLinkServiceId: id, groupIds } = connection.properties;
      return [groupIds.join(), id];
    }),
  );
}

test('dev has no network', () => {
  const types = snapshotOf('dev').predictedResources.map(({ type }) => type);
  expect(types.filter((type) => type.startsWith('Microsoft.Network/'))).toEqual([]);
  expect(oneOf('dev', 'Microsoft.Web/sites').properties.virtualNetworkSubnetId).toBeNull();
});

describe.each(['prod', 'private'] as const)('%s', (profile) => {
  test('sends from a subnet of its own, delegated as Flex Consumption wants it', () => {
    const network = oneOf(profile, NETWORK);
    expect(network.properties.addressSpace).toEqual({ addressPrefixes: ['10.60.0.0/24'] });
    expect(subnetsOf(network)[0]).toMatchObject({
      name: 'app',
      properties: {
        addressPrefix: '10.60.0.0/25',
        delegations: [{ properties: { serviceName: 'Microsoft.App/environments' } }],
      },
    });
    expect(oneOf(profile, 'Microsoft.Web/sites').properties.virtualNetworkSubnetId).toBe(`${network.id}/subnets/app`);
  });

  test('guards each subnet, and lets none out but through the gateway', () => {
    const groups = allOf(profile, 'Microsoft.Network/networkSecurityGroups').map(({ id }) => id);
    const subnets = subnetsOf(oneOf(profile, NETWORK));
    expect(subnets.map(({ properties }) => properties.networkSecurityGroup)).toEqual(groups.map((id) => ({ id })));
    expect(subnets.every(({ properties }) => properties.defaultOutboundAccess === false)).toBe(true);
    const gateway = { id: oneOf(profile, 'Microsoft.Network/natGateways').id };
    expect(subnets.map(({ properties }) => properties.natGateway)).toEqual([gateway, undefined]);
  });

  test('lets HTTPS of the network to the endpoints, and nothing else', () => {
    const [endpoints] = allOf(profile, 'Microsoft.Network/networkSecurityGroups').filter(({ name }) =>
      name.startsWith('nsg-endpoints-'),
    );
    const rules = endpoints?.properties.securityRules as readonly { properties: Record<string, unknown> }[];
    expect(
      rules.map(({ properties: { direction, access, priority, sourceAddressPrefix, destinationPortRange } }) =>
        [direction, priority, access, sourceAddressPrefix, destinationPortRange].join(' '),
      ),
    ).toEqual(['Inbound 100 Allow VirtualNetwork 443', 'Inbound 200 Deny * *', 'Outbound 100 Deny * *']);
    // Without it the rules are not applied to endpoints.
    expect(subnetsOf(oneOf(profile, NETWORK))[1]?.properties.privateEndpointNetworkPolicies).toBe(
      'NetworkSecurityGroupEnabled',
    );
  });

  test('reaches its data, and is reached where it is private, through endpoints with names in its DNS', () => {
    const expected = {
      Sql: oneOf(profile, 'Microsoft.DocumentDB/databaseAccounts').id,
      blob: oneOf(profile, 'Microsoft.Storage/storageAccounts').id,
      ...(profile === 'private' ? { sites: oneOf(profile, 'Microsoft.Web/sites').id } : {}),
    };
    expect(endpointsOf(profile)).toEqual(expected);
    const zones = allOf(profile, 'Microsoft.Network/privateDnsZones').map(({ name }) => name);
    expect(zones).toEqual([
      'privatelink.documents.azure.com',
      "[format('privatelink.blob.{0}', environment().suffixes.storage)]",
      ...(profile === 'private' ? ['privatelink.azurewebsites.net'] : []),
    ]);
    expect(allOf(profile, `${ENDPOINT}/privateDnsZoneGroups`)).toHaveLength(zones.length);
    const links = allOf(profile, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks');
    expect(links.map(({ properties }) => properties.virtualNetwork)).toEqual(
      zones.map(() => ({ id: oneOf(profile, NETWORK).id })),
    );
  });
});

test.each(profiles)('storage of %s outlives a zone where the app does', (profile) => {
  const name = profile === 'dev' ? 'Standard_LRS' : 'Standard_ZRS';
  expect(oneOf(profile, 'Microsoft.Storage/storageAccounts').sku).toEqual({ name });
});
