// A small company with its apps, users and devices, and what was reported of them: always the same one.
import { EXAMPLE_KEYS } from '../../shared/openapi/example-entities.ts';
import { uuidOfName } from '../../shared/uuid.ts';
import { APPS, type CatalogueApp, FAMILY_NAMES, GIVEN_NAMES, type Platform, SYSTEMS } from './catalogue.ts';
import { drawOutcome, type Outcome } from './outcomes.ts';
import { type Random, seededRandom } from './random.ts';

/** A userAppInstallStatus to be. */
export interface SampleUserStatus {
  readonly id: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly installedDeviceCount: number;
  readonly failedDeviceCount: number;
  readonly notInstalledDeviceCount: number;
}

/** A mobileAppInstallStatus to be. */
export interface SampleDeviceStatus extends Outcome {
  readonly id: string;
  readonly deviceName: string;
  readonly deviceId: string;
  readonly lastSyncDateTime: string;
  readonly osVersion: string;
  readonly osDescription: string;
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly displayVersion: string;
}

/** An app, with all that was reported of it. */
export interface SampleApp {
  readonly id: string;
  readonly displayName: string;
  readonly userStatuses: readonly SampleUserStatus[];
  readonly deviceStatuses: readonly SampleDeviceStatus[];
}

/** The company. */
export interface SampleCompany {
  readonly apps: readonly SampleApp[];
  readonly userCount: number;
  readonly deviceCount: number;
}

interface User {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly devices: Device[];
}

interface Device {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly platform: Platform;
  readonly osVersion: string;
  readonly osDescription: string;
  readonly lastSyncDateTime: string;
}

const USER_COUNT = 150;
const DEVICE_COUNT = 400;
const SEED = 20_261_124;
/** Ids are made of names within it (RFC 9562 §5.5). */
const NAMESPACE = '5a3c1f0e-9b7d-4c52-8f6a-2d1e0b9c8a77';
/** When the company was looked at: devices have reported in the weeks ahead of it. */
const LOOKED_AT = Date.UTC(2026, 10, 24, 8);
const MINUTE_MS = 60_000;

/** Makes the company. It is pure: the same every time, on every machine. */
export function makeCompany(): SampleCompany {
  const random = seededRandom(SEED);
  const users = makeUsers(random);
  makeDevices(users, random);
  const assigned = users.map((user) => [user, appsOf(user, random)] as const);
  const apps = APPS.map((app, index) => {
    const having = assigned.flatMap(([user, theirs]) => (theirs.has(app) ? [user] : []));
    const reported = reportOn(app, having, random);
    return index === 0 ? underKeysOfExamples(reported) : reported;
  });
  return { apps, userCount: users.length, deviceCount: users.flatMap(({ devices }) => devices).length };
}

function makeUsers(random: Random): User[] {
  const names = random.shuffled(GIVEN_NAMES.flatMap((given) => FAMILY_NAMES.map((family) => [given, family] as const)));
  return names.slice(0, USER_COUNT).map(([given, family]) => ({
    userName: `${given} ${family}`,
    userPrincipalName: `${inAscii(given)}.${inAscii(family)}@contoso.com`,
    devices: [],
  }));
}

/** As directories write the names of accounts. */
function inAscii(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '');
}

/** A computer for everybody, a telephone for most, and the rest for some. */
function makeDevices(users: readonly User[], random: Random): void {
  let made = 0;
  const give = (user: User, platform: Platform): void => {
    made += 1;
    const [osVersion, osDescription] = random.pickWeighted(SYSTEMS[platform]);
    // Most have reported in the last two days, one in ten has been away.
    const minutesAgo = random.below(random.happens(0.1) ? 45 * 24 * 60 : 2 * 24 * 60);
    user.devices.push({
      deviceId: idOf(`device ${made}`),
      deviceName: nameOfDevice(platform, made, user, random),
      platform,
      osVersion,
      osDescription,
      lastSyncDateTime: new Date(LOOKED_AT - minutesAgo * MINUTE_MS).toISOString(),
    });
  };
  for (const user of users) give(user, random.happens(0.85) ? 'windows' : 'macOS');
  for (const user of users) if (random.happens(0.87)) give(user, random.happens(0.6) ? 'iOS' : 'android');
  const more = [
    ['windows', 5],
    ['macOS', 1],
    ['iOS', 3],
    ['android', 2],
  ] as const;
  while (made < DEVICE_COUNT) give(random.pick(users), random.pickWeighted<Platform>(more));
}

