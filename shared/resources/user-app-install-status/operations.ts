// The operations of userAppInstallStatus, one function each.
import { readApps, readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import type { NavigationStep } from '../../odata/links.ts';
import type { StoredDocument } from '../../store/document-store.ts';
import type { EntityOutcome, GraphOperation } from '../operation.ts';
import { userAppInstallStatus } from './definition.ts';
import { toDocument } from './document.ts';

const COLLECTION = '/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses';

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-create */
export const createUserAppInstallStatus: GraphOperation = {
  name: 'createUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_CreateUserStatuses',
  summary: 'Create a userAppInstallStatus of an app',
  method: 'POST',
  path: COLLECTION,
  hasBody: true,
  permissions: readWriteApps,
  async run({ keys, body, caller, storeCall }, { store, newId, now }) {
    const values = readEntityForCreate(userAppInstallStatus, body);
    const id = values.id === undefined ? newId() : canonicalKey(values.id);
    const { mobileAppId = '' } = keys;
    const document = toDocument({ id, mobileAppId, values, caller, at: now() });
    if ((await store.create(document, storeCall)) === 'conflict') {
      throw graphError('entityExists', { type: userAppInstallStatus.name, id, mobileAppId }, { target: 'id' });
    }
    return toOutcome(201, document);
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-get */
export const getUserAppInstallStatus: GraphOperation = {
  name: 'getUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_GetUserStatuses',
  summary: 'Get a userAppInstallStatus of an app',
  method: 'GET',
  path: `${COLLECTION}/{userAppInstallStatusId}`,
  hasBody: false,
  permissions: readApps,
  async run({ keys, storeCall }, { store }) {
    const { mobileAppId = '', userAppInstallStatusId: id = '' } = keys;
    const document = await store.read(mobileAppId, id, storeCall);
    if (document?.entityType !== userAppInstallStatus.name) {
      throw graphError('entityNotFound', { type: userAppInstallStatus.name, id, mobileAppId });
    }
    return toOutcome(200, document);
  },
};

function toOutcome(status: 200 | 201, document: StoredDocument): EntityOutcome {
  const path: readonly NavigationStep[] = [
    { name: 'deviceAppManagement' },
    { name: 'mobileApps', key: document.mobileAppId },
    { name: 'userStatuses', key: document.id },
  ];
  return { kind: 'entity', status, type: userAppInstallStatus, path, values: document };
}
