// The operations of mobileAppInstallStatus, the same on both of its homes.
import { appNavigationOperations } from '../app-navigation.ts';
import { createOperation } from '../entity-set/create.ts';
import { deleteOperation } from '../entity-set/delete.ts';
import type { CreatableEntitySet } from '../entity-set/entity-set.ts';
import { getOperation } from '../entity-set/get.ts';
import { countOperation, listOperation } from '../entity-set/list.ts';
import { upsertOperation } from '../entity-set/upsert.ts';
import type { GraphOperation } from '../operation.ts';
import { deviceStatusesOfApp, deviceStatusesOfUser } from './entity-sets.ts';

/** What distinguishes the names of one home's operations from the other's. */
interface HomeNames {
  /** Ends the names of functions that are of one status. */
  readonly one: string;
  readonly many: string;
  /** OpenAPI operation ids begin with this. */
  readonly tag: string;
  readonly of: string;
}

/**
 * @see https://learn.microsoft.com/graph/api/resources/intune-apps-mobileappinstallstatus
 */
export const mobileAppInstallStatusOperations: readonly GraphOperation[] = [
  ...operationsOf(deviceStatusesOfApp, {
    one: 'MobileAppInstallStatus',
    many: 'MobileAppInstallStatuses',
    tag: 'deviceAppManagement.mobileApps',
    of: 'of an app',
  }),
  ...operationsOf(deviceStatusesOfUser, {
    one: 'MobileAppInstallStatusOfUser',
    many: 'MobileAppInstallStatusesOfUser',
    tag: 'deviceAppManagement.mobileApps.userStatuses',
    of: "of a user's status of an app",
  }),
];

function operationsOf(set: CreatableEntitySet, { one, many, tag, of }: HomeNames): readonly GraphOperation[] {
  return [
    createOperation(set, {
      name: `create${one}`,
      operationId: `${tag}_CreateDeviceStatuses`,
      summary: `Create a mobileAppInstallStatus ${of}`,
    }),
    listOperation(set, {
      name: `list${many}`,
      operationId: `${tag}_ListDeviceStatuses`,
      summary: `List the mobileAppInstallStatuses ${of}`,
    }),
    countOperation(set, {
      name: `count${many}`,
      operationId: `${tag}.deviceStatuses_GetCount`,
      summary: `Count the mobileAppInstallStatuses ${of}`,
    }),
    getOperation(set, {
      name: `get${one}`,
      operationId: `${tag}_GetDeviceStatuses`,
      summary: `Get a mobileAppInstallStatus ${of}`,
    }),
    upsertOperation(set, {
      name: `update${one}`,
      operationId: `${tag}_UpdateDeviceStatuses`,
      summary: `Update a mobileAppInstallStatus ${of}`,
    }),
    deleteOperation(set, {
      name: `delete${one}`,
      operationId: `${tag}_DeleteDeviceStatuses`,
      summary: `Delete a mobileAppInstallStatus ${of}`,
    }),
    ...appNavigationOperations(set, { one, tag: `${tag}.deviceStatuses`, of: `a mobileAppInstallStatus ${of}` }),
  ];
}
