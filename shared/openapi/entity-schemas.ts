// The schemas of entity types and enumerations, of the same definitions that yup, $metadata and the answers come from.
import type { EdmType, EnumerationType } from '../odata/edm-type.ts';
import type { EntityModel, EntityProperty, NavigationProperty } from '../odata/entity-type.ts';
import { MAX_INT32, MIN_INT32 } from '../odata/int32.ts';
import { MAX_KEY_BYTES } from '../odata/key.ts';
import { componentRef, type JsonObject } from './json.ts';

const NAMESPACE = 'microsoft.graph';

const BASE_ENTITY = `${NAMESPACE}.entity`;

/** Name of the schema of a page of a collection, as Graph's document has it. */
export function collectionSchemaName({ qualifiedName }: EntityModel): string {
  return `${qualifiedName}CollectionResponse`;
}

/**
 * Makes the schemas of entity types: themselves, their enumerations, pages of them, and their base type. Names are
 * Graph's. What every type has lies in `microsoft.graph.entity`, so that generators make it the base class that it is.
 *
 * No property is required: `$select` leaves out what is not selected.
 * @param types - the types that answers are of
 */
export function entitySchemas(types: readonly EntityModel[]): Record<string, JsonObject> {
  const schemas: Record<string, JsonObject> = { [BASE_ENTITY]: baseEntity() };
  for (const type of types) {
    schemas[type.qualifiedName] = entitySchema(type);
    for (const { edmType } of type.properties) {
      if (typeof edmType !== 'string') schemas[edmType.enumType] = enumerationSchema(edmType);
    }
  }
  return schemas;
}

/** OData JSON Format 4.01 §4.6: control information, of which a client may change nothing. */
const CONTROL_INFORMATION = {
  '@odata.context': 'Context URL of the answer.',
  '@odata.id': 'Entity-id; with full metadata, or where `$select` leaves out the key.',
  '@odata.etag': 'Entity tag of this version, for `If-Match`.',
  '@odata.editLink': 'Where the entity can be changed; with full metadata only.',
} as const;

function baseEntity(): JsonObject {
  const control = Object.entries(CONTROL_INFORMATION).map(([name, description]) => [
    name,
    { type: 'string', readOnly: true, description },
  ]);
  return {
    title: 'entity',
    type: 'object',
    description: 'What every entity has.',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: MAX_KEY_BYTES, description: 'Key of the entity.' },
      '@odata.type': { type: 'string', description: 'Name of the type; left out without metadata.' },
      ...Object.fromEntries(control),
    },
  };
}

function entitySchema(type: EntityModel): JsonObject {
  const { name, description, properties, navigationProperties } = type;
  const own = properties.filter(({ isKey }) => !isKey);
  return {
    title: name,
    description,
    allOf: [
      componentRef('schemas', BASE_ENTITY),
      {
        type: 'object',
        properties: {
          '@odata.type': typeAnnotation(type),
          ...Object.fromEntries(own.map((property) => [property.name, propertySchema(property)])),
          ...Object.fromEntries(navigationProperties.map((property) => [property.name, navigationSchema(property)])),
          ...Object.fromEntries(navigationProperties.flatMap(linkAnnotations)),
        },
      },
    ],
    unevaluatedProperties: false,
  };
}

/** Of an abstract type of Graph a client may say which of the derived ones it means. */
function typeAnnotation({ qualifiedName, derivedTypes = [] }: EntityModel): JsonObject {
  const name = derivedTypes.length === 0 ? qualifiedName.slice(NAMESPACE.length + 1) : '\\w+';
  return { type: 'string', pattern: `^#${NAMESPACE.replace('.', '\\.')}\\.${name}$`, examples: [`#${qualifiedName}`] };
}

/**
 * Links stand beside the properties that they lead to (OData JSON Format 4.01 §8.1), and next links where they break off.
 * Each has its name here: generators make of a pattern of names a type that nothing fits.
 */
