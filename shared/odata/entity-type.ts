// What an entity type is: one yup schema that carries its EDM facts, read by validation, projection and metadata alike.
import type { AnyObjectSchema, CustomSchemaMetadata, InferType } from 'yup';
import type { EdmType } from './edm-type.ts';
import { type QuickCheck, quickCheckOf } from './quick-check.ts';

/** What the model says of a property; it is kept in the `meta` of the property's yup schema. */
export interface PropertyFacts {
  readonly edmType: EdmType;
  /** Nullability in Graph's CSDL, which describes what is stored and returned. */
  readonly nullable: boolean;
  readonly description: string;
  readonly requiredOnCreate: boolean;
  readonly isKey: boolean;
  /** Whether only the service sets it. */
  readonly isReadOnly: boolean;
  /** The least value of a number, where it is not the least of its type. */
  readonly minimum?: number;
  /** The longest text, in UTF-16 code units. */
  readonly maxLength?: number;
  /** Whether a text may be empty or of white space only; true when it is left out. */
  readonly isBlankAllowed?: boolean;
}

declare module 'yup' {
  interface CustomSchemaMetadata {
    edm?: PropertyFacts;
  }
}

/** A property with its name. */
export interface EntityProperty extends PropertyFacts {
  readonly name: string;
}

/** A navigation property, as Graph's CSDL has it. */
export interface NavigationProperty {
  readonly name: string;
  readonly targetType: string;
  readonly isCollection: boolean;
  readonly containsTarget: boolean;
  /** What a client that tried to write it inline is told. */
  readonly writeProblem: string;
}

/** What can be said of an entity type without knowing its values. */
export interface EntityModel {
  /** Unqualified name: `userAppInstallStatus`. */
  readonly name: string;
  /** Namespace-qualified name: `microsoft.graph.userAppInstallStatus`. */
  readonly qualifiedName: string;
  readonly description: string;
  /** Namespace-qualified names of types that it has in Graph and not here: a client may say that an entity is one. */
  readonly derivedTypes?: readonly string[];
  /** Read from the schema, in the order in which the reference shows them, the key first. */
  readonly properties: readonly EntityProperty[];
  readonly navigationProperties: readonly NavigationProperty[];
}

/** An entity type: its model and the yup schema that the model was read from and that checks a create. */
export interface EntityType<Schema extends AnyObjectSchema = AnyObjectSchema> extends EntityModel {
  readonly schema: Schema;
  /** The same rules for an update, which gives only what is to be changed. */
  readonly updateSchema: AnyObjectSchema;
  /** Says of most good values at once that they pass the schema, and the update's. */
  readonly quickCheck: QuickCheck;
  readonly quickUpdateCheck: QuickCheck;
}

/** The values of an entity of a type. */
export type EntityValues<Type extends EntityType> = InferType<Type['schema']>;

const NAMESPACE = 'microsoft.graph';

/**
 * Makes an entity type of a yup object schema whose fields come from the functions above.
 * @throws TypeError when a field has no EDM facts (a mistake of ours, found at start-up)
 */
export function defineEntityType<Schema extends AnyObjectSchema>(definition: {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  /** Where an update has other rules than that everything may be left out. */
  readonly updateSchema?: AnyObjectSchema;
  readonly navigationProperties: readonly NavigationProperty[];
  /** Unqualified names. */
  readonly derivedTypes?: readonly string[];
}): EntityType<Schema> {
  const described = definition.schema.describe().fields;
  const properties = Object.entries(described).map(([name, field]): EntityProperty => {
    // yup's types promise a `meta` that a schema without one has not.
    const { meta }: { meta?: CustomSchemaMetadata | undefined } = 'meta' in field ? field : {};
    const edm = meta?.edm;
    if (edm === undefined) throw new TypeError(`The property '${name}' of '${definition.name}' has no EDM facts.`);
    return { name, ...edm };
  });
  const { schema, updateSchema = schema.partial(), derivedTypes = [] } = definition;
  return {
    ...definition,
    updateSchema,
    quickCheck: quickCheckOf(schema),
    quickUpdateCheck: quickCheckOf(updateSchema),
    qualifiedName: `${NAMESPACE}.${definition.name}`,
    derivedTypes: derivedTypes.map((name) => `${NAMESPACE}.${name}`),
    properties,
  };
}
