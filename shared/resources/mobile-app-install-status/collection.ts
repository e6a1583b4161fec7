// What a collection of mobileAppInstallStatus offers to queries; the container's index is made for exactly this.
import { type QueryableCollection } from '../../odata/collection-query.ts';
import { type FilterableProperty, filterableType } from '../../odata/filter/filterable.ts';
import type { Sort } from '../../odata/order-by.ts';
import { ascending, descending, singleSorts } from '../../odata/sorts.ts';
import { filterablePropertiesOf } from '../filterable-properties.ts';
import { SEARCH_TEXT } from '../searchable.ts';
import { mobileAppInstallStatus } from './definition.ts';

const { qualifiedName } = mobileAppInstallStatus;

/** The key lies beside the document's id, and the twins are one value. */
const properties = filterablePropertiesOf(mobileAppInstallStatus).map((property): FilterableProperty => {
  if (property.name === 'id') return { ...property, storedAs: 'key' };
  return property.name === 'mobileAppInstallStatusValue' ? { ...property, storedAs: 'installState' } : property;
});

/** Members of enumerations are stored by name, which has not their order. */
const sortable = properties.filter(({ edmType }) => typeof edmType === 'string');

/** Sorts by several properties, each of which costs a composite index: the newest first, devices by user, users by device. */
const COMPOSITE_SORTS: readonly Sort[] = [
  [descending('lastSyncDateTime'), ascending('deviceName')],
  [ascending('userPrincipalName'), ascending('deviceName')],
  [ascending('deviceName'), ascending('userPrincipalName')],
];

/** The queries that are offered. */
export const mobileAppInstallStatusCollection: QueryableCollection = {
  type: mobileAppInstallStatus,
  filterable: filterableType({ qualifiedName, properties }),
  searchable: SEARCH_TEXT,
  sorts: [...singleSorts(sortable), ...COMPOSITE_SORTS],
};
