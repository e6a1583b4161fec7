// What stays for a while of a removed app, so that a status that another process wrote meanwhile is found.
import { toStoredMoment } from '../../odata/date-time-offset.ts';
import type { DocumentQuery, StoredDocument, VersionedDocument } from '../../store/document-store.ts';
import { stepAside, WRITE_ATTEMPTS } from '../entity-set/contention.ts';
import type { Work } from '../entity-set/entity-set.ts';
import { mobileAppInstallSummary } from '../mobile-app-install-summary/definition.ts';
import { REMEMBERED_ID } from '../mobile-app-install-summary/remembered-count.ts';
import { APPS_PARTITION, DELETED_APP, isDeletedApp, toAppDocument } from './app-document.ts';
import { REMEMBERED_MS } from './known-apps.ts';

/** So many are settled by one listing, which has to answer in time. */
const SETTLED_AT_ONCE = 20;

/** Beyond the time for which an app is remembered: for a write that was under way, and for clocks that differ. */
const GRACE_MS = 30_000;

/** Layout of the documents written today; a change of the layout gets the next number. */
const SCHEMA_VERSION = 1;

/**
 * Puts a tombstone in the place of an app's document.
 * @param app - the document as it was read, where there was one
 * @returns whether there is a tombstone now; false when others were faster again and again
 */
export async function buryApp(
  mobileAppId: string,
  app: VersionedDocument | undefined,
  { services, storeCall }: Work,
): Promise<boolean> {
  const { store } = services;
  const tombstone = toTombstone(mobileAppId, services.now());
  let found = app;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    if (found !== undefined && isDeletedApp(found.document)) return true;
    const written =
      found === undefined
        ? await store.create(tombstone, storeCall)
        : await store.replace(tombstone, found.version, storeCall);
    if (typeof written === 'object') return true;
    found = await store.read(APPS_PARTITION, mobileAppId, storeCall);
    await stepAside(attempt);
  }
  return false;
}

/**
 * Settles what became of apps that were removed so long ago that no process remembers them any more: an app that has a
 * status all the same gets its document again, of any other nothing is left. At most 20, by whoever lists apps next.
 */
export async function settleTombstones(work: Work): Promise<void> {
  const { services } = work;
  const before = toStoredMoment(new Date(services.now().getTime() - REMEMBERED_MS - GRACE_MS));
  const tombstones = await findFirst(deletedBefore(before), SETTLED_AT_ONCE, work);
  await Promise.all(tombstones.map((tombstone) => settle(tombstone, work)));
}

async function settle({ document, version }: VersionedDocument, work: Work): Promise<void> {
  const { services, storeCall } = work;
  const { store } = services;
  const { id: mobileAppId, deletedDateTime } = document;
  const [status] = await findFirst(anyStatusOf(mobileAppId), 1, work);
  // That the tombstone has changed meanwhile, or is gone, says that somebody else has settled it.
  if (status !== undefined) {
    // The status came within a minute or so of the removal, whenever it is found.
    const app = toAppDocument(mobileAppId, undefined, new Date(String(deletedDateTime)));
    await store.replace(app, version, storeCall);
    return;
  }
  // A count that was under way has written it after the removal, perhaps.
  await store.delete(mobileAppId, REMEMBERED_ID, undefined, storeCall);
  await store.delete(APPS_PARTITION, mobileAppId, version, storeCall);
}

/** The first documents that a query finds: a page of the store may be empty and not the last. */
async function findFirst(
  query: DocumentQuery,
  size: number,
  { services, storeCall }: Work,
): Promise<readonly VersionedDocument[]> {
  let continuation: string | undefined;
  do {
    const page = await services.store.list(query, { size, skip: 0, continuation }, storeCall);
    if (page.documents.length > 0) return page.documents;
    ({ continuation } = page);
  } while (continuation !== undefined);
  return [];
}

function deletedBefore(moment: string): DocumentQuery {
  return {
    mobileAppId: APPS_PARTITION,
    entityType: DELETED_APP,
    filter: {
      kind: 'compare',
      operator: 'lt',
      left: { kind: 'property', property: { name: 'deletedDateTime', edmType: 'Edm.DateTimeOffset' } },
      right: { kind: 'dateTimeOffset', value: moment },
    },
    sort: [],
  };
}

/** Everything but the count that is remembered: it tells of no status that is there now. */
function anyStatusOf(mobileAppId: string): DocumentQuery {
  return {
    mobileAppId,
    entityType: undefined,
    filter: {
      kind: 'compare',
      operator: 'ne',
      left: { kind: 'property', property: { name: 'entityType', edmType: 'Edm.String' } },
      right: { kind: 'string', value: mobileAppInstallSummary.name },
    },
    sort: [],
  };
}

/** No name, and nobody's id: what is removed is to be gone. */
function toTombstone(mobileAppId: string, at: Date): StoredDocument {
  return {
    id: mobileAppId,
    mobileAppId: APPS_PARTITION,
    entityType: DELETED_APP,
    schemaVersion: SCHEMA_VERSION,
    deletedDateTime: toStoredMoment(at),
  };
}
