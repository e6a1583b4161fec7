// What the service has, as clients learn it from the service document and the metadata document.
import type { ServiceModel } from '../odata/csdl.ts';
import { deviceAppManagement } from '../resources/device-app-management/definition.ts';
import { mobileAppInstallStatus } from '../resources/mobile-app-install-status/definition.ts';
import { mobileAppInstallSummary } from '../resources/mobile-app-install-summary/definition.ts';
import { mobileApp } from '../resources/mobile-app/definition.ts';
import { userAppInstallStatus } from '../resources/user-app-install-status/definition.ts';

/** Every entity type, and what lies at the root. */
export const serviceModel: ServiceModel = {
  entityTypes: [deviceAppManagement, mobileApp, mobileAppInstallStatus, mobileAppInstallSummary, userAppInstallStatus],
  singletons: [{ name: 'deviceAppManagement', type: deviceAppManagement, isReadable: false }],
};
