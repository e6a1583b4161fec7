// Reads $search as a condition on the searchable text that is stored with an entity, and makes that text.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';
import type { FilterExpression } from './filter/expression.ts';
import type { FilterableProperty } from './filter/filterable.ts';
import { MAX_EXPRESSION_LENGTH } from './filter/lexer.ts';

/** How many terms there may be: each is a scan of the index. */
export const MAX_SEARCH_TERMS = 32;
/** How deep parentheses and NOT may be nested. */
export const MAX_SEARCH_DEPTH = 32;

/** A token. `text` is what stands there, `position` where it begins, counted in characters from 0. */
type Token =
  | { readonly kind: 'keyword' | 'symbol' | 'end'; readonly position: number; readonly text: string }
  | { readonly kind: 'term'; readonly position: number; readonly text: string; readonly value: string };

interface Parsing {
  readonly text: string;
  readonly property: FilterableProperty;
  /** Taken next. */
  ahead: Token;
  depth: number;
  terms: number;
}

/** Only in upper case: `not` is a word like any other. */
const KEYWORDS: ReadonlySet<string> = new Set(['NOT', 'AND', 'OR']);

const WHITE_SPACE = /\s*/y;
/** More than the letters of 4.0's words, as 4.01 has it: names have digits, dots, dashes and `@` in them. */
const WORD = /[^\s()"]+/y;
const PHRASE = /"((?:[^"\\]|\\.)*)"/sy;
/** A backslash before anything else stands for itself: `"CONTOSO\adele"` is what people write. */
const ESCAPED = /\\(["\\])/g;
/** 4.01 begins no word with a single quote, and neither quote nor backtick there is ever meant. */
const FOREIGN_QUOTE = /^['`\u2018\u2019\u201c\u201d]/;

/** Words of ASCII with single blanks between them: folding them is upper case alone. */
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/**
 * The form in which texts are stored and terms are looked for, so that a search heeds neither letter case nor the
 * width, ligature or composition in which a character is written (NFKC), nor the kind and number of blanks.
 *
 * Upper case, because lower case is not one form: a sigma that ends a word is another letter, so that a part of a word
 * would not be found in it. By way of lower case, because the capital sharp s has `SS` for its upper case only there.
 * Idempotent, and without line breaks.
 */
export function foldSearchText(text: string): string {
  // What nearly all names are made of, and every create folds some.
  if (PLAIN.test(text)) return text.toUpperCase();
  return text.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC').replace(/\s+/g, ' ');
}

/**
 * The searchable text of an entity: the values that have something in them, folded, one in a line. A folded term has
 * no line break, so none is found across two values; one in a value or in a term is a blank.
 */
export function toSearchText(values: readonly (string | null | undefined)[]): string {
  let text = '';
  for (const value of values) {
    if (value == null || value === '') continue;
    text += text === '' ? foldSearchText(value) : `\n${foldSearchText(value)}`;
  }
  return text;
}

/**
 * Reads a search: words and phrases, each of which must stand somewhere in the text, joined by NOT, AND (or a blank)
 * and OR, which bind in this order, and by parentheses.
 *
 * A phrase with a colon, such as `"displayName:wat"`, is text like any other. The directory resources of Graph read a
 * property name there; to OData a phrase is what is looked for, and paths, times and versions have colons too.
 * @param text - the value of `$search`, percent-decoded
 * @param property - of type Edm.String, where entities have what {@link toSearchText} made of them
 * @returns a condition whose `and` and `or` have no operands of their own kind
 * @throws GraphError 400 that says what is wrong, and where
 * @see OData URL Conventions 4.01 §5.1.7, OData ABNF searchExpr
 */
export function parseSearch(text: string, property: FilterableProperty): FilterExpression {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw invalid(MAX_EXPRESSION_LENGTH, `The expression is longer than ${MAX_EXPRESSION_LENGTH} characters.`);
  }
  if (!text.isWellFormed()) {
    throw invalid(0, 'The expression is not well-formed Unicode; it holds half of a surrogate pair.');
  }
  if (text.trim() === '') throw invalid(0, 'The expression is empty.');
  const parsing: Parsing = { text, property, ahead: readToken(text, 0), depth: 0, terms: 0 };
  const expression = parseOr(parsing);
  if (parsing.ahead.kind !== 'end') throw unexpected(parsing.ahead, 'a term, NOT, AND, OR or the end');
  return expression;
}

function parseOr(parsing: Parsing): FilterExpression {
  const operands = [parseAnd(parsing)];
  while (takeKeyword(parsing, 'OR')) operands.push(parseAnd(parsing));
  return joined('or', operands);
}

function parseAnd(parsing: Parsing): FilterExpression {
  const operands = [parseNot(parsing)];
  while (takeKeyword(parsing, 'AND') || beginsOperand(parsing.ahead)) operands.push(parseNot(parsing));
  return joined('and', operands);
}

function beginsOperand({ kind, text }: Token): boolean {
  return kind === 'term' || text === 'NOT' || text === '(';
}

function parseNot(parsing: Parsing): FilterExpression {
  const { position } = parsing.ahead;
  if (!takeKeyword(parsing, 'NOT')) return parsePrimary(parsing);
  return { kind: 'not', operand: nested(parsing, position, parseNot) };
}

function parsePrimary(parsing: Parsing): FilterExpression {
  const token = take(parsing);
  if (token.kind === 'term') return contains(parsing, token.value, token.position);
  if (token.text !== '(') throw unexpected(token, 'a term');
  const expression = nested(parsing, token.position, parseOr);
  const close = take(parsing);
  if (close.text === ')') return expression;
  throw unexpected(close, `a term, an operator, or the ')' of the '(' at position ${token.position},`);
}

function contains(parsing: Parsing, term: string, position: number): FilterExpression {
  parsing.terms += 1;
  if (parsing.terms > MAX_SEARCH_TERMS) {
    throw invalid(position, `The expression has more than ${MAX_SEARCH_TERMS} terms.`);
  }
  return {
    kind: 'test',
    function: 'contains',
    text: { kind: 'property', property: parsing.property },
    part: { kind: 'string', value: foldSearchText(term) },
  };
}

function joined(kind: 'and' | 'or', operands: readonly FilterExpression[]): FilterExpression {
  const [first, second] = operands;
  if (first !== undefined && second === undefined) return first;
  return { kind, operands: operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand])) };
}

