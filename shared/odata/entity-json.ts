// Writes an entity as OData JSON: its properties in the reference's order, with as much control information as was asked for.
import type { EntityModel, NavigationProperty } from './entity-type.ts';
import { type ExpandItem, projectionItems } from './expand.ts';
import { contextUrl, type NavigationStep, resourceUrl, type ServiceRoot } from './links.ts';
import type { Selection } from './select.ts';

/** How much control information is written (OData JSON Format 4.01 §3.1). */
export type MetadataLevel = 'none' | 'minimal' | 'full';

/** An entity that is to be written. */
export interface WritableEntity {
  readonly type: EntityModel;
  /** Only declared properties are written. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Canonical path from the version root. */
  readonly path: readonly NavigationStep[];
  /** Entity tag of the version, where there is one. */
  readonly etag: string | undefined;
  readonly expanded: readonly WritableExpansion[];
}

/** A navigation property with what it leads to. */
export interface WritableExpansion {
  readonly item: ExpandItem;
  /** One entity, null where there is none, or the first page of several. */
  readonly value: WritableEntity | null | WritablePage;
}

/** A page of related entities. */
export interface WritablePage {
  readonly entities: readonly WritableEntity[];
  /** The absolute URL of the next page, where there is one. */
  readonly nextLink: string | undefined;
}

/** How payloads are to be written. */
export interface WritingOptions {
  /** Where the URLs begin. */
  readonly root: ServiceRoot;
  /** `minimal` keeps `@odata.type`, as Graph's reference shows it, though it may be left out. */
  readonly level: MetadataLevel;
  readonly selection: Selection | undefined;
  readonly expansion: readonly ExpandItem[];
}

/** Makes the JSON object of a single entity. */
export function toEntityJson(entity: WritableEntity, options: WritingOptions): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  if (options.level !== 'none') {
    json['@odata.context'] = contextUrl(options.root, entity.path, projection(options), 'entity');
  }
  return writeEntity(json, entity, options);
}

/**
 * Makes the JSON object of a page of a collection.
 * @param path - canonical path of the collection
 * @param entities - the members of the page
 * @param count - how many members there are in all, where that was asked for
 * @param nextLink - the absolute URL of the next page, where there is one
 */
export function toCollectionJson(
  path: readonly NavigationStep[],
  entities: readonly WritableEntity[],
  count: number | string | undefined,
  nextLink: string | undefined,
  options: WritingOptions,
): Record<string, unknown> {
  const { root, level } = options;
  return {
    ...(level === 'none' ? {} : { '@odata.context': contextUrl(root, path, projection(options), 'collection') }),
    ...(count === undefined ? {} : { '@odata.count': count }),
    ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    value: entities.map((entity) => writeEntity({}, entity, options)),
  };
}

function projection({ selection, expansion }: WritingOptions): readonly string[] | undefined {
  return projectionItems(selection, expansion);
}

function writeEntity(
  json: Record<string, unknown>,
  { type, values, path, etag, expanded }: WritableEntity,
  { root, level, selection }: Omit<WritingOptions, 'expansion'>,
): Record<string, unknown> {
  const isFull = level === 'full';
  const lacksKey = selection !== undefined && !selection.properties.includes('id');
  const url = isFull || (lacksKey && level === 'minimal') ? resourceUrl(root, path) : undefined;
  if (level !== 'none') json['@odata.type'] = `#${type.qualifiedName}`;
  // Without its key an entity is known by its id only (OData JSON Format 4.01 §4.5.8).
  if (url !== undefined) json['@odata.id'] = url;
  if (level !== 'none' && etag !== undefined) json['@odata.etag'] = etag;
  if (isFull) json['@odata.editLink'] = url;
  if (selection === undefined) for (const { name } of type.properties) json[name] = values[name] ?? null;
  else for (const name of selection.properties) json[name] = values[name] ?? null;
  // Behind all structural properties, and links ahead of what they belong to (OData JSON Format 4.01 §4.4).
  for (const property of isFull ? type.navigationProperties : []) {
    const isExpanded = expanded.some(({ item }) => item.name === property.name);
    const isSelected = selection === undefined || selection.navigationProperties.includes(property.name);
    if (isSelected && !isExpanded) writeLinks(json, property, String(url));
  }
  for (const { item, value } of expanded) {
    const property = isFull ? type.navigationProperties.find(({ name }) => name === item.name) : undefined;
    if (property !== undefined) writeLinks(json, property, String(url));
    writeExpansion(json, item, value, { root, level });
  }
  return json;
}

/** What is contained has no reference to manage: there is no association link to it that would lead anywhere. */
function writeLinks(json: Record<string, unknown>, { name, containsTarget }: NavigationProperty, url: string): void {
  if (!containsTarget) json[`${name}@odata.associationLink`] = `${url}/${name}/$ref`;
  json[`${name}@odata.navigationLink`] = `${url}/${name}`;
}

function writeExpansion(
  json: Record<string, unknown>,
  { name, selection }: ExpandItem,
  value: WritableExpansion['value'],
  options: Pick<WritingOptions, 'root' | 'level'>,
): void {
  const write = (entity: WritableEntity): Record<string, unknown> => writeEntity({}, entity, { ...options, selection });
  if (value === null) {
    json[name] = null;
    return;
  }
  if (!('entities' in value)) {
    json[name] = write(value);
    return;
  }
  json[name] = value.entities.map(write);
  if (value.nextLink !== undefined) json[`${name}@odata.nextLink`] = value.nextLink;
}
