// What the collection of mobileApp offers to queries; the container's index is made for exactly this.
import { type QueryableCollection } from '../../odata/collection-query.ts';
import { filterableType } from '../../odata/filter/filterable.ts';
import { singleSorts } from '../../odata/sorts.ts';
import { filterablePropertiesOf } from '../filterable-properties.ts';
import { mobileApp } from './definition.ts';

const { qualifiedName, properties } = mobileApp;

/** The queries that are offered. */
export const mobileAppCollection: QueryableCollection = {
  type: mobileApp,
  filterable: filterableType({ qualifiedName, properties: filterablePropertiesOf(mobileApp) }),
  searchable: undefined,
  sorts: singleSorts(properties),
};
