// Reads the query of a request: what is supported is given on, what is not is refused, and nothing is silently ignored.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';
import type { QueryOptionValues } from '../odata/collection-query.ts';

/** The system query options of a request that its operation has. */
export interface QueryOptions {
  /** `$format`, which overrides the Accept header. */
  readonly format: string | undefined;
  /** The others, by name in lower case and without `$`. */
  readonly values: QueryOptionValues;
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

const NONE: QueryOptions = { format: undefined, values: {} };

/**
 * Reads the query options.
 * @param query - the query of the URL as it was sent, without `?`
 * @param version - the version root: beta takes system query options without `$` too, as Graph does
 * @param supported - the options that the operation has beside `$format`, in lower case and without `$`
 * @throws GraphError 400 for a system query option that is not supported or that is given twice
 */
export function parseQueryOptions(query: string, version: string, supported: readonly string[]): QueryOptions {
  if (query === '') return NONE;
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const option = systemOption(name, version);
    if (option === undefined) continue;
    if (option !== 'format' && !supported.includes(option)) {
      const shown = shorten(name);
      throw graphError('unsupportedQueryOption', { option: shown }, { target: shown });
    }
    if (Object.hasOwn(values, option)) {
      throw graphError('duplicateQueryOption', { option: `$${option}` }, { target: `$${option}` });
    }
    values[option] = value;
  }
  return { format: values.format, values };
}

/** The options of a next link: those of the request, as they were, but for the place to go on at. */
export function toNextQuery(query: string, version: string, skipToken: string): string {
  const kept = [...new URLSearchParams(query)].filter(([name]) => {
    const option = systemOption(name, version);
    return option !== 'skip' && option !== 'skiptoken';
  });
  const encoded = kept.map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`);
  return [...encoded, `$skiptoken=${skipToken}`].join('&');
}

/**
 * The option of a request that stays good in the link to another collection: `$format`, as it was.
 * @returns empty, or with an `&` behind it
 */
export function toNestedQuery(query: string, version: string): string {
  if (query === '') return '';
  const found = [...new URLSearchParams(query)].find(([name]) => systemOption(name, version) === 'format');
  return found === undefined ? '' : `$format=${encodeURIComponent(found[1])}&`;
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%24', '$');
}

function systemOption(name: string, version: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.startsWith('$')) return lower.slice(1);
  // Everything else is a custom query option, which a service may ignore (OData URL Conventions §5.2).
  return version !== 'v1.0' && SYSTEM_OPTIONS.has(lower) ? lower : undefined;
}
