// Writes the service document: where a client begins that knows nothing but the root (OData JSON Format 4.01 §5).
import type { MetadataLevel } from './entity-json.ts';
import { type ServiceRoot, serviceRootUrl } from './links.ts';

/**
 * Makes the JSON object of the service document.
 * @param singletons - the names of what lies at the root
 * @param level - with `none` the context URL is left out, which relative URLs would begin at; so they are absolute there
 */
export function toServiceDocumentJson(
  singletons: readonly string[],
  root: ServiceRoot,
  level: MetadataLevel,
): Record<string, unknown> {
  const rootUrl = serviceRootUrl(root);
  const isBare = level === 'none';
  return {
    ...(isBare ? {} : { '@odata.context': `${rootUrl}/$metadata` }),
    value: singletons.map((name) => ({ name, kind: 'Singleton', url: isBare ? `${rootUrl}/${name}` : name })),
  };
}
