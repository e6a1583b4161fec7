// The operations of mobileApp: apps come with their first status, can be named, and go with all that was reported.
import { readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { requireWritable } from '../conditions.ts';
import { memberPathOf, notFound } from '../entity-set/entity-set.ts';
import { getOperation } from '../entity-set/get.ts';
import { countOperation, listOperation } from '../entity-set/list.ts';
import { removeDocuments } from '../entity-set/remove-documents.ts';
import { updateOperation } from '../entity-set/update.ts';
import type { GraphOperation } from '../operation.ts';
import { readApp } from './app-document.ts';
import { mobileApps } from './entity-set.ts';
import { buryApp, settleTombstones } from './tombstones.ts';

/** How long one request goes on removing statuses, in milliseconds; Azure ends a request after 230 s, clients before. */
const REMOVAL_MS = 30_000;

/** @see https://learn.microsoft.com/graph/api/intune-apps-mobileapp-delete */
const deleteMobileApp: GraphOperation = {
  name: 'deleteMobileApp',
  operationId: 'deviceAppManagement_DeleteMobileApps',
  summary: 'Delete a mobileApp with all its statuses',
  method: 'DELETE',
  path: memberPathOf(mobileApps),
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [204, 404, 412],
  permissions: readWriteApps,
  async run({ keys, conditions, storeCall }, services) {
    const { mobileAppId = '' } = keys;
    const work = { services, storeCall };
    const app = await readApp(mobileAppId, work);
    if (app !== undefined) requireWritable(app.version, conditions);
    // A condition cannot hold for what is not there, and statuses may be there without their app.
    else if (conditions.ifMatch !== undefined) throw notFound(mobileApps, keys);
    const everything = { mobileAppId, entityType: undefined, filter: undefined, sort: [] };
    const until = services.now().getTime() + REMOVAL_MS;
    const { removed, isDone } = await removeDocuments(everything, until, work);
    const wasThere = app !== undefined || removed > 0;
    // Last, so that an app whose removal broke off is still there to be removed.
    const isOver = isDone && (!wasThere || (await buryApp(mobileAppId, app, work)));
    if (!isOver) throw graphError('removalNotFinished', { removed }, { headers: { 'Retry-After': '1' } });
    services.knownApps.forget(mobileAppId);
    if (!wasThere) throw notFound(mobileApps, keys);
    return { kind: 'noContent' };
  },
};

/** Has an operation that finds apps settle first which of the removed ones are there; once, not for each page. */
function settlingFirst(operation: GraphOperation): GraphOperation {
  return {
    ...operation,
    async run(request, services) {
      const { query, storeCall } = request;
      if (query.skiptoken === undefined) await settleTombstones({ services, storeCall });
      return operation.run(request, services);
    },
  };
}

/** @see https://learn.microsoft.com/graph/api/resources/intune-apps-mobileapp */
export const mobileAppOperations: readonly GraphOperation[] = [
  settlingFirst(
    listOperation(mobileApps, {
      name: 'listMobileApps',
      operationId: 'deviceAppManagement_ListMobileApps',
      summary: 'List the mobileApps that statuses were reported for',
    }),
  ),
  settlingFirst(
    countOperation(mobileApps, {
      name: 'countMobileApps',
      operationId: 'deviceAppManagement.mobileApps_GetCount',
      summary: 'Count the mobileApps that statuses were reported for',
    }),
  ),
  getOperation(mobileApps, {
    name: 'getMobileApp',
    operationId: 'deviceAppManagement_GetMobileApps',
    summary: 'Get a mobileApp',
  }),
  updateOperation(mobileApps, {
    name: 'updateMobileApp',
    operationId: 'deviceAppManagement_UpdateMobileApps',
    summary: 'Update the display name of a mobileApp',
  }),
  deleteMobileApp,
];
