// How the properties of an entity type are filtered on, unless a collection stores them otherwise.
import type { EntityModel } from '../odata/entity-type.ts';
import type { FilterableProperty } from '../odata/filter/filterable.ts';
import { canonicalKey } from '../odata/key.ts';

/** The properties of a type; a key that is a GUID is found in any letter case, as it is by its URL. */
export function filterablePropertiesOf({ properties }: EntityModel): readonly FilterableProperty[] {
  return properties.map((property) => (property.isKey ? { ...property, canonicalValue: canonicalKey } : property));
}
