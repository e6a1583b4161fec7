// Cuts the text of $filter or $orderby into tokens, one at a time.
import type { GraphError } from '../../errors/graph-error.ts';

/** A token. `text` is what stands there, `position` where it begins, counted in characters from 0. */
export type Token =
  | { readonly kind: 'word' | 'literal' | 'symbol' | 'end'; readonly position: number; readonly text: string }
  /** A string, and the word right before it where there is one, as in `microsoft.graph.resultantAppState'failed'`. */
  | {
      readonly kind: 'string';
      readonly position: number;
      readonly text: string;
      readonly prefix: string;
      readonly value: string;
    };

/** Makes the error that says what is wrong at a position. `problem` is one or more whole sentences. */
export type Fail = (position: number, problem: string) => GraphError;

/** Gives tokens in their order. */
export interface Lexer {
  /** The next token, without taking it. */
  peek(): Token;
  /** Takes the next token; `end` is given again and again. */
  next(): Token;
}

/** Longest expression, in characters (UTF-16 code units) after percent-decoding. */
export const MAX_EXPRESSION_LENGTH = 2048;

const WHITE_SPACE = /[ \t]*/y;
const GUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\w-])/iy;
/** Numbers, dates and times, and what looks like one; what it is, and whether, is decided from the whole of it. */
const LITERAL = /[+-]?\d[\w.:+-]*/y;
/** Names, also qualified, and what OData writes with `$` or `@` before it (OData ABNF, odataIdentifier). */
const WORD = /[$@]?[\p{ID_Start}_][\p{ID_Continue}]*(?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*/uy;
const SYMBOL = /[-(),/:*[\]{}]/y;

/** Operators of other languages, for which OData has words. */
const FOREIGN_OPERATOR = /[=<>!&|]/;
const FOREIGN_QUOTE = /["`\u2018\u2019\u201c\u201d]/;

/**
 * Makes a lexer.
 * @param text - the value of the query option, percent-decoded
 * @param fail - makes the error that is thrown; tokens before the fault are given first
 * @throws GraphError when the text is empty, too long, or not well-formed Unicode
 */
export function createLexer(text: string, fail: Fail): Lexer {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw fail(MAX_EXPRESSION_LENGTH, `The expression is longer than ${MAX_EXPRESSION_LENGTH} characters.`);
  }
  if (!text.isWellFormed())
    throw fail(0, 'The expression is not well-formed Unicode; it holds half of a surrogate pair.');
  if (text.trim() === '') throw fail(0, 'The expression is empty.');
  let ahead: Token | undefined;
  let position = 0;

  const read = (): Token => {
    position += matchLength(WHITE_SPACE, text, position);
    const token = readToken(text, position, fail);
    position += token.text.length;
    return token;
  };
  return {
    peek: () => (ahead ??= read()),
    next: () => {
      const token = ahead ?? read();
      ahead = undefined;
      return token;
    },
  };
}

function readToken(text: string, position: number, fail: Fail): Token {
  if (position === text.length) return { kind: 'end', position, text: '' };
  if (text[position] === "'") return readString(text, position, '', fail);
  const literalLength = matchLength(GUID, text, position) || matchLength(LITERAL, text, position);
  if (literalLength > 0) return { kind: 'literal', position, text: text.slice(position, position + literalLength) };
  const wordLength = matchLength(WORD, text, position);
  if (wordLength > 0) {
    const word = text.slice(position, position + wordLength);
    if (text[position + wordLength] === "'") return readString(text, position, word, fail);
    return { kind: 'word', position, text: word };
  }
  if (matchLength(SYMBOL, text, position) > 0) return { kind: 'symbol', position, text: text.charAt(position) };
  throw fail(position, unexpectedCharacter(text, position));
}

function readString(text: string, position: number, prefix: string, fail: Fail): Token {
  const begin = position + prefix.length;
  let end = text.indexOf("'", begin + 1);
  // A quote within a string is written twice.
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  if (end === -1)
    throw fail(begin, "The string that begins here has no closing quote; a quote within it is doubled: ''.");
  const value = text.slice(begin + 1, end).replaceAll("''", "'");
  return { kind: 'string', position, text: text.slice(position, end + 1), prefix, value };
}

function unexpectedCharacter(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  const sentence = `The character '${character}' is not expected here.`;
  if (FOREIGN_OPERATOR.test(character))
    return `${sentence} The operators are eq, ne, gt, ge, lt, le, in, and, or, not.`;
  if (FOREIGN_QUOTE.test(character)) return `${sentence} Strings stand in straight single quotes.`;
  return sentence;
}

/** How much of the text a sticky expression matches at a position; 0 when it does not. */
function matchLength(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? 0;
}
