// Between the entity and the document that is stored for it.
import { toSearchText } from '../../odata/search.ts';
import type { StoredDocument } from '../../store/document-store.ts';
import { modifiedBy } from '../audit.ts';
import type { EntityChange, NewEntity } from '../entity-set/entity-set.ts';
import { userAppInstallStatus } from './definition.ts';

/** Layout of the documents written today; a change of the layout gets the next number. */
const SCHEMA_VERSION = 1;

/** The document of a new status. Its id is the entity's own key, so that Cosmos itself refuses a second one. */
export function toDocument({ key, values, location, audit }: NewEntity): StoredDocument {
  return {
    ...values,
    id: key,
    mobileAppId: location.mobileAppId,
    entityType: userAppInstallStatus.name,
    schemaVersion: SCHEMA_VERSION,
    searchText: searchTextOf(values),
    audit,
  };
}

/** The document with some of its values changed. */
export function toChangedDocument(document: StoredDocument, { changes, caller, at }: EntityChange): StoredDocument {
  const changed = { ...document, ...changes };
  const audit = modifiedBy(document.audit, caller, at);
  return { ...changed, id: document.id, searchText: searchTextOf(changed), audit };
}

function searchTextOf(values: Readonly<Record<string, unknown>>): string {
  return toSearchText([values.userName as string, values.userPrincipalName as string]);
}
