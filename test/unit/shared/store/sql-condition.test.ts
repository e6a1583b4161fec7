// Conditions are joined without a parenthesis too many or too few.
import { allOf, anyOf, toSql } from '../../../../shared/store/sql-condition.ts';

describe('toSql', () => {
  it.each([
    [true, 'true'],
    [false, 'false'],
    ['a', 'a'],
    [allOf('a', 'b'), 'a AND b'],
    [anyOf('a', 'b'), '(a OR b)'],
    [allOf('a', anyOf('b', 'c')), 'a AND (b OR c)'],
    [anyOf('a', allOf('b', 'c')), '(a OR b AND c)'],
    [anyOf('a', allOf('b', anyOf('c', 'd'))), '(a OR b AND (c OR d))'],
    [allOf(allOf('a', 'b'), allOf('c')), 'a AND b AND c'],
    [anyOf(anyOf('a', 'b'), anyOf('c', false)), '(a OR b OR c)'],
  ])('writes %j as %s', (condition, sql) => {
    expect(toSql(condition)).toBe(sql);
  });
});

describe('allOf and anyOf', () => {
  it('know what is decided already', () => {
    expect(allOf()).toBe(true);
    expect(anyOf()).toBe(false);
    expect(allOf('a', true)).toBe('a');
    expect(anyOf('a', false)).toBe('a');
    expect(allOf('a', false, 'b')).toBe(false);
    expect(anyOf('a', true, 'b')).toBe(true);
    expect(allOf(anyOf('a', true), allOf())).toBe(true);
  });
});
