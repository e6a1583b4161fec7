// Our parser beside an independent one, odata-v4-parser, on what both of them speak.
//
// It reads percent-encoded text, has no `in` and no operators in upper case, wants no blanks within parentheses, and
// takes everything up to the closing parenthesis for the operand of `not`. So filters are written without the former,
// and with parentheses around `not (…)`.
import fc from 'fast-check';
import { filter as parseIndependently } from 'odata-v4-parser';
import type { FilterExpression, Operand } from '../../../../../shared/odata/filter/expression.ts';
import { parseFilter } from '../../../../../shared/odata/filter/parser.ts';
import { anyFilter, deviceStatus } from '../../../../support/filter-arbitraries.ts';
import { PLAIN, printFilter } from '../../../../support/filter-printer.ts';

/** What both trees are brought to: an operator and its operands, or the text of a value. */
type Tree = string | { readonly operator: string; readonly operands: readonly Tree[] };

interface Token {
  readonly type: string;
  readonly raw: string;
  readonly value: unknown;
}

const OPERATORS: Readonly<Record<string, string>> = {
  AndExpression: 'and',
  OrExpression: 'or',
  EqualsExpression: 'eq',
  NotEqualsExpression: 'ne',
  GreaterThanExpression: 'gt',
  GreaterOrEqualsExpression: 'ge',
  LesserThanExpression: 'lt',
  LesserOrEqualsExpression: 'le',
};

function theirs({ type, raw, value }: Token): Tree {
  const operator = OPERATORS[type];
  if (operator !== undefined) {
    const { left, right } = value as { readonly left: Token; readonly right: Token };
    return joined(operator, [theirs(left), theirs(right)]);
  }
  switch (type) {
    case 'NotExpression':
      return { operator: 'not', operands: [theirs(value as Token)] };
    case 'BoolParenExpression':
    case 'ParenExpression':
      return theirs(value as Token);
    case 'MethodCallExpression': {
      const { method, parameters } = value as { readonly method: string; readonly parameters: readonly Token[] };
      return { operator: method, operands: parameters.map(theirs) };
    }
    default:
      return decodeURIComponent(raw);
  }
}

function ours(node: FilterExpression | Operand): Tree {
  switch (node.kind) {
    case 'and':
    case 'or':
      return joined(node.kind, node.operands.map(ours));
    case 'not':
      return { operator: 'not', operands: [ours(node.operand)] };
    case 'compare':
      return { operator: node.operator, operands: [ours(node.left), ours(node.right)] };
    case 'test':
      return { operator: node.function, operands: [ours(node.text), ours(node.part)] };
    case 'case':
      return { operator: node.function, operands: [ours(node.operand)] };
    case 'property':
      return node.property.name;
    case 'in':
      throw new Error('The other parser does not know in.');
    case 'null':
      return 'null';
    case 'string':
      return `'${node.value.replaceAll("'", "''")}'`;
    case 'int32':
      return String(node.value);
    case 'dateTimeOffset':
      return node.value.replace(/Z(\d*)$/, '$1Z');
    case 'enum':
      return `${node.type.enumType}'${node.value}'`;
  }
}

/** A chain is one node here, and nests to the right there. */
function joined(operator: string, operands: readonly Tree[]): Tree {
  const isChain = operator === 'and' || operator === 'or';
  return {
    operator,
    operands: operands.flatMap((operand) =>
      isChain && typeof operand !== 'string' && operand.operator === operator ? operand.operands : [operand],
    ),
  };
}

/** It reads what is percent-encoded, as the text of a URL is. */
function parseEncoded(text: string): Token {
  return parseIndependently(text.replace(/[^\w '(),.:-]+/gu, encodeURIComponent));
}

function hasIn(filter: FilterExpression): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.operands.some(hasIn);
  return filter.kind === 'not' ? hasIn(filter.operand) : filter.kind === 'in';
}

const sharedStyle = fc.record({ everythingGrouped: fc.boolean(), gap: fc.constantFrom(' ', '  ') });

describe('parseFilter and odata-v4-parser', () => {
  it('read every filter of the grammar that they share alike', () => {
    fc.assert(
      fc.property(anyFilter(3), sharedStyle, (filter, style) => {
        fc.pre(!hasIn(filter));
        const text = printFilter(filter, { ...PLAIN, ...style, notGrouped: true, qualifiedEnums: true });

        expect(ours(parseFilter(text, deviceStatus))).toEqual(theirs(parseEncoded(text)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'userName eq',
    "userName eq 'a' and",
    "userName eq 'a' bogus",
    "userName eq 'a",
    "userName eq 'it's'",
    "(userName eq 'a'",
    "userName eq 'a')",
    "userName = 'a'",
    "userName eq 'a' userName eq 'b'",
    'errorCode eq 1 eq 1',
    '()',
    "contains(userName 'a')",
    'errorCode eq 5x',
  ])('both refuse %j', (text) => {
    expect(() => parseFilter(text, deviceStatus)).toThrow('Invalid filter clause');
    expect(() => parseEncoded(text)).toThrow();
  });
});
