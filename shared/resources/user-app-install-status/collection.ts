// What a collection of userAppInstallStatus offers to queries; the container's index is made for exactly this.
import { type QueryableCollection } from '../../odata/collection-query.ts';
import { filterableType } from '../../odata/filter/filterable.ts';
import { canonicalKey } from '../../odata/key.ts';
import type { Sort, SortKey } from '../../odata/order-by.ts';
import { userAppInstallStatus } from './definition.ts';

const { qualifiedName, properties } = userAppInstallStatus;

const COUNTS = ['installedDeviceCount', 'failedDeviceCount', 'notInstalledDeviceCount'];

/**
 * Sorts by several properties, each of which costs a composite index, paid with every write: the most affected users
 * first, and people of the same name in a steady order.
 */
export const COMPOSITE_SORTS: readonly Sort[] = [
  [ascending('userName'), ascending('userPrincipalName')],
  ...COUNTS.map((count): Sort => [descending(count), ascending('userPrincipalName')]),
];

/** The queries that are offered. */
export const userAppInstallStatusCollection: QueryableCollection = {
  type: userAppInstallStatus,
  filterable: filterableType({
    qualifiedName,
    properties: properties.map((property) =>
      // A GUID is found in any letter case, as it is by its URL.
      property.isKey ? { ...property, canonicalValue: canonicalKey } : property,
    ),
  }),
  sorts: [...properties.flatMap(({ name }): Sort[] => [[ascending(name)], [descending(name)]]), ...COMPOSITE_SORTS],
};

function ascending(property: string): SortKey {
  return { property, direction: 'asc' };
}

function descending(property: string): SortKey {
  return { property, direction: 'desc' };
}