function nameOfDevice(platform: Platform, number: number, { userName }: User, random: Random): string {
  const given = userName.split(' ', 1)[0] ?? '';
  const inventory = String(10_000 + number * 7);
  if (platform === 'iOS') return `${given}’s iPhone`;
  if (platform === 'android') return `${inAscii(given)}_AndroidForWork_${inventory}`;
  return platform === 'macOS' ? `CON-MAC-${inventory}` : `CON-${random.happens(0.8) ? 'LT' : 'DT'}-${inventory}`;
}

/** Three to eight apps, for each of the user's devices one at least; what reaches more people is drawn more often. */
function appsOf({ devices }: User, random: Random): ReadonlySet<CatalogueApp> {
  const wanted = 3 + Math.min(random.below(6), random.below(6), random.below(6));
  const platforms = new Set(devices.map(({ platform }) => platform));
  const possible = random.shuffled(APPS.filter(({ platform }) => platforms.has(platform)));
  const drawn = [...possible.filter(({ reach }) => random.happens(reach)), ...possible];
  const onEach = [...platforms].flatMap((platform) => drawn.find((app) => app.platform === platform) ?? []);
  return new Set([...new Set([...onEach, ...drawn])].slice(0, wanted));
}

function reportOn(app: CatalogueApp, users: readonly User[], random: Random): SampleApp {
  const { displayName, platform } = app;
  const userStatuses: SampleUserStatus[] = [];
  const deviceStatuses: SampleDeviceStatus[] = [];
  for (const { devices, ...user } of users) {
    const reports = devices
      .filter((device) => device.platform === platform)
      .map((device) => reportOf(device, { app, user }, random));
    const count = (state: string): number => reports.filter(({ installState }) => installState === state).length;
    deviceStatuses.push(...reports);
    userStatuses.push({
      id: idOf(`${displayName} of ${user.userPrincipalName}`),
      ...user,
      installedDeviceCount: count('installed'),
      failedDeviceCount: count('failed'),
      notInstalledDeviceCount: count('notInstalled'),
    });
  }
  return { id: idOf(displayName), displayName, userStatuses, deviceStatuses };
}

/** The explorer fills in the keys of the examples: the first request that somebody sends from there finds something. */
function underKeysOfExamples(app: SampleApp): SampleApp {
  const { mobileAppId, userAppInstallStatusId, mobileAppInstallStatusId } = EXAMPLE_KEYS;
  const firstAs = <Status>(statuses: readonly Status[], id: string): Status[] =>
    statuses.map((status, index) => (index === 0 ? { ...status, id } : status));
  return {
    ...app,
    id: mobileAppId,
    userStatuses: firstAs(app.userStatuses, userAppInstallStatusId),
    deviceStatuses: firstAs(app.deviceStatuses, mobileAppInstallStatusId),
  };
}

function reportOf(
  device: Device,
  { app, user }: { readonly app: CatalogueApp; readonly user: Omit<User, 'devices'> },
  random: Random,
): SampleDeviceStatus {
  const { deviceId, deviceName, osVersion, osDescription, lastSyncDateTime } = device;
  const said = { deviceName, deviceId, lastSyncDateTime, osVersion, osDescription, displayVersion: app.version };
  return { id: idOf(`${app.displayName} on ${deviceId}`), ...said, ...user, ...drawOutcome(app, random) };
}

function idOf(name: string): string {
  return uuidOfName(NAMESPACE, name);
}
