// A document store in memory, as strict about ids as Cosmos: for tests of what stands on the store's port.
import type { DocumentStore, StoredDocument } from '../../../shared/store/document-store.ts';

/** The store, and what is in it. */
export interface MemoryStore extends DocumentStore {
  readonly documents: readonly StoredDocument[];
}

/** What each call costs, in request units. */
export const CREATE_CHARGE = 5.5;
export const READ_CHARGE = 1;
export const REPLACE_CHARGE = 10;

/**
 * Makes an empty store.
 * @throws Error from its methods for an id that Cosmos would refuse: the pipeline has to stop it before
 */
export function createMemoryStore(): MemoryStore {
  const documents = new Map<string, StoredDocument>();
  const versions = new Map<string, string>();
  let writes = 0;
  const write = (key: string, document: StoredDocument): { readonly version: string } => {
    writes += 1;
    documents.set(key, JSON.parse(JSON.stringify(document)) as StoredDocument);
    versions.set(key, `"version-${writes}"`);
    return { version: `"version-${writes}"` };
  };
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
      return Promise.resolve(write(key, document));
    },
    read(mobileAppId, id, call) {
      call.requestCharge += READ_CHARGE;
      const key = keyOf(mobileAppId, id);
      const document = documents.get(key);
      return Promise.resolve(document === undefined ? undefined : { document, version: versions.get(key) ?? '' });
    },
    replace(document, version, call) {
      call.requestCharge += REPLACE_CHARGE;
      const key = keyOf(document.mobileAppId, document.id);
      if (!documents.has(key)) return Promise.resolve('missing');
      return Promise.resolve(versions.get(key) === version ? write(key, document) : 'changed');
    },
    delete(mobileAppId, id, version, call) {
      call.requestCharge += REPLACE_CHARGE;
      const key = keyOf(mobileAppId, id);
      if (!documents.has(key)) return Promise.resolve('missing');
      if (version !== undefined && versions.get(key) !== version) return Promise.resolve('changed');
      documents.delete(key);
      return Promise.resolve('deleted');
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
