// Removing many documents: to the end, as long as there is time, and again after it broke off.
import { removeDocuments } from '../../../../../shared/resources/entity-set/remove-documents.ts';
import type { DocumentStore, StoredDocument } from '../../../../../shared/store/document-store.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices } from '../../services.ts';

const query = { mobileAppId: 'a1', entityType: 'kind', filter: undefined, sort: [] };

let memory: MemoryStore;

beforeEach(async () => {
  memory = createMemoryStore();
  for (let index = 0; index < 50; index += 1) await put({ id: `d${index}`, entityType: 'kind' });
  await put({ id: 'other', entityType: 'otherKind' });
});

function put(document: Pick<StoredDocument, 'id' | 'entityType'>): Promise<unknown> {
  return memory.create({ ...document, mobileAppId: 'a1', schemaVersion: 1 }, { requestCharge: 0 });
}

function remove(store: DocumentStore = memory, until = Infinity, now = 0): ReturnType<typeof removeDocuments> {
  const services = createServices({ store, now: () => new Date(now) });
  return removeDocuments(query, until, { services, storeCall: { requestCharge: 0 } });
}

function ids(): readonly string[] {
  return memory.documents.map(({ id }) => id);
}

describe('removeDocuments', () => {
  test('removes all that the query finds, and nothing else', async () => {
    expect(await remove()).toEqual({ removed: 50, isDone: true });
    expect(ids()).toEqual(['other']);
    expect(await remove()).toEqual({ removed: 0, isDone: true });
  });

  test('stops when its time is up, says so, and goes on when it is run again', async () => {
    const first = await remove(memory, 0, 0);
    expect(first.isDone).toBe(false);
    expect(first.removed).toBe(51 - ids().length);

    expect(await remove()).toEqual({ removed: 50 - first.removed, isDone: true });
    expect(ids()).toEqual(['other']);
  });

  test('fails with the store, keeps what it did, and goes on when it is run again', async () => {
    let deletes = 0;
    const failing: DocumentStore = {
      ...memory,
      delete: (...given) => (++deletes > 20 ? Promise.reject(new Error('throttled')) : memory.delete(...given)),
    };

    await expect(remove(failing)).rejects.toThrow('throttled');
    expect(ids()).toHaveLength(31);

    expect(await remove()).toEqual({ removed: 30, isDone: true });
    expect(ids()).toEqual(['other']);
  });

  test('passes over what somebody else removed meanwhile', async () => {
    const raced: DocumentStore = {
      ...memory,
      async delete(mobileAppId, id, version, call) {
        if (id === 'd3') await memory.delete(mobileAppId, id, undefined, call);
        return memory.delete(mobileAppId, id, version, call);
      },
    };
    expect(await remove(raced)).toEqual({ removed: 49, isDone: true });
  });

  // A page of Cosmos may be empty and not be the last.
  test('looks behind pages that are empty', async () => {
    const sparse: DocumentStore = {
      ...memory,
      scan(wanted, properties, page, call) {
        if (page.continuation === undefined) return Promise.resolve({ rows: [], continuation: 'empty' });
        if (page.continuation === 'empty') return Promise.resolve({ rows: [], continuation: '0' });
        return memory.scan(wanted, properties, page, call);
      },
    };
    expect(await remove(sparse)).toEqual({ removed: 50, isDone: true });
    expect(ids()).toEqual(['other']);
  });
});
