// Reads the body that sets a single-valued reference: a JSON object that names an entity by its id.
import { graphError } from '../errors/catalogue.ts';
import { canonicalKey } from './key.ts';
import type { NavigationStep } from './links.ts';
import { parseKeyPredicate, parseResourcePath } from './resource-path.ts';

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
    const problem = 'A reference is a JSON object with the URL of an entity: { "@odata.id": "…" }.';
    throw graphError('invalidEntity', { problem }, { target: '@odata.id' });
  }
  const named = readSegments(id);
  const wanted = path.flatMap(({ name, key }) =>
    key === undefined ? [name.toLowerCase()] : [name.toLowerCase(), key],
  );
  // A relative URL may begin anywhere above the entity.
  const shared = wanted.slice(-named.length);
  return named.length >= 2 && shared.length === named.length && named.every((part, index) => part === shared[index]);
}

/** Names in lower case, keys in their canonical spelling. */
function readSegments(id: string): string[] {
  const path = URL.parse(id, 'https://relative.invalid/')?.pathname ?? '/';
  const { segments } = parseResourcePath(path);
  const parts = segments.flatMap(({ name, key, text }, index) => {
    if (key !== undefined) return [name.toLowerCase(), canonicalKey(parseKeyPredicate(key))];
    return index === segments.length - 1 ? [canonicalKey(text)] : [text.toLowerCase()];
  });
  const root = parts.lastIndexOf('deviceappmanagement');
  return root === -1 ? parts : parts.slice(root);
}
