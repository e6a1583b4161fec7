// Removing many documents from a store that is too busy, or fails in the middle.
import { graphError } from '../../../../../shared/errors/catalogue.ts';
import { removeDocuments } from '../../../../../shared/resources/entity-set/remove-documents.ts';
import type { DocumentStore } from '../../../../../shared/store/document-store.ts';
import { type Clock, createClock } from '../../../../support/clock.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices } from '../../services.ts';

const query = { mobileAppId: 'a1', entityType: undefined, filter: undefined, sort: [] };

let memory: MemoryStore;
let clock: Clock;
let pauses: number[];

beforeEach(async () => {
  memory = createMemoryStore();
  clock = createClock(0);
  pauses = [];
  for (let index = 0; index < 40; index += 1) {
    const document = { id: `s${index}`, mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 };
    await memory.create(document, { requestCharge: 0 });
  }
});

function remove(store: DocumentStore, until = Infinity): ReturnType<typeof removeDocuments> {
  const services = createServices({ store, now: () => new Date(clock.now()) });
  return removeDocuments(query, until, { services, storeCall: { requestCharge: 0 } }, (milliseconds) => {
    pauses.push(milliseconds);
    clock.advance(milliseconds);
    return Promise.resolve();
  });
}

const throttled = (): Promise<never> =>
  Promise.reject(graphError('storeThrottled', {}, { headers: { 'Retry-After': '2' } }));

/** The store, in which these attempts to remove a document are refused. */
function busy(isRefused: (attempt: number) => boolean): DocumentStore {
  let attempt = 0;
  return { ...memory, delete: (...args) => (isRefused((attempt += 1)) ? throttled() : memory.delete(...args)) };
}

test('what is refused for now is removed after the pause that the store asks for', async () => {
  await expect(remove(busy((attempt) => attempt % 10 === 0))).resolves.toEqual({ removed: 40, isDone: true });
  expect(memory.documents).toEqual([]);
  expect(new Set(pauses)).toEqual(new Set([2_000]));
});

test('a page that is refused for now is asked for again', async () => {
  let isFirst = true;
  const scan: DocumentStore['scan'] = (...args) => {
    if (!isFirst) return memory.scan(...args);
    isFirst = false;
    return throttled();
  };
  await expect(remove({ ...memory, scan })).resolves.toEqual({ removed: 40, isDone: true });
  expect(pauses).toEqual([2_000]);
});

test('a store that stays busy is waited for while there is time', async () => {
  await expect(
    remove(
      busy((attempt) => attempt > 10),
      9_000,
    ),
  ).resolves.toEqual({ removed: 10, isDone: false });
  expect(memory.documents).toHaveLength(30);
  expect(pauses).toHaveLength(5);
});

test('and not longer than half a minute, whatever time there is', async () => {
  await expect(remove(busy((attempt) => attempt > 10))).rejects.toMatchObject({ status: 429 });
  expect(pauses).toHaveLength(15);
});

test('another failure ends it, when all that was begun has ended', async () => {
  let underWay = 0;
  const store: DocumentStore = {
    ...memory,
    async delete(...args) {
      if (args[1] === 's0') throw graphError('storeUnavailable', {});
      if (args[1] === 's1') return throttled();
      underWay += 1;
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return memory.delete(...args);
    },
  };
  await expect(remove(store)).rejects.toMatchObject({ entry: 'storeUnavailable' });
  expect([underWay, pauses]).toEqual([0, []]);
});

test('what is removed in a time of its own is not bound to the deadline of a single answer', async () => {
  const waiting = { until: 1, client: undefined };
  const seen = new Set<number | undefined>();
  const store: DocumentStore = {
    ...memory,
    scan(wanted, properties, page, call) {
      seen.add(call.waiting?.until);
      return memory.scan(wanted, properties, page, call);
    },
  };
  const services = createServices({ store, now: () => new Date(clock.now()) });
  await removeDocuments(query, Infinity, { services, storeCall: { requestCharge: 0, waiting } });
  expect([...seen]).toEqual([Infinity]);
});
