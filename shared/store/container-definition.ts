// What the Cosmos container looks like, in one place: the emulator is set up with it and the deployment is held to it.
import { type ContainerDefinition, IndexingMode, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';

/** The container without its name, which configuration gives. */
export const containerDefinition: Omit<ContainerDefinition, 'id'> = {
  partitionKey: { paths: ['/mobileAppId'], kind: PartitionKeyKind.Hash, version: PartitionKeyDefinitionVersion.V2 },
  // Nothing is queried yet: creates and point reads need no index, and every indexed path makes each write dearer.
  indexingPolicy: {
    indexingMode: IndexingMode.consistent,
    automatic: true,
    includedPaths: [],
    excludedPaths: [{ path: '/*' }],
  },
};
