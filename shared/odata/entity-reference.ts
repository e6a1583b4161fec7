// Reads the body that sets a single-valued reference: a JSON object that names an entity by its id.
import { graphError } from '../errors/catalogue.ts';
import { canonicalKey } from './key.ts';
import type { NavigationStep } from './links.ts';
import { parseKeyPredicate, parseResourcePath, type PathSegment } from './resource-path.ts';

/**
 * Whether the body names the entity at a path, by an absolute or relative URL and in either key syntax.
 * @param json - the parsed body
 * @param path - canonical path of the entity from the version root
 * @throws GraphError `invalidEntity` (400) when there is no id that could be read
 * @see OData JSON Format 4.01 §14 (entity reference), §4.5.8 (control information: id)
 */
export function isEntityReference(json: unknown, path: readonly NavigationStep[]): boolean {
  const members: Readonly<Record<string, unknown>> = { ...(json as object | null) };
  const id = members['@odata.id'] ?? members['@id'];
  if (typeof id !== 'string' || id === '') {
    throw invalidReference('A reference is a JSON object with the URL of an entity: { "@odata.id": "…" }.');
  }
  const url = URL.parse(id, 'https://relative.invalid/');
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return false;
  try {
    return endsWith(parseResourcePath(url.pathname).segments, path);
  } catch (cause) {
    throw invalidReference("'@odata.id' cannot be read as the URL of an entity.", cause);
  }
}

/** Whether a path ends like another one, which it may be the whole beginning of, too: a relative URL begins anywhere. */
function endsWith(segments: readonly PathSegment[], path: readonly NavigationStep[]): boolean {
  let end = segments.length;
  for (const step of path.toReversed()) {
    const taken = lengthAtEnd(segments.slice(0, end), step);
    if (taken === 0) return false;
    end -= taken;
    if (end === 0) return true;
  }
  return true;
}

/** How many segments at the end are this step, none when they are another. */
function lengthAtEnd(segments: readonly PathSegment[], { name, key }: NavigationStep): 0 | 1 | 2 {
  const [previous, last] = [segments.at(-2), segments.at(-1)];
  const isNamed = (text: string | undefined): boolean => text?.toLowerCase() === name.toLowerCase();
  if (last === undefined) return 0;
  if (key === undefined) return isNamed(last.text) ? 1 : 0;
  // Behind the name of a collection a segment is a key, whatever it looks like.
  if (isNamed(previous?.text) && canonicalKey(last.text) === key) return 2;
  const isPredicate = last.key !== undefined && isNamed(last.name);
  return isPredicate && canonicalKey(parseKeyPredicate(last.key)) === key ? 1 : 0;
}

function invalidReference(problem: string, cause?: unknown): Error {
  return graphError('invalidEntity', { problem }, { target: '@odata.id', ...(cause === undefined ? {} : { cause }) });
}
