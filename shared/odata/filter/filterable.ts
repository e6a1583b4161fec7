// What $filter, $orderby and $select have to know of an entity type: its properties by name, and what each can hold.
import type { EdmType, EnumerationType } from '../edm-type.ts';

/** A property that can be filtered on. To the filter, null and missing are the same. */
export interface FilterableProperty {
  readonly name: string;
  readonly edmType: EdmType;
  /** The name under which documents keep the value, where that is not the property's own. */
  readonly storedAs?: string;
  /** The one spelling under which a string is stored where several mean the same; eq, ne and in compare by it. */
  readonly canonicalValue?: (value: string) => string;
}

/** The entity type of the collection that is asked for. */
export interface FilterableType {
  /** Namespace-qualified name, as messages show it. */
  readonly qualifiedName: string;
  /** By name; names are case-sensitive. */
  readonly properties: ReadonlyMap<string, FilterableProperty>;
}

/** Makes a {@link FilterableType} of a list of properties, such as that of an entity model. */
export function filterableType(type: {
  readonly qualifiedName: string;
  readonly properties: readonly FilterableProperty[];
}): FilterableType {
  const properties = new Map(type.properties.map((property) => [property.name, property]));
  return { qualifiedName: type.qualifiedName, properties };
}

/** Finds an enumeration that a property of the type has, by its qualified name. */
export function findEnumeration(type: FilterableType, name: string): EnumerationType | undefined {
  for (const { edmType } of type.properties.values()) {
    if (typeof edmType !== 'string' && edmType.enumType === name) return edmType;
  }
  return undefined;
}

/**
 * Graph's sentence for a property that the type does not have; a name that differs only in letter case is pointed out.
 * The text ends with a full stop.
 */
export function unknownProperty(
  type: { readonly qualifiedName: string; readonly properties: ReadonlyMap<string, unknown> },
  name: string,
): string {
  const sentence = `Could not find a property named '${name}' on type '${type.qualifiedName}'.`;
  const lower = name.toLowerCase();
  for (const known of type.properties.keys()) {
    if (known.toLowerCase() === lower) return `${sentence} Names are case-sensitive: '${known}'.`;
  }
  return sentence;
}
