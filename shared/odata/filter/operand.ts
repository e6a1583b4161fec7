// Reads the smallest parts of $filter, names and quoted literals, and refuses by name what OData has beside them.
import { shorten } from '../../errors/shorten.ts';
import type { GraphError } from '../../errors/graph-error.ts';
import type { Literal, Operand } from './expression.ts';
import { findEnumeration, unknownProperty } from './filterable.ts';
import { invalidFilter, unsupportedInFilter } from './filter-error.ts';
import type { Token } from './lexer.ts';
import { OPERATORS, type Parsing, unexpected } from './parsing.ts';
import { enumMember } from './type-check.ts';

const SUPPORTED_LITERALS =
  'Literals that are: strings, Edm.Int32, Edm.DateTimeOffset, members of enumerations, and null.';
const OWN_PROPERTIES = 'A filter is on the properties of the entity itself.';

/** What the message about an operator that is not supported says instead. */
export const SUPPORTED_OPERATORS = `Operators that are: ${[...OPERATORS].join(', ')}.`;

/**
 * Reads a literal in quotes: a string, or a member of an enumeration where the enumeration is named before it.
 * @throws GraphError 400 for the quoted literals of other types
 */
export function readQuoted(parsing: Parsing, token: Extract<Token, { kind: 'string' }>): Literal {
  const { prefix, value, position } = token;
  if (prefix === '') return { kind: 'string', value };
  if (OPERATORS.has(prefix.toLowerCase())) throw unexpected(token, 'a literal');
  const enumeration = findEnumeration(parsing.type, prefix);
  if (enumeration !== undefined) return enumMember(enumeration, value, position);
  throw unsupportedInFilter(position, `The literal ${shorten(token.text)}`, SUPPORTED_LITERALS);
}

/**
 * Reads a word that is not the name of a function: a property or null.
 * @throws GraphError 400 when it is neither
 */
export function readName(parsing: Parsing, { text, position }: Token): Operand {
  if (text.startsWith('$')) throw unsupportedInFilter(position, `The expression '${shorten(text)}'`, OWN_PROPERTIES);
  if (text.startsWith('@')) {
    throw unsupportedInFilter(
      position,
      `The parameter alias or annotation '${shorten(text)}'`,
      'Write the value itself.',
    );
  }
  const next = parsing.tokens.peek().text;
  if (next === '/' || next === ':') throw unsupportedPath(parsing, text, position);
  const property = parsing.type.properties.get(text);
  if (property !== undefined) return { kind: 'property', property };
  if (text === 'null') return { kind: 'null' };
  if (text === 'true' || text === 'false') {
    throw unsupportedInFilter(
      position,
      `The literal '${text}'`,
      "A condition stands for itself, 'not' makes its opposite.",
    );
  }
  if (text === 'INF' || text === 'NaN') {
    throw unsupportedInFilter(position, `The literal '${text}'`, SUPPORTED_LITERALS);
  }
  if (OPERATORS.has(text.toLowerCase())) {
    throw invalidFilter(position, `A property, a literal or a function is expected where '${text}' stands.`);
  }
  throw invalidFilter(position, unknownProperty(parsing.type, shorten(text)));
}

/** The error for a symbol that OData gives a meaning which is not supported, or undefined for any other token. */
export function unsupportedSymbol({ kind, text, position }: Token): GraphError | undefined {
  if (kind !== 'symbol') return undefined;
  if (text === '-') return unsupportedInFilter(position, "The arithmetic operator '-'", SUPPORTED_OPERATORS);
  if (text === '[' || text === '{') {
    return unsupportedInFilter(
      position,
      `A collection or object in ${text}`,
      "The list of 'in' stands in parentheses.",
    );
  }
  return undefined;
}

function unsupportedPath(parsing: Parsing, begin: string, position: number): GraphError {
  const separator = parsing.tokens.next().text;
  const { text } = parsing.tokens.next();
  if (separator === '/' && (text === 'any' || text === 'all')) {
    return unsupportedInFilter(position, `The lambda operator '${text}'`, OWN_PROPERTIES);
  }
  return unsupportedInFilter(position, `The path '${shorten(`${begin}${separator}${text}`)}'`, OWN_PROPERTIES);
}
