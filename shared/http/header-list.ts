// Reads header fields that are lists of values with parameters: Accept, Content-Type and Prefer have one syntax.

/** One element of the list: `application/json;odata.metadata=none` or `return=minimal`. */
export interface HeaderElement {
  /** What stands before the first `;`, trimmed: a media range, a preference name. */
  readonly name: string;
  /** What stands behind `=` in the first part (preferences have one, media types have none). */
  readonly value: string | undefined;
  /** Parameter names in lower case; values as they were sent, without quotes. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A quoted string with its backslash escapes (RFC 9110 §5.6.4), or anything up to the delimiter. */
const PIECE = /\s*("(?:[^"\\]|\\.)*"|[^",;=]*)\s*/y;

/**
 * Splits a header field into its elements and parameters.
 * @param field - the field value, already joined where the header was sent more than once
 * @returns the elements, or undefined when the field does not follow the syntax
 * @see RFC 9110 §5.6 (lists, quoted strings, parameters), RFC 7240 §2 (Prefer)
 */
export function parseHeaderList(field: string): HeaderElement[] | undefined {
  const elements: HeaderElement[] = [];
  let position = 0;
  const piece = (): string => {
    PIECE.lastIndex = position;
    const [, text = ''] = PIECE.exec(field) ?? [];
    position = PIECE.lastIndex;
    return text.trim();
  };
  const pair = (): readonly [string, string | undefined] | undefined => {
    const name = piece();
    // A value may be quoted, a name is a token.
    if (name.startsWith('"')) return undefined;
    if (field[position] !== '=') return [name, undefined];
    position += 1;
    return [name, unquote(piece())];
  };
  while (position < field.length) {
    const first = pair();
    if (first === undefined) return undefined;
    const parameters: [string, string][] = [];
    while (field[position] === ';') {
      position += 1;
      const parameter = pair();
      if (parameter === undefined) return undefined;
      const [name, value] = parameter;
      if (name !== '') parameters.push([name.toLowerCase(), value ?? '']);
    }
    if (position < field.length && field[position] !== ',') return undefined;
    position += 1;
    if (first[0] !== '') elements.push({ name: first[0], value: first[1], parameters });
  }
  return elements;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;
}
