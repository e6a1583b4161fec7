// The ten counts of an app, worked out a second time from the documented rules, one sentence of the reference at a time.

/** The seven states of the reference. */
export const STATES = [
  'notApplicable',
  'installed',
  'failed',
  'notInstalled',
  'uninstallFailed',
  'pendingInstall',
  'unknown',
] as const;

/** What counts of a device status. */
export interface CountedDevice {
  readonly installState: (typeof STATES)[number];
  readonly userPrincipalName: string | null;
}

/** What counts of a user status. */
export interface CountedUser {
  readonly installedDeviceCount: number;
  readonly failedDeviceCount: number;
  readonly notInstalledDeviceCount: number;
}

/** The counts of an app that has these device statuses. */
export function countsOfDevices(devices: readonly CountedDevice[]): Record<string, number> {
  const among = (state: CountedDevice['installState'], of = devices): number =>
    of.filter(({ installState }) => installState === state).length;
  const names = new Set(devices.flatMap(({ userPrincipalName: name }) => (name === null ? [] : [name.toLowerCase()])));
  const users = [...names].map((name) => devices.filter((device) => device.userPrincipalName?.toLowerCase() === name));
  const usersWhere = (holds: (own: readonly CountedDevice[]) => boolean): number => users.filter(holds).length;
  return {
    installedDeviceCount: among('installed'),
    failedDeviceCount: among('failed'),
    notApplicableDeviceCount: among('notApplicable'),
    notInstalledDeviceCount: among('notInstalled'),
    pendingInstallDeviceCount: among('pendingInstall'),
    // "Users whose devices have all succeeded to install this app."
    installedUserCount: usersWhere((own) => among('installed', own) === own.length),
    // "Users that have one or more devices that failed to install this app."
    failedUserCount: usersWhere((own) => among('failed', own) >= 1),
    // "Users whose devices were all not applicable for this app."
    notApplicableUserCount: usersWhere((own) => among('notApplicable', own) === own.length),
    // "Users that have one or more devices that did not install this app."
    notInstalledUserCount: usersWhere((own) => among('notInstalled', own) >= 1),
    // "Users that have one or more devices that have been notified to install this app and have 0 devices with failures."
    pendingInstallUserCount: usersWhere((own) => among('pendingInstall', own) >= 1 && among('failed', own) === 0),
  };
}

/** The counts of an app that has these user statuses and no device statuses; each is the largest Edm.Int32 at most. */
export function countsOfUsers(users: readonly CountedUser[]): Record<string, number> {
  const sum = (name: keyof CountedUser): number =>
    Math.min(
      2 ** 31 - 1,
      users.reduce((total, user) => total + user[name], 0),
    );
  const usersWhere = (holds: (user: CountedUser) => boolean): number => users.filter(holds).length;
  return {
    installedDeviceCount: sum('installedDeviceCount'),
    failedDeviceCount: sum('failedDeviceCount'),
    notApplicableDeviceCount: 0,
    notInstalledDeviceCount: sum('notInstalledDeviceCount'),
    pendingInstallDeviceCount: 0,
    installedUserCount: usersWhere(
      (user) => user.installedDeviceCount > 0 && user.failedDeviceCount + user.notInstalledDeviceCount === 0,
    ),
    failedUserCount: usersWhere((user) => user.failedDeviceCount > 0),
    notApplicableUserCount: 0,
    notInstalledUserCount: usersWhere((user) => user.notInstalledDeviceCount > 0),
    pendingInstallUserCount: 0,
  };
}
