// The table of operations: triggers, routing, permissions and documentation all read it. A new operation is a new row.
import { healthLive, healthReady } from './health/operations.ts';
import type { Operation } from './resources/operation.ts';
import {
  createUserAppInstallStatus,
  deleteUserAppInstallStatus,
  getUserAppInstallStatus,
  updateUserAppInstallStatus,
} from './resources/user-app-install-status/operations.ts';

/** Every operation of the service. */
export const operations: readonly Operation[] = [
  createUserAppInstallStatus,
  getUserAppInstallStatus,
  updateUserAppInstallStatus,
  deleteUserAppInstallStatus,
  healthLive,
  healthReady,
];
