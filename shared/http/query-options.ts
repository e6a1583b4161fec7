// Reads the query of a request: what is supported is given on, what is not is refused, and nothing is silently ignored.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';

/** The query options that every operation understands. */
export interface QueryOptions {
  /** `$format`, which overrides the Accept header. */
  readonly format: string | undefined;
}

/** System query options of OData 4.01 (OData Protocol §11.2.5, URL Conventions §5.1); names in lower case, without `$`. */
const SYSTEM_OPTIONS = new Set([
  'apply',
  'compute',
  'count',
  'deltatoken',
  'expand',
  'filter',
  'format',
  'id',
  'index',
  'levels',
  'orderby',
  'schemaversion',
  'search',
  'select',
  'skip',
  'skiptoken',
  'top',
]);

const NONE: QueryOptions = { format: undefined };

/**
 * Reads the query options.
 * @param query - the query of the URL as it was sent, without `?`
 * @param version - the version root: beta takes system query options without `$` too, as Graph does
 * @throws GraphError 400 for a system query option that is not supported or that is given twice
 */
export function parseQueryOptions(query: string, version: string): QueryOptions {
  if (query === '') return NONE;
  let format: string | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    const option = systemOption(name, version);
    if (option === undefined) continue;
    if (option !== 'format') {
      const shown = shorten(name);
      throw graphError('unsupportedQueryOption', { option: shown }, { target: shown });
    }
    if (format !== undefined) throw graphError('duplicateQueryOption', { option: '$format' }, { target: '$format' });
    format = value;
  }
  return { format };
}

function systemOption(name: string, version: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.startsWith('$')) return lower.slice(1);
  // Everything else is a custom query option, which a service may ignore (OData URL Conventions §5.2).
  return version !== 'v1.0' && SYSTEM_OPTIONS.has(lower) ? lower : undefined;
}
