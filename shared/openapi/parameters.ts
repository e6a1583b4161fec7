// The parameters: keys in paths under Graph's names, query options, and the headers that a request may have.
import { statusesOf } from '../operation-statuses.ts';
import { MAX_SKIP, type QueryableCollection } from '../odata/collection-query.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import { MAX_PAGE_SIZE } from '../odata/page-size.ts';
import { DEFAULT_PAGE_SIZE } from '../resources/entity-set/list.ts';
import type { Operation } from '../resources/operation.ts';
import { exampleKey } from './example-entities.ts';
import { componentRef, type JsonObject } from './json.ts';
import type { Target } from './target.ts';

/** What each type's collections offer to queries, by the name of the type. */
export type Collections = ReadonlyMap<string, QueryableCollection>;

/** Graph's name of a key that the app's path templates call `mobileAppId`: `mobileApp-id`. */
export function parameterName(key: string): string {
  return key.replace(/Id$/, '-id');
}

/** A path template of the table of operations as Graph's document writes it. */
export function documentedPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_match, key: string) => `{${parameterName(key)}}`);
}

/** References to the keys of a path. */
export function pathParameters(path: string): readonly JsonObject[] {
  return keysOf(path).map((key) => componentRef('parameters', parameterName(key)));
}

function keysOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, key = '']) => key);
}

/** Followed with the next link, never made. */
const OPAQUE = ['skiptoken'];

/** Those that are alike wherever they are offered, under the names that Graph's document gives them. */
const SHARED_OPTIONS: Readonly<Record<string, JsonObject>> = {
  top: {
    description: `Members of a page at most, ${DEFAULT_PAGE_SIZE} where nothing is said. The next link leads on behind them.`,
    schema: { type: 'integer', minimum: 0, maximum: MAX_PAGE_SIZE },
    example: 50,
  },
  skip: { description: 'Passes over so many.', schema: { type: 'integer', minimum: 0, maximum: MAX_SKIP } },
  search: {
    description:
      'Words that are looked for, with `AND`, `OR`, `NOT` and parentheses; a phrase in quotes: `adele OR "megan b"`.',
    schema: { type: 'string' },
  },
  filter: {
    description:
      'Which members: `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `and`, `or`, `not`, functions of text. ' +
      "For user statuses `failedDeviceCount gt 0 and startswith(userPrincipalName,'adele')`, for device statuses `installState eq 'failed'`.",
    schema: { type: 'string' },
  },
  count: { description: 'Whether to tell how many match in all.', schema: { type: 'boolean' } },
};

/** The request headers, beside those that OpenAPI has other places for. */
const HEADERS: Readonly<Record<string, JsonObject>> = {
  'client-request-id': {
    description:
      'Your own id of the request: it comes back and stands in the log. A create with the same id, a GUID, is known again.',
    schema: { type: 'string' },
  },
  'If-Match': {
    description: 'Entity tags, or `*`: only if the entity is still in one of these versions.',
    schema: { type: 'string' },
  },
  'If-None-Match': {
    description: 'Entity tags, or `*`: only if the entity is in none of these versions.',
    schema: { type: 'string' },
  },
  'Repeatability-Request-ID': {
    description:
      'Your id of this create: sent again with the same id, it is done once (OASIS Repeatable Requests 1.0).',
    schema: { type: 'string', maxLength: 128 },
  },
  'Repeatability-First-Sent': {
    description: 'When it was sent for the first time: `Wed, 25 Nov 2026 08:49:37 GMT`.',
    schema: { type: 'string' },
  },
  'Repeatability-Client-ID': {
    description: 'Your id, where request ids are unique only with it.',
    schema: { type: 'string' },
  },
};

const PREFERENCES = {
  page: {
    name: 'Prefer-page',
    example: 'odata.maxpagesize=50',
    text: 'odata.maxpagesize=N: members of a page at most.',
  },
  write: {
    name: 'Prefer-write',
    example: 'return=minimal',
    text: '`return=minimal` (204) or `return=representation`.',
  },
  upsert: {
    name: 'Prefer-upsert',
    example: 'create-if-missing',
    text: '`create-if-missing`: creates what is not there, from a whole body; `return=minimal` (204) or `return=representation`.',
  },
} as const;

/**
 * The parameters as components.
 * @param operations - the table, for the keys of its paths
 */
