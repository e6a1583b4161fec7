// Writes an entity as OData JSON: its properties in the reference's order, with as much control information as was asked for.
import type { EntityModel } from './entity-type.ts';
import { entityContextUrl, type NavigationStep, resourceUrl, type ServiceRoot } from './links.ts';

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

/**
 * Makes the JSON object of a single entity.
 * @param entity - what is written
 * @param root - where the URLs begin
 * @param level - `minimal` keeps `@odata.type`, as Graph's reference shows it, though it may be left out
 */
export function toEntityJson(entity: WritableEntity, root: ServiceRoot, level: MetadataLevel): Record<string, unknown> {
  const { type: model, values, path, etag } = entity;
  const json: Record<string, unknown> = {};
  if (level !== 'none') {
    json['@odata.context'] = entityContextUrl(root, path);
    json['@odata.type'] = `#${model.qualifiedName}`;
  }
  const url = level === 'full' ? resourceUrl(root, path) : '';
  if (level === 'full') json['@odata.id'] = url;
  if (level !== 'none') json['@odata.etag'] = etag;
  if (level === 'full') json['@odata.editLink'] = url;
  for (const { name } of model.properties) json[name] = values[name] ?? null;
  if (level === 'full') {
    // Behind all structural properties, as 4.0 payloads want it (OData JSON Format 4.01 §4.4).
    for (const { name } of model.navigationProperties) {
      json[`${name}@odata.associationLink`] = `${url}/${name}/$ref`;
      json[`${name}@odata.navigationLink`] = `${url}/${name}`;
    }
  }
  return json;
}
