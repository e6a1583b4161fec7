// What the operations have to know of a collection of entities: its path, its type, its documents. A new one is a new value.
import type { Caller } from '../../auth/caller.ts';
import { graphError } from '../../errors/catalogue.ts';
import type { QueryableCollection } from '../../odata/collection-query.ts';
import type { EntityType } from '../../odata/entity-type.ts';
import type { ExpandItem } from '../../odata/expand.ts';
import type { NavigationStep } from '../../odata/links.ts';
import type { AuditFacts, StoreCall, StoredDocument, VersionedDocument } from '../../store/document-store.ts';
import type { ExpandedProperty, Services } from '../operation.ts';

/** The keys of a path by template name. */
export type Keys = Readonly<Record<string, string>>;

/** What work on documents needs beside the keys. */
export interface Work {
  readonly services: Services;
  readonly storeCall: StoreCall;
}

/** A collection of entities. */
export interface EntitySet {
  readonly type: EntityType;
  /** Path template from the version root, up to the collection. */
  readonly path: string;
  /** Template name of a member's key. */
  readonly keyName: string;
  readonly collection: QueryableCollection;
  /** What can be expanded, by name of the navigation property. */
  readonly expansions: ReadonlyMap<string, Expansion>;
  /**
   * Finds where the documents of the members are.
   * @throws GraphError 404 when the entity that contains the collection does not exist
   */
  readonly locate: (keys: Keys, work: Work) => Location | Promise<Location>;
  /** The id of a member's document. */
  readonly documentIdOf: (key: string) => string;
  /** The properties of the document that a page of them is read with: those that the values are made of. */
  readonly listed: readonly string[];
  /** The entity's values in its document. */
  readonly toValues: (document: StoredDocument) => Readonly<Record<string, unknown>>;
}

/** A collection whose members clients can change. */
export interface WritableEntitySet extends EntitySet {
  /** The document with some of its values changed; the key is not among them. */
  readonly toChangedDocument: (document: StoredDocument, change: EntityChange) => StoredDocument;
}

/** A collection that clients can create members in. */
export interface CreatableEntitySet extends WritableEntitySet {
  readonly toDocument: (entity: NewEntity) => StoredDocument;
  /** Removes what a member contains, ahead of the member itself; it may be run again. */
  readonly removeContained: ((keys: Keys, work: Work) => Promise<void>) | undefined;
}

/** Where the documents of a collection are. */
export interface Location {
  /** Partition key. */
  readonly mobileAppId: string;
  /** Whose documents alone they are, where the collection is a part of its partition. */
  readonly owners: readonly string[] | undefined;
  /** The entity that contains the collection, where it was read. */
  readonly parent: StoredDocument | undefined;
}

/** What a new entity is made of. */
export interface NewEntity {
  readonly key: string;
  /** As the client gave them, checked. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly location: Location;
  readonly at: Date;
  readonly audit: AuditFacts;
}

/** What is to be changed of an entity. */
export interface EntityChange {
  readonly changes: Readonly<Record<string, unknown>>;
  readonly location: Location;
  readonly caller: Caller;
  readonly at: Date;
}

/** An entity that something is expanded of. */
export interface ExpandParent {
  /** The keys of its path. */
  readonly keys: Keys;
  readonly document: StoredDocument;
}

/** How a navigation property is expanded. */
export interface Expansion {
  readonly type: EntityType;
  readonly isCollection: boolean;
  /** So many entities of a page at most have it expanded: what it costs is paid for each of them. */
  readonly maxParents: number;
  /** Gives the property of each parent, in their order. */
  readonly expand: (
    parents: readonly ExpandParent[],
    item: ExpandItem,
    work: Work,
  ) => Promise<readonly ExpandedProperty['value'][]>;
}

/** A step of a path template: `mobileApps/{mobileAppId}`. */
interface TemplateStep {
  readonly name: string;
  readonly keyName: string | undefined;
}

/** Each template is taken apart once: there are few, and every request asks for its own. */
const templates = new Map<string, readonly TemplateStep[]>();

function stepsOf(path: string): readonly TemplateStep[] {
  const known = templates.get(path);
  if (known !== undefined) return known;
  const parts = path.slice(1).split('/');
  const steps = parts.flatMap((name, index) => {
    const next = parts[index + 1];
    return name.startsWith('{')
      ? []
      : { name, keyName: next?.startsWith('{') === true ? next.slice(1, -1) : undefined };
  });
  templates.set(path, steps);
  return steps;
}

/** The canonical path of a collection, with the keys of the entities that contain it. */
export function pathOf({ path }: Pick<EntitySet, 'path'>, keys: Keys): NavigationStep[] {
  return stepsOf(path).map(({ name, keyName }) =>
    keyName === undefined ? { name } : { name, key: keys[keyName] ?? '' },
  );
}

/** The status of what lies under a status that does not exist; under an app that nobody reported on there is just nothing. */
export function parentStatuses({ path }: Pick<EntitySet, 'path'>): readonly number[] {
  return path.includes('Id}/userStatuses/{') ? [404] : [];
}

/** Path template of a member. */
export function memberPathOf({ path, keyName }: Pick<EntitySet, 'path' | 'keyName'>): string {
  return `${path}/{${keyName}}`;
}

/**
 * Reads the document of a member.
 * @throws GraphError `entityNotFound` (404), also for an entity of another collection
 */
export async function readMember(
  set: EntitySet,
  location: Location,
  keys: Keys,
  { services, storeCall }: Work,
): Promise<VersionedDocument> {
  const found = await services.store.read(location.mobileAppId, set.documentIdOf(keys[set.keyName] ?? ''), storeCall);
  if (found === undefined || !isMember(set, location, found.document)) throw notFound(set, keys);
  return found;
}

/** Whether a document is that of a member. */
export function isMember({ type }: EntitySet, { owners }: Location, { entityType, owner }: StoredDocument): boolean {
  return entityType === type.name && (owners === undefined || owners.includes(String(owner)));
}

/** The error for a key that no member has. */
export function notFound({ type, keyName }: Pick<EntitySet, 'type' | 'keyName'>, keys: Keys): Error {
  const id = keys[keyName] ?? '';
  const { mobileAppId = '' } = keys;
  if (keyName === 'mobileAppId') return graphError('appNotFound', { id });
  return graphError('entityNotFound', { type: type.name, id, mobileAppId });
}
