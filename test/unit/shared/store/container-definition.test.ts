// The container that deployments and emulators are held to.
import { containerDefinition } from '../../../../shared/store/container-definition.ts';

describe('the container', () => {
  test('is partitioned by the app, so that an app is read and written in one place', () => {
    expect(containerDefinition.partitionKey).toEqual({ paths: ['/mobileAppId'], kind: 'Hash', version: 2 });
  });

  test('indexes nothing that is not queried', () => {
    expect(containerDefinition.indexingPolicy).toEqual({
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [],
      excludedPaths: [{ path: '/*' }],
    });
  });
});
