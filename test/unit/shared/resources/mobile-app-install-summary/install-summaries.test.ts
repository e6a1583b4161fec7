// What is counted for the summary of an app, how long it is remembered, and what one request does of a long count.
import fc from 'fast-check';
import { countsOfDevices, countsOfUsers, STATES } from '../../../../support/install-counts.ts';
import { createInstallSummaries } from '../../../../../shared/resources/mobile-app-install-summary/install-summaries.ts';
import type { DocumentStore, StoreCall } from '../../../../../shared/store/document-store.ts';
import { APP, type Counting, createCounting } from './counting.ts';

let app: Counting;

beforeEach(() => {
  app = createCounting();
});

const NOT_READY = { status: 503, entry: 'summaryNotReady', headers: { 'Retry-After': '1' } };
const userCounts = { installedDeviceCount: 2, failedDeviceCount: 1, notInstalledDeviceCount: 0 };

describe('what is counted', () => {
  test('devices in any state, of any users, in pages of any size, by the documented rules', async () => {
    const device = fc.record({
      installState: fc.constantFrom(...STATES),
      userPrincipalName: fc.constantFrom(null, 'a@x', 'b@x', 'c@x', 'd@x'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(device, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (devices, pageSize) => {
          app = createCounting();
          for (const { installState, userPrincipalName } of devices) {
            await app.add('mobileAppInstallStatus', { installState, userKey: userPrincipalName });
          }
          await expect(app.count(app.store, pageSize)).resolves.toEqual(countsOfDevices(devices));
        },
      ),
    );
  });

  test("devices alone where there are any, users' own counts where there are none", async () => {
    await app.add('userAppInstallStatus', userCounts);
    await expect(app.count()).resolves.toEqual(countsOfUsers([userCounts]));

    await app.add('mobileAppInstallStatus', { installState: 'pendingInstall', userKey: null });
    await expect(app.count()).resolves.toEqual(
      countsOfDevices([{ installState: 'pendingInstall', userPrincipalName: null }]),
    );
  });

  test('nothing of other apps: zeros for one that nobody reported on', async () => {
    await app.add('mobileAppInstallStatus', { installState: 'failed', userKey: 'a@x' }, 'another');
    await expect(app.count()).resolves.toEqual(countsOfDevices([]));
  });

  test('what comes after an empty page, too', async () => {
    await app.addDevices(1);
    let isFirst = true;
    const store = {
      ...app.store,
      scan: (...args: Parameters<typeof app.store.scan>) => {
        if (!isFirst) return app.store.scan(...args);
        isFirst = false;
        return Promise.resolve({ rows: [], continuation: '0' });
      },
    };
    await expect(app.count(store)).resolves.toMatchObject({ installedDeviceCount: 1 });
  });
});

describe('what is remembered', () => {
  test('nothing of an app with fewer than 1,000 statuses: each count is of now', async () => {
    await app.addDevices(998);
    await app.count();
    await app.addDevices(1);

    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 999 });
    expect(app.remembered()).toBeUndefined();
  });

  test('the count of 1,000 for 3.5 s from when it began, and no longer', async () => {
    await app.addDevices(1_000);
    const begin = app.clock.now();
    await app.count();
    await app.addDevices(1);

    app.clock.advance(begin + 3_499 - app.clock.now());
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 1_000 });
    expect(app.pages()).toBe(10);
    app.clock.advance(3_501);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 1_001 });
  });

  test('for all processes, in one document beside the statuses, without a user', async () => {
    await app.addDevices(1_000);
    await app.count();

    const { id, mobileAppId, entityType, audit } = app.remembered() ?? {};
    expect({ id, mobileAppId, entityType, audit }).toEqual({
      id: '$installSummary',
      mobileAppId: 'a1',
      entityType: 'mobileAppInstallSummary',
      audit: undefined,
    });
    expect(JSON.stringify(app.remembered())).not.toContain('@');
  });

  test('no count any more when the app has become small', async () => {
    await app.addDevices(1_000);
    await app.count();
    await app.remove(990);
    app.clock.advance(10_000);

    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 10 });
    expect(app.remembered()).toBeUndefined();
    await app.addDevices(1);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 11 });
  });
});

describe('a count that one request has no time for', () => {
  test('is 503 at first, gone on with by the next request, and in the end as if it were one', async () => {
    await app.addDevices(4_500);

    // 20 pages of 100 in a second.
    await expect(app.count()).rejects.toMatchObject(NOT_READY);
    await expect(app.count()).rejects.toMatchObject(NOT_READY);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 4_500, installedUserCount: 4_500 });
    expect(app.pages()).toBe(45);
    expect(app.remembered()).toMatchObject({ progress: null });
  });

  test("goes on with users' counts as well", async () => {
    for (let index = 0; index < 2_500; index += 1) await app.add('userAppInstallStatus', userCounts);

    await expect(app.count()).rejects.toMatchObject(NOT_READY);
    await expect(app.count()).resolves.toMatchObject({ failedUserCount: 2_500, installedDeviceCount: 5_000 });
    expect(app.pages()).toBe(26);
  });

  test('is done while the last count is given, which is at most twice as old as it is good', async () => {
    await app.addDevices(2_000);
    await app.count();
    await app.remove(1_000);
    await app.addDevices(501);
    app.clock.advance(7_000);

    // Two pages of 100 in 100 ms, of 15.
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 2_000 });
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 2_000 });
    expect(app.pages()).toBe(24);
    app.clock.advance(7_000);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 1_501 });
    expect(app.pages()).toBe(36);
  });

  test('is 503 again when the last count is too old to be given', async () => {
    await app.addDevices(2_000);
    await app.count();
    await app.addDevices(500);
    app.clock.advance(24 * 3_600_000);

    await expect(app.count()).rejects.toMatchObject(NOT_READY);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 2_500 });
    expect(app.pages()).toBe(45);
  });

  test('begins anew when it was laid aside so long ago that it would be of yesterday', async () => {
    await app.addDevices(3_000);
    await expect(app.count()).rejects.toMatchObject(NOT_READY);
    await app.remove(2_500);
    app.clock.advance(24 * 3_600_000);

    expect(JSON.stringify(app.remembered())).toMatch(/"u\d+@x"/);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 500 });
    // With it goes the name at which it was laid aside.
    expect(app.remembered()).toBeUndefined();
  });
});

test('a count does not end with the client that asked first, which pays for it', async () => {
  await app.addDevices(2);
  const calls: StoreCall[] = [];
  const store: DocumentStore = {
    ...app.store,
    scan(query, properties, page, call) {
      calls.push(call);
      call.requestCharge += 3;
      return app.store.scan(query, properties, page, call);
    },
  };
  const summaries = createInstallSummaries({ store, now: app.clock.now });
  const first: StoreCall = { requestCharge: 1, waiting: { until: 1, client: { destroyed: true } } };
  const second: StoreCall = { requestCharge: 0 };

  const counts = await Promise.all([summaries.count(APP, first), summaries.count(APP, second)]);

  expect(counts[0]).toBe(counts[1]);
  expect(calls.map(({ waiting }) => waiting)).toEqual([undefined]);
  expect([first.requestCharge >= 4, second.requestCharge]).toEqual([true, 0]);
});
