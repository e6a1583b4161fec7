// Writes an entity as OData JSON: its properties in the reference's order, with as much control information as was asked for.
import type { EntityModel } from './entity-type.ts';
import { entityContextUrl, type NavigationStep, resourceUrl, type ServiceRoot } from './links.ts';

/** How much control information is written (OData JSON Format 4.01 §3.1). */
export type MetadataLevel = 'none' | 'minimal' | 'full';

/**
 * Makes the JSON object of a single entity.
 * @param model - its type
 * @param values - its values; only declared properties are written
 * @param path - its canonical path from the version root
 * @param root - where the URLs begin
 * @param level - `minimal` keeps `@odata.type`, as Graph's reference shows it, though it may be left out
 */
export function toEntityJson(
  model: EntityModel,
  values: Readonly<Record<string, unknown>>,
  path: readonly NavigationStep[],
  root: ServiceRoot,
  level: MetadataLevel,
): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  if (level !== 'none') {
    json['@odata.context'] = entityContextUrl(root, path);
    json['@odata.type'] = `#${model.qualifiedName}`;
  }
  const url = level === 'full' ? resourceUrl(root, path) : '';
  if (level === 'full') {
    json['@odata.id'] = url;
    json['@odata.editLink'] = url;
  }
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
