// The container that deployments and emulators are held to.
import { COMPOSITE_SORTS } from '../../../../shared/resources/user-app-install-status/collection.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { containerDefinition } from '../../../../shared/store/container-definition.ts';

describe('the container', () => {
  test('is partitioned by the app, so that an app is read and written in one place', () => {
    expect(containerDefinition.partitionKey).toEqual({ paths: ['/mobileAppId'], kind: 'Hash', version: 2 });
  });

  test('indexes what can be filtered and sorted on, and nothing else', () => {
    const { includedPaths, excludedPaths } = containerDefinition.indexingPolicy ?? {};
    const names = userAppInstallStatus.properties.map(({ name }) => name).filter((name) => name !== 'id');
    expect(includedPaths).toEqual(['mobileAppId', 'entityType', ...names].map((name) => ({ path: `/${name}/?` })));
    expect(excludedPaths).toEqual([{ path: '/*' }]);
  });

  test('has a composite index for each sort by several properties that is offered, and no other', () => {
    const offered = COMPOSITE_SORTS.map((sort) =>
      sort.map(({ property, direction }) => ({
        path: `/${property}`,
        order: direction === 'asc' ? 'ascending' : 'descending',
      })),
    );
    expect(containerDefinition.indexingPolicy?.compositeIndexes).toEqual(offered);
  });
});
