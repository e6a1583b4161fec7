// The operations of userAppInstallStatus.
import { appNavigationOperations } from '../app-navigation.ts';
import { createOperation } from '../entity-set/create.ts';
import { deleteOperation } from '../entity-set/delete.ts';
import { getOperation } from '../entity-set/get.ts';
import { countOperation, listOperation } from '../entity-set/list.ts';
import { upsertOperation } from '../entity-set/upsert.ts';
import type { GraphOperation } from '../operation.ts';
import { userStatusesOfApp } from './entity-set.ts';

const TAG = 'deviceAppManagement.mobileApps';

/** @see https://learn.microsoft.com/graph/api/resources/intune-apps-userappinstallstatus */
export const userAppInstallStatusOperations: readonly GraphOperation[] = [
  createOperation(userStatusesOfApp, {
    name: 'createUserAppInstallStatus',
    operationId: `${TAG}_CreateUserStatuses`,
    summary: 'Create a userAppInstallStatus of an app',
  }),
  listOperation(userStatusesOfApp, {
    name: 'listUserAppInstallStatuses',
    operationId: `${TAG}_ListUserStatuses`,
    summary: 'List the userAppInstallStatuses of an app',
  }),
  countOperation(userStatusesOfApp, {
    name: 'countUserAppInstallStatuses',
    operationId: `${TAG}.userStatuses_GetCount`,
    summary: 'Count the userAppInstallStatuses of an app',
  }),
  getOperation(userStatusesOfApp, {
    name: 'getUserAppInstallStatus',
    operationId: `${TAG}_GetUserStatuses`,
    summary: 'Get a userAppInstallStatus of an app',
  }),
  upsertOperation(userStatusesOfApp, {
    name: 'updateUserAppInstallStatus',
    operationId: `${TAG}_UpdateUserStatuses`,
    summary: 'Update a userAppInstallStatus of an app',
  }),
  deleteOperation(userStatusesOfApp, {
    name: 'deleteUserAppInstallStatus',
    operationId: `${TAG}_DeleteUserStatuses`,
    summary: 'Delete a userAppInstallStatus of an app, with the device statuses that were created under it',
  }),
  ...appNavigationOperations(userStatusesOfApp, {
    one: 'UserAppInstallStatus',
    tag: `${TAG}.userStatuses`,
    of: 'a userAppInstallStatus of an app',
  }),
];
