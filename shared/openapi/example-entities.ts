// The entities of the examples: those of Graph's reference. A test sends the examples and compares the answers.

/** Keys of paths, by template name. */
export const EXAMPLE_KEYS = {
  mobileAppId: '0b8a0ab5-7e4f-4ac4-8a1c-21b1fa9d3d6a',
  userAppInstallStatusId: '14959a2a-9a2a-1495-2a9a-95142a9a9514',
  mobileAppInstallStatusId: '7560ee45-ee45-7560-45ee-607545ee6075',
} as const;

/**
 * The key of a path by its template name.
 * @throws TypeError when there is no example of it (a mistake of ours, found by the tests)
 */
export function exampleKey(name: string): string {
  const key = new Map<string, string>(Object.entries(EXAMPLE_KEYS)).get(name);
  if (key === undefined) throw new TypeError(`There is no example of the key '${name}'.`);
  return key;
}

/** The version of every entity of the examples. */
export const EXAMPLE_VERSION = '0000d826-0000-0700-0000-6565a5c10000';

/** When everything in the examples happened. */
export const EXAMPLE_TIME = '2026-11-25T08:49:37.0000000Z';

type Values = Readonly<Record<string, unknown>>;

const { mobileAppId, userAppInstallStatusId, mobileAppInstallStatusId } = EXAMPLE_KEYS;

const userAppInstallStatus = {
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notInstalledDeviceCount: 7,
};

const mobileAppInstallStatus = {
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
};

/** What answers show, by the name of the type. */
export const EXAMPLE_VALUES: Readonly<Record<string, Values>> = {
  userAppInstallStatus: { id: userAppInstallStatusId, ...userAppInstallStatus },
  mobileAppInstallStatus: { id: mobileAppInstallStatusId, ...mobileAppInstallStatus },
  mobileApp: {
    id: mobileAppId,
    displayName: 'Display Name value',
    createdDateTime: EXAMPLE_TIME,
    lastModifiedDateTime: EXAMPLE_TIME,
  },
  // Of the two statuses above: the user's device has one of its own, which is what counts.
  mobileAppInstallSummary: {
    id: mobileAppId,
    installedDeviceCount: 0,
    failedDeviceCount: 1,
    notApplicableDeviceCount: 0,
    notInstalledDeviceCount: 0,
    pendingInstallDeviceCount: 0,
    installedUserCount: 0,
    failedUserCount: 1,
    notApplicableUserCount: 0,
    notInstalledUserCount: 0,
    pendingInstallUserCount: 0,
  },
};

/** Bodies of creates, by the name of the type; the id is left to the service. */
export const EXAMPLE_CREATES: Readonly<Record<string, Values>> = {
  userAppInstallStatus: { '@odata.type': '#microsoft.graph.userAppInstallStatus', ...userAppInstallStatus },
  mobileAppInstallStatus: {
    '@odata.type': '#microsoft.graph.mobileAppInstallStatus',
    ...mobileAppInstallStatus,
    // Graph's reference has it in the time of the device; answers are in UTC.
    lastSyncDateTime: '2017-01-01T00:02:49.3205976-08:00',
  },
};

/** Bodies of updates, by the name of the type: what is left out stays. */
export const EXAMPLE_UPDATES: Readonly<Record<string, Values>> = {
  userAppInstallStatus: { installedDeviceCount: 4, failedDeviceCount: 1 },
  mobileAppInstallStatus: { installState: 'failed', installStateDetail: 'dependencyFailedToInstall', errorCode: 9 },
  mobileApp: { displayName: 'Display Name value' },
};
