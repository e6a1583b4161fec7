// $filter as a condition of Cosmos SQL that has OData's truth: what is unknown in OData is never taken for true.
import type {
  Comparison,
  ComparisonOperator,
  FilterExpression,
  Literal,
  Membership,
  Operand,
  PropertyValue,
  StringTestCall,
} from '../odata/filter/expression.ts';
import type { EnumerationType } from '../odata/edm-type.ts';
import type { FilterableProperty } from '../odata/filter/filterable.ts';
import { allOf, anyOf, type SqlCondition, toSql } from './sql-condition.ts';

/** A value that the condition refers to by name. */
export interface FilterParameter {
  /** With the `@`. */
  readonly name: `@${string}`;
  readonly value: string | number;
}

/** A condition and its values, as a Cosmos `SqlQuerySpec` wants them. */
export interface FilterSql {
  /** Can stand beside others joined by AND. */
  readonly condition: string;
  readonly parameters: readonly FilterParameter[];
}

/** How the condition fits into its query. */
export interface FilterSqlOptions {
  /** What the query calls the document; `c` when left out. */
  readonly alias?: string;
  /** What the names of the parameters begin with, after the `@`; `p` when left out. */
  readonly parameterPrefix?: string;
}

/**
 * Translates a filter. Names in the SQL are those of the type's definition, values are parameters.
 *
 * Each part is asked for what makes it true or for what makes it false, so that NOT never meets a result that Cosmos
 * leaves undefined: Cosmos, the emulator and the documentation differ on what a comparison with null gives, and all
 * agree that it is not true. A missing value is null.
 *
 * Answered from the index: eq, ne, in and the order of values as seeks and ranges, startswith as a range, contains and
 * endswith by a scan of the property's index. Cosmos loads the documents for LOWER and UPPER and to compare two
 * properties, so no case is folded unless the filter asks for it.
 */
export function toFilterSql(filter: FilterExpression, options: FilterSqlOptions = {}): FilterSql {
  const { alias = 'c', parameterPrefix = 'p' } = options;
  const parameters: FilterParameter[] = [];
  const writer: Writer = {
    property: ({ name, storedAs = name }) => `${alias}[${JSON.stringify(storedAs)}]`,
    parameter(value) {
      const name = `@${parameterPrefix}${parameters.length}` as const;
      parameters.push({ name, value });
      return name;
    },
  };
  const condition = toSql(whenTrue(filter, writer));
  // What decides the whole by itself may have left parts of it out.
  const used = new Set(condition.match(/@\w+/g));
  return { condition, parameters: parameters.filter(({ name }) => used.has(name)) };
}

type ValueOperand = Exclude<Operand, { readonly kind: 'null' }>;

interface Writer {
  property(property: FilterableProperty): string;
  parameter(value: string | number): string;
}

function whenTrue(filter: FilterExpression, writer: Writer): SqlCondition {
  switch (filter.kind) {
    case 'and':
      return allOf(...filter.operands.map((operand) => whenTrue(operand, writer)));
    case 'or':
      return anyOf(...filter.operands.map((operand) => whenTrue(operand, writer)));
    case 'not':
      return whenFalse(filter.operand, writer);
    case 'compare':
      return compared(filter, writer);
    case 'in':
      return member(filter, writer);
    case 'test':
      return stringTest(filter, writer);
  }
}

function whenFalse(filter: FilterExpression, writer: Writer): SqlCondition {
  switch (filter.kind) {
    case 'and':
      return anyOf(...filter.operands.map((operand) => whenFalse(operand, writer)));
    case 'or':
      return allOf(...filter.operands.map((operand) => whenFalse(operand, writer)));
    case 'not':
      return whenTrue(filter.operand, writer);
    case 'compare':
      return notCompared(filter, writer);
    case 'in':
      return noMember(filter, writer);
    case 'test':
      // Null makes the function null, which is not false.
      return allOf(isNotNull(filter.text, writer), isNotNull(filter.part, writer), `NOT ${stringTest(filter, writer)}`);
  }
}

