// Writes the metadata document of a service in CSDL XML 4.0, of the same models that everything else reads.
import { type EdmType, edmTypeName, type EnumerationType } from './edm-type.ts';
import type { EntityModel, EntityProperty, NavigationProperty } from './entity-type.ts';
import { toXmlDocument, type XmlElement } from './xml.ts';

/** Something single at the root of the service. */
export interface Singleton {
  readonly name: string;
  readonly type: EntityModel;
  /** Whether it can be read by itself, not only walked through. */
  readonly isReadable: boolean;
}

/** All that a service has. */
export interface ServiceModel {
  readonly entityTypes: readonly EntityModel[];
  readonly singletons: readonly Singleton[];
}

const NAMESPACE = 'microsoft.graph';
const ALIAS = 'graph';
const CONTAINER = 'GraphService';

const CORE = 'Org.OData.Core.V1';
const CAPABILITIES = 'Org.OData.Capabilities.V1';

/**
 * Makes the metadata document. The namespace, its alias, the abstract `entity` that has the key of every type, and the
 * name of the container are Graph's. Everything is in alphabetical order, as Graph writes it, so that the two can be
 * compared line by line; only enumerations keep the order of their members.
 *
 * Graph's `mobileApp` is abstract, ours is not: the apps in our answers are of that very type, which an abstract type
 * cannot have (CSDL XML 4.01 §6.3).
 * @param model - entity types, each with one key property named `id`, and singletons
 */
export function toCsdl(model: ServiceModel): string {
  return toXmlDocument({
    name: 'edmx:Edmx',
    attributes: { Version: '4.0', 'xmlns:edmx': 'http://docs.oasis-open.org/odata/ns/edmx' },
    children: [
      vocabulary(CORE),
      vocabulary(CAPABILITIES),
      { name: 'edmx:DataServices', attributes: {}, children: [schemaElement(model)] },
    ],
  });
}

/** Annotations may use a term only of a schema that is referenced (CSDL XML 4.01 §4.1). */
function vocabulary(namespace: string): XmlElement {
  return {
    name: 'edmx:Reference',
    attributes: { Uri: `https://oasis-tcs.github.io/odata-vocabularies/vocabularies/${namespace}.xml` },
    children: [{ name: 'edmx:Include', attributes: { Namespace: namespace } }],
  };
}

function schemaElement({ entityTypes, singletons }: ServiceModel): XmlElement {
  return {
    name: 'Schema',
    attributes: { Namespace: NAMESPACE, Alias: ALIAS, xmlns: 'http://docs.oasis-open.org/odata/ns/edm' },
    children: [
      ...enumerationsOf(entityTypes).map(enumElement),
      BASE_ENTITY,
      ...byName(entityTypes).map(entityElement),
      { name: 'EntityContainer', attributes: { Name: CONTAINER }, children: byName(singletons).map(singletonElement) },
    ],
  };
}

const BASE_ENTITY: XmlElement = {
  name: 'EntityType',
  attributes: { Name: 'entity', Abstract: 'true' },
  children: [
    { name: 'Key', attributes: {}, children: [{ name: 'PropertyRef', attributes: { Name: 'id' } }] },
    { name: 'Property', attributes: { Name: 'id', Type: 'Edm.String', Nullable: 'false' } },
  ],
};

function enumerationsOf(entityTypes: readonly EntityModel[]): EnumerationType[] {
  const found = new Map<string, EnumerationType>();
  for (const { properties } of entityTypes) {
    for (const { edmType } of properties) {
      if (typeof edmType !== 'string') found.set(edmType.enumType, edmType);
    }
  }
  return [...found.values()].sort((one, other) => compare(one.enumType, other.enumType));
}

function enumElement({ enumType, members }: EnumerationType): XmlElement {
  return {
    name: 'EnumType',
    attributes: { Name: enumType.slice(NAMESPACE.length + 1) },
    children: [...members].map(([name, value]) => ({
      name: 'Member',
      attributes: { Name: name, Value: String(value) },
    })),
  };
}

function entityElement({ name, description, properties, navigationProperties }: EntityModel): XmlElement {
  return {
    name: 'EntityType',
    attributes: { Name: name, BaseType: `${ALIAS}.entity` },
    children: [
      ...byName(properties.filter(({ isKey }) => !isKey)).map(propertyElement),
      ...byName(navigationProperties).map(navigationElement),
      annotation(`${CORE}.Description`, { String: description }),
    ],
  };
}

function propertyElement({ name, edmType, nullable, description, isReadOnly }: EntityProperty): XmlElement {
  const annotations = [annotation(`${CORE}.Description`, { String: description })];
  if (isReadOnly) annotations.push(annotation(`${CORE}.Computed`, { Bool: 'true' }));
  return {
    name: 'Property',
    attributes: { Name: name, Type: typeName(edmType), Nullable: nullable ? undefined : 'false' },
    children: annotations,
  };
}

function navigationElement({ name, targetType, isCollection, containsTarget }: NavigationProperty): XmlElement {
  const type = withAlias(targetType);
  return {
    name: 'NavigationProperty',
    attributes: {
      Name: name,
      Type: isCollection ? `Collection(${type})` : type,
      ContainsTarget: containsTarget ? 'true' : undefined,
    },
  };
}

/** What can only be walked through is marked, because the service document leads clients to it. */
function singletonElement({ name, type, isReadable }: Singleton): XmlElement {
  const readable: XmlElement = { name: 'PropertyValue', attributes: { Property: 'Readable', Bool: 'false' } };
  const record: XmlElement = { name: 'Record', attributes: {}, children: [readable] };
  return {
    name: 'Singleton',
    attributes: { Name: name, Type: withAlias(type.qualifiedName) },
    children: isReadable ? [] : [annotation(`${CAPABILITIES}.ReadRestrictions`, {}, [record])],
  };
}

function annotation(term: string, value: Record<string, string>, children: readonly XmlElement[] = []): XmlElement {
  return { name: 'Annotation', attributes: { Term: term, ...value }, children };
}

function typeName(edmType: EdmType): string {
  return withAlias(edmTypeName(edmType));
}

function withAlias(qualifiedName: string): string {
  const prefix = `${NAMESPACE}.`;
  return qualifiedName.startsWith(prefix) ? `${ALIAS}.${qualifiedName.slice(prefix.length)}` : qualifiedName;
}

function byName<Named extends { readonly name: string }>(items: readonly Named[]): Named[] {
  return [...items].sort((one, other) => compare(one.name, other.name));
}

/** Not by locale: the document is the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