function linkAnnotations({ name, isCollection, containsTarget }: NavigationProperty): [string, JsonObject][] {
  const link = (term: string, description: string): [string, JsonObject] => [
    `${name}@odata.${term}`,
    { type: 'string', readOnly: true, description },
  ];
  return [
    link('navigationLink', 'Where it is; with full metadata only.'),
    ...(containsTarget ? [] : [link('associationLink', 'Where its reference is; with full metadata only.')]),
    ...(isCollection ? [link('nextLink', 'Where they go on, when not all of them have come along.')] : []),
  ];
}

function propertySchema({ edmType, nullable, description, isReadOnly, ...rules }: EntityProperty): JsonObject {
  const common = { description, ...(isReadOnly ? { readOnly: true } : {}) };
  const base = edmSchema(edmType, rules);
  if ('$ref' in base) return { ...base, ...common };
  return { ...base, type: nullable ? [base.type, 'null'] : base.type, ...common };
}

function edmSchema(edmType: EdmType, { minimum, maxLength, isBlankAllowed }: Partial<EntityProperty>): JsonObject {
  if (typeof edmType !== 'string') return componentRef('schemas', edmType.enumType);
  switch (edmType) {
    case 'Edm.Int32':
      return { type: 'integer', format: 'int32', minimum: minimum ?? MIN_INT32, maximum: MAX_INT32 };
    case 'Edm.DateTimeOffset':
      return { type: 'string', format: 'date-time' };
    case 'Edm.String':
      return {
        type: 'string',
        ...(maxLength === undefined ? {} : { maxLength }),
        ...(isBlankAllowed === false ? { pattern: '\\S' } : {}),
      };
  }
}

/** What it leads to is there where `$expand` names it, and is written at its own URL. */
function navigationSchema({ targetType, isCollection }: NavigationProperty): JsonObject {
  const target = componentRef('schemas', targetType);
  if (isCollection) {
    return { type: 'array', items: target, readOnly: true, description: 'There with `$expand`: the first of them.' };
  }
  return {
    anyOf: [target, { type: 'null' }],
    readOnly: true,
    description: 'There with `$expand`; null where it is none.',
  };
}

/** `x-ms-enum` has the values, as Graph's document does. */
function enumerationSchema({ enumType, members }: EnumerationType): JsonObject {
  const name = enumType.slice(NAMESPACE.length + 1);
  return {
    title: name,
    type: 'string',
    enum: [...members.keys()],
    'x-ms-enum': {
      name,
      modelAsString: false,
      values: [...members].map(([member, value]) => ({ name: member, value: member, description: `Value ${value}.` })),
    },
  };
}

const PAGE = 'BaseCollectionPaginationCountResponse';

/**
 * Makes the schemas of pages, with Graph's names.
 * @param types - the types that there are collections of
 */
export function pageSchemas(types: readonly EntityModel[]): Record<string, JsonObject> {
  const pages = types.map((type) => [collectionSchemaName(type), pageSchema(type)] as const);
  return { [PAGE]: basePage(), ...Object.fromEntries(pages) };
}

function basePage(): JsonObject {
  return {
    title: 'Base collection pagination and count responses',
    type: 'object',
    description: 'What every page of a collection has.',
    properties: {
      '@odata.context': { type: 'string', description: 'Context URL; left out without metadata.' },
      '@odata.count': {
        type: 'integer',
        format: 'int64',
        minimum: 0,
        description:
          'How many match in all; on the first page of a request with `$count=true`. With `IEEE754Compatible=true` a string.',
      },
      '@odata.nextLink': {
        type: 'string',
        description: 'Absolute URL of the next page, to be followed as it is; the last page has none.',
      },
    },
  };
}

function pageSchema(type: EntityModel): JsonObject {
  return {
    title: `Collection of ${type.name}`,
    allOf: [
      componentRef('schemas', PAGE),
      {
        type: 'object',
        required: ['value'],
        properties: { value: { type: 'array', items: componentRef('schemas', type.qualifiedName) } },
      },
    ],
    unevaluatedProperties: false,
  };
}