const OPPOSITES = { eq: 'ne', gt: 'le', le: 'gt', ge: 'lt', lt: 'ge' } as const;
const MIRRORED = { gt: 'lt', lt: 'gt', ge: 'le', le: 'ge' } as const;
const SQL_OPERATORS = { eq: '=', ne: '!=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;
const SQL_FUNCTIONS = {
  contains: 'CONTAINS',
  startswith: 'STARTSWITH',
  endswith: 'ENDSWITH',
  tolower: 'LOWER',
  toupper: 'UPPER',
} as const;

/** Two values are equal when both are null, and never so when one is (OData URL Conventions §5.1.1.1.1). */
function compared(comparison: Comparison, writer: Writer): SqlCondition {
  const { operator, left, right } = comparison;
  if (operator === 'ne') return notCompared({ ...comparison, operator: 'eq' }, writer);
  if (operator !== 'eq') return ordered(comparison, writer);
  return anyOf(valuesCompare(comparison, writer), allOf(isNull(left, writer), isNull(right, writer)));
}

function notCompared(comparison: Comparison, writer: Writer): SqlCondition {
  const { operator, left, right } = comparison;
  if (operator === 'ne') return compared({ ...comparison, operator: 'eq' }, writer);
  const opposite = valuesCompare({ ...comparison, operator: OPPOSITES[operator] }, writer);
  // Where a value is null there is no order: 4.0 has gt, ge, lt and le false then, and so their opposite true.
  if (operator !== 'eq') return anyOf(opposite, isNull(left, writer), isNull(right, writer));
  return anyOf(
    opposite,
    allOf(isNull(left, writer), isNotNull(right, writer)),
    allOf(isNotNull(left, writer), isNull(right, writer)),
  );
}

function ordered(comparison: Comparison, writer: Writer): SqlCondition {
  const { operator, left, right } = comparison;
  const isStrict = operator === 'gt' || operator === 'lt';
  // To Cosmos null is as great as null.
  const bothCanBeNull = propertyOf(left) !== undefined && propertyOf(right) !== undefined;
  const guard = isStrict || !bothCanBeNull || isNotNull(left, writer);
  return allOf(valuesCompare(comparison, writer), guard);
}

/** Compares what is not null; not true where one side is. */
function valuesCompare({ operator, left, right }: Comparison, writer: Writer): SqlCondition {
  if (left.kind === 'null' || right.kind === 'null') return false;
  if (operator !== 'eq' && operator !== 'ne') {
    // Members are stored by name, which has not the order of their values.
    if (right.kind === 'enum') return membersCompare(left, operator, right, writer);
    if (left.kind === 'enum') return membersCompare(right, MIRRORED[operator], left, writer);
  }
  return `${value(left, writer)} ${SQL_OPERATORS[operator]} ${value(right, writer)}`;
}

function membersCompare(
  operand: Operand,
  operator: Exclude<ComparisonOperator, 'eq' | 'ne'>,
  { type, value: name }: Extract<Literal, { kind: 'enum' }>,
  writer: Writer,
): SqlCondition {
  const bound = memberValue(type, name);
  const holds = (member: number): boolean => {
    if (operator === 'gt') return member > bound;
    if (operator === 'ge') return member >= bound;
    return operator === 'lt' ? member < bound : member <= bound;
  };
  const names = [...type.members.keys()].filter((member) => holds(memberValue(type, member)));
  return isOneOf(operand, names, writer);
}

function memberValue(type: EnumerationType, name: string): number {
  return type.members.get(name) ?? Number.NaN;
}

function member({ operand, list }: Membership, writer: Writer): SqlCondition {
  const inList = isOneOf(operand, storedValues(list), writer);
  return hasNull(list) ? anyOf(inList, isNull(operand, writer)) : inList;
}

function noMember({ operand, list }: Membership, writer: Writer): SqlCondition {
  const notInList = isNoneOf(operand, storedValues(list), writer);
  return hasNull(list) ? allOf(notInList, isNotNull(operand, writer)) : anyOf(notInList, isNull(operand, writer));
}

function isOneOf(operand: Operand, values: readonly (string | number)[], writer: Writer): SqlCondition {
  if (operand.kind === 'null') return false;
  const [first] = values;
  if (first === undefined) return false;
  return values.length === 1
    ? `${value(operand, writer)} = ${writer.parameter(first)}`
    : isInList(operand, values, writer);
}

/** True for every value but those; for null, whatever Cosmos makes of it. */
function isNoneOf(operand: Operand, values: readonly (string | number)[], writer: Writer): SqlCondition {
  if (operand.kind === 'null') return true;
  const [first] = values;
  if (first === undefined) return true;
  return values.length === 1
    ? `${value(operand, writer)} != ${writer.parameter(first)}`
    : `NOT (${isInList(operand, values, writer)})`;
}

function isInList(operand: ValueOperand, values: readonly (string | number)[], writer: Writer): string {
  return `${value(operand, writer)} IN (${values.map((one) => writer.parameter(one)).join(', ')})`;
}

function storedValues(list: readonly Literal[]): (string | number)[] {
  return list.flatMap((literal) => (literal.kind === 'null' ? [] : [literal.value]));
}

function hasNull(list: readonly Literal[]): boolean {
  return list.some(({ kind }) => kind === 'null');
}

function stringTest({ function: name, text, part }: StringTestCall, writer: Writer): string {
  return `${SQL_FUNCTIONS[name]}(${value(text, writer)}, ${value(part, writer)})`;
}

function value(operand: ValueOperand, writer: Writer): string {
  switch (operand.kind) {
    case 'property':
      return writer.property(operand.property);
    case 'case':
      return `${SQL_FUNCTIONS[operand.function]}(${value(operand.operand, writer)})`;
    default:
      return writer.parameter(operand.value);
  }
}

function isNull(operand: Operand, writer: Writer): SqlCondition {
  const property = propertyOf(operand);
  if (property === undefined) return operand.kind === 'null';
  const path = writer.property(property.property);
  return anyOf(`IS_NULL(${path})`, `NOT IS_DEFINED(${path})`);
}

function isNotNull(operand: Operand, writer: Writer): SqlCondition {
  const property = propertyOf(operand);
  if (property === undefined) return operand.kind !== 'null';
  const path = writer.property(property.property);
  return property.property.edmType === 'Edm.Int32' ? `IS_NUMBER(${path})` : `IS_STRING(${path})`;
}

/** The property on which it depends whether the operand is null. */
function propertyOf(operand: Operand): PropertyValue | undefined {
  if (operand.kind === 'property') return operand;
  return operand.kind === 'case' ? propertyOf(operand.operand) : undefined;
}
