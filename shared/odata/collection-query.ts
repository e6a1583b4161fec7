// From the query options of a collection to what is wanted of it.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';
import { type ExpandableType, type ExpandItem, parseExpand } from './expand.ts';
import { conjunction } from './filter/conjunction.ts';
import type { FilterExpression } from './filter/expression.ts';
import type { FilterableProperty, FilterableType } from './filter/filterable.ts';
import { parseFilter } from './filter/parser.ts';
import { MAX_PAGE_SIZE } from './page-size.ts';
import { parseOrderBy, type Sort } from './order-by.ts';
import { parseSearch } from './search.ts';
import { parseSelect, type SelectableType, type Selection } from './select.ts';

/** The values of system query options, decoded, by name in lower case and without `$`. */
export type QueryOptionValues = Readonly<Partial<Record<string, string>>>;

/** What a collection offers to queries. */
export interface QueryableCollection {
  readonly type: SelectableType;
  readonly filterable: FilterableType;
  /** Where entities have their searchable text; undefined where `$search` is not offered. */
  readonly searchable: FilterableProperty | undefined;
  /** The sorts that the store can give from an index. */
  readonly sorts: readonly Sort[];
}

/** What is wanted of a collection. */
export interface CollectionQuery {
  /** What `$filter` and `$search` ask for together. */
  readonly filter: FilterExpression | undefined;
  /** Empty: the store's own order, which is stable. */
  readonly sort: Sort;
  readonly selection: Selection | undefined;
  readonly expansion: readonly ExpandItem[];
  /** Size of a page, as Graph has it: the next link goes on behind it. */
  readonly top: number | undefined;
  readonly skip: number;
  readonly isCounted: boolean;
  readonly skipToken: string | undefined;
}

/** Deeper reading is what next links are for: the store would read, and charge, all that is skipped. */
export const MAX_SKIP = 1000;

/**
 * Reads the query options of a collection.
 * @param expandable - nothing when it is left out
 * @throws GraphError 400 that says which option is wrong, and where
 * @see OData Protocol 4.01 §11.2.6
 */
export function readCollectionQuery(
  options: QueryOptionValues,
  collection: QueryableCollection,
  expandable?: Expandable,
): CollectionQuery {
  const { filter, search, orderby, top, skip, count, skiptoken } = options;
  return {
    ...readProjection(options, collection.type, expandable),
    filter: conjunction(
      filter === undefined ? undefined : parseFilter(filter, collection.filterable),
      search === undefined ? undefined : readSearch(search, collection),
    ),
    sort: orderby === undefined ? [] : parseOrderBy(orderby, collection.filterable, collection.sorts),
    top: top === undefined ? undefined : readNumber('$top', top, MAX_PAGE_SIZE),
    skip: skip === undefined ? 0 : readNumber('$skip', skip, MAX_SKIP),
    isCounted: count === undefined ? false : readBoolean('$count', count),
    skipToken: skiptoken,
  };
}

/** What can be expanded, by name of the navigation property. */
type Expandable = ExpandableType['expandable'];

/** Which properties are wanted of an entity, and what is wanted with it. */
export interface Projection {
  readonly selection: Selection | undefined;
  readonly expansion: readonly ExpandItem[];
}

/**
 * Reads `$select` and `$expand`.
 * @param expandable - nothing when it is left out
 * @throws GraphError 400 that says what is wrong, and where
 */
export function readProjection(
  { select, expand }: QueryOptionValues,
  type: SelectableType,
  expandable: Expandable = new Map(),
): Projection {
  return {
    selection: select === undefined ? undefined : parseSelect(select, type),
    // Within the parentheses there are no other options that a name without `$` could be mistaken for.
    expansion: expand === undefined ? [] : parseExpand(expand, { ...type, expandable }, { areBareNamesAllowed: true }),
  };
}

function readSearch(text: string, { searchable, type }: QueryableCollection): FilterExpression {
  if (searchable !== undefined) return parseSearch(text, searchable);
  throw new TypeError(`'${type.qualifiedName}' offers $search without a property to search.`);
}

function readNumber(option: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
  if (value <= max) return value;
  const problem = `'${shorten(text)}' is not a whole number from 0 to ${max}.`;
  throw graphError('invalidQueryOption', { option, problem }, { target: option });
}

function readBoolean(option: string, text: string): boolean {
  const value = text.toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw graphError('invalidQueryOption', { option, problem: 'it is true or false.' }, { target: option });
}
