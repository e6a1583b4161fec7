// The sample company is believable, agrees with itself and with the entity types, and is the same every time.
import { createHash } from 'node:crypto';
import { makeCompany } from '../../../../local/sample/company.ts';
import { EXAMPLE_KEYS } from '../../../../shared/openapi/example-entities.ts';
import { readEntityForCreate } from '../../../../shared/odata/entity-reader.ts';
import { mobileAppInstallStatus } from '../../../../shared/resources/mobile-app-install-status/definition.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';

const company = makeCompany();
const { apps } = company;
const userStatuses = apps.flatMap((app) => app.userStatuses);
const deviceStatuses = apps.flatMap((app) => app.deviceStatuses);

/** How many things have each value. */
function tally<Thing>(things: readonly Thing[], valueOf: (thing: Thing) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(valueOf(thing), (counts.get(valueOf(thing)) ?? 0) + 1);
  return counts;
}

describe('the sample company', () => {
  test('is the same every time, on every machine', () => {
    const digest = createHash('sha256').update(JSON.stringify(company)).digest('hex');
    expect(digest).toBe('3eacaae8f2f491da8ade15985a9d482e3bd2e05d5bbe250f1f30b8e9efe090c3');
    expect(makeCompany()).toEqual(company);
  });

  test('has 20 apps, 150 users and 400 devices, each of which has reported', () => {
    expect(company).toMatchObject({ userCount: 150, deviceCount: 400 });
    expect(apps).toHaveLength(20);
    expect(new Set(apps.map(({ displayName }) => displayName)).size).toBe(20);
    expect(tally(userStatuses, ({ userPrincipalName }) => userPrincipalName).size).toBe(150);
    expect(tally(deviceStatuses, ({ deviceId }) => deviceId).size).toBe(400);
    expect(userStatuses.length + deviceStatuses.length).toBeGreaterThan(1000);
    expect(userStatuses.length + deviceStatuses.length).toBeLessThan(1500);
  });

  test('has an app, a user and a device of that user under the keys that the explorer fills in', () => {
    const app = apps.find(({ id }) => id === EXAMPLE_KEYS.mobileAppId);
    const user = app?.userStatuses.find(({ id }) => id === EXAMPLE_KEYS.userAppInstallStatusId);
    const device = app?.deviceStatuses.find(({ id }) => id === EXAMPLE_KEYS.mobileAppInstallStatusId);
    expect(user?.userPrincipalName).toEqual(expect.any(String));
    expect(device?.userPrincipalName).toBe(user?.userPrincipalName);
  });

  test('gives every user three to eight apps', () => {
    const counts = [...tally(userStatuses, ({ userPrincipalName }) => userPrincipalName).values()];
    expect(Math.min(...counts)).toBe(3);
    expect(Math.max(...counts)).toBeLessThanOrEqual(8);
  });

  test('counts on each user status what the devices of the user report of the app', () => {
    for (const app of apps) {
      for (const status of app.userStatuses) {
        const theirs = app.deviceStatuses.filter(
          ({ userPrincipalName }) => userPrincipalName === status.userPrincipalName,
        );
        const states = tally(theirs, ({ installState }) => installState);
        expect(theirs.length).toBeGreaterThan(0);
        expect(status).toMatchObject({
          installedDeviceCount: states.get('installed') ?? 0,
          failedDeviceCount: states.get('failed') ?? 0,
          notInstalledDeviceCount: states.get('notInstalled') ?? 0,
        });
      }
    }
  });

  test('has every state, most of them installed', () => {
    const states = tally(deviceStatuses, ({ installState }) => installState);
    expect([...states.keys()].sort()).toEqual(
      ['failed', 'installed', 'notApplicable', 'notInstalled', 'pendingInstall', 'uninstallFailed', 'unknown'].sort(),
    );
    expect((states.get('installed') ?? 0) / deviceStatuses.length).toBeGreaterThan(0.75);
    expect((states.get('failed') ?? 0) / deviceStatuses.length).toBeLessThan(0.1);
  });

  test('has error codes where something failed with one, and nowhere else', () => {
    for (const { installStateDetail, errorCode } of deviceStatuses) {
      expect(errorCode !== 0).toBe(/^see(?:Uni|I)nstallErrorCode$/.test(installStateDetail));
    }
    // 0x87D1041C: not detected after the installation.
    expect(deviceStatuses.map(({ errorCode }) => errorCode)).toContain(-2016345060);
  });

  test('is accepted by the entity types as it is, with ids that nothing else has', () => {
    for (const status of userStatuses)
      expect(() => readEntityForCreate(userAppInstallStatus, { ...status })).not.toThrow();
    for (const status of deviceStatuses)
      expect(() => readEntityForCreate(mobileAppInstallStatus, { ...status })).not.toThrow();
    const ids = [...apps, ...userStatuses, ...deviceStatuses].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
