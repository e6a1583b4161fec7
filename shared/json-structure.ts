// Finds what JSON.parse accepts and a careful reader must not: members given twice, nesting without end.
import { createScanner } from 'jsonc-parser';

/** What is wrong with the structure of a JSON text, and where (UTF-16 code units from its beginning). */
export type StructureFault =
  | { readonly kind: 'repeatedMember'; readonly offset: number; readonly name: string }
  | { readonly kind: 'depth'; readonly offset: number };

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

/**
 * Walks the tokens of a JSON text without recursion, so that no text is too deep for it.
 * @param text - JSON; of a text that is none, faults may be found or not
 * @param maxDepth - how many objects and arrays may enclose a value
 * @returns the first fault, or undefined
 * @see RFC 8259 §4 (names should be unique), RFC 7493 §2.3 (I-JSON: names must be unique)
 */
export function findStructureFault(text: string, maxDepth: number): StructureFault | undefined {
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
        if (enclosing.length > maxDepth) return { kind: 'depth', offset: scanner.getTokenOffset() };
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
        if (names.has(name)) return { kind: 'repeatedMember', offset: scanner.getTokenOffset(), name };
        names.add(name);
        break;
      }
      default:
    }
  }
  return undefined;
}
