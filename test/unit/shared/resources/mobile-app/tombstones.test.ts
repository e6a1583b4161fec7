// Apps that were removed while another process still knew them, on a store in memory with a clock.
import { UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import { WRITE_ATTEMPTS } from '../../../../../shared/resources/entity-set/contention.ts';
import {
  APPS_PARTITION,
  DELETED_APP,
  readApp,
  toAppDocument,
} from '../../../../../shared/resources/mobile-app/app-document.ts';
import { createKnownApps } from '../../../../../shared/resources/mobile-app/known-apps.ts';
import { registerApp } from '../../../../../shared/resources/mobile-app/registration.ts';
import { buryApp, settleTombstones } from '../../../../../shared/resources/mobile-app/tombstones.ts';
import type { GraphOperation, Services } from '../../../../../shared/resources/operation.ts';
import type { DocumentStore, StoredDocument } from '../../../../../shared/store/document-store.ts';
import { documentedBody } from '../../../../support/documented-request.ts';
import { type Clock, createClock } from '../../../../support/clock.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices, operationNamed, writer as caller } from '../../services.ts';

/** A minute in which another process knows the app, and what a write under way and another clock may take. */
const SETTLED_AFTER_MS = 90_000;

let memory: MemoryStore;
let clock: Clock;

beforeEach(() => {
  memory = createMemoryStore();
  clock = createClock();
});

/** What a process of its own has, on the one store. */
function startProcess(store: DocumentStore = memory): Services {
  let ids = 0;
  return createServices({
    store,
    knownApps: createKnownApps(clock.now),
    now: () => new Date(clock.now()),
    newId: () => `s${(ids += 1)}`,
  });
}

function workOf(services: Services): Parameters<typeof settleTombstones>[0] {
  return { services, storeCall: { requestCharge: 0 } };
}

function run(
  operation: GraphOperation,
  services: Services,
  request: Partial<Parameters<GraphOperation['run']>[0]> = {},
): Promise<unknown> {
  const baseUrl = 'https://status.contoso.com';
  const nothing = { body: undefined, query: {}, maxPageSize: undefined, repetitionMark: undefined, baseUrl };
  const usual = { keys: { mobileAppId: 'a1' }, conditions: UNCONDITIONAL, createIfMissing: false, requestId: 'r1' };
  return operation.run({ ...nothing, ...usual, caller, storeCall: { requestCharge: 0 }, ...request }, services);
}

const list = (services: Services, query = {}): Promise<unknown> =>
  run(operationNamed('listMobileApps'), services, { keys: {}, query });
const count = (services: Services): Promise<unknown> =>
  run(operationNamed('countMobileApps'), services, { keys: {}, query: {} });
const remove = (services: Services): Promise<unknown> => run(operationNamed('deleteMobileApp'), services);
const report = (services: Services): Promise<unknown> =>
  run(operationNamed('createUserAppInstallStatus'), services, { body: documentedBody });

const appDocuments = (): StoredDocument[] =>
  memory.documents.filter(({ mobileAppId }) => mobileAppId === APPS_PARTITION);
const typeOfApp = (): string | undefined => appDocuments()[0]?.entityType;
const membersOf = (ids: readonly string[]): object => ({
  members: ids.map((key) => expect.objectContaining({ key }) as unknown),
});

/** Removes an app that B still knows, and has B write a status in it. */
async function leaveStatusWithoutApp(): Promise<{ readonly a: Services; readonly b: Services }> {
  const [a, b] = [startProcess(), startProcess()];
  await report(b);
  await remove(a);
  await report(b);
  return { a, b };
}

describe('an app that one process removed while another knew it', () => {
  test('has its document again when apps are listed after all have forgotten it', async () => {
    const { a } = await leaveStatusWithoutApp();
    const removedAt = new Date(clock.now()).toISOString();
    await expect(list(a)).resolves.toMatchObject(membersOf([]));
    clock.advance(SETTLED_AFTER_MS + 1);
    await expect(list(a)).resolves.toMatchObject(membersOf(['a1']));
    expect(appDocuments()).toEqual([toAppDocument('a1', undefined, new Date(removedAt))]);
  });

  test('is counted then, too', async () => {
    const { a } = await leaveStatusWithoutApp();
    await expect(count(a)).resolves.toEqual({ kind: 'count', count: 0 });
    clock.advance(SETTLED_AFTER_MS + 1);
    await expect(count(a)).resolves.toEqual({ kind: 'count', count: 1 });
  });

  test('has its document again with the first status of a process that does not know it', async () => {
    const { a } = await leaveStatusWithoutApp();
    await report({ ...a, newId: () => 'another' });
    await expect(list(a)).resolves.toMatchObject(membersOf(['a1']));
    expect(appDocuments()).toEqual([toAppDocument('a1', caller, new Date(clock.now()))]);
  });

  test('is removed with the status by another request, and the tombstone stays for its time', async () => {
    const { a } = await leaveStatusWithoutApp();
    await expect(remove(a)).resolves.toEqual({ kind: 'noContent' });
    expect(memory.documents.map(({ entityType }) => entityType)).toEqual([DELETED_APP]);
    await expect(remove(a)).rejects.toMatchObject({ entry: 'appNotFound' });
    expect(typeOfApp()).toBe(DELETED_APP);
  });

  test.each(['getMobileApp', 'updateMobileApp', 'deleteMobileApp'])('is not there for %s', async (name) => {
    const services = startProcess();
    await report(services);
    await remove(services);
    await expect(run(operationNamed(name), services, { body: { displayName: 'x' } })).rejects.toMatchObject({
      entry: 'appNotFound',
    });
    expect(typeOfApp()).toBe(DELETED_APP);
  });

  test('is not there for its statuses', async () => {
    const { b } = await leaveStatusWithoutApp();
    const keys = { mobileAppId: 'a1', userAppInstallStatusId: 's2' };
    const app = run(operationNamed('getAppOfUserAppInstallStatus'), b, { keys });
    await expect(app).rejects.toMatchObject({ entry: 'appNotFound' });
    const get = operationNamed('getUserAppInstallStatus');
    await expect(run(get, b, { keys, query: { expand: 'app' } })).resolves.toMatchObject({
      expanded: [{ value: { values: null } }],
    });
  });
});

describe('a tombstone without a status', () => {
  test('is gone with the first listing after its time, together with a count that was remembered late', async () => {
    const services = startProcess();
    await report(services);
    await remove(services);
    const late = { id: '$installSummary', mobileAppId: 'a1', entityType: 'mobileAppInstallSummary', schemaVersion: 1 };
    await memory.create(late, { requestCharge: 0 });
    clock.advance(SETTLED_AFTER_MS);
    await list(services);
    expect(memory.documents).toHaveLength(2);
    clock.advance(1);
    await list(services, { skiptoken: 'x' }).catch(() => undefined);
    expect(memory.documents).toHaveLength(2);
    await list(services);
    expect(memory.documents).toEqual([]);
  });

  test('is one of at most 20 that a listing settles', async () => {
    const services = startProcess();
    for (let index = 0; index < 25; index += 1) await buryApp(`a${index}`, undefined, workOf(services));
    clock.advance(SETTLED_AFTER_MS + 1);
    await list(services);
    expect(memory.documents).toHaveLength(5);
    await list(services);
    expect(memory.documents).toEqual([]);
  });

  test('is found behind a page of the store that is empty', async () => {
    let isFirst = true;
    const store: DocumentStore = {
      ...memory,
      list(...args) {
        if (!isFirst) return memory.list(...args);
        isFirst = false;
        return Promise.resolve({ documents: [], continuation: '0' });
      },
    };
    const services = startProcess(store);
    await buryApp('a1', undefined, workOf(services));
    clock.advance(SETTLED_AFTER_MS + 1);
    await settleTombstones(workOf(services));
    expect(memory.documents).toEqual([]);
  });

  test('gives way to an app that is made while it is being settled', async () => {
    const services = startProcess();
    const store: DocumentStore = {
      ...memory,
      async delete(...args) {
        if (args[0] === APPS_PARTITION) await registerApp('a1', { caller, at: new Date() }, workOf(services));
        return memory.delete(...args);
      },
    };
    await buryApp('a1', undefined, workOf(services));
    clock.advance(SETTLED_AFTER_MS + 1);
    await settleTombstones(workOf(startProcess(store)));
    expect(typeOfApp()).toBe('mobileApp');
  });
});

describe('to bury an app', () => {
  /** The app is changed by others at each of the first writes. */
  function changing(times: number): DocumentStore {
    let left = times;
    return {
      ...memory,
      replace(...args) {
        left -= 1;
        return left >= 0 ? Promise.resolve('changed') : memory.replace(...args);
      },
    };
  }

  test.each([
    [WRITE_ATTEMPTS - 1, true],
    [WRITE_ATTEMPTS, false],
  ])('is tried anew when others changed it: %d times', async (times, isBuried) => {
    const services = startProcess(changing(times));
    await report(services);
    const app = await readApp('a1', workOf(services));
    await expect(buryApp('a1', app, workOf(services))).resolves.toBe(isBuried);
    expect(typeOfApp()).toBe(isBuried ? DELETED_APP : 'mobileApp');
  });

  test('that is changed on and on leaves the request to be sent again', async () => {
    const services = startProcess(changing(WRITE_ATTEMPTS));
    await report(services);
    await expect(remove(services)).rejects.toMatchObject({ entry: 'removalNotFinished' });
    await expect(remove(services)).resolves.toEqual({ kind: 'noContent' });
  });
});

describe('to make an app anew', () => {
  test('is tried again when the tombstone goes, or another comes, at the same time', async () => {
    const services = startProcess();
    await buryApp('a1', undefined, workOf(services));
    let turn = 0;
    const store: DocumentStore = {
      ...memory,
      async read(...args) {
        turn += 1;
        if (turn === 1) await memory.delete(APPS_PARTITION, 'a1', undefined, { requestCharge: 0 });
        return memory.read(...args);
      },
    };
    const other = startProcess(store);
    await registerApp('a1', { caller, at: new Date() }, workOf(other));
    expect(typeOfApp()).toBe('mobileApp');
    expect(other.knownApps.has('a1')).toBe(true);
  });

  test.each(['an app', 'a tombstone'])('looks once for many at a time at %s', async (what) => {
    if (what === 'an app') await report(startProcess());
    else await buryApp('a1', undefined, workOf(startProcess()));
    let reads = 0;
    const services = startProcess({ ...memory, read: (...args) => ((reads += 1), memory.read(...args)) });
    const origin = { caller, at: new Date() };
    await Promise.all(Array.from({ length: 20 }, () => registerApp('a1', origin, workOf(services))));
    expect(reads).toBe(1);
    expect(typeOfApp()).toBe('mobileApp');
  });

  test('looks by itself when the look of another failed', async () => {
    await report(startProcess());
    let isFirst = true;
    const store: DocumentStore = {
      ...memory,
      read(...args) {
        if (!isFirst) return memory.read(...args);
        isFirst = false;
        return Promise.reject(new Error('gone'));
      },
    };
    const services = startProcess(store);
    const origin = { caller, at: new Date() };
    const made = [1, 2].map(() => registerApp('a1', origin, workOf(services)));
    const outcomes = await Promise.allSettled(made);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('is a conflict when others are faster on and on, and the app is not remembered', async () => {
    await buryApp('a1', undefined, workOf(startProcess()));
    const services = startProcess({ ...memory, replace: () => Promise.resolve('changed') });
    const made = registerApp('a1', { caller, at: new Date() }, workOf(services));
    await expect(made).rejects.toMatchObject({ entry: 'writeConflict' });
    expect(services.knownApps.has('a1')).toBe(false);
  });
});
