// Random filters of every kind over an entity type that has every type of property, and random entities to try them on.
import fc from 'fast-check';
import type { FilterExpression, Literal, Operand, StringOperand } from '../../shared/odata/filter/expression.ts';
import type { EdmType, EnumerationType } from '../../shared/odata/edm-type.ts';
import { type FilterableProperty, type FilterableType, filterableType } from '../../shared/odata/filter/filterable.ts';
import type { FilterStyle } from './filter-printer.ts';

/** Ordered by value, which is neither the order of the names nor that of the definition of every enumeration. */
const installState: EnumerationType = {
  enumType: 'microsoft.graph.resultantAppState',
  members: new Map([
    ['notApplicable', -1],
    ['installed', 1],
    ['failed', 2],
    ['notInstalled', 3],
    ['uninstallFailed', 4],
    ['pendingInstall', 5],
    ['unknown', 99],
  ]),
};

const STRINGS = ['userName', 'deviceName', 'osVersion'];
const NUMBERS = ['errorCode', 'installedDeviceCount'];
const MOMENTS = ['lastSyncDateTime', 'firstSyncDateTime'];
const STATES = ['installState', 'mobileAppInstallStatusValue'];

/** The type that the filters are about. */
export const deviceStatus = filterableType({
  qualifiedName: 'microsoft.graph.mobileAppInstallStatus',
  properties: [
    ...STRINGS.map((name): FilterableProperty => ({ name, edmType: 'Edm.String' })),
    ...NUMBERS.map((name): FilterableProperty => ({ name, edmType: 'Edm.Int32' })),
    ...MOMENTS.map((name): FilterableProperty => ({ name, edmType: 'Edm.DateTimeOffset' })),
    ...STATES.map((name): FilterableProperty => ({ name, edmType: installState })),
    {
      name: 'id',
      edmType: 'Edm.String',
      canonicalValue: (value) => (value.length === 36 ? value.toLowerCase() : value),
    },
  ],
});

/**
 * Few different strings, so that they meet. None has a character from U+E000 to U+FFFF: there the order by code point,
 * which the standard's comparison is read as here, and the emulator's order by UTF-16 unit are not the same.
 */
export const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('', 'a', 'A', 'ab', 'aB', 'b', "it's", 'é', 'É', 'Straße', '𝒜', '😀a', '%', '\\'),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'B', 'ß', 'Ω', "'", '"', '😀', '\u0000', ' '), maxLength: 6 }),
  },
);
export const number = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(-2_147_483_648, 2_147_483_647, -2_016_410_724) },
  { weight: 1, arbitrary: fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }) },
);
const state = fc.constantFrom(...installState.members.keys());
const second = fc.oneof(
  fc.constantFrom('0001-01-01T00:00:00', '9999-12-31T23:59:59', '2017-01-01T08:02:49', '2017-01-01T08:02:50'),
  fc
    .date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19)),
);
const fraction = fc.constantFrom('0000000', '3205976', '3205977', '9999999');
/** As it is stored. */
export const moment = fc.tuple(second, fraction).map(([begin, digits]) => `${begin}.${digits}Z`);
/** As a filter may have it: finer than what is stored. */
const fineMoment = fc
  .tuple(moment, fc.constantFrom('', '', '5', '01', '99999'))
  .map(([begin, digits]) => begin + digits);

/** An entity as it is stored: any property may be null, and some are missing. */
export const storedValues = fc.record(
  Object.fromEntries([
    ...STRINGS.map((name) => [name, fc.option(text, { freq: 4 })]),
    ...NUMBERS.map((name) => [name, fc.option(number, { freq: 4 })]),
    ...MOMENTS.map((name) => [name, fc.option(moment, { freq: 4 })]),
    ...STATES.map((name) => [name, fc.option(state, { freq: 4 })]),
  ]) as Record<string, fc.Arbitrary<string | number | null>>,
  { requiredKeys: [] },
);

const nothing = fc.constant<Literal>({ kind: 'null' });
const textLiteral = text.map((value) => ({ kind: 'string', value }) as const);
const numberLiteral = number.map((value): Literal => ({ kind: 'int32', value }));
const momentLiteral = fineMoment.map((value): Literal => ({ kind: 'dateTimeOffset', value }));

type PropertyOperand = Extract<Operand, { kind: 'property' }>;

function oneOf(properties: readonly FilterableProperty[]): fc.Arbitrary<PropertyOperand> {
  return fc.constantFrom(...properties).map((property) => ({ kind: 'property', property }) as const);
}

function propertiesOf({ properties }: FilterableType, edmType: EdmType): FilterableProperty[] {
  return [...properties.values()].filter((property) => property.edmType === edmType);
}

