// Reads If-Match and If-None-Match, and writes ETag.
import { graphError } from '../errors/catalogue.ts';
import { type Conditions, tagOf, UNCONDITIONAL, type VersionList } from '../resources/conditions.ts';

/** One entity tag of a list, weak or strong (RFC 9110 §8.8.3); both compare alike here, see {@link toETag}. */
const ENTITY_TAG = /\s*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/y;

/**
 * Reads the conditions of a request.
 * @throws GraphError `malformedCondition` (400)
 */
export function readConditions(headers: { get(name: string): string | null }): Conditions {
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  if (ifMatch === null && ifNoneMatch === null) return UNCONDITIONAL;
  return { ifMatch: readList('If-Match', ifMatch), ifNoneMatch: readList('If-None-Match', ifNoneMatch) };
}

function readList(header: string, value: string | null): VersionList | undefined {
  if (value === null) return undefined;
  if (value.trim() === '*') return '*';
  const tags: string[] = [];
  for (let position = 0; position < value.length; position = ENTITY_TAG.lastIndex) {
    ENTITY_TAG.lastIndex = position;
    const tag = ENTITY_TAG.exec(value)?.[1];
    if (tag === undefined) throw graphError('malformedCondition', { header }, { target: header });
    tags.push(tag);
  }
  if (tags.length === 0) throw graphError('malformedCondition', { header }, { target: header });
  return tags;
}

/**
 * The entity tag of a version. It is weak: one version is written with more or less control information
 * (OData Protocol 4.01 §8.2.4: weak tags that depend on the state only are compared weakly).
 */
export function toETag(version: string): string {
  return `W/"${tagOf(version)}"`;
}
