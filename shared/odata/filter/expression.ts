// What a $filter says, once it has been read and its types have been checked.
import type { EnumerationType } from '../edm-type.ts';
import type { FilterableProperty } from './filterable.ts';

/** Operators that compare two values (OData URL Conventions §5.1.1.1). */
export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Functions whose result is a condition (OData URL Conventions §5.1.1.5). */
export type StringTest = 'contains' | 'startswith' | 'endswith';

/** Functions that give a string in one letter case. */
export type CaseFunction = 'tolower' | 'toupper';

/** A value that stands in the expression itself. */
export type Literal =
  | { readonly kind: 'null' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int32'; readonly value: number }
  /** `value` is in the form that `parseDateTimeOffset` gives, whose order as text is the order in time. */
  | { readonly kind: 'dateTimeOffset'; readonly value: string }
  /** `value` is the name of a member. */
  | { readonly kind: 'enum'; readonly type: EnumerationType; readonly value: string };

/** The value of a property. */
export interface PropertyValue {
  readonly kind: 'property';
  readonly property: FilterableProperty;
}

/** A string in one letter case. */
export interface CaseCall {
  readonly kind: 'case';
  readonly function: CaseFunction;
  readonly operand: StringOperand;
}

/** Something that is a string, or null where the property in it is null. */
export type StringOperand = PropertyValue | CaseCall | Extract<Literal, { kind: 'string' }>;

/** Something that has a value. */
export type Operand = PropertyValue | CaseCall | Literal;

/** Two values compared; both are of one type, or one is null. */
export interface Comparison {
  readonly kind: 'compare';
  readonly operator: ComparisonOperator;
  readonly left: Operand;
  readonly right: Operand;
}

/** Whether a value is one of a list; the list has at least one member, each of the value's type or null. */
export interface Membership {
  readonly kind: 'in';
  readonly operand: Operand;
  readonly list: readonly Literal[];
}

/** A string searched for another. */
export interface StringTestCall {
  readonly kind: 'test';
  readonly function: StringTest;
  readonly text: StringOperand;
  readonly part: StringOperand;
}

/**
 * A condition: true, false, or null where it cannot be said.
 * `and` and `or` have at least two operands.
 */
export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly operand: FilterExpression }
  | Comparison
  | Membership
  | StringTestCall;
