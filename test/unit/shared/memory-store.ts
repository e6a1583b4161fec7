// A document store in memory, as strict about ids as Cosmos: for tests of what stands on the store's port.
import type { Sort } from '../../../shared/odata/order-by.ts';
import type {
  DocumentQuery,
  DocumentStore,
  StoredDocument,
  VersionedDocument,
} from '../../../shared/store/document-store.ts';
import { evaluate, type Values } from '../../support/filter-evaluator.ts';

/** The store, and what is in it. */
export interface MemoryStore extends DocumentStore {
  readonly documents: readonly StoredDocument[];
}

/** What each call costs, in request units. */
export const CREATE_CHARGE = 5.5;
export const READ_CHARGE = 1;
export const REPLACE_CHARGE = 10;
export const LIST_CHARGE = 3;
export const COUNT_CHARGE = 2.5;

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
  const find = (query: DocumentQuery): VersionedDocument[] =>
    [...documents]
      .filter(([, document]) => isWanted(document, query))
      .map(([key, document]) => ({ document, version: versions.get(key) ?? '' }))
      .sort((one, other) => compare(one.document, other.document, query.sort));
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
    createMany(many, call) {
      return Promise.all(many.map((document) => this.create(document, call)));
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
    list(query, { properties, size, skip, continuation }, call) {
      call.requestCharge += LIST_CHARGE;
      const found = find(query).map(({ document, version }) => ({ document: cutDown(document, properties), version }));
      const start = Number(continuation ?? 0) + skip;
      const end = start + size;
      return Promise.resolve({
        documents: found.slice(start, end),
        continuation: end < found.length ? String(end) : undefined,
      });
    },
    scan(query, properties, { size, continuation }, call) {
      call.requestCharge += LIST_CHARGE;
      const found = find(query);
      const start = Number(continuation ?? 0);
      const rows = found.slice(start, start + size).map(({ document }) => pick(document, properties));
      return Promise.resolve({ rows, continuation: start + size < found.length ? String(start + size) : undefined });
    },
    count(query, call) {
      call.requestCharge += COUNT_CHARGE;
      return Promise.resolve(find(query).length);
    },
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function cutDown(document: StoredDocument, properties: readonly string[] | undefined): StoredDocument {
  if (properties === undefined) return document;
  const { id, mobileAppId, entityType, schemaVersion } = document;
  return { ...pick(document, properties), id, mobileAppId, entityType, schemaVersion };
}

function pick(document: StoredDocument, properties: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => properties.includes(name)));
}

function isWanted(document: StoredDocument, { mobileAppId, entityType, filter }: DocumentQuery): boolean {
  if (document.mobileAppId !== mobileAppId) return false;
  if (entityType !== undefined && document.entityType !== entityType) return false;
  return filter === undefined || evaluate(filter, document as unknown as Values) === true;
}

function compare(one: StoredDocument, other: StoredDocument, sort: Sort): number {
  for (const { property, storedAs = property, direction } of sort) {
    const [a, b] = [one[storedAs] as string | number | null, other[storedAs] as string | number | null];
    if (a !== b) return (a === null || (b !== null && a < b) ? -1 : 1) * (direction === 'asc' ? 1 : -1);
  }
  return 0;
}
