// The two homes of mobileAppInstallStatus: under the app, and under the user status that it belongs to.
import { appExpansion } from '../app-navigation.ts';
import type { CreatableEntitySet } from '../entity-set/entity-set.ts';
import { notFound } from '../entity-set/entity-set.ts';
import { userAppInstallStatus } from '../user-app-install-status/definition.ts';
import { mobileAppInstallStatusCollection } from './collection.ts';
import { mobileAppInstallStatus } from './definition.ts';
import { documentIdOf, toChangedDocument, toDocument, toValues } from './document.ts';
import { ownersOf } from './owner.ts';

const APP = '/deviceAppManagement/mobileApps/{mobileAppId}';

/** All device statuses of an app. */
export const deviceStatusesOfApp: CreatableEntitySet = {
  type: mobileAppInstallStatus,
  path: `${APP}/deviceStatuses`,
  keyName: 'mobileAppInstallStatusId',
  collection: mobileAppInstallStatusCollection,
  expansions: new Map([['app', appExpansion]]),
  locate: ({ mobileAppId = '' }) => ({ mobileAppId, owners: undefined, parent: undefined }),
  documentIdOf,
  // The twin of `installState` is not there and does no harm.
  listed: ['key', ...mobileAppInstallStatus.properties.map(({ name }) => name)],
  toValues,
  toDocument,
  toChangedDocument,
  removeContained: undefined,
};

/** Those that belong to a user status: created under it, or under the app with its user principal name. */
export const deviceStatusesOfUser: CreatableEntitySet = {
  ...deviceStatusesOfApp,
  path: `${APP}/userStatuses/{userAppInstallStatusId}/deviceStatuses`,
  async locate(keys, { services, storeCall }) {
    const { mobileAppId = '', userAppInstallStatusId = '' } = keys;
    const found = await services.store.read(mobileAppId, userAppInstallStatusId, storeCall);
    if (found?.document.entityType !== userAppInstallStatus.name) {
      throw notFound({ type: userAppInstallStatus, keyName: 'userAppInstallStatusId' }, keys);
    }
    return { mobileAppId, owners: ownersOf(found.document), parent: found.document };
  },
};
