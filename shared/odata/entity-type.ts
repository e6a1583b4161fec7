// What an entity type is: one yup schema that carries its EDM facts, read by validation, projection and metadata alike.
import {
  type AnyObjectSchema,
  type CustomSchemaMetadata,
  type InferType,
  number,
  type NumberSchema,
  string,
  type StringSchema,
} from 'yup';
import { findKeyProblem } from './key.ts';

/** The primitive types that the resource family uses. */
export type EdmType = 'Edm.String' | 'Edm.Int32';

/** What the model says of a property; it is kept in the `meta` of the property's yup schema. */
export interface PropertyFacts {
  readonly edmType: EdmType;
  /** Nullability in Graph's CSDL, which describes what is stored and returned. */
  readonly nullable: boolean;
  readonly description: string;
  readonly requiredOnCreate: boolean;
  readonly isKey: boolean;
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
  /** Read from the schema, in the order in which the reference shows them, the key first. */
  readonly properties: readonly EntityProperty[];
  readonly navigationProperties: readonly NavigationProperty[];
}

/** An entity type: its model and the yup schema that the model was read from and that checks a create. */
export interface EntityType<Schema extends AnyObjectSchema = AnyObjectSchema> extends EntityModel {
  readonly schema: Schema;
  /** The same rules for an update, which gives only what is to be changed. */
  readonly updateSchema: AnyObjectSchema;
}

/** The values of an entity of a type. */
export type EntityValues<Type extends EntityType> = InferType<Type['schema']>;

const NAMESPACE = 'microsoft.graph';

/** Largest Edm.Int32. */
const MAX_INT32 = 2_147_483_647;

type Message = (params: { readonly path: string }) => string;

const mustBeString: Message = ({ path }) => `'${path}' must be a string.`;
const mustNotBeNull: Message = ({ path }) => `'${path}' must not be null.`;
const mustBeUnicode: Message = ({ path }) =>
  `'${path}' must be well-formed Unicode; it holds half of a surrogate pair.`;

/**
 * The key property of `graph.entity`, optional on create.
 * @param description - what the key identifies
 */
export function keyProperty(description: string): StringSchema {
  return string()
    .typeError(mustBeString)
    .nonNullable(({ path }) => `'${path}' must not be null; leave it out to have one made.`)
    .test('key', (value, context) => {
      const problem = value === undefined ? undefined : findKeyProblem(value);
      return problem === undefined || context.createError({ message: `'${context.path}' is not valid: ${problem}` });
    })
    .meta({ edm: { edmType: 'Edm.String', nullable: false, description, requiredOnCreate: false, isKey: true } });
}

/**
 * A string that a create must give.
 * @param options - its description, its longest length in characters (UTF-16 code units), and whether it may be blank
 */
export function requiredString(options: {
  readonly description: string;
  readonly maxLength: number;
  readonly allowBlank: boolean;
}): StringSchema<string> {
  const { description, maxLength, allowBlank } = options;
  const rule: Message = ({ path }) =>
    `'${path}' must be a${allowBlank ? '' : ' non-empty'} string of at most ${maxLength} characters.`;
  return (
    string()
      .typeError(rule)
      .defined(({ path }) => `'${path}' is required.`)
      .nonNullable(mustNotBeNull)
      // One test for all rules: yup's machinery around each costs more than the rules themselves, on every create.
      .test('text', (value, context) => {
        if (typeof value !== 'string') return true;
        if (value.length > maxLength || (!allowBlank && value.trim() === ''))
          return context.createError({ message: rule });
        return value.isWellFormed() || context.createError({ message: mustBeUnicode });
      })
      .meta({ edm: { edmType: 'Edm.String', nullable: true, description, requiredOnCreate: true, isKey: false } })
  );
}

/**
 * A count that a create must give: a whole number from 0 to the largest Edm.Int32.
 * @param description - what is counted
 */
export function requiredCount(description: string): NumberSchema<number> {
  const rule: Message = ({ path }) => `'${path}' must be a whole number from 0 to ${MAX_INT32}.`;
  return number()
    .typeError(rule)
    .defined(({ path }) => `'${path}' is required.`)
    .nonNullable(mustNotBeNull)
    .test('count', rule, (value) => typeof value !== 'number' || isCount(value))
    .meta({ edm: { edmType: 'Edm.Int32', nullable: false, description, requiredOnCreate: true, isKey: false } });
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_INT32;
}

/**
 * Makes an entity type of a yup object schema whose fields come from the functions above.
 * @throws TypeError when a field has no EDM facts (a mistake of ours, found at start-up)
 */
export function defineEntityType<Schema extends AnyObjectSchema>(definition: {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly navigationProperties: readonly NavigationProperty[];
}): EntityType<Schema> {
  const described = definition.schema.describe().fields;
  const properties = Object.entries(described).map(([name, field]): EntityProperty => {
    // yup's types promise a `meta` that a schema without one has not.
    const { meta }: { meta?: CustomSchemaMetadata | undefined } = 'meta' in field ? field : {};
    const edm = meta?.edm;
    if (edm === undefined) throw new TypeError(`The property '${name}' of '${definition.name}' has no EDM facts.`);
    return { name, ...edm };
  });
  return {
    ...definition,
    updateSchema: definition.schema.partial(),
    qualifiedName: `${NAMESPACE}.${definition.name}`,
    properties,
  };
}
