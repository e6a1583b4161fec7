// Who did something to a document, and when: kept with it, never returned.
import type { Caller } from '../auth/caller.ts';
import type { AuditActor, AuditFacts, StoredDocument } from '../store/document-store.ts';

/** What a new document says of who made it. */
export function createdBy(caller: Caller, at: Date, origin?: DocumentOrigin): AuditFacts {
  const when = at.toISOString();
  const who = toActor(caller);
  return { createdDateTime: when, createdBy: who, lastModifiedDateTime: when, lastModifiedBy: who, ...origin };
}

/** By what a request knows its own write again, and a repeated create the first. */
export type DocumentOrigin = Pick<AuditFacts, 'requestId' | 'repetition'>;

/** What a changed document says of who changed it. */
export function modifiedBy(audit: AuditFacts | undefined, caller: Caller, at: Date): AuditFacts {
  return {
    ...createdBy(caller, at),
    ...audit,
    lastModifiedDateTime: at.toISOString(),
    lastModifiedBy: toActor(caller),
  };
}

/** The changed document, which says by which request it was changed. */
export function withChangeRequest(document: StoredDocument, requestId: string): StoredDocument {
  return document.audit === undefined
    ? document
    : { ...document, audit: { ...document.audit, changeRequestId: requestId } };
}

/** Whether a request was the last to change a document: then it need not do so again. */
export function isChangedBy({ audit }: StoredDocument, requestId: string): boolean {
  return audit?.changeRequestId === requestId;
}

function toActor(caller: Caller): AuditActor {
  const objectId = caller.objectId === undefined ? {} : { objectId: caller.objectId };
  return { tenantId: caller.tenantId, ...objectId, appId: caller.appId };
}
