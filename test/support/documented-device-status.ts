// The device status of Graph's reference, as every test sends it unless it tests something else.
import { userStatuses } from './documented-request.ts';

/** The documented body. */
export const documentedDeviceBody = {
  '@odata.type': '#microsoft.graph.mobileAppInstallStatus',
  deviceName: 'Device Name value',
  deviceId: 'Device Id value',
  lastSyncDateTime: '2017-01-01T00:02:49.3205976-08:00',
  mobileAppInstallStatusValue: 'failed',
  installState: 'failed',
  installStateDetail: 'dependencyFailedToInstall',
  errorCode: 9,
  osVersion: 'Os Version value',
  osDescription: 'Os Description value',
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  displayVersion: 'Display Version value',
} as const;

/** What an answer shows of it, in the documented order; the moment is kept, the offset is not. */
export const documentedDeviceValues = {
  deviceName: 'Device Name value',
  deviceId: 'Device Id value',
  lastSyncDateTime: '2017-01-01T08:02:49.3205976Z',
  mobileAppInstallStatusValue: 'failed',
  installState: 'failed',
  installStateDetail: 'dependencyFailedToInstall',
  errorCode: 9,
  osVersion: 'Os Version value',
  osDescription: 'Os Description value',
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  displayVersion: 'Display Version value',
} as const;

/** Path of the device statuses of an app, below a version root. */
export function deviceStatuses(mobileAppId: string): string {
  return `/deviceAppManagement/mobileApps/${mobileAppId}/deviceStatuses`;
}

/** Path of the device statuses of a user status, below a version root. */
export function deviceStatusesOf(mobileAppId: string, userAppInstallStatusId: string): string {
  return `${userStatuses(mobileAppId)}/${userAppInstallStatusId}/deviceStatuses`;
}
