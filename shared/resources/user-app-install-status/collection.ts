// What a collection of userAppInstallStatus offers to queries; the container's index is made for exactly this.
import { type QueryableCollection } from '../../odata/collection-query.ts';
import { filterableType } from '../../odata/filter/filterable.ts';
import type { Sort } from '../../odata/order-by.ts';
import { ascending, descending, singleSorts } from '../../odata/sorts.ts';
import { filterablePropertiesOf } from '../filterable-properties.ts';
import { SEARCH_TEXT } from '../searchable.ts';
import { userAppInstallStatus } from './definition.ts';

const { qualifiedName, properties } = userAppInstallStatus;

const COUNTS = ['installedDeviceCount', 'failedDeviceCount', 'notInstalledDeviceCount'];

/**
 * Sorts by several properties, each of which costs a composite index, paid with every write: the most affected users
 * first, and people of the same name in a steady order.
 */
const COMPOSITE_SORTS: readonly Sort[] = [
  [ascending('userName'), ascending('userPrincipalName')],
  ...COUNTS.map((count): Sort => [descending(count), ascending('userPrincipalName')]),
];

/** The queries that are offered. */
export const userAppInstallStatusCollection: QueryableCollection = {
  type: userAppInstallStatus,
  filterable: filterableType({ qualifiedName, properties: filterablePropertiesOf(userAppInstallStatus) }),
  searchable: SEARCH_TEXT,
  sorts: [...singleSorts(properties), ...COMPOSITE_SORTS],
};
