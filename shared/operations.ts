// The table of operations: triggers, routing, permissions and documentation all read it. A new operation is a new row.
import { batch } from './batch/operations.ts';
import { healthLive, healthReady } from './health/operations.ts';
import { getMetadata, getOpenApi, getServiceDocument } from './metadata/operations.ts';
import { mobileAppInstallStatusOperations } from './resources/mobile-app-install-status/operations.ts';
import {
  getMobileAppInstallSummary,
  updateMobileAppInstallSummary,
} from './resources/mobile-app-install-summary/operations.ts';
import { mobileAppOperations } from './resources/mobile-app/operations.ts';
import type { Operation } from './resources/operation.ts';
import { userAppInstallStatusOperations } from './resources/user-app-install-status/operations.ts';

/** Every operation of the service. */
export const operations: readonly Operation[] = [
  ...userAppInstallStatusOperations,
  ...mobileAppInstallStatusOperations,
  getMobileAppInstallSummary,
  updateMobileAppInstallSummary,
  ...mobileAppOperations,
  batch,
  getServiceDocument,
  getMetadata,
  getOpenApi,
  healthLive,
  healthReady,
];
