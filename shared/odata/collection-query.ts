// From the query options of a collection to what is wanted of it.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';
import type { FilterExpression } from './filter/expression.ts';
import type { FilterableType } from './filter/filterable.ts';
import { parseFilter } from './filter/parser.ts';
import { parseOrderBy, type Sort } from './order-by.ts';
import { parseSelect, type SelectableType, type Selection } from './select.ts';

/** The values of system query options, decoded, by name in lower case and without `$`. */
export type QueryOptionValues = Readonly<Partial<Record<string, string>>>;

/** What a collection offers to queries. */
export interface QueryableCollection {
  readonly type: SelectableType;
  readonly filterable: FilterableType;
  /** The sorts that the store can give from an index. */
  readonly sorts: readonly Sort[];
}

/** What is wanted of a collection. */
export interface CollectionQuery {
  readonly filter: FilterExpression | undefined;
  /** Empty: the store's own order, which is stable. */
  readonly sort: Sort;
  readonly selection: Selection | undefined;
  /** Size of a page, as Graph has it: the next link goes on behind it. */
  readonly top: number | undefined;
  readonly skip: number;
  readonly isCounted: boolean;
  readonly skipToken: string | undefined;
}

/** Graph's own limit; a page of so many statuses is well below the 4 MB of a Cosmos answer. */
export const MAX_PAGE_SIZE = 999;

/** Deeper reading is what next links are for: the store would read, and charge, all that is skipped. */
const MAX_SKIP = 1000;

/**
 * Reads the query options of a collection.
 * @throws GraphError 400 that says which option is wrong, and where
 * @see OData Protocol 4.01 §11.2.6
 */
export function readCollectionQuery(options: QueryOptionValues, collection: QueryableCollection): CollectionQuery {
  const { filter, orderby, select, top, skip, count, skiptoken } = options;
  return {
    filter: filter === undefined ? undefined : parseFilter(filter, collection.filterable),
    sort: orderby === undefined ? [] : parseOrderBy(orderby, collection.filterable, collection.sorts),
    selection: select === undefined ? undefined : parseSelect(select, collection.type),
    top: top === undefined ? undefined : readNumber('$top', top, MAX_PAGE_SIZE),
    skip: skip === undefined ? 0 : readNumber('$skip', skip, MAX_SKIP),
    isCounted: count === undefined ? false : readBoolean('$count', count),
    skipToken: skiptoken,
  };
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
