// Reads the body of a $batch request, by Graph's rules.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';

/** A request of a batch. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Relative to the version root, with its query; begins with `/`. */
  readonly url: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined when there is none. */
  readonly body: unknown;
  /** Places in the batch, all before this one's. */
  readonly dependsOn: readonly number[];
}

/** Graph's limit. */
export const MAX_ITEMS = 20;

/** The methods of OData's batch format, in any letter case. */
const METHODS = new Set(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);

/** What OData has and Graph has not, and what would be done without it is not what was asked for. */
const NOT_SUPPORTED = ['atomicityGroup', 'if'] as const;

/** The methods that have a body; with others it means nothing, and is not looked at. */
const WRITES = new Set(['PATCH', 'POST', 'PUT']);

/**
 * Reads a batch.
 * @param json - the parsed body
 * @throws GraphError `invalidBatch` (400) for the whole batch: what is wrong with one request as such is its own answer
 * @see https://learn.microsoft.com/graph/json-batching, OData JSON Format 4.01 §19
 */
export function readBatch(json: unknown): readonly BatchItem[] {
  const { requests } = { ...(json as { readonly requests?: unknown } | null) };
  if (!Array.isArray(requests)) throw invalid("A batch is an object with the array 'requests'.");
  if (requests.length === 0) throw invalid("'requests' is empty.");
  if (requests.length > MAX_ITEMS) throw invalid(`A batch has at most ${MAX_ITEMS} requests, not ${requests.length}.`);
  const places = new Map<string, number>();
  const items = requests.map((request, index) => readItem(request, index, places));
  checkShape(items);
  return items;
}

function readItem(request: unknown, index: number, places: Map<string, number>): BatchItem {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw invalid(`requests[${index}] is not an object.`);
  }
  const { id, method, url, headers, body, dependsOn } = request as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || id === '') throw invalid(`requests[${index}] has no 'id', which is a text.`);
  const shown = shorten(id);
  if (places.has(id.toLowerCase())) {
    throw invalid(`The id '${shown}' is given more than once; letter case does not distinguish.`);
  }
  if (typeof method !== 'string' || !METHODS.has(method.toUpperCase())) {
    throw invalid(`The request with id '${shown}' has no 'method' of ${[...METHODS].join(', ')}.`);
  }
  if (typeof url !== 'string' || url === '') throw invalid(`The request with id '${shown}' has no 'url'.`);
  for (const name of NOT_SUPPORTED) {
    const value = (request as Readonly<Record<string, unknown>>)[name] ?? undefined;
    if (value !== undefined) throw invalid(`The request with id '${shown}' has '${name}', which is not supported.`);
  }
  const item = {
    id,
    method: method.toUpperCase(),
    url: relativeUrl(url, shown),
    headers: readHeaders(headers, shown),
    body: body ?? undefined,
    dependsOn: readDependencies(dependsOn, shown, places),
  };
  if (WRITES.has(item.method) && isOfUnknownType(item)) {
    // Graph's own words.
    throw invalid(`Write request with id '${shown}' does not contain a Content-Type header.`);
  }
  places.set(id.toLowerCase(), index);
  return item;
}

/** A text is let pass: bytes in base64, which Microsoft's SDK for TypeScript sends without any header. */
function isOfUnknownType({ body, headers }: Pick<BatchItem, 'body' | 'headers'>): boolean {
  return body !== undefined && typeof body !== 'string' && !headers.has('content-type');
}

/** Microsoft's JavaScript client strips scheme and host of an absolute URL; others leave out the first slash. */
function relativeUrl(url: string, id: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) {
    throw invalid(`The 'url' of the request with id '${id}' is not relative to the version root.`);
  }
  const [path = ''] = url.split('#', 1);
  return path.startsWith('/') ? path : `/${path}`;
}

function readHeaders(headers: unknown, id: string): ReadonlyMap<string, string> {
  if (headers === undefined || headers === null) return new Map();
  if (typeof headers !== 'object' || Array.isArray(headers)) {
    throw invalid(`The 'headers' of the request with id '${id}' are not an object.`);
  }
  return new Map(
    Object.entries(headers).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'string') {
        throw invalid(`The header '${shorten(name)}' of the request with id '${id}' is not a text.`);
      }
      return [name.toLowerCase(), value];
    }),
  );
}

function readDependencies(dependsOn: unknown, id: string, places: ReadonlyMap<string, number>): readonly number[] {
  if (dependsOn === undefined || dependsOn === null) return [];
  if (!Array.isArray(dependsOn)) throw invalid(`The 'dependsOn' of the request with id '${id}' is not an array.`);
  return dependsOn.map((other: unknown) => {
    const place = typeof other === 'string' ? places.get(other.toLowerCase()) : undefined;
    // An id that comes later is as unknown as one that does not come at all.
    if (place === undefined) {
      throw invalid(
        `Invalid dependency for request Id '${id}': '${shorten(String(other))}' is not the id of a request before it.`,
      );
    }
    return place;
  });
}

/** Nobody waits for anybody, each for the one before, or all for the first: what Microsoft's clients allow. */
function checkShape(items: readonly BatchItem[]): void {
  const isParallel = items.every(({ dependsOn }) => dependsOn.length === 0);
  const isSequential = items.every(({ dependsOn }, index) => index === 0 || isOnly(dependsOn, index - 1));
  const isBehindFirst = items.every(({ dependsOn }, index) => index === 0 || isOnly(dependsOn, 0));
  if (isParallel || isSequential || isBehindFirst) return;
  throw invalid('Batch should be either fully sequential or fully parallel.');
}

function isOnly(dependsOn: readonly number[], place: number): boolean {
  return dependsOn.length > 0 && dependsOn.every((other) => other === place);
}

function invalid(problem: string): GraphError {
  return graphError('invalidBatch', { problem }, { target: 'requests' });
}
