// The collection of userAppInstallStatus of an app.
import { appExpansion } from '../app-navigation.ts';
import { collectionExpansion } from '../entity-set/expand-collection.ts';
import type { CreatableEntitySet } from '../entity-set/entity-set.ts';
import { ownedBy } from '../entity-set/list.ts';
import { removeDocuments } from '../entity-set/remove-documents.ts';
import { mobileAppInstallStatus } from '../mobile-app-install-status/definition.ts';
import { deviceStatusesOfUser } from '../mobile-app-install-status/entity-sets.ts';
import { ownerById, ownersOf } from '../mobile-app-install-status/owner.ts';
import { userAppInstallStatusCollection } from './collection.ts';
import { userAppInstallStatus } from './definition.ts';
import { toChangedDocument, toDocument } from './document.ts';

/** The user statuses of an app. */
export const userStatusesOfApp: CreatableEntitySet = {
  type: userAppInstallStatus,
  path: '/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses',
  keyName: 'userAppInstallStatusId',
  collection: userAppInstallStatusCollection,
  expansions: new Map([
    ['app', appExpansion],
    ['deviceStatuses', collectionExpansion(deviceStatusesOfUser, ownersOf)],
  ]),
  locate: ({ mobileAppId = '' }) => ({ mobileAppId, owners: undefined, parent: undefined }),
  documentIdOf: (key) => key,
  listed: userAppInstallStatus.properties.map(({ name }) => name),
  toValues: (document) => document,
  toDocument,
  toChangedDocument,
  // The device statuses that were created under it; those that only name its user are the app's.
  async removeContained({ mobileAppId = '', userAppInstallStatusId = '' }, work) {
    const filter = ownedBy([ownerById(userAppInstallStatusId)]);
    const query = { mobileAppId, entityType: mobileAppInstallStatus.name, filter, sort: [] };
    await removeDocuments(query, Infinity, work);
  },
};
