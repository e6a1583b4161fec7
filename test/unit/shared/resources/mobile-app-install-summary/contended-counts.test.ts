// Counts of an app that meet each other, writes, and failures of the store.
import { graphError } from '../../../../../shared/errors/catalogue.ts';
import { createInstallSummaries } from '../../../../../shared/resources/mobile-app-install-summary/install-summaries.ts';
import type { DocumentStore } from '../../../../../shared/store/document-store.ts';
import { APP, type Counting, createCounting, PAGE_SIZE } from './counting.ts';

let app: Counting;

beforeEach(() => {
  app = createCounting();
});

const aCall = (): { requestCharge: number } => ({ requestCharge: 0 });
const throttled = (): Promise<never> => Promise.reject(graphError('storeThrottled', {}));

/** The store, in which reading the n-th page fails. */
function failingAtPage(nth: number, fail: () => Promise<never> = throttled): DocumentStore {
  let left = nth;
  return { ...app.store, scan: (...args) => ((left -= 1) === 0 ? fail() : app.store.scan(...args)) };
}

/** The store, in which a page that was read is given only when the test says so. */
function gated(): { readonly store: DocumentStore; readonly open: () => void } {
  const waiting: (() => void)[] = [];
  const scan: DocumentStore['scan'] = async (...args) => {
    const page = await app.store.scan(...args);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return page;
  };
  const open = (): void => {
    for (const go of waiting.splice(0)) go();
  };
  return { store: { ...app.store, scan }, open };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a failure of the store', () => {
  test('is the answer, and does not stick', async () => {
    await app.addDevices(1);
    let isFailing = true;
    const store: DocumentStore = {
      ...app.store,
      read: (...args) => (isFailing ? throttled() : app.store.read(...args)),
    };
    const summaries = createInstallSummaries({ store, now: app.clock.now });

    await expect(summaries.count(APP, aCall())).rejects.toMatchObject({ status: 429 });
    isFailing = false;
    await expect(summaries.count(APP, aCall())).resolves.toMatchObject({ installedDeviceCount: 1 });
  });

  test('in the middle of a long count loses nothing of what was counted', async () => {
    await app.addDevices(1_500);

    await expect(app.count(failingAtPage(10))).rejects.toMatchObject({ status: 429 });
    await expect(app.count(failingAtPage(5))).rejects.toMatchObject({ status: 429 });
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 1_500 });
    expect(app.pages()).toBe(15);
  });

  test('is nobody’s concern while the last count can be given', async () => {
    await app.addDevices(1_000);
    await app.count();
    app.clock.advance(3_500);

    await expect(app.count(failingAtPage(1))).resolves.toMatchObject({ installedDeviceCount: 1_000 });
    app.clock.advance(3_500);
    await expect(app.count(failingAtPage(1))).rejects.toMatchObject({ status: 429 });
  });

  test('that is a fault of ours is never hidden', async () => {
    await app.addDevices(1_000);
    await app.count();
    app.clock.advance(3_500);

    const fault = (): Promise<never> => Promise.reject(new TypeError('a fault'));
    await expect(app.count(failingAtPage(1, fault))).rejects.toThrow('a fault');
  });

  test('to remember takes nothing from a count that is finished', async () => {
    await app.addDevices(1_000);
    const store = { ...app.store, create: throttled, replace: throttled };

    await expect(app.count(store)).resolves.toMatchObject({ installedDeviceCount: 1_000 });
  });

  test('to go on from where a count was laid aside begins it anew', async () => {
    await app.addDevices(2_500);
    await expect(app.count()).rejects.toMatchObject({ status: 503 });

    const refused = (): Promise<never> => Promise.reject(graphError('invalidSkipToken', {}));
    await expect(app.count(failingAtPage(1, refused))).rejects.toMatchObject({ status: 503 });
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 2_500 });
    expect(app.pages()).toBe(20 + 20 + 5);
  });
});

describe('requests at one time in one process', () => {
  test('share one count of an app that is remembered', async () => {
    await app.addDevices(1_000);
    const summaries = createInstallSummaries({ store: app.store, now: app.clock.now, pageSize: PAGE_SIZE });

    const counts = await Promise.all(Array.from({ length: 20 }, () => summaries.count(APP, aCall())));

    expect(new Set(counts.map(({ installedDeviceCount }) => installedDeviceCount))).toEqual(new Set([1_000]));
    expect(app.pages()).toBe(10);
  });

  test('share a failure', async () => {
    await app.addDevices(1);
    const summaries = createInstallSummaries({ store: failingAtPage(1), now: app.clock.now });

    const outcomes = await Promise.allSettled([summaries.count(APP, aCall()), summaries.count(APP, aCall())]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('are given no count of a small app that began before they were asked: a client sees what it wrote', async () => {
    await app.addDevices(1);
    const { store, open } = gated();
    const summaries = createInstallSummaries({ store, now: app.clock.now });

    const first = summaries.count(APP, aCall());
    await settled();
    await app.addDevices(1);
    const later = [summaries.count(APP, aCall()), summaries.count(APP, aCall()), summaries.count(APP, aCall())];
    open();
    await settled();
    open();

    await expect(first).resolves.toMatchObject({ installedDeviceCount: 1 });
    for (const each of later) await expect(each).resolves.toMatchObject({ installedDeviceCount: 2 });
    // They share one count among them.
    expect(app.pages()).toBe(2);
  });

  test('count apps apart', async () => {
    await app.addDevices(1);
    await app.add('mobileAppInstallStatus', { installState: 'failed', userKey: null }, 'another');
    const summaries = createInstallSummaries({ store: app.store, now: app.clock.now });

    const [one, other] = await Promise.all([summaries.count(APP, aCall()), summaries.count('another', aCall())]);

    expect([one.installedDeviceCount, other.installedDeviceCount, other.failedDeviceCount]).toEqual([1, 0, 1]);
  });
});

describe('two processes that count at one time', () => {
  test.each(['for the first time', 'anew'])('%s both answer, and one of them is remembered', async (when) => {
    await app.addDevices(1_000);
    if (when === 'anew') {
      await app.count();
      app.clock.advance(10_000);
    }
    const { store, open } = gated();
    const late = app.count(store, 1_000);
    await settled();
    await app.addDevices(1);
    await expect(app.count()).resolves.toMatchObject({ installedDeviceCount: 1_001 });
    open();

    await expect(late).resolves.toMatchObject({ installedDeviceCount: 1_000 });
    expect(app.remembered()).toMatchObject({ counts: { installedDeviceCount: 1_001 } });
  });
});
