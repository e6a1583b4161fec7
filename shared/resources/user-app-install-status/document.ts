// Between the entity and the document that is stored for it.
import type { Caller } from '../../auth/caller.ts';
import type { AuditActor, StoredDocument } from '../../store/document-store.ts';
import { userAppInstallStatus, type UserAppInstallStatusValues } from './definition.ts';

/** Layout of the documents written today; a change of the layout gets the next number. */
const SCHEMA_VERSION = 1;

/** What a new status is made of. */
export interface NewUserAppInstallStatus {
  readonly id: string;
  readonly mobileAppId: string;
  readonly values: UserAppInstallStatusValues;
  readonly caller: Caller;
  readonly at: Date;
}

/** The document of a new status. Its id is the entity's own key, so that Cosmos itself refuses a second one. */
export function toDocument({ id, mobileAppId, values, caller, at }: NewUserAppInstallStatus): StoredDocument {
  const when = at.toISOString();
  const who = toActor(caller);
  return {
    ...values,
    id,
    mobileAppId,
    entityType: userAppInstallStatus.name,
    schemaVersion: SCHEMA_VERSION,
    audit: { createdDateTime: when, createdBy: who, lastModifiedDateTime: when, lastModifiedBy: who },
  };
}

/** The document with some of its values changed. */
export function toChangedDocument(
  document: StoredDocument,
  changes: Partial<UserAppInstallStatusValues>,
  caller: Caller,
  at: Date,
): StoredDocument {
  const audit = { ...document.audit, lastModifiedDateTime: at.toISOString(), lastModifiedBy: toActor(caller) };
  return { ...document, ...changes, id: document.id, audit };
}

function toActor(caller: Caller): AuditActor {
  const objectId = caller.objectId === undefined ? {} : { objectId: caller.objectId };
  return { tenantId: caller.tenantId, ...objectId, appId: caller.appId };
}
