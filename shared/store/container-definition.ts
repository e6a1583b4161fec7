// What the Cosmos container looks like, in one place: the emulator is set up with it and the deployment is held to it.
import type { ContainerDefinition } from '@azure/cosmos';

/** The container without its name, which configuration gives. */
export const containerDefinition = {
  partitionKey: { paths: ['/mobileAppId'], kind: 'Hash', version: 2 },
  // Nothing is queried yet: creates and point reads need no index, and every indexed path makes each write dearer.
  indexingPolicy: {
    indexingMode: 'consistent',
    automatic: true,
    includedPaths: [],
    excludedPaths: [{ path: '/*' }],
  },
} as const satisfies Omit<ContainerDefinition, 'id' | 'partitionKey' | 'indexingPolicy'> & {
  readonly partitionKey: object;
  readonly indexingPolicy: object;
};
