// What the Cosmos container looks like, in one place: the emulator is set up with it and the deployment is held to it.
import { type ContainerDefinition, IndexingMode, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';

/**
 * What queries filter and sort on; `id` is always indexed. The contract test container-index holds this to what the
 * collections offer.
 */
const INDEXED = [
  // Every query names both: the partition key is indexed only where it is listed.
  'mobileAppId',
  'entityType',
  // userAppInstallStatus
  'userName',
  'userPrincipalName',
  'installedDeviceCount',
  'failedDeviceCount',
  'notInstalledDeviceCount',
  // mobileAppInstallStatus, which shares the names of its user with the above; `installState` is its twin, too
  'key',
  'deviceName',
  'deviceId',
  'lastSyncDateTime',
  'installState',
  'installStateDetail',
  'errorCode',
  'osVersion',
  'osDescription',
  'displayVersion',
  // Whose it is: the device statuses of one user status.
  'owner',
  // The order in which the summary counts: devices of one user behind each other.
  'userKey',
  // What $search looks through, in one path instead of one for each name.
  'searchText',
  // mobileApp
  'displayName',
  'createdDateTime',
  'lastModifiedDateTime',
];

/** The sorts by several properties that are offered; Cosmos refuses such a sort without its index. */
const COMPOSITE = [
  // People of one name in a steady order, and the most affected users first.
  [ascending('userName'), ascending('userPrincipalName')],
  [descending('installedDeviceCount'), ascending('userPrincipalName')],
  [descending('failedDeviceCount'), ascending('userPrincipalName')],
  [descending('notInstalledDeviceCount'), ascending('userPrincipalName')],
  // The newest device statuses first, those of one user, and those of one device.
  [descending('lastSyncDateTime'), ascending('deviceName')],
  [ascending('userPrincipalName'), ascending('deviceName')],
  [ascending('deviceName'), ascending('userPrincipalName')],
];

/** The container without its name, which configuration gives. */
export const containerDefinition: Omit<ContainerDefinition, 'id'> = {
  partitionKey: { paths: ['/mobileAppId'], kind: PartitionKeyKind.Hash, version: PartitionKeyDefinitionVersion.V2 },
  // Every indexed path makes each write dearer, so that only what can be asked for is indexed.
  indexingPolicy: {
    indexingMode: IndexingMode.consistent,
    automatic: true,
    includedPaths: INDEXED.map((name) => ({ path: `/${name}/?` })),
    excludedPaths: [{ path: '/*' }],
    compositeIndexes: COMPOSITE,
  },
};

interface CompositePath {
  path: string;
  order: 'ascending' | 'descending';
}

function ascending(name: string): CompositePath {
  return { path: `/${name}`, order: 'ascending' };
}

function descending(name: string): CompositePath {
  return { path: `/${name}`, order: 'descending' };
}
