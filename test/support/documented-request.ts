// The create of Graph's reference, as every test sends it unless it tests something else.

/** The documented body. */
export const documentedBody = {
  '@odata.type': '#microsoft.graph.userAppInstallStatus',
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notInstalledDeviceCount: 7,
} as const;

/** The five properties without control information. */
export const documentedValues = {
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notInstalledDeviceCount: 7,
} as const;

/** Path of the collection of an app, below a version root. */
export function userStatuses(mobileAppId: string): string {
  return `/deviceAppManagement/mobileApps/${mobileAppId}/userStatuses`;
}
