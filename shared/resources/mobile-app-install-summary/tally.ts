// The counting rules of mobileAppInstallSummary, as the reference states them, over statuses that come one by one.
import { MAX_INT32 } from '../../odata/int32.ts';

const DEVICE_COUNTS = {
  installed: 'installedDeviceCount',
  failed: 'failedDeviceCount',
  notApplicable: 'notApplicableDeviceCount',
  notInstalled: 'notInstalledDeviceCount',
  pendingInstall: 'pendingInstallDeviceCount',
} as const;

/** The ten counts. */
export interface InstallCounts {
  installedDeviceCount: number;
  failedDeviceCount: number;
  notApplicableDeviceCount: number;
  notInstalledDeviceCount: number;
  pendingInstallDeviceCount: number;
  installedUserCount: number;
  failedUserCount: number;
  notApplicableUserCount: number;
  notInstalledUserCount: number;
  pendingInstallUserCount: number;
}

/** What is known of the user whose devices are coming: which states, and no more than that. */
interface UserUnderCount {
  readonly userKey: string;
  readonly states: readonly string[];
}

/** Counts so far; plain data, so that it can be laid aside and gone on with. */
export interface Tally {
  readonly counts: InstallCounts;
  /** Devices come in the order of their users, so that one user at a time is all there is to remember. */
  readonly user: UserUnderCount | undefined;
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return {
    counts: {
      installedDeviceCount: 0,
      failedDeviceCount: 0,
      notApplicableDeviceCount: 0,
      notInstalledDeviceCount: 0,
      pendingInstallDeviceCount: 0,
      installedUserCount: 0,
      failedUserCount: 0,
      notApplicableUserCount: 0,
      notInstalledUserCount: 0,
      pendingInstallUserCount: 0,
    },
    user: undefined,
  };
}

/**
 * Counts device statuses.
 * @param tally - the counts so far; it is not changed
 * @param rows - `installState` and `userKey` of each, all of one user behind each other
 */
export function addDevices(tally: Tally, rows: readonly Readonly<Record<string, unknown>>[]): Tally {
  const counts = { ...tally.counts };
  let { user } = tally;
  for (const { installState, userKey } of rows) {
    const state = String(installState);
    // `unknown` and `uninstallFailed` are in none of the counts.
    if (isCounted(state)) counts[DEVICE_COUNTS[state]] += 1;
    if (userKey !== user?.userKey) {
      countUser(counts, user);
      // Without a name there is no telling which devices are of one user.
      user = typeof userKey === 'string' ? { userKey, states: [] } : undefined;
    }
    if (user !== undefined && !user.states.includes(state)) user = { ...user, states: [...user.states, state] };
  }
  return { counts, user };
}

/**
 * Counts user statuses, by what their clients counted.
 * @param tally - the counts so far; it is not changed
 * @param rows - the three counts of each
 */
export function addUsers(tally: Tally, rows: readonly Readonly<Record<string, unknown>>[]): Tally {
  const counts = { ...tally.counts };
  for (const row of rows) {
    const [installed, failed, notInstalled] = [
      Number(row.installedDeviceCount),
      Number(row.failedDeviceCount),
      Number(row.notInstalledDeviceCount),
    ];
    counts.installedDeviceCount += installed;
    counts.failedDeviceCount += failed;
    counts.notInstalledDeviceCount += notInstalled;
    if (installed > 0 && failed === 0 && notInstalled === 0) counts.installedUserCount += 1;
    if (failed > 0) counts.failedUserCount += 1;
    if (notInstalled > 0) counts.notInstalledUserCount += 1;
  }
  return { ...tally, counts };
}

/** The counts when nothing more comes; what clients counted may add up to more than an Edm.Int32 holds. */
export function finish({ counts, user }: Tally): InstallCounts {
  const finished = { ...counts };
  countUser(finished, user);
  const bounded = Object.entries(finished).map(([name, count]: [string, number]) => [name, Math.min(count, MAX_INT32)]);
  return Object.fromEntries(bounded) as typeof finished;
}

function isCounted(state: string): state is keyof typeof DEVICE_COUNTS {
  return Object.hasOwn(DEVICE_COUNTS, state);
}

/** The classes overlap: a user can be both failed and not installed. */
function countUser(counts: InstallCounts, user: UserUnderCount | undefined): void {
  if (user === undefined) return;
  const has = (state: string): boolean => user.states.includes(state);
  const hasOnly = (state: string): boolean => has(state) && user.states.length === 1;
  if (hasOnly('installed')) counts.installedUserCount += 1;
  if (has('failed')) counts.failedUserCount += 1;
  if (hasOnly('notApplicable')) counts.notApplicableUserCount += 1;
  if (has('notInstalled')) counts.notInstalledUserCount += 1;
  if (has('pendingInstall') && !has('failed')) counts.pendingInstallUserCount += 1;
}
