// Lists and counts the members of a collection.
import { readApps } from '../../auth/permissions.ts';
import { readCollectionQuery } from '../../odata/collection-query.ts';
import { conjunction } from '../../odata/filter/conjunction.ts';
import type { FilterExpression } from '../../odata/filter/expression.ts';
import type { NavigationStep } from '../../odata/links.ts';
import type { Sort } from '../../odata/order-by.ts';
import { MAX_PAGE_SIZE } from '../../odata/page-size.ts';
import { readSkipToken, toSkipToken } from '../../odata/skip-token.ts';
import type { DocumentPage, DocumentQuery } from '../../store/document-store.ts';
import type { CollectionMember, GraphOperation, OperationNames } from '../operation.ts';
import {
  type EntitySet,
  type ExpandParent,
  type Keys,
  type Location,
  parentStatuses,
  pathOf,
  type Work,
} from './entity-set.ts';
import { expandAll, maxParentsOf } from './expand.ts';

/** Members of a page when the client does not say. */
export const DEFAULT_PAGE_SIZE = 100;

const NO_PAGE: DocumentPage = { documents: [], continuation: undefined };

/**
 * The operation that gives a page of a collection.
 * @see OData Protocol 4.01 §11.2.6 (querying collections)
 */
export function listOperation(set: EntitySet, names: OperationNames): GraphOperation {
  const { collection } = set;
  return {
    ...names,
    method: 'GET',
    path: set.path,
    hasBody: false,
    produces: 'json',
    queryOptions: [
      ...['filter', 'orderby', 'select', 'top', 'skip', 'skiptoken', 'count'],
      ...(collection.searchable === undefined ? [] : ['search']),
      ...(set.expansions.size === 0 ? [] : ['expand']),
    ],
    statuses: [200, ...parentStatuses(set)],
    permissions: readApps,
    async run({ keys, query, maxPageSize, storeCall }, services) {
      const work = { services, storeCall };
      const wanted = readCollectionQuery(query, collection, set.expansions);
      const location = await set.locate(keys, work);
      const page: WantedPage = {
        keys,
        filter: wanted.filter,
        sort: wanted.sort,
        size: Math.min(
          wanted.top ?? maxPageSize ?? DEFAULT_PAGE_SIZE,
          maxPageSize ?? MAX_PAGE_SIZE,
          MAX_PAGE_SIZE,
          maxParentsOf(set, wanted),
        ),
        skip: wanted.skip,
        skipToken: wanted.skipToken,
        binding: [query.filter, query.search, query.orderby],
      };
      const [found, count] = await Promise.all([
        readPage(set, location, page, work),
        // The number is that of all pages, and costs as much as many: it is told with the first.
        wanted.isCounted && wanted.skipToken === undefined
          ? services.store.count(documentsOf(set, location, page), storeCall)
          : undefined,
      ]);
      const expanded = await expandAll(set, parentsOf(set, keys, found), wanted.expansion, work);
      return {
        kind: 'collection',
        type: set.type,
        path: found.path,
        members: found.members.map((member, index) => ({ ...member, expanded: expanded[index] ?? [] })),
        selection: wanted.selection,
        expansion: wanted.expansion,
        count,
        skipToken: found.skipToken,
        appliedMaxPageSize: maxPageSize === undefined ? undefined : page.size,
      };
    },
  };
}

/**
 * The operation that counts the members of a collection.
 * @see OData URL Conventions 4.01 §4.8
 */
export function countOperation(set: EntitySet, names: OperationNames): GraphOperation {
  return {
    ...names,
    method: 'GET',
    path: `${set.path}/$count`,
    hasBody: false,
    produces: 'text',
    queryOptions: ['filter', ...(set.collection.searchable === undefined ? [] : ['search'])],
    statuses: [200, ...parentStatuses(set)],
    permissions: readApps,
    async run({ keys, query, storeCall }, services) {
      const { filter, sort } = readCollectionQuery(query, set.collection);
      const location = await set.locate(keys, { services, storeCall });
      const documents = documentsOf(set, location, { filter, sort });
      return { kind: 'count', count: await services.store.count(documents, storeCall) };
    },
  };
}

/** Which page of a collection is wanted. */
export interface WantedPage {
  /** The keys of the collection's path. */
  readonly keys: Keys;
  readonly filter: FilterExpression | undefined;
  readonly sort: Sort;
  readonly size: number;
  readonly skip: number;
  readonly skipToken: string | undefined;
  /** What the query said of members and order, as it was written: the next page must say the same. */
  readonly binding: readonly (string | undefined)[];
}

/** A page of a collection. */
export interface FoundPage {
  readonly path: readonly NavigationStep[];
  readonly documents: DocumentPage['documents'];
  readonly members: readonly Omit<CollectionMember, 'expanded'>[];
  readonly skipToken: string | undefined;
}

/**
 * Reads a page of a collection.
 * @throws GraphError `invalidSkipToken` (400)
 */
export async function readPage(
  set: EntitySet,
  location: Location,
  wanted: WantedPage,
  { services, storeCall }: Work,
): Promise<FoundPage> {
  const path = pathOf(set, wanted.keys);
  const binding = [...path.flatMap(({ name, key }) => [name, key]), ...wanted.binding];
  const continuation = wanted.skipToken === undefined ? undefined : readSkipToken(wanted.skipToken, binding);
  const { size, skip } = wanted;
  // Half of a document is audit facts and search text, which no page shows.
  const request = { properties: set.listed, size, skip, continuation };
  const page = size === 0 ? NO_PAGE : await services.store.list(documentsOf(set, location, wanted), request, storeCall);
  return {
    path,
    documents: page.documents,
    members: page.documents.map(({ document, version }) => {
      const values = set.toValues(document);
      return { key: String(values.id), values, version };
    }),
    skipToken: page.continuation === undefined ? undefined : toSkipToken(page.continuation, binding),
  };
}

function documentsOf(
  { type }: EntitySet,
  { mobileAppId, owners }: Location,
  { filter, sort }: Pick<WantedPage, 'filter' | 'sort'>,
): DocumentQuery {
  return { mobileAppId, entityType: type.name, filter: conjunction(ownedBy(owners), filter), sort };
}

/** Whose document it is; documents keep it under this name. */
const OWNER = { kind: 'property', property: { name: 'owner', edmType: 'Edm.String' } } as const;

/** The condition that a document belongs to one of these owners; none when they are undefined. */
export function ownedBy(owners: readonly string[] | undefined): FilterExpression | undefined {
  if (owners === undefined) return undefined;
  return { kind: 'in', operand: OWNER, list: owners.map((value) => ({ kind: 'string', value })) };
}

function parentsOf({ keyName }: EntitySet, keys: Keys, { documents, members }: FoundPage): readonly ExpandParent[] {
  return documents.map(({ document }, index) => ({
    keys: { ...keys, [keyName]: members[index]?.key ?? '' },
    document,
  }));
}
