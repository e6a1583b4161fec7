// A document store in memory, as strict about ids as Cosmos: for tests of what stands on the store's port.
import type { DocumentStore, StoredDocument } from '../../../shared/store/document-store.ts';

/** The store, and what is in it. */
export interface MemoryStore extends DocumentStore {
  readonly documents: readonly StoredDocument[];
}

/** What each call costs, in request units. */
export const CREATE_CHARGE = 5.5;
export const READ_CHARGE = 1;

/**
 * Makes an empty store.
 * @throws Error from its methods for an id that Cosmos would refuse: the pipeline has to stop it before
 */
export function createMemoryStore(): MemoryStore {
  const documents = new Map<string, StoredDocument>();
  const keyOf = (mobileAppId: string, id: string): string => {
    for (const part of [mobileAppId, id]) {
      const isHeld = part.trim() !== '' && !/[/\\?#]|[\u0000-\u001f]|\s$/.test(part) && part.isWellFormed();
      if (!isHeld || Buffer.byteLength(part) > 1023)
        throw new Error(`Cosmos cannot hold the id ${JSON.stringify(part)}.`);
    }
    return JSON.stringify([mobileAppId, id]);
  };
  return {
    get documents() {
      return [...documents.values()];
    },
    create(document, call) {
      call.requestCharge += CREATE_CHARGE;
      const key = keyOf(document.mobileAppId, document.id);
      if (documents.has(key)) return Promise.resolve('conflict');
      documents.set(key, JSON.parse(JSON.stringify(document)) as StoredDocument);
      return Promise.resolve('created');
    },
    read(mobileAppId, id, call) {
      call.requestCharge += READ_CHARGE;
      return Promise.resolve(documents.get(keyOf(mobileAppId, id)));
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
