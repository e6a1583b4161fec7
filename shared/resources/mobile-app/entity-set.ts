// The collection of mobileApp: every app that statuses were reported for.
import { collectionExpansion } from '../entity-set/expand-collection.ts';
import type { Expansion, WritableEntitySet } from '../entity-set/entity-set.ts';
import { deviceStatusesOfApp } from '../mobile-app-install-status/entity-sets.ts';
import { installSummaryExpansion } from '../mobile-app-install-summary/operations.ts';
import { userStatusesOfApp } from '../user-app-install-status/entity-set.ts';
import { APPS_PARTITION, toAppValues, toChangedAppDocument } from './app-document.ts';
import { mobileAppCollection } from './collection.ts';
import { mobileApp } from './definition.ts';

const expansions: readonly (readonly [string, Expansion])[] = [
  ['deviceStatuses', collectionExpansion(deviceStatusesOfApp)],
  ['installSummary', installSummaryExpansion],
  ['userStatuses', collectionExpansion(userStatusesOfApp)],
];

/** The apps. */
export const mobileApps: WritableEntitySet = {
  type: mobileApp,
  path: '/deviceAppManagement/mobileApps',
  keyName: 'mobileAppId',
  collection: mobileAppCollection,
  expansions: new Map(expansions),
  locate: () => ({ mobileAppId: APPS_PARTITION, owners: undefined, parent: undefined }),
  documentIdOf: (key) => key,
  listed: mobileApp.properties.map(({ name }) => name),
  toValues: toAppValues,
  toChangedDocument: toChangedAppDocument,
};
