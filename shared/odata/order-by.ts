// Reads $orderby and holds it to the sorts that the store can give from an index.
import { shorten } from '../errors/shorten.ts';
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { type FilterableType, unknownProperty } from './filter/filterable.ts';
import { createLexer, type Lexer, type Token } from './filter/lexer.ts';

/** One property that is sorted by. Null comes before every value, and after all of them where it descends. */
export interface SortKey {
  readonly property: string;
  readonly direction: 'asc' | 'desc';
  /** The name under which documents keep the value, where that is not the property's own. */
  readonly storedAs?: string;
}

/** The properties that are sorted by, the most significant first. */
export type Sort = readonly SortKey[];

const TARGET = { target: '$orderby' };

/**
 * Reads an order.
 * @param text - the value of `$orderby`, percent-decoded
 * @param type - whose properties it may name
 * @param offered - the sorts that can be had, each with its directions: an index serves what it was made for
 * @returns one of the offered sorts
 * @throws GraphError 400 that says what is wrong and where, or lists what is offered
 * @see OData Protocol 4.01 §11.2.6.2
 */
export function parseOrderBy(text: string, type: FilterableType, offered: readonly Sort[]): Sort {
  const tokens = createLexer(text, invalid);
  const sort: SortKey[] = [];
  for (let more = true; more; more = takeComma(tokens)) {
    const { position } = tokens.peek();
    const key = parseKey(tokens, type);
    if (sort.some(({ property }) => property === key.property)) {
      throw invalid(position, `'${key.property}' is named more than once.`);
    }
    sort.push(key);
  }
  const wanted = describeSort(sort);
  const found = offered.find((candidate) => describeSort(candidate) === wanted);
  if (found !== undefined) return found;
  const list = offered.length === 0 ? 'none' : offered.map((candidate) => `'${describeSort(candidate)}'`).join(', ');
  throw graphError('unsupportedSort', { sort: wanted, offered: list }, TARGET);
}

/** A sort as `$orderby` would have it; the default direction is left out. */
export function describeSort(sort: Sort): string {
  return sort.map(({ property, direction }) => (direction === 'asc' ? property : `${property} desc`)).join(',');
}

function parseKey(tokens: Lexer, type: FilterableType): SortKey {
  const name = tokens.next();
  if (name.kind !== 'word') throw unexpected(name, 'the name of a property');
  const next = tokens.peek();
  if (next.text === '/' || next.text === '(' || name.text.startsWith('$') || name.text.startsWith('@')) {
    throw invalid(
      name.position,
      `Sorting is by properties of the entity itself; '${shorten(name.text)}' begins an expression.`,
    );
  }
  if (!type.properties.has(name.text)) throw invalid(name.position, unknownProperty(type, shorten(name.text)));
  return { property: name.text, direction: parseDirection(tokens) };
}

function parseDirection(tokens: Lexer): SortKey['direction'] {
  const token = tokens.peek();
  if (token.kind === 'end' || token.text === ',') return 'asc';
  const direction = token.text.toLowerCase();
  if (direction !== 'asc' && direction !== 'desc') throw unexpected(token, "'asc', 'desc' or ','");
  tokens.next();
  return direction;
}

function takeComma(tokens: Lexer): boolean {
  const token = tokens.next();
  if (token.kind === 'end') return false;
  if (token.text === ',') return true;
  throw unexpected(token, "','");
}

function unexpected(token: Token, wanted: string): GraphError {
  const found = token.kind === 'end' ? 'the list ends' : `'${shorten(token.text)}' stands`;
  return invalid(token.position, `Here ${found}, where ${wanted} is expected.`);
}

function invalid(position: number, problem: string): GraphError {
  return graphError('invalidOrderBy', { position, problem }, TARGET);
}
