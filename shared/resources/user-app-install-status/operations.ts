// The operations of userAppInstallStatus, one function each.
import { readApps, readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { MAX_PAGE_SIZE, type QueryOptionValues, readCollectionQuery } from '../../odata/collection-query.ts';
import { readEntityForCreate, readEntityForUpdate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import { memberPath, type NavigationStep } from '../../odata/links.ts';
import { parseSelect, type Selection } from '../../odata/select.ts';
import { readSkipToken, toSkipToken } from '../../odata/skip-token.ts';
import type { DocumentPage, DocumentStore, StoreCall, VersionedDocument } from '../../store/document-store.ts';
import { isNotModified, preconditionFailed, requireWritable } from '../conditions.ts';
import type { EntityOutcome, GraphOperation } from '../operation.ts';
import { userAppInstallStatusCollection } from './collection.ts';
import { userAppInstallStatus } from './definition.ts';
import { toChangedDocument, toDocument } from './document.ts';

const COLLECTION = '/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses';
const ENTITY = `${COLLECTION}/{userAppInstallStatusId}`;

/** Members of a page when the client does not say. */
const DEFAULT_PAGE_SIZE = 100;

const NO_PAGE: DocumentPage = { documents: [], continuation: undefined };

/** How often a write is tried anew when somebody else was faster; each time means that another write went well. */
const UPDATE_ATTEMPTS = 5;

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-create */
export const createUserAppInstallStatus: GraphOperation = {
  name: 'createUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_CreateUserStatuses',
  summary: 'Create a userAppInstallStatus of an app',
  method: 'POST',
  path: COLLECTION,
  hasBody: true,
  produces: 'json',
  queryOptions: ['select'],
  permissions: readWriteApps,
  async run({ keys, body, caller, conditions, query, storeCall }, { store, newId, now }) {
    const selection = readSelection(query);
    // What is to be created has no version that could match.
    if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match');
    const values = readEntityForCreate(userAppInstallStatus, body);
    const id = values.id === undefined ? newId() : canonicalKey(values.id);
    const { mobileAppId = '' } = keys;
    const document = toDocument({ id, mobileAppId, values, caller, at: now() });
    const created = await store.create(document, storeCall);
    if (created === 'conflict') {
      if (conditions.ifNoneMatch === '*') throw preconditionFailed('If-None-Match');
      throw graphError('entityExists', { type: userAppInstallStatus.name, id, mobileAppId }, { target: 'id' });
    }
    return toOutcome('created', { document, version: created.version }, selection);
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-list */
export const listUserAppInstallStatuses: GraphOperation = {
  name: 'listUserAppInstallStatuses',
  operationId: 'deviceAppManagement.mobileApps_ListUserStatuses',
  summary: 'List the userAppInstallStatuses of an app',
  method: 'GET',
  path: COLLECTION,
  hasBody: false,
  produces: 'json',
  queryOptions: ['filter', 'orderby', 'select', 'top', 'skip', 'skiptoken', 'count'],
  permissions: readApps,
  async run({ keys, query, maxPageSize, storeCall }, { store }) {
    const { mobileAppId = '' } = keys;
    const wanted = readCollectionQuery(query, userAppInstallStatusCollection);
    const binding = [userAppInstallStatus.name, mobileAppId, query.filter, query.orderby];
    const continuation = wanted.skipToken === undefined ? undefined : readSkipToken(wanted.skipToken, binding);
    const documents = { mobileAppId, entityType: userAppInstallStatus.name, filter: wanted.filter, sort: wanted.sort };
    const size = Math.min(wanted.top ?? DEFAULT_PAGE_SIZE, maxPageSize ?? MAX_PAGE_SIZE);
    const [page, count] = await Promise.all([
      size === 0 ? NO_PAGE : store.list(documents, { size, skip: wanted.skip, continuation }, storeCall),
      wanted.isCounted ? store.count(documents, storeCall) : undefined,
    ]);
    return {
      kind: 'collection',
      type: userAppInstallStatus,
      path: collectionPath(mobileAppId),
      members: page.documents.map(({ document, version }) => ({ key: document.id, values: document, version })),
      selection: wanted.selection,
      count,
      skipToken: page.continuation === undefined ? undefined : toSkipToken(page.continuation, binding),
      appliedMaxPageSize: maxPageSize === undefined ? undefined : size,
    };
  },
};

/** @see OData URL Conventions 4.01 §4.8 (addressing the count of a collection) */
export const countUserAppInstallStatuses: GraphOperation = {
  name: 'countUserAppInstallStatuses',
  operationId: 'deviceAppManagement.mobileApps.userStatuses_GetCount',
  summary: 'Count the userAppInstallStatuses of an app',
  method: 'GET',
  path: `${COLLECTION}/$count`,
  hasBody: false,
  produces: 'text',
  queryOptions: ['filter'],
  permissions: readApps,
  async run({ keys, query, storeCall }, { store }) {
    const { mobileAppId = '' } = keys;
    const { filter } = readCollectionQuery(query, userAppInstallStatusCollection);
    const documents = { mobileAppId, entityType: userAppInstallStatus.name, filter, sort: [] };
    return { kind: 'count', count: await store.count(documents, storeCall) };
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-get */
export const getUserAppInstallStatus: GraphOperation = {
  name: 'getUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_GetUserStatuses',
  summary: 'Get a userAppInstallStatus of an app',
  method: 'GET',
  path: ENTITY,
  hasBody: false,
  produces: 'json',
  queryOptions: ['select'],
  permissions: readApps,
  async run({ keys, conditions, query, storeCall }, { store }) {
    const selection = readSelection(query);
    const found = await readStatus(store, keys, storeCall);
    if (isNotModified(found.version, conditions)) return { kind: 'notModified', version: found.version };
    return toOutcome('none', found, selection);
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-update */
export const updateUserAppInstallStatus: GraphOperation = {
  name: 'updateUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_UpdateUserStatuses',
  summary: 'Update a userAppInstallStatus of an app',
  method: 'PATCH',
  path: ENTITY,
  hasBody: true,
  produces: 'json',
  queryOptions: ['select'],
  permissions: readWriteApps,
  async run({ keys, body, caller, conditions, query, storeCall }, { store, now }) {
    const selection = readSelection(query);
    const changes = readEntityForUpdate(userAppInstallStatus, keys.userAppInstallStatusId ?? '', body);
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
      const found = await readStatus(store, keys, storeCall);
      requireWritable(found.version, conditions);
      if (Object.keys(changes).length === 0) return toOutcome('updated', found, selection);
      const document = toChangedDocument(found.document, changes, caller, now());
      const replaced = await store.replace(document, found.version, storeCall);
      if (replaced === 'missing') throw notFound(keys);
      if (replaced !== 'changed') return toOutcome('updated', { document, version: replaced.version }, selection);
    }
    throw graphError('writeConflict', {}, { headers: { 'Retry-After': '1' } });
  },
};

/** @see https://learn.microsoft.com/graph/api/intune-apps-userappinstallstatus-delete */
export const deleteUserAppInstallStatus: GraphOperation = {
  name: 'deleteUserAppInstallStatus',
  operationId: 'deviceAppManagement.mobileApps_DeleteUserStatuses',
  summary: 'Delete a userAppInstallStatus of an app',
  method: 'DELETE',
  path: ENTITY,
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  permissions: readWriteApps,
  async run({ keys, conditions, storeCall }, { store }) {
    const { mobileAppId = '', userAppInstallStatusId: id = '' } = keys;
    const isConditional = conditions.ifMatch !== undefined || conditions.ifNoneMatch !== undefined;
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
      const found = isConditional ? await readStatus(store, keys, storeCall) : undefined;
      if (found !== undefined) requireWritable(found.version, conditions);
      const outcome = await store.delete(mobileAppId, id, found?.version, storeCall);
      if (outcome === 'missing') throw notFound(keys);
      if (outcome === 'deleted') return { kind: 'noContent' };
    }
    throw graphError('writeConflict', {}, { headers: { 'Retry-After': '1' } });
  },
};

type Keys = Readonly<Record<string, string>>;

async function readStatus(store: DocumentStore, keys: Keys, storeCall: StoreCall): Promise<VersionedDocument> {
  const { mobileAppId = '', userAppInstallStatusId: id = '' } = keys;
  const found = await store.read(mobileAppId, id, storeCall);
  if (found?.document.entityType !== userAppInstallStatus.name) throw notFound(keys);
  return found;
}

function notFound({ mobileAppId = '', userAppInstallStatusId: id = '' }: Keys): Error {
  return graphError('entityNotFound', { type: userAppInstallStatus.name, id, mobileAppId });
}

function readSelection({ select }: QueryOptionValues): Selection | undefined {
  return select === undefined ? undefined : parseSelect(select, userAppInstallStatus);
}

function collectionPath(mobileAppId: string): readonly NavigationStep[] {
  return [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: mobileAppId }, { name: 'userStatuses' }];
}

function toOutcome(
  change: EntityOutcome['change'],
  { document, version }: VersionedDocument,
  selection: Selection | undefined,
): EntityOutcome {
  const path = memberPath(collectionPath(document.mobileAppId), document.id);
  return { kind: 'entity', change, type: userAppInstallStatus, path, values: document, version, selection };
}
