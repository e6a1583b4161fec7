// Writes where an entity is, as `/$ref` gives it (OData JSON Format 4.01 §14).
import type { MetadataLevel } from './entity-json.ts';
import { type NavigationStep, resourceUrl, type ServiceRoot, serviceRootUrl } from './links.ts';

/**
 * Makes the JSON object of an entity reference.
 * @param path - canonical path of the entity from the version root
 * @param level - with `none` the context URL is left out
 */
export function toReferenceJson(
  path: readonly NavigationStep[],
  root: ServiceRoot,
  level: MetadataLevel,
): Record<string, unknown> {
  const context = level === 'none' ? {} : { '@odata.context': `${serviceRootUrl(root)}/$metadata#$ref` };
  return { ...context, '@odata.id': resourceUrl(root, path) };
}
