// Removing an app with all that was reported, on a store in memory that fails when a test says so.
import { graphError } from '../../../../../shared/errors/catalogue.ts';
import { type Conditions, UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import { APPS_PARTITION, DELETED_APP, toAppDocument } from '../../../../../shared/resources/mobile-app/app-document.ts';
import type { Services } from '../../../../../shared/resources/operation.ts';
import type { DocumentStore } from '../../../../../shared/store/document-store.ts';
import { type Clock, createClock } from '../../../../support/clock.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices, operationNamed, writer as caller } from '../../services.ts';

const deleteMobileApp = operationNamed('deleteMobileApp');

let memory: MemoryStore;
let clock: Clock;
let forgotten: string[];

beforeEach(() => {
  memory = createMemoryStore();
  clock = createClock();
  forgotten = [];
});

function remove(store: DocumentStore = memory, conditions: Conditions = UNCONDITIONAL): Promise<unknown> {
  const knownApps: Services['knownApps'] = {
    has: () => true,
    add: () => undefined,
    forget: (mobileAppId) => forgotten.push(mobileAppId),
  };
  const nothing = {
    body: undefined,
    query: {},
    maxPageSize: undefined,
    baseUrl: 'https://status.contoso.com',
    repetitionMark: undefined,
    createIfMissing: false,
  };
  const request = { ...nothing, caller, storeCall: { requestCharge: 0 }, requestId: 'r1' };
  const services = createServices({ store, knownApps, now: () => new Date(clock.now()) });
  return deleteMobileApp.run({ ...request, conditions, keys: { mobileAppId: 'a1' } }, services);
}

async function add(mobileAppId: string, id: string, entityType: string): Promise<void> {
  await memory.create({ id, mobileAppId, entityType, schemaVersion: 1 }, { requestCharge: 0 });
}

async function addApp(mobileAppId: string, statuses: number): Promise<void> {
  await memory.create(toAppDocument(mobileAppId, caller, new Date()), { requestCharge: 0 });
  await add(mobileAppId, '$installSummary', 'mobileAppInstallSummary');
  for (let index = 0; index < statuses; index += 2) {
    await add(mobileAppId, `u${index}`, 'userAppInstallStatus');
    await add(mobileAppId, `$deviceStatus:d${index}`, 'mobileAppInstallStatus');
  }
}

/** Without the tombstones. */
const documentsLeft = (): string[] =>
  memory.documents
    .filter(({ entityType }) => entityType !== DELETED_APP)
    .map(({ mobileAppId, id }) => `${mobileAppId}/${id}`);

test('nothing is left but a tombstone: no statuses, nothing remembered of their counts, no values of the app', async () => {
  await addApp('a1', 100);
  await addApp('a2', 2);
  await expect(remove()).resolves.toEqual({ kind: 'noContent' });
  expect(documentsLeft()).toEqual([`${APPS_PARTITION}/a2`, 'a2/$installSummary', 'a2/u0', 'a2/$deviceStatus:d0']);
  expect(memory.documents.filter(({ entityType }) => entityType === DELETED_APP)).toEqual([
    {
      id: 'a1',
      mobileAppId: APPS_PARTITION,
      entityType: DELETED_APP,
      schemaVersion: 1,
      deletedDateTime: new Date(clock.now()).toISOString().replace('Z', '0000Z'),
    },
  ]);
  expect(forgotten).toEqual(['a1']);
});

test('an app that is not there is 404, and statuses without their app are removed all the same', async () => {
  await expect(remove()).rejects.toMatchObject({ status: 404, entry: 'appNotFound' });
  await add('a1', 'u1', 'userAppInstallStatus');
  await expect(remove()).resolves.toEqual({ kind: 'noContent' });
  expect(documentsLeft()).toEqual([]);
});

test.each([1, 2, 17, 50, 100])(
  'a failure at removal %d leaves the app, to be removed by another request',
  async (nth) => {
    await addApp('a1', 100);
    let left = nth;
    const store: DocumentStore = {
      ...memory,
      delete: (...args) =>
        (left -= 1) === 0 ? Promise.reject(graphError('storeUnavailable', {})) : memory.delete(...args),
    };
    await expect(remove(store)).rejects.toMatchObject({ status: 503 });
    expect(documentsLeft()).toContain(`${APPS_PARTITION}/a1`);
    await expect(remove(store)).resolves.toEqual({ kind: 'noContent' });
    expect(documentsLeft()).toEqual([]);
  },
);

test('the app itself is removed last, by a request that can be repeated when just that failed', async () => {
  await addApp('a1', 10);
  let isFirst = true;
  const store: DocumentStore = {
    ...memory,
    replace(...args) {
      if (args[0].mobileAppId !== APPS_PARTITION || !isFirst) return memory.replace(...args);
      isFirst = false;
      return Promise.reject(graphError('storeTimeout', {}));
    },
  };
  await expect(remove(store)).rejects.toMatchObject({ status: 504 });
  expect(documentsLeft()).toEqual([`${APPS_PARTITION}/a1`]);
  await expect(remove(store)).resolves.toEqual({ kind: 'noContent' });
});

test('two requests at one time have both removed it', async () => {
  await addApp('a1', 100);
  await expect(Promise.all([remove(), remove()])).resolves.toHaveLength(2);
  expect(documentsLeft()).toEqual([]);
});

test('more statuses than there is time for are removed by several requests', async () => {
  await addApp('a1', 400);
  const slow: DocumentStore = {
    ...memory,
    scan(...args) {
      clock.advance(4_000);
      return memory.scan(...args);
    },
  };
  await expect(remove(slow)).rejects.toMatchObject({
    status: 503,
    entry: 'removalNotFinished',
    headers: { 'Retry-After': '1' },
    message: expect.stringMatching(/^128 /) as string,
  });
  expect(memory.documents).toHaveLength(402 - 128);
  await expect(remove(slow)).rejects.toMatchObject({ entry: 'removalNotFinished' });
  await expect(remove(slow)).rejects.toMatchObject({ entry: 'removalNotFinished' });
  await expect(remove(slow)).resolves.toEqual({ kind: 'noContent' });
  expect(documentsLeft()).toEqual([]);
});

describe('conditions', () => {
  const ifMatch = (...tags: string[]): Conditions => ({ ifMatch: tags, ifNoneMatch: undefined });

  test('hold for the version of the app, or nothing is removed', async () => {
    await addApp('a1', 10);
    await expect(remove(memory, ifMatch('another'))).rejects.toMatchObject({ status: 412 });
    expect(memory.documents).toHaveLength(12);
    await expect(remove(memory, ifMatch('version-1'))).resolves.toEqual({ kind: 'noContent' });
  });

  test.each([['*' as const], [['version-1']]])('of a version (%j) hold for no app that is not there', async (tags) => {
    await add('a1', 'u1', 'userAppInstallStatus');
    await expect(remove(memory, { ifMatch: tags, ifNoneMatch: undefined })).rejects.toMatchObject({ status: 404 });
    expect(documentsLeft()).toEqual(['a1/u1']);
  });
});
