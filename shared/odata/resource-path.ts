// Reads the path of a request as OData resource path segments: decoding, key syntax, version root.
import { graphError } from '../errors/catalogue.ts';

/** Graph's version roots; the empty root serves the reference's paths, which are written relative to the version. */
export const VERSION_ROOTS = ['beta', 'v1.0'] as const;

/** A segment of the path, decoded. */
export interface PathSegment {
  /** The whole decoded segment; in key position (key-as-segment) this is the key. */
  readonly text: string;
  /** The part before a parenthesised key, or the whole text. */
  readonly name: string;
  /** The key in parentheses (`mobileApps('key')`), where there is one. */
  readonly key: string | undefined;
}

/** A path split into its version root and its segments. */
export interface ResourcePath {
  /** `beta`, `v1.0`, or the empty string when the path has no version segment. */
  readonly version: '' | (typeof VERSION_ROOTS)[number];
  readonly segments: readonly PathSegment[];
}

/**
 * Splits and decodes a path. Segments are split before they are decoded, so `%2F` never makes a new segment
 * (OData URL Conventions §2: parse, then percent-decode each segment).
 * @param path - the path part of the URL as it was sent, beginning with `/`
 * @throws GraphError `malformedPath` (400) for an empty segment, a bad percent-encoding or a bad key in parentheses
 */
export function parseResourcePath(path: string): ResourcePath {
  const raw = path.split('/');
  raw.shift();
  // One trailing slash is tolerated, as Graph and ASP.NET do.
  if (raw.at(-1) === '') raw.pop();
  const segments = raw.map(parseSegment);
  const version = VERSION_ROOTS.find((root) => root === segments[0]?.text.toLowerCase()) ?? '';
  return { version, segments: version === '' ? segments : segments.slice(1) };
}

function parseSegment(raw: string): PathSegment {
  if (raw === '') throw graphError('malformedPath', { problem: 'it has an empty segment.' });
  const text = raw.includes('%') ? decode(raw) : raw;
  const open = text.indexOf('(');
  if (open <= 0 || !text.endsWith(')')) return { text, name: text, key: undefined };
  return { text, name: text.slice(0, open), key: text.slice(open + 1, -1) };
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw graphError('malformedPath', { problem: 'its percent-encoding is not valid UTF-8.' });
  }
}

/** `'…'` with inner quotes doubled, or the same behind the name of the only key property. */
const KEY_PREDICATE = /^(?:\s*id\s*=\s*)?'((?:[^']|'')*)'$/;

/**
 * Reads what stands in the parentheses of a key predicate: `'key'` or `id='key'` (OData URL Conventions §4.3.1).
 * @param predicate - the text between the parentheses, decoded
 * @returns the key, with doubled quotes undone
 * @throws GraphError `malformedPath` (400) when it is not a quoted string
 */
export function parseKeyPredicate(predicate: string): string {
  const quoted = KEY_PREDICATE.exec(predicate)?.[1];
  if (quoted === undefined) {
    throw graphError('malformedPath', { problem: "a key in parentheses is written as a string: ('key')." });
  }
  return quoted.replaceAll("''", "'");
}
