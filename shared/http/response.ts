// Turns outcomes and errors into HTTP responses with the headers that every answer of Graph carries.
import type { HttpResponseInit } from '@azure/functions';
import type { GraphError } from '../errors/graph-error.ts';
import { toCollectionJson, toEntityJson, type WritableEntity, type WritableExpansion } from '../odata/entity-json.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import type { ExpandItem } from '../odata/expand.ts';
import { toReferenceJson } from '../odata/reference-json.ts';
import { toServiceDocumentJson } from '../odata/service-document.ts';
import { memberPath, type NavigationStep, resourceUrl, type ServiceRoot } from '../odata/links.ts';
import type {
  CollectionMember,
  CollectionOutcome,
  EntityOutcome,
  ExpandedProperty,
  Outcome,
} from '../resources/operation.ts';
import type { ResponseFormat } from './accept.ts';
import { toErrorBody } from './error-body.ts';
import { toETag } from './conditional-headers.ts';
import { toFileResponse } from './file-response.ts';
import { ODATA_VERSION } from './odata-version.ts';
import type { Preferences } from './prefer.ts';
import { toNestedQuery, toNextQuery } from './query-options.ts';
import type { RequestIds } from './request-ids.ts';

const NOTHING: readonly [] = [];

/** May be kept, and is asked for again each time by its version. */
const KEPT = 'no-cache';

/** How an answer is to be written. */
export interface ResponseContext {
  readonly ids: RequestIds;
  readonly root: ServiceRoot;
  readonly format: ResponseFormat;
  readonly preferences: Preferences;
  /** The query of the URL, as it was sent. */
  readonly query: string;
  /** The Accept-Encoding header, or null when there is none. */
  readonly acceptEncoding: string | null;
}

/** The response of a successful operation. */
export function toResponse(outcome: Outcome, context: ResponseContext): HttpResponseInit {
  if (outcome.kind === 'entity') return toEntityResponse(outcome, context);
  if (outcome.kind === 'collection') return toCollectionResponse(outcome, context);
  const headers = commonHeaders(context.ids);
  if (outcome.kind === 'noContent') return { status: 204, headers };
  if (outcome.kind === 'notModified') {
    headers.ETag = toETag(outcome.version);
    if (outcome.isDocument === true) headers['Cache-Control'] = KEPT;
    return { status: 304, headers };
  }
  if (outcome.kind === 'file') return toFileResponse(outcome, headers, context.acceptEncoding);
  if (outcome.kind === 'count') {
    headers['Content-Type'] = 'text/plain; charset=utf-8';
    return { status: 200, headers, body: String(outcome.count) };
  }
  if (outcome.kind === 'document') {
    headers['Content-Type'] = outcome.contentType;
    if (outcome.version !== undefined) {
      headers.ETag = toETag(outcome.version);
      headers['Cache-Control'] = KEPT;
    }
    return { status: 200, headers, body: outcome.body };
  }
  if (outcome.kind === 'reference' || outcome.kind === 'serviceDocument') {
    const { root, format } = context;
    headers['Content-Type'] = format.contentType;
    const json =
      outcome.kind === 'reference'
        ? toReferenceJson(outcome.path, root, format.metadata)
        : toServiceDocumentJson(outcome.singletons, root, format.metadata);
    return { status: 200, headers, body: JSON.stringify(json) };
  }
  headers['Content-Type'] = 'application/json; charset=utf-8';
  return { status: outcome.status, headers, body: JSON.stringify(outcome.body) };
}

/** The response of a failure. */
export function toErrorResponse(error: GraphError, ids: RequestIds, at: Date): HttpResponseInit {
  const headers = Object.assign(commonHeaders(ids), error.headers);
  headers['Content-Type'] = 'application/json';
  return { status: error.status, headers, body: JSON.stringify(toErrorBody(error, ids, at)) };
}

