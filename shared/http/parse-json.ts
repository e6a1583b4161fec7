// Parses the JSON of a request strictly, and says where it is broken.
import { isUtf8 } from 'node:buffer';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';
import { findStructureFault } from '../json-structure.ts';

/** Deeper than any entity of the family, far from the depth at which parsers fail. */
const MAX_DEPTH = 32;

const OPEN_BRACE = '{'.charCodeAt(0);
const OPEN_BRACKET = '['.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/**
 * Parses JSON strictly: UTF-8 only, no duplicate member names, bounded depth, and an error that says where.
 * @param bytes - the whole body
 * @throws GraphError `emptyPayload` or `malformedJson` (400)
 * @see RFC 8259 §4 (names should be unique), RFC 7493 §2.3 (I-JSON: names must be unique)
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw graphError('malformedJson', { problem: 'It is not valid UTF-8.' });
  const decoded = bytes.toString('utf8');
  // PowerShell writes a byte order mark; a parser may ignore it (RFC 8259 §8.1).
  const text = decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  if (text.trim() === '') throw graphError('emptyPayload', {});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    checkStructure(text);
    throw syntaxError(text);
  }
  if (!isPlain(text, value)) checkStructure(text);
  return value;
}

/**
 * Whether a text is one object without objects and arrays in it, whose names all are in the value: then none is there
 * twice. A text may be plain and not be seen to be it, for a colon in a string; the scanner looks at it then.
 */
function isPlain(text: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let colons = 0;
  for (let index = 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return false;
    if (code === COLON) colons += 1;
  }
  return colons === Object.keys(value).length;
}

function checkStructure(text: string): void {
  const fault = findStructureFault(text, MAX_DEPTH);
  if (fault === undefined) return;
  const what =
    fault.kind === 'depth'
      ? `It is nested deeper than ${MAX_DEPTH} levels`
      : `The member '${shorten(fault.name)}' is given more than once`;
  throw malformed(text, fault.offset, what);
}

function syntaxError(text: string): GraphError {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first === undefined) return graphError('malformedJson', { problem: 'It is not valid JSON.' });
  const words = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2');
  return malformed(text, first.offset, `${words.charAt(0)}${words.slice(1).toLowerCase()}`);
}

function malformed(text: string, offset: number, what: string): GraphError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return graphError('malformedJson', { problem: `${what} at line ${line}, column ${column} (position ${offset}).` });
}
