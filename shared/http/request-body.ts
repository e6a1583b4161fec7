// Reads a JSON request body: its headers, its bytes up to a limit, its text, and what plain JSON.parse would let through.
import { isUtf8 } from 'node:buffer';
import { createScanner, parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { graphError } from '../errors/catalogue.ts';
import { GraphError } from '../errors/graph-error.ts';
import { parseHeaderList } from './header-list.ts';

/** Where the body comes from: the parts of the Functions library's HttpRequest that are used here. */
export interface BodySource {
  readonly headers: { get(name: string): string | null };
  readonly body: ByteStream | null;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A web stream of bytes, as far as it is used here. */
interface ByteStream {
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; releaseLock(): void };
}

/** Deeper than any entity of the family, far from the depth at which parsers fail. */
const MAX_DEPTH = 32;

/**
 * Reads and parses the body of a request.
 * @param source - the request
 * @param limit - the largest body in bytes
 * @returns the parsed JSON value
 * @throws GraphError 400, 413 or 415, before the body is read where the headers alone decide
 */
export async function readJsonBody(source: BodySource, limit: number): Promise<unknown> {
  const { headers } = source;
  checkContentType(headers.get('content-type'));
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') {
    throw graphError('unsupportedContentEncoding', { value: shorten(encoding) }, { target: 'Content-Encoding' });
  }
  return parseJson(await readBytes(source, limit));
}

const plainJson = new Set(['application/json', 'application/json; charset=utf-8']);

function checkContentType(contentType: string | null): void {
  if (contentType === null || contentType.trim() === '') {
    throw graphError('contentTypeMissing', {}, { target: 'Content-Type' });
  }
  if (plainJson.has(contentType)) return;
  const [element, ...others] = parseHeaderList(contentType) ?? [];
  const isJson = element?.name.toLowerCase() === 'application/json' && element.value === undefined;
  if (!isJson || others.length > 0) {
    throw graphError('contentTypeNotJson', { value: shorten(contentType) }, { target: 'Content-Type' });
  }
  const charset = element.parameters.find(([name]) => name === 'charset')?.[1];
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset.toLowerCase())) {
    throw graphError('unsupportedCharset', { value: shorten(charset) }, { target: 'Content-Type' });
  }
}

async function readBytes(source: BodySource, limit: number): Promise<Buffer> {
  const declared = source.headers.get('content-length');
  try {
    if (declared !== null && source.headers.get('transfer-encoding') === null) {
      if (Number(declared) > limit) throw graphError('payloadTooLarge', { limit });
      // The server never delivers more than Content-Length says, so this is bounded.
      return Buffer.from(await source.arrayBuffer());
    }
    return await collect(source.body, limit);
  } catch (error) {
    if (error instanceof GraphError) throw error;
    throw graphError('incompleteBody', {}, { cause: error });
  }
}

async function collect(body: ByteStream | null, limit: number): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks);
      if (!(value instanceof Uint8Array)) throw new TypeError('A body is made of bytes.');
      size += value.byteLength;
      if (size > limit) throw graphError('payloadTooLarge', { limit });
      chunks.push(value);
    }
  } finally {
    // Not cancelled: that would tear down the connection on which the answer still has to go out.
    reader.releaseLock();
  }
}

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
  checkStructure(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw syntaxError(text);
  }
}

/** The scanner's tokens (jsonc-parser's `SyntaxKind`, a const enum that a single-file compiler cannot read). */
const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  string: 10,
  end: 17,
};

/** Finds what JSON.parse accepts but a careful reader must not: members given twice, nesting without end. */
function checkStructure(text: string): void {
  const scanner = createScanner(text, false);
  const enclosing: (Set<string> | undefined)[] = [];
  let names: Set<string> | undefined;
  let nameIsNext = false;
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    switch (token) {
      case TOKEN.openBrace:
      case TOKEN.openBracket:
        enclosing.push(names);
        names = token === TOKEN.openBrace ? new Set() : undefined;
        nameIsNext = names !== undefined;
        if (enclosing.length > MAX_DEPTH) {
          throw malformed(text, scanner.getTokenOffset(), `It is nested deeper than ${MAX_DEPTH} levels`);
        }
        break;
      case TOKEN.closeBrace:
      case TOKEN.closeBracket:
        names = enclosing.pop();
        nameIsNext = false;
        break;
      case TOKEN.comma:
        nameIsNext = names !== undefined;
        break;
      case TOKEN.string: {
        if (!nameIsNext || names === undefined) break;
        nameIsNext = false;
        const name = scanner.getTokenValue();
        if (names.has(name)) {
          throw malformed(text, scanner.getTokenOffset(), `The member '${shorten(name)}' is given more than once`);
        }
        names.add(name);
        break;
      }
      default:
    }
  }
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

function shorten(text: string): string {
  return (text.length > 100 ? `${text.slice(0, 100)}…` : text).toWellFormed();
}
