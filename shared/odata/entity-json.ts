// Writes an entity as OData JSON: its properties in the reference's order, with as much control information as was asked for.
import type { EntityModel } from './entity-type.ts';
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
  /** Entity tag of the version. */
  readonly etag: string;
}

/** How payloads are to be written. */
export interface WritingOptions {
  /** Where the URLs begin. */
  readonly root: ServiceRoot;
  /** `minimal` keeps `@odata.type`, as Graph's reference shows it, though it may be left out. */
  readonly level: MetadataLevel;
  readonly selection: Selection | undefined;
}

/** Makes the JSON object of a single entity. */
export function toEntityJson(entity: WritableEntity, options: WritingOptions): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  if (options.level !== 'none') {
    json['@odata.context'] = contextUrl(options.root, entity.path, options.selection?.items, 'entity');
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
  const { root, level, selection } = options;
  return {
    ...(level === 'none' ? {} : { '@odata.context': contextUrl(root, path, selection?.items, 'collection') }),
    ...(count === undefined ? {} : { '@odata.count': count }),
    ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    value: entities.map((entity) => writeEntity({}, entity, options)),
  };
}

function writeEntity(
  json: Record<string, unknown>,
  { type, values, path, etag }: WritableEntity,
  { root, level, selection }: WritingOptions,
): Record<string, unknown> {
  const isFull = level === 'full';
  const lacksKey = selection !== undefined && !selection.properties.includes('id');
  const url = isFull || (lacksKey && level === 'minimal') ? resourceUrl(root, path) : undefined;
  if (level !== 'none') json['@odata.type'] = `#${type.qualifiedName}`;
  // Without its key an entity is known by its id only (OData JSON Format 4.01 §4.5.8).
  if (url !== undefined) json['@odata.id'] = url;
  if (level !== 'none') json['@odata.etag'] = etag;
  if (isFull) json['@odata.editLink'] = url;
  if (selection === undefined) for (const { name } of type.properties) json[name] = values[name] ?? null;
  else for (const name of selection.properties) json[name] = values[name] ?? null;
  if (isFull) {
    const shown = selection?.navigationProperties ?? type.navigationProperties.map(({ name }) => name);
    // Behind all structural properties, as 4.0 payloads want it (OData JSON Format 4.01 §4.4).
    for (const name of shown) {
      json[`${name}@odata.associationLink`] = `${String(url)}/${name}/$ref`;
      json[`${name}@odata.navigationLink`] = `${String(url)}/${name}`;
    }
  }
  return json;
}