export function parameterComponents(operations: readonly Operation[]): Record<string, JsonObject> {
  const keys = new Set(operations.flatMap(({ path }) => keysOf(path)));
  const inHeader = Object.entries(HEADERS).map(([name, facts]) => [name, { name, in: 'header', ...facts }]);
  const preferences = Object.values(PREFERENCES).map(({ name, example, text }) => [
    name,
    { name: 'Prefer', in: 'header', description: text, schema: { type: 'string' }, example },
  ]);
  const options = Object.entries(SHARED_OPTIONS).map(([name, facts]) => [
    name,
    { name: `$${name}`, in: 'query', ...facts },
  ]);
  return {
    ...Object.fromEntries([...keys].map((key) => [parameterName(key), keyParameter(key)])),
    ...(Object.fromEntries([...options, ...inHeader, ...preferences]) as Record<string, JsonObject>),
  };
}

function keyParameter(key: string): JsonObject {
  const type = key.replace(/Id$/, '');
  return {
    name: parameterName(key),
    in: 'path',
    description: `The unique identifier of ${type}.`,
    required: true,
    schema: { type: 'string' },
    'x-ms-docs-key-type': type,
    example: exampleKey(key),
  };
}

/** The query options and headers that an operation takes. */
export function operationParameters(
  operation: Operation,
  target: Target,
  collections: Collections,
): readonly JsonObject[] {
  const options = operation.queryOptions.filter((name) => !OPAQUE.includes(name));
  return [
    ...options.map((name) => queryOption(name, target, collections)),
    ...headersOf(operation, target).map((name) => componentRef('parameters', name)),
  ];
}

function queryOption(name: string, { type }: Target, collections: Collections): JsonObject {
  if (name in SHARED_OPTIONS) return componentRef('parameters', name);
  if (type === undefined) throw new TypeError(`The query option '${name}' is about no entity type.`);
  const list = (description: string, items: readonly string[]): JsonObject => ({
    name: `$${name}`,
    in: 'query',
    description,
    style: 'form',
    explode: false,
    schema: { type: 'array', uniqueItems: true, items: { type: 'string', enum: items } },
  });
  const navigation = type.navigationProperties.map((property) => property.name);
  switch (name) {
    case 'select':
      return list('The properties that the answer has.', [...type.properties.map((each) => each.name), ...navigation]);
    case 'expand':
      return list('Related entities that come along; for each `($select=…;$top=…)` is taken, too.', [
        '*',
        ...navigation,
      ]);
    case 'orderby':
      return list(sortsText(type, collections), sortItems(type, collections));
    default:
      throw new TypeError(`The query option '${name}' has no description.`);
  }
}

function sortsOf({ name }: EntityModel, collections: Collections): readonly (readonly string[])[] {
  const sorts = collections.get(name)?.sorts ?? [];
  return sorts.map((sort) =>
    sort.map(({ property, direction }) => (direction === 'asc' ? property : `${property} desc`)),
  );
}

function sortItems(type: EntityModel, collections: Collections): readonly string[] {
  return [...new Set(sortsOf(type, collections).flat())];
}

function sortsText(type: EntityModel, collections: Collections): string {
  const composite = sortsOf(type, collections).filter(({ length }) => length > 1);
  const several = composite.map((sort) => `\`${sort.join(',')}\``).join('; ');
  return `The order, by one property${several === '' ? '' : `, or by ${several}`}.`;
}

function headersOf(operation: Operation, target: Target): readonly string[] {
  const { method, isRepeatable = false } = operation;
  const statuses = statusesOf(operation);
  const isUpsert = method === 'PATCH' && statuses.includes(201);
  const isRead = method === 'GET';
  const preference = isUpsert
    ? ['Prefer-upsert']
    : method !== 'DELETE' && statuses.includes(204) && target.kind !== 'reference'
      ? ['Prefer-write']
      : [];
  return [
    ...(isRead && target.kind === 'collection' ? ['Prefer-page'] : preference),
    ...(statuses.includes(412) && method !== 'POST' ? ['If-Match'] : []),
    ...(statuses.includes(412) || statuses.includes(304) ? ['If-None-Match'] : []),
    ...(isRepeatable ? ['Repeatability-Request-ID', 'Repeatability-First-Sent', 'Repeatability-Client-ID'] : []),
    'client-request-id',
  ];
}
