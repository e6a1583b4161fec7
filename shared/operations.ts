// The table of operations: triggers, routing, permissions and documentation all read it. A new operation is a new row.
import { healthLive, healthReady } from './health/operations.ts';
import { getMetadata, getServiceDocument } from './metadata/operations.ts';
import type { Operation } from './resources/operation.ts';
import {
  countUserAppInstallStatuses,
  createUserAppInstallStatus,
  deleteUserAppInstallStatus,
  getUserAppInstallStatus,
  listUserAppInstallStatuses,
  updateUserAppInstallStatus,
} from './resources/user-app-install-status/operations.ts';

/** Every operation of the service. */
export const operations: readonly Operation[] = [
  createUserAppInstallStatus,
  listUserAppInstallStatuses,
  countUserAppInstallStatuses,
  getUserAppInstallStatus,
  updateUserAppInstallStatus,
  deleteUserAppInstallStatus,
  getServiceDocument,
  getMetadata,
  healthLive,
  healthReady,
];
