// What the collection of mobileApp offers to queries; the container's index is made for exactly this.
import { type QueryableCollection } from '../../odata/collection-query.ts';
import { filterableType } from '../../odata/filter/filterable.ts';
import { canonicalKey } from '../../odata/key.ts';
import { singleSorts } from '../../odata/sorts.ts';
import { mobileAppInstallStatus } from '../mobile-app-install-status/definition.ts';
import { mobileAppInstallSummary } from '../mobile-app-install-summary/definition.ts';
import { userAppInstallStatus } from '../user-app-install-status/definition.ts';
import { mobileApp } from './definition.ts';

const { qualifiedName, properties } = mobileApp;

/** The queries that are offered. */
export const mobileAppCollection: QueryableCollection = {
  type: mobileApp,
  filterable: filterableType({
    qualifiedName,
    properties: properties.map((property) =>
      property.isKey ? { ...property, canonicalValue: canonicalKey } : property,
    ),
  }),
  searchable: undefined,
  expandable: new Map([
    ['deviceStatuses', { type: mobileAppInstallStatus, isCollection: true }],
    ['installSummary', { type: mobileAppInstallSummary, isCollection: false }],
    ['userStatuses', { type: userAppInstallStatus, isCollection: true }],
  ]),
  sorts: singleSorts(properties),
};