function nested(parsing: Parsing, position: number, parse: (parsing: Parsing) => FilterExpression): FilterExpression {
  parsing.depth += 1;
  if (parsing.depth > MAX_SEARCH_DEPTH) {
    throw invalid(position, `The expression is nested deeper than ${MAX_SEARCH_DEPTH} levels.`);
  }
  const expression = parse(parsing);
  parsing.depth -= 1;
  return expression;
}

function take(parsing: Parsing): Token {
  const token = parsing.ahead;
  parsing.ahead = readToken(parsing.text, token.position + token.text.length);
  return token;
}

function takeKeyword(parsing: Parsing, keyword: 'NOT' | 'AND' | 'OR'): boolean {
  const { kind, text } = parsing.ahead;
  if (kind !== 'keyword' || text !== keyword) return false;
  take(parsing);
  return true;
}

function readToken(text: string, from: number): Token {
  const position = from + (match(WHITE_SPACE, text, from)?.[0].length ?? 0);
  const first = text.charAt(position);
  if (first === '') return { kind: 'end', position, text: '' };
  if (first === '(' || first === ')') return { kind: 'symbol', position, text: first };
  return first === '"' ? readPhrase(text, position) : readWord(text, position);
}

function readWord(text: string, position: number): Token {
  const word = match(WORD, text, position)?.[0] ?? '';
  if (FOREIGN_QUOTE.test(word)) {
    throw invalid(position, `A term does not begin with ${word.charAt(0)}; phrases stand in straight double quotes.`);
  }
  const end = position + word.length;
  if (text.charAt(end) === '"') throw blankMissing(end);
  if (KEYWORDS.has(word)) return { kind: 'keyword', position, text: word };
  return { kind: 'term', position, text: word, value: word };
}

function readPhrase(text: string, position: number): Token {
  const [phrase, content] = match(PHRASE, text, position) ?? [];
  if (phrase === undefined || content === undefined) {
    throw invalid(position, 'The phrase that begins here has no closing quote; a quote within it is written \\".');
  }
  const value = content.replace(ESCAPED, '$1');
  if (value.trim() === '') throw invalid(position, 'The phrase is empty.');
  const end = position + phrase.length;
  if (/[^\s()]/.test(text.charAt(end))) throw blankMissing(end);
  return { kind: 'term', position, text: phrase, value };
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function blankMissing(position: number): GraphError {
  return invalid(
    position,
    'A blank is missing here, between a phrase and its neighbour; a quote that is searched for is written \\" in a phrase.',
  );
}

function unexpected({ kind, position, text }: Token, wanted: string): GraphError {
  const found = kind === 'end' ? 'the expression ends' : `'${shorten(text)}' stands`;
  const hint = kind === 'keyword' ? ` Where the word itself is searched for, it stands in quotes: "${text}".` : '';
  return invalid(position, `Here ${found}, where ${wanted} is expected.${hint}`);
}

function invalid(position: number, problem: string): GraphError {
  return graphError('invalidSearch', { position, problem }, { target: '$search' });
}
