// Conditions from several places hold together.
import { conjunction } from '../../../../../shared/odata/filter/conjunction.ts';
import type { FilterExpression } from '../../../../../shared/odata/filter/expression.ts';
import { parseFilter } from '../../../../../shared/odata/filter/parser.ts';
import { deviceStatus } from '../../../../support/filter-arbitraries.ts';

let one: FilterExpression;
let other: FilterExpression;

beforeEach(() => {
  one = parseFilter("userName eq 'a'", deviceStatus);
  other = parseFilter('errorCode eq 5', deviceStatus);
});

it('is nothing where there is no condition', () => {
  expect(conjunction()).toBeUndefined();
  expect(conjunction(undefined, undefined)).toBeUndefined();
});

it('is the condition itself where there is one', () => {
  expect(conjunction(undefined, one)).toBe(one);
  expect(conjunction(other, undefined)).toBe(other);
});

it('wants all where there are several, in their order', () => {
  expect(conjunction(one, undefined, other)).toEqual({ kind: 'and', operands: [one, other] });
});