const caseFunction = fc.constantFrom('tolower', 'toupper');

function anyText(strings: readonly FilterableProperty[]): fc.Arbitrary<StringOperand> {
  return fc.letrec<{ textOperand: StringOperand }>((tie) => ({
    textOperand: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: oneOf(strings) },
      { weight: 2, arbitrary: textLiteral },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('case'), function: caseFunction, operand: tie('textOperand') }),
      },
    ),
  })).textOperand;
}

const eqOrNe = fc.constantFrom('eq', 'ne');
const anyComparison = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');

function compare(
  operator: fc.Arbitrary<'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'>,
  left: fc.Arbitrary<Operand>,
  right: fc.Arbitrary<Operand>,
): fc.Arbitrary<FilterExpression> {
  const plain = fc.record({ kind: fc.constant('compare' as const), operator, left, right });
  return fc
    .tuple(plain, fc.boolean())
    .map(([comparison, isMirrored]) =>
      isMirrored ? { ...comparison, left: comparison.right, right: comparison.left } : comparison,
    );
}

function member(operand: fc.Arbitrary<Operand>, literal: fc.Arbitrary<Literal>): fc.Arbitrary<FilterExpression> {
  const list = fc.array(fc.oneof({ weight: 6, arbitrary: literal }, { weight: 1, arbitrary: nothing }), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.record({ kind: fc.constant('in' as const), operand, list });
}

/** Conditions on the properties of one type, each of them beside values and beside each other. */
function comparisons(
  properties: readonly FilterableProperty[],
  operand: fc.Arbitrary<Operand>,
  literal: fc.Arbitrary<Literal>,
): fc.Arbitrary<FilterExpression>[] {
  return [
    compare(anyComparison, operand, operand),
    compare(anyComparison, oneOf(properties), literal),
    compare(anyComparison, operand, nothing),
    member(operand, literal),
  ];
}

/** Members of an enumeration stand beside a property that has them, or nothing would say what they are. */
function enumComparisons(type: FilterableType, enumeration: EnumerationType): fc.Arbitrary<FilterExpression>[] {
  const property = oneOf(propertiesOf(type, enumeration));
  const literal = fc
    .constantFrom(...enumeration.members.keys())
    .map((value): Literal => ({ kind: 'enum', type: enumeration, value }));
  return [
    compare(anyComparison, property, literal),
    compare(anyComparison, property, nothing),
    compare(eqOrNe, property, property),
    member(property, literal),
  ];
}

/** Every condition that is made of values alone. */
function anyLeaf(type: FilterableType): fc.Arbitrary<FilterExpression> {
  const [strings, numbers, moments] = [
    propertiesOf(type, 'Edm.String'),
    propertiesOf(type, 'Edm.Int32'),
    propertiesOf(type, 'Edm.DateTimeOffset'),
  ];
  const textOperand = anyText(strings);
  const stringTest = fc.record({
    kind: fc.constant('test' as const),
    function: fc.constantFrom('contains', 'startswith', 'endswith'),
    text: textOperand,
    part: textOperand,
  });
  const enumerations = new Set([...type.properties.values()].map(({ edmType }) => edmType));
  return fc.oneof(
    ...Array.from({ length: 3 }, () => stringTest),
    ...comparisons(strings, textOperand, textLiteral),
    ...comparisons(numbers, fc.oneof(oneOf(numbers), numberLiteral), numberLiteral),
    ...comparisons(moments, fc.oneof(oneOf(moments), momentLiteral), momentLiteral),
    ...[...enumerations].flatMap((edmType) => (typeof edmType === 'string' ? [] : enumComparisons(type, edmType))),
  );
}

/**
 * A filter.
 * @param maxDepth - how deep conditions are nested in conditions
 * @param type - what it is about; it has strings, numbers and moments
 */
export function anyFilter(maxDepth: number, type: FilterableType = deviceStatus): fc.Arbitrary<FilterExpression> {
  return fc.letrec<{ filter: FilterExpression }>((tie) => ({
    filter: fc.oneof(
      { maxDepth, withCrossShrink: true },
      { weight: 2, arbitrary: anyLeaf(type) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          operands: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }) },
    ),
  })).filter;
}

/** A way to write a filter. */
export const anyStyle: fc.Arbitrary<FilterStyle> = fc.record({
  gap: fc.constantFrom(' ', '  ', '\t', ' \t '),
  blank: fc.constantFrom('', ' ', '\t'),
  upperCase: fc.boolean(),
  everythingGrouped: fc.boolean(),
  notGrouped: fc.boolean(),
  qualifiedEnums: fc.boolean(),
});
