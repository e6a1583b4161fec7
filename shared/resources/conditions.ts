// What a request demands of the version of an entity, and whether an entity meets it.
import { graphError } from '../errors/catalogue.ts';

/** Any version, or one of these; a version is the opaque text of an entity tag. */
export type VersionList = '*' | readonly string[];

/** The conditions of a request (RFC 9110 §13.1). */
export interface Conditions {
  readonly ifMatch: VersionList | undefined;
  readonly ifNoneMatch: VersionList | undefined;
}

/** No conditions. */
export const UNCONDITIONAL: Conditions = { ifMatch: undefined, ifNoneMatch: undefined };

/**
 * Lets a write pass that may happen to an entity in this version.
 * @throws GraphError `preconditionFailed` (412)
 * @see OData Protocol 4.01 §8.2.4 (If-Match), §8.2.5 (If-None-Match)
 */
export function requireWritable(version: string, conditions: Conditions): void {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifMatch !== undefined && !holds(ifMatch, version)) throw preconditionFailed('If-Match');
  if (ifNoneMatch !== undefined && holds(ifNoneMatch, version)) throw preconditionFailed('If-None-Match');
}

/**
 * Whether the client has this version already and needs no answer.
 * @throws GraphError `preconditionFailed` (412) when it wants another version only
 */
export function isNotModified(version: string, conditions: Conditions): boolean {
  if (conditions.ifMatch !== undefined && !holds(conditions.ifMatch, version)) throw preconditionFailed('If-Match');
  return conditions.ifNoneMatch !== undefined && holds(conditions.ifNoneMatch, version);
}

/** The error of a condition that does not hold. */
export function preconditionFailed(header: 'If-Match' | 'If-None-Match'): Error {
  return graphError('preconditionFailed', { header }, { target: header });
}

/** The text of the entity tag of a version: stores quote it or not. */
export function tagOf(version: string): string {
  return version.length > 1 && version.startsWith('"') && version.endsWith('"') ? version.slice(1, -1) : version;
}

function holds(list: VersionList, version: string): boolean {
  return list === '*' || list.includes(tagOf(version));
}
