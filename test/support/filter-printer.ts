// Writes a filter expression as the text of $filter, plainly or in any other way that means the same.
import type { FilterExpression, Literal, Operand } from '../../shared/odata/filter/expression.ts';

/** How a filter is written. */
export interface FilterStyle {
  /** White space where one space would do. */
  readonly gap: string;
  /** White space where none is needed. */
  readonly blank: string;
  /** Operators and functions in upper case. */
  readonly upperCase: boolean;
  /** Parentheses around everything that can have them. */
  readonly everythingGrouped: boolean;
  /** `not (x)` in parentheses of its own. */
  readonly notGrouped: boolean;
  /** Members of enumerations with the name of the type before them. */
  readonly qualifiedEnums: boolean;
}

/** As few characters as can be. */
export const PLAIN: FilterStyle = {
  gap: ' ',
  blank: '',
  upperCase: false,
  everythingGrouped: false,
  notGrouped: false,
  qualifiedEnums: false,
};

/** The text of a filter. */
export function printFilter(filter: FilterExpression, style: FilterStyle = PLAIN): string {
  const text = printCondition(filter, style);
  return style.everythingGrouped ? group(text, style) : text;
}

function printCondition(filter: FilterExpression, style: FilterStyle): string {
  const { gap } = style;
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const operands = filter.operands.map((operand) => {
        const text = printCondition(operand, style);
        const needsGroup = operand.kind === filter.kind || (operand.kind === 'or' && filter.kind === 'and');
        return needsGroup || style.everythingGrouped ? group(text, style) : text;
      });
      return operands.join(`${gap}${word(filter.kind, style)}${gap}`);
    }
    case 'not': {
      const operand = printCondition(filter.operand, style);
      const text = `${word('not', style)}${gap}${group(operand, style)}`;
      return style.notGrouped ? group(text, style) : text;
    }
    case 'compare': {
      const { left, operator, right } = filter;
      return [printOperand(left, style), word(operator, style), printOperand(right, style)].join(gap);
    }
    case 'in': {
      const list = filter.list.map((literal) => printLiteral(literal, style)).join(`${style.blank},${style.blank}`);
      return `${printOperand(filter.operand, style)}${gap}${word('in', style)}${gap}${group(list, style)}`;
    }
    case 'test':
      return printCall(filter.function, [filter.text, filter.part], style);
  }
}

function printOperand(operand: Operand, style: FilterStyle): string {
  switch (operand.kind) {
    case 'property':
      return operand.property.name;
    case 'case':
      return printCall(operand.function, [operand.operand], style);
    default:
      return printLiteral(operand, style);
  }
}

function printCall(name: string, args: readonly Operand[], style: FilterStyle): string {
  const list = args.map((arg) => printOperand(arg, style)).join(`${style.blank},${style.blank}`);
  return `${word(name, style)}${group(list, style)}`;
}

function printLiteral(literal: Literal, style: FilterStyle): string {
  switch (literal.kind) {
    case 'null':
      return 'null';
    case 'string':
      return quote(literal.value);
    case 'int32':
      return String(literal.value);
    case 'dateTimeOffset':
      return literal.value.replace(/Z(\d*)$/, '$1Z');
    case 'enum':
      return `${style.qualifiedEnums ? literal.type.enumType : ''}${quote(literal.value)}`;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function group(text: string, { blank }: FilterStyle): string {
  return `(${blank}${text}${blank})`;
}

function word(text: string, { upperCase }: FilterStyle): string {
  return upperCase ? text.toUpperCase() : text;
}
