// The kinds of properties that entity types have: for each a yup schema with its rules, its messages and its EDM facts.
import { mixed, number, type NumberSchema, type Schema, string, type StringSchema } from 'yup';
import { shorten } from '../errors/shorten.ts';
import { findMomentProblem } from './date-time-offset.ts';
import type { EdmType, EnumerationType } from './edm-type.ts';
import type { PropertyFacts } from './entity-type.ts';
import { MAX_INT32, MIN_INT32, unsignedHint } from './int32.ts';
import { findKeyProblem } from './key.ts';

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
    .meta({ edm: facts('Edm.String', description, { nullable: false, isKey: true }) });
}

/** What a string may be. */
export interface StringRules {
  readonly description: string;
  /** Longest length in characters (UTF-16 code units). */
  readonly maxLength: number;
  readonly allowBlank: boolean;
}

/** A string that a create must give. */
export function requiredString(rules: StringRules): StringSchema<string> {
  return text(rules)
    .defined(({ path }) => `'${path}' is required.`)
    .nonNullable(mustNotBeNull)
    .meta({ edm: facts('Edm.String', rules.description, { requiredOnCreate: true, ...textFacts(rules) }) });
}

/** A string that may be left out or be null. */
export function optionalString(rules: StringRules): StringSchema<string | null | undefined> {
  return text(rules)
    .nullable()
    .meta({ edm: facts('Edm.String', rules.description, textFacts(rules)) });
}

function textFacts({ maxLength, allowBlank }: StringRules): Partial<PropertyFacts> {
  return { maxLength, isBlankAllowed: allowBlank };
}

function text({ maxLength, allowBlank }: StringRules): StringSchema {
  const rule: Message = ({ path }) =>
    `'${path}' must be a${allowBlank ? '' : ' non-empty'} string of at most ${maxLength} characters.`;
  return (
    string()
      .typeError(rule)
      // One test for all rules: yup's machinery around each costs more than the rules themselves, on every create.
      .test('text', (value, context) => {
        if (typeof value !== 'string') return true;
        if (value.length > maxLength || (!allowBlank && value.trim() === ''))
          return context.createError({ message: rule });
        return value.isWellFormed() || context.createError({ message: mustBeUnicode });
      })
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
    .test('count', rule, (value) => typeof value !== 'number' || isWhole(value, 0))
    .meta({ edm: facts('Edm.Int32', description, { nullable: false, requiredOnCreate: true, minimum: 0 }) });
}

/**
 * A signed 32-bit number that may be left out, such as an HRESULT.
 * @param description - what the number says
 */
export function optionalInt32(description: string): NumberSchema {
  const rule: Message = ({ path }) => `'${path}' must be a whole number from ${MIN_INT32} to ${MAX_INT32}.`;
  return number()
    .typeError(rule)
    .nonNullable(mustNotBeNull)
    .test('int32', (value, context) => {
      if (typeof value !== 'number' || isWhole(value, MIN_INT32)) return true;
      return context.createError({ message: `${rule(context)}${unsignedHint(value)}` });
    })
    .meta({ edm: facts('Edm.Int32', description, { nullable: false }) });
}

/**
 * A moment that may be left out.
 * @param description - what happened then
 */
export function optionalMoment(description: string): StringSchema {
  return string()
    .typeError(mustBeString)
    .nonNullable(mustNotBeNull)
    .test('moment', (value, context) => {
      const problem = value === undefined ? undefined : findMomentProblem(value);
      return problem === undefined || context.createError({ message: `'${context.path}' is not valid: ${problem}` });
    })
    .meta({ edm: facts('Edm.DateTimeOffset', description, { nullable: false }) });
}

/**
 * A member of an enumeration, by name, that may be left out.
 * @param type - the enumeration
 * @param description - what the member says
 */
export function optionalMember(type: EnumerationType, description: string): StringSchema {
  const names = [...type.members.keys()];
  const members = `one of ${names.join(', ')}`;
  return string()
    .typeError(({ path }: { readonly path: string }) => `'${path}' must be the name of a member: ${members}.`)
    .nonNullable(mustNotBeNull)
    .test('member', (value, context) => {
      if (value === undefined || type.members.has(value)) return true;
      const meant = names.find((name) => name.toLowerCase() === value.toLowerCase());
      const hint = meant === undefined ? `'${context.path}' must be ${members}.` : `Did you mean '${meant}'?`;
      // The first sentence is Intune's own.
      return context.createError({ message: `Requested value '${shorten(value)}' was not found. ${hint}` });
    })
    .meta({ edm: facts(type, description, { nullable: false }) });
}

/**
 * A property that only the service sets.
 * @param edmType - its type; it is never null
 * @param description - what it says
 */
export function readOnlyProperty(edmType: EdmType, description: string): Schema {
  return mixed()
    .nullable()
    .test(
      'readOnly',
      ({ path }: { readonly path: string }) => `'${path}' is set by the service and cannot be written.`,
      (value) => value === undefined,
    )
    .meta({ edm: facts(edmType, description, { nullable: false, isReadOnly: true }) });
}

function isWhole(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least && value <= MAX_INT32;
}

function facts(edmType: EdmType, description: string, others: Partial<PropertyFacts>): PropertyFacts {
  return { edmType, nullable: true, description, requiredOnCreate: false, isKey: false, isReadOnly: false, ...others };
}
