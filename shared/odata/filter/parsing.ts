// What the parser of $filter carries along: the tokens, the type, and how much of its limits has been used.
import { shorten } from '../../errors/shorten.ts';
import type { GraphError } from '../../errors/graph-error.ts';
import type { FilterableType } from './filterable.ts';
import { invalidFilter } from './filter-error.ts';
import type { Lexer, Token } from './lexer.ts';

/** How deep parentheses, `not` and functions may be nested. */
export const MAX_FILTER_DEPTH = 32;
/** How many properties, literals, operators and functions there may be; the lists of `in` have their own limit. */
export const MAX_FILTER_NODES = 100;
/** How many values the list of one `in` may have. */
export const MAX_IN_LIST = 50;

/** The state of one parse. */
export interface Parsing {
  readonly tokens: Lexer;
  readonly type: FilterableType;
  depth: number;
  nodes: number;
}

/** Every word that is an operator, in lower case. */
export const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'and', 'or', 'not']);

/** The word ahead in lower case, where it can be an operator: 4.01 takes operators in any letter case. */
export function wordAhead(parsing: Parsing): string {
  const token = parsing.tokens.peek();
  return token.kind === 'word' ? token.text.toLowerCase() : '';
}

/** Takes the symbol if it is next. */
export function takeSymbol(parsing: Parsing, symbol: string): boolean {
  const token = parsing.tokens.peek();
  if (token.kind !== 'symbol' || token.text !== symbol) return false;
  parsing.tokens.next();
  return true;
}

/**
 * Takes the symbol.
 * @param wanted - what the message says is expected
 * @throws GraphError 400 when something else is next
 */
export function expectSymbol(parsing: Parsing, symbol: string, wanted: string): void {
  if (!takeSymbol(parsing, symbol)) throw unexpected(parsing.tokens.peek(), wanted);
}

/** The error for a token that cannot stand where it does. */
export function unexpected(token: Token, wanted: string): GraphError {
  const { position } = token;
  if (token.kind === 'string' && OPERATORS.has(token.prefix.toLowerCase())) {
    return invalidFilter(position, `A space is missing between '${token.prefix}' and the string after it.`);
  }
  const found = token.kind === 'end' ? 'the expression ends' : `'${shorten(token.text)}' stands`;
  return invalidFilter(position, `Here ${found}, where ${wanted} is expected.`);
}

/**
 * Goes one level deeper for as long as `parse` runs.
 * @param begin - the token that opens the level
 * @throws GraphError 400 when that is too deep
 */
export function nested<Result>(parsing: Parsing, begin: Token, parse: (parsing: Parsing) => Result): Result {
  parsing.depth += 1;
  if (parsing.depth > MAX_FILTER_DEPTH) {
    throw invalidFilter(begin.position, `The expression is nested deeper than ${MAX_FILTER_DEPTH} levels.`);
  }
  const result = parse(parsing);
  parsing.depth -= 1;
  return result;
}

/**
 * Counts a node.
 * @param token - where the node begins
 * @throws GraphError 400 when there are too many
 */
export function count(parsing: Parsing, token: Token): void {
  parsing.nodes += 1;
  if (parsing.nodes <= MAX_FILTER_NODES) return;
  throw invalidFilter(
    token.position,
    `The expression has more than ${MAX_FILTER_NODES} properties, literals, operators and functions.`,
  );
}
