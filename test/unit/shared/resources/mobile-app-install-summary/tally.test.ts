// The counting rules against a second reading of the reference, over random devices that come in random pages.
import fc from 'fast-check';
import { userKeyOf } from '../../../../../shared/resources/mobile-app-install-status/owner.ts';
import {
  addDevices,
  addUsers,
  emptyTally,
  finish,
  type InstallCounts,
  type Tally,
} from '../../../../../shared/resources/mobile-app-install-summary/tally.ts';
import {
  type CountedDevice,
  type CountedUser,
  countsOfDevices,
  countsOfUsers,
  STATES,
} from '../../../../support/install-counts.ts';

type Add<Row> = (tally: Tally, rows: readonly Row[]) => Tally;

/** Adds rows in pages of these sizes; between two pages the tally is laid aside as JSON, as in the store. */
function count<Row>(add: Add<Row>, rows: readonly Row[], sizes: readonly number[]): InstallCounts {
  let tally = emptyTally();
  let rest = rows;
  for (let page = 0; rest.length > 0; page += 1) {
    const size = sizes[page] ?? rest.length;
    tally = JSON.parse(JSON.stringify(add(tally, rest.slice(0, size)))) as Tally;
    rest = rest.slice(size);
  }
  return finish(tally);
}

/** As the store gives them: the nameless first, then by user. */
function inOrderOfUsers(devices: readonly CountedDevice[]): { installState: string; userKey: string | null }[] {
  return devices
    .map(({ installState, userPrincipalName: name }) => ({
      installState,
      userKey: name === null ? null : userKeyOf(name),
    }))
    .sort(({ userKey: one }, { userKey: other }) => ((one ?? '') < (other ?? '') ? -1 : one === other ? 0 : 1));
}

const pageSizes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 });
const devices = fc.array(
  fc.record({
    installState: fc.constantFrom(...STATES),
    userPrincipalName: fc.constantFrom(null, 'a@x', 'A@X', 'a@X', 'b@x', 'B@x', 'aa@x', '__proto__', 'ä@x', 'Ä@X'),
  }),
  { maxLength: 40 },
);
const deviceCount = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.constant(2 ** 31 - 1));
const users = fc.array(
  fc.record({
    installedDeviceCount: deviceCount,
    failedDeviceCount: deviceCount,
    notInstalledDeviceCount: deviceCount,
  }),
  { maxLength: 20 },
);

test('devices are counted by the documented rules, wherever pages end', () => {
  fc.assert(
    fc.property(devices, pageSizes, (given, sizes) => {
      expect(count(addDevices, inOrderOfUsers(given), sizes)).toEqual(countsOfDevices(given));
    }),
    { numRuns: 1_000 },
  );
});

test("users' own counts are added up, wherever pages end, and stay an Edm.Int32", () => {
  fc.assert(
    fc.property(users, pageSizes, (given, sizes) => {
      expect(count<CountedUser & Record<string, number>>(addUsers, given, sizes)).toEqual(countsOfUsers(given));
    }),
    { numRuns: 1_000 },
  );
});

test.each<[string, CountedDevice['installState'][], Partial<InstallCounts>]>([
  ['all installed', ['installed', 'installed'], { installedUserCount: 1 }],
  ['installed and unknown', ['installed', 'unknown'], { installedDeviceCount: 1, installedUserCount: 0 }],
  [
    'installed and not applicable',
    ['installed', 'notApplicable'],
    { installedUserCount: 0, notApplicableUserCount: 0 },
  ],
  ['all not applicable', ['notApplicable', 'notApplicable'], { notApplicableUserCount: 1 }],
  ['failed and not installed', ['failed', 'notInstalled'], { failedUserCount: 1, notInstalledUserCount: 1 }],
  ['pending and failed', ['pendingInstall', 'failed'], { failedUserCount: 1, pendingInstallUserCount: 0 }],
  ['pending and not installed', ['pendingInstall', 'notInstalled'], { pendingInstallUserCount: 1 }],
  ['pending and uninstall failed', ['pendingInstall', 'uninstallFailed'], { pendingInstallUserCount: 1 }],
])('a user with devices that are %s', (_name, states, expected) => {
  const rows = states.map((installState) => ({ installState, userKey: 'a@x' }));
  expect(finish(addDevices(emptyTally(), rows))).toMatchObject(expected);
});

test('devices without a user, or in a state that has no count, are in no class of users', () => {
  const rows = [
    { installState: 'installed', userKey: null },
    { installState: 'failed', userKey: null },
    { installState: 'unknown', userKey: 'a@x' },
    { installState: 'uninstallFailed', userKey: 'b@x' },
  ];
  expect(finish(addDevices(emptyTally(), rows))).toEqual({
    ...emptyTally().counts,
    installedDeviceCount: 1,
    failedDeviceCount: 1,
  });
});

test('a tally that is added to, or finished, stays as it was', () => {
  const before = addDevices(emptyTally(), [{ installState: 'failed', userKey: 'a@x' }]);
  const copy = structuredClone(before);
  addDevices(before, [{ installState: 'installed', userKey: 'a@x' }]);
  finish(before);
  expect(before).toEqual(copy);
});
