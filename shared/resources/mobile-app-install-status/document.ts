// Between the entity and the document that is stored for it.
import { invalidEntity } from '../../errors/invalid-entity.ts';
import { parseDateTimeOffset, showMoment, toStoredMoment } from '../../odata/date-time-offset.ts';
import { toSearchText } from '../../odata/search.ts';
import type { StoredDocument } from '../../store/document-store.ts';
import { modifiedBy } from '../audit.ts';
import type { EntityChange, NewEntity } from '../entity-set/entity-set.ts';
import { mobileAppInstallStatus, TWINS_DIFFER } from './definition.ts';
import { isSameUser, ownerById, ownerByName, userKeyOf } from './owner.ts';

/** Layout of the documents written today; a change of the layout gets the next number. */
const SCHEMA_VERSION = 1;

type Values = Readonly<Record<string, unknown>>;

/** The id of the document: a device status and a user status of one app may have the same key. */
export function documentIdOf(key: string): string {
  return `$deviceStatus:${key}`;
}

/**
 * The document of a new device status.
 * @throws GraphError `invalidEntity` (400) when it names another user than the one that it is created under
 */
export function toDocument({ key, values, location, at, audit }: NewEntity): StoredDocument {
  const { parent, mobileAppId } = location;
  const userPrincipalName = nameUnder(parent, values.userPrincipalName);
  const stored = {
    ...defaults(at),
    ...values,
    ...storedForms(values),
    userName: values.userName ?? parent?.userName ?? null,
    userPrincipalName,
  };
  return {
    ...stored,
    id: documentIdOf(key),
    key,
    mobileAppId,
    entityType: mobileAppInstallStatus.name,
    schemaVersion: SCHEMA_VERSION,
    owner: parent === undefined ? ownerOf(userPrincipalName) : ownerById(parent.id),
    ...derived(stored),
    audit,
  };
}

/**
 * The document with some of its values changed. What was created under a user status stays with it.
 * @throws GraphError `invalidEntity` (400) when it would name another user than the one that it belongs to
 */
export function toChangedDocument(document: StoredDocument, change: EntityChange): StoredDocument {
  const { changes, location, caller, at } = change;
  const isOwnedById = String(document.owner).startsWith(ownerById(''));
  const user = location.parent ?? (isOwnedById ? document : undefined);
  const { userPrincipalName: given } = changes;
  // Its own name is no contradiction, though its user may have another one since.
  const name = isSameName(given, document.userPrincipalName) ? given : nameUnder(user, given);
  const changed: StoredDocument = {
    ...document,
    ...changes,
    ...storedForms(changes, document.installState),
    ...(given === undefined ? {} : { userPrincipalName: name }),
  };
  return {
    ...changed,
    id: document.id,
    owner: isOwnedById ? document.owner : ownerOf(changed.userPrincipalName),
    ...derived(changed),
    audit: modifiedBy(document.audit, caller, at),
  };
}

/** The entity's values in its document. */
export function toValues(document: StoredDocument): Values {
  return {
    ...document,
    id: document.key,
    lastSyncDateTime: showMoment(String(document.lastSyncDateTime)),
    mobileAppInstallStatusValue: document.installState,
  };
}

/**
 * The state that is meant. Who reads a status, changes one of the twins and sends the whole back, as Microsoft's SDK does,
 * means the one that differs from what is stored.
 * @throws GraphError `invalidEntity` (400) when both differ from it, and from each other
 */
function stateOf({ installState, mobileAppInstallStatusValue: twin }: Values, stored: unknown): unknown {
  if (installState === undefined || twin === undefined || installState === twin) return installState ?? twin;
  if (twin === stored) return installState;
  if (installState === stored) return twin;
  const target = 'mobileAppInstallStatusValue';
  throw invalidEntity([{ code: 'BadRequest', target, message: TWINS_DIFFER }]);
}

/** What a status says that does not say it; Cosmos sorts and finds only what is there. */
function defaults(at: Date): Values {
  return {
    deviceName: null,
    deviceId: null,
    lastSyncDateTime: toStoredMoment(at),
    installStateDetail: 'noAdditionalDetails',
    errorCode: 0,
    osVersion: null,
    osDescription: null,
    displayVersion: null,
  };
}

/** The twins are one value, and a moment has one text. */
function storedForms(values: Values, stored?: unknown): Values {
  const { lastSyncDateTime } = values;
  const state = stateOf(values, stored);
  return {
    ...(state === undefined ? {} : { installState: state }),
    ...(typeof lastSyncDateTime === 'string' ? { lastSyncDateTime: parseDateTimeOffset(lastSyncDateTime) } : {}),
    mobileAppInstallStatusValue: undefined,
  };
}

function derived({ userName, userPrincipalName, deviceName }: Values): Values {
  return {
    userKey: typeof userPrincipalName === 'string' ? userKeyOf(userPrincipalName) : null,
    searchText: toSearchText([
      deviceName as string | null,
      userName as string | null,
      userPrincipalName as string | null,
    ]),
  };
}

function ownerOf(userPrincipalName: unknown): string | null {
  return typeof userPrincipalName === 'string' ? ownerByName(userPrincipalName) : null;
}

/** The name that a device status of a user has when this one is given; without a user any will do. */
function nameUnder(user: StoredDocument | undefined, given: unknown): unknown {
  if (user === undefined) return given ?? null;
  const own = user.userPrincipalName;
  if (given === undefined || given === null) return own;
  if (isSameName(given, own)) return given;
  const message = `'userPrincipalName' must be that of the user status which the device status belongs to, '${String(own)}', or be left out.`;
  throw invalidEntity([{ code: 'BadRequest', target: 'userPrincipalName', message }]);
}

function isSameName(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && isSameUser(one, other);
}
