// The document of an app. All of them lie in one partition of their own, so that listing apps is a query in one partition.
import type { Caller } from '../../auth/caller.ts';
import { showMoment, toStoredMoment } from '../../odata/date-time-offset.ts';
import type { StoredDocument, VersionedDocument } from '../../store/document-store.ts';
import { createdBy, modifiedBy } from '../audit.ts';
import type { EntityChange, Work } from '../entity-set/entity-set.ts';
import { mobileApp } from './definition.ts';

/** The partition of the apps' documents: no app can have this key, because it begins with `$`. */
export const APPS_PARTITION = '$mobileApps';

/** What stands for `mobileApp` in the tombstone of an app that was removed. */
export const DELETED_APP = 'deletedMobileApp';

/** Layout of the documents written today; a change of the layout gets the next number. */
const SCHEMA_VERSION = 1;

/** The document of a new app; its id is the app's key. Without a caller the service itself makes it. */
export function toAppDocument(mobileAppId: string, caller: Caller | undefined, at: Date): StoredDocument {
  return {
    id: mobileAppId,
    mobileAppId: APPS_PARTITION,
    entityType: mobileApp.name,
    schemaVersion: SCHEMA_VERSION,
    displayName: null,
    createdDateTime: toStoredMoment(at),
    lastModifiedDateTime: toStoredMoment(at),
    ...(caller === undefined ? {} : { audit: createdBy(caller, at) }),
  };
}

/** Whether this is no app's document but the tombstone of one. */
export function isDeletedApp({ entityType }: StoredDocument): boolean {
  return entityType === DELETED_APP;
}

/** Reads the document of an app, or nothing where there is none or its tombstone only. */
export async function readApp(
  mobileAppId: string,
  { services, storeCall }: Work,
): Promise<VersionedDocument | undefined> {
  const found = await services.store.read(APPS_PARTITION, mobileAppId, storeCall);
  return found === undefined || isDeletedApp(found.document) ? undefined : found;
}

/** The document of an app with some of its values changed. */
export function toChangedAppDocument(document: StoredDocument, { changes, caller, at }: EntityChange): StoredDocument {
  const audit = modifiedBy(document.audit, caller, at);
  return { ...document, ...changes, lastModifiedDateTime: toStoredMoment(at), audit };
}

/** The values of an app in its document. */
export function toAppValues(document: StoredDocument): Readonly<Record<string, unknown>> {
  return {
    ...document,
    createdDateTime: showMoment(String(document.createdDateTime)),
    lastModifiedDateTime: showMoment(String(document.lastModifiedDateTime)),
  };
}