function toEntityResponse(outcome: EntityOutcome, context: ResponseContext): HttpResponseInit {
  const { root, format, preferences } = context;
  const headers = commonHeaders(context.ids);
  const entity = toWritable(outcome, context);
  if (entity.etag !== undefined) headers.ETag = entity.etag;
  const isCreated = outcome.change === 'created';
  const url = isCreated ? resourceUrl(root, outcome.path) : '';
  if (isCreated) headers.Location = url;
  // Neither preference has an effect on reads (OData Protocol 4.01 §8.2.8.7).
  if (outcome.change !== 'none') {
    applyPreferences(headers, outcome, preferences);
    if (preferences.return === 'minimal') {
      // Without a body the client learns the entity-id here (OData Protocol 4.01 §8.3.4).
      if (isCreated) headers['OData-EntityId'] = url;
      return { status: 204, headers };
    }
  }
  headers['Content-Type'] = format.contentType;
  const { selection, expanded } = outcome;
  const expansion = expanded.length === 0 ? NOTHING : expanded.map(({ item }) => item);
  const json = toEntityJson(entity, { root, level: format.metadata, selection, expansion });
  return { status: isCreated ? 201 : 200, headers, body: JSON.stringify(json) };
}

function applyPreferences(
  headers: Record<string, string>,
  { isUpsert = false }: EntityOutcome,
  { createIfMissing, return: wanted }: Preferences,
): void {
  const isUpsertApplied = isUpsert && createIfMissing;
  if (!isUpsertApplied && wanted === undefined) return;
  const applied = [isUpsertApplied ? ['create-if-missing'] : [], wanted === undefined ? [] : [`return=${wanted}`]];
  headers['Preference-Applied'] = applied.flat().join(', ');
}

function toCollectionResponse(outcome: CollectionOutcome, context: ResponseContext): HttpResponseInit {
  const { root, format, query } = context;
  const { path, type, skipToken, selection, expansion, appliedMaxPageSize } = outcome;
  const headers = commonHeaders(context.ids);
  headers['Content-Type'] = format.contentType;
  if (appliedMaxPageSize !== undefined) {
    headers['Preference-Applied'] = `odata.maxpagesize=${appliedMaxPageSize}`;
  }
  const entities = toWritableMembers(outcome.members, type, path, context);
  const nextLink =
    skipToken === undefined ? undefined : `${resourceUrl(root, path)}?${toNextQuery(query, root.version, skipToken)}`;
  // Edm.Int64, which a client may want as a string (OData JSON Format 4.01 §3.2).
  const count = format.isIeee754Compatible && outcome.count !== undefined ? String(outcome.count) : outcome.count;
  const options = { root, level: format.metadata, selection, expansion };
  return { status: 200, headers, body: JSON.stringify(toCollectionJson(path, entities, count, nextLink, options)) };
}

function toWritable(
  { type, path, values, version, expanded }: Omit<EntityOutcome, 'kind' | 'change' | 'selection'>,
  context: ResponseContext,
): WritableEntity {
  return {
    type,
    path,
    values,
    etag: version === undefined ? undefined : toETag(version),
    expanded: expanded.length === 0 ? NOTHING : expanded.map((property) => toWritableExpansion(property, context)),
  };
}

function toWritableMembers(
  members: readonly CollectionMember[],
  type: EntityModel,
  path: readonly NavigationStep[],
  context: ResponseContext,
): WritableEntity[] {
  return members.map((member) => toWritable({ type, path: memberPath(path, member.key), ...member }, context));
}

function toWritableExpansion({ item, type, value }: ExpandedProperty, context: ResponseContext): WritableExpansion {
  if (value.kind === 'entity') {
    const { values } = value;
    if (values === null) return { item, value: null };
    return { item, value: toWritable({ ...value, type, values, expanded: NOTHING }, context) };
  }
  const { path, members, skipToken } = value;
  const nextLink = skipToken === undefined ? undefined : nestedNextLink(path, item, skipToken, context);
  return { item, value: { entities: toWritableMembers(members, type, path, context), nextLink } };
}

/** What is expanded goes on as the collection that it is, with the options that stood in the parentheses. */
function nestedNextLink(
  path: readonly NavigationStep[],
  { selection, top }: ExpandItem,
  skipToken: string,
  { root, query }: ResponseContext,
): string {
  const select = selection === undefined ? '' : `$select=${selection.items.join(',')}&`;
  const size = top === undefined ? '' : `$top=${top}&`;
  const format = toNestedQuery(query, root.version);
  return `${resourceUrl(root, path)}?${select}${size}${format}$skiptoken=${skipToken}`;
}

function commonHeaders({ requestId, clientRequestId }: RequestIds): Record<string, string> {
  return {
    'request-id': requestId,
    'client-request-id': clientRequestId,
    'OData-Version': ODATA_VERSION,
    // What is answered depends on who asks; nobody in between keeps it, and a browser asks again.
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
}
