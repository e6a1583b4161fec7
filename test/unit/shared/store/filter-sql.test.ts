// The SQL of each kind of condition, shape by shape. What it finds is proved in test/integration/filter-semantics.
import fc from 'fast-check';
import type { FilterExpression, Literal } from '../../../../shared/odata/filter/expression.ts';
import { parseFilter } from '../../../../shared/odata/filter/parser.ts';
import { type FilterSql, toFilterSql } from '../../../../shared/store/filter-sql.ts';
import { anyFilter, deviceStatus } from '../../../support/filter-arbitraries.ts';

const translate = (filter: string): FilterSql => toFilterSql(parseFilter(filter, deviceStatus));
const NO_USER = 'IS_NULL(c["userName"]) OR NOT IS_DEFINED(c["userName"])';
const NO_CODE = 'IS_NULL(c["errorCode"]) OR NOT IS_DEFINED(c["errorCode"])';
const NO_STATE = 'IS_NULL(c["installState"]) OR NOT IS_DEFINED(c["installState"])';

describe('a comparison', () => {
  it.each([
    ["userName eq 'a'", 'c["userName"] = @p0', ['a']],
    ["'a' eq userName", '@p0 = c["userName"]', ['a']],
    ["userName ne 'a'", `(c["userName"] != @p0 OR ${NO_USER})`, ['a']],
    ['userName eq null', `(${NO_USER})`, []],
    ['userName ne null', 'IS_STRING(c["userName"])', []],
    ['errorCode ne null', 'IS_NUMBER(c["errorCode"])', []],
    ['errorCode gt -1', 'c["errorCode"] > @p0', [-1]],
    ['errorCode le 5', 'c["errorCode"] <= @p0', [5]],
    ['not (errorCode gt 5)', `(c["errorCode"] <= @p0 OR ${NO_CODE})`, [5]],
    ["not (userName eq 'a')", `(c["userName"] != @p0 OR ${NO_USER})`, ['a']],
    ["not (userName ne 'a')", 'c["userName"] = @p0', ['a']],
    ["tolower(userName) eq 'a'", 'LOWER(c["userName"]) = @p0', ['a']],
    ["userName eq toupper('a')", 'c["userName"] = UPPER(@p0)', ['a']],
    ["tolower(userName) ne 'a'", `(LOWER(c["userName"]) != @p0 OR ${NO_USER})`, ['a']],
    [
      'lastSyncDateTime lt 2017-01-01T00:02:49.3205976-08:00',
      'c["lastSyncDateTime"] < @p0',
      ['2017-01-01T08:02:49.3205976Z'],
    ],
    ['installedDeviceCount lt errorCode', 'c["installedDeviceCount"] < c["errorCode"]', []],
    [
      'installedDeviceCount le errorCode',
      'c["installedDeviceCount"] <= c["errorCode"] AND IS_NUMBER(c["installedDeviceCount"])',
      [],
    ],
    [
      'userName eq deviceName',
      `(c["userName"] = c["deviceName"] OR (${NO_USER}) AND (IS_NULL(c["deviceName"]) OR NOT IS_DEFINED(c["deviceName"])))`,
      [],
    ],
    [
      'userName ne deviceName',
      `(c["userName"] != c["deviceName"] OR (${NO_USER}) AND IS_STRING(c["deviceName"]) OR IS_STRING(c["userName"]) AND (IS_NULL(c["deviceName"]) OR NOT IS_DEFINED(c["deviceName"])))`,
      [],
    ],
  ])('%s', (filter, condition, values) => {
    expect(translate(filter)).toEqual({
      condition,
      parameters: values.map((value, index) => ({ name: `@p${index}`, value })),
    });
  });

  it.each([
    ['null eq null', 'true'],
    ['null ne null', 'false'],
    ["'a' eq null", 'false'],
    ["'a' ne null", 'true'],
    ['errorCode gt null', 'false'],
    ['null ge errorCode', 'false'],
    ['not (errorCode lt null)', 'true'],
    ["userName eq 'a' or null eq null", 'true'],
    ["userName eq 'a' and null ne null", 'false'],
    ["null in ('a')", 'false'],
    ["null in ('a',null)", 'true'],
    ["not (null in ('a'))", 'true'],
    ["not (null in ('a',null))", 'false'],
  ])('%s is %s whatever is stored, and takes no parameter', (filter, condition) => {
    expect(translate(filter)).toEqual({ condition, parameters: [] });
  });

  it('leaves out what cannot change the result', () => {
    expect(translate("userName eq 'a' and null eq null or null ne null").condition).toBe('c["userName"] = @p0');
  });
});

describe('an enumeration, which is stored by name', () => {
  const inOrder = (filter: string): readonly unknown[] => translate(filter).parameters.map(({ value }) => value);

  it.each([
    ["installState eq 'failed'", 'c["installState"] = @p0', ['failed']],
    [
      "installState gt 'notInstalled'",
      'c["installState"] IN (@p0, @p1, @p2)',
      ['uninstallFailed', 'pendingInstall', 'unknown'],
    ],
    ["installState ge 'pendingInstall'", 'c["installState"] IN (@p0, @p1)', ['pendingInstall', 'unknown']],
    ["installState lt 'installed'", 'c["installState"] = @p0', ['notApplicable']],
    ["installState le 'installed'", 'c["installState"] IN (@p0, @p1)', ['notApplicable', 'installed']],
    ["'pendingInstall' lt installState", 'c["installState"] = @p0', ['unknown']],
    ["'installed' ge installState", 'c["installState"] IN (@p0, @p1)', ['notApplicable', 'installed']],
    ["installState gt 'unknown'", 'false', []],
    [
      "installState in ('failed','installed',null)",
      `(c["installState"] IN (@p0, @p1) OR ${NO_STATE})`,
      ['failed', 'installed'],
    ],
    ["not (installState le 'pendingInstall')", `(c["installState"] = @p0 OR ${NO_STATE})`, ['unknown']],
  ])('%s', (filter, condition, values) => {
    expect(translate(filter).condition).toBe(condition);
    expect(inOrder(filter)).toEqual(values);
  });

  it('compares two members by their values', () => {
    const member = (value: string): Literal => {
      const type = deviceStatus.properties.get('installState')?.edmType;
      if (type === undefined || typeof type === 'string') throw new Error('installState is an enumeration.');
      return { kind: 'enum', type, value };
    };
    const filter: FilterExpression = {
      kind: 'compare',
      operator: 'lt',
      left: member('failed'),
      right: member('installed'),
    };

    expect(toFilterSql(filter)).toEqual({
      condition: '@p0 = @p1',
      parameters: [
        { name: '@p0', value: 'failed' },
        { name: '@p1', value: 'notApplicable' },
      ],
    });
  });
});

describe('a list', () => {
  it.each([
    ["userName in ('a')", 'c["userName"] = @p0'],
    ["userName in ('a','b')", 'c["userName"] IN (@p0, @p1)'],
    ["userName in ('a',null)", `(c["userName"] = @p0 OR ${NO_USER})`],
    ['userName in (null)', `(${NO_USER})`],
    ["not (userName in ('a'))", `(c["userName"] != @p0 OR ${NO_USER})`],
    ["not (userName in ('a','b'))", `(NOT (c["userName"] IN (@p0, @p1)) OR ${NO_USER})`],
    ["not (userName in ('a','b',null))", 'NOT (c["userName"] IN (@p0, @p1)) AND IS_STRING(c["userName"])'],
    ['not (userName in (null))', 'IS_STRING(c["userName"])'],
    ["tolower(userName) in ('a','b')", 'LOWER(c["userName"]) IN (@p0, @p1)'],
    ["'a' in ('a','b')", '@p0 IN (@p1, @p2)'],
  ])('%s', (filter, condition) => {
    expect(translate(filter).condition).toBe(condition);
  });
});

describe('a string function', () => {
  it.each([
    ["startswith(userName,'a')", 'STARTSWITH(c["userName"], @p0)'],
    ["endswith(userName,'a')", 'ENDSWITH(c["userName"], @p0)'],
    ["contains(tolower(userName),'a')", 'CONTAINS(LOWER(c["userName"]), @p0)'],
    ["not contains(userName,'a')", 'IS_STRING(c["userName"]) AND NOT CONTAINS(c["userName"], @p0)'],
    [
      'not contains(userName,toupper(deviceName))',
      'IS_STRING(c["userName"]) AND IS_STRING(c["deviceName"]) AND NOT CONTAINS(c["userName"], UPPER(c["deviceName"]))',
    ],
    ["not not contains(userName,'a')", 'CONTAINS(c["userName"], @p0)'],
  ])('%s', (filter, condition) => {
    expect(translate(filter).condition).toBe(condition);
  });
});

describe('and, or, not', () => {
  it.each([
    [
      'errorCode eq 1 and errorCode eq 2 and errorCode eq 3',
      'c["errorCode"] = @p0 AND c["errorCode"] = @p1 AND c["errorCode"] = @p2',
    ],
    ['errorCode eq 1 or errorCode eq 2', '(c["errorCode"] = @p0 OR c["errorCode"] = @p1)'],
    [
      'errorCode eq 1 or errorCode eq 2 and errorCode eq 3',
      '(c["errorCode"] = @p0 OR c["errorCode"] = @p1 AND c["errorCode"] = @p2)',
    ],
    [
      '(errorCode eq 1 or errorCode eq 2) and errorCode eq 3',
      '(c["errorCode"] = @p0 OR c["errorCode"] = @p1) AND c["errorCode"] = @p2',
    ],
    [
      '(errorCode eq 1 or errorCode eq 2) or errorCode eq 3',
      '(c["errorCode"] = @p0 OR c["errorCode"] = @p1 OR c["errorCode"] = @p2)',
    ],
    [
      "not (contains(userName,'a') or errorCode eq 1)",
      `IS_STRING(c["userName"]) AND NOT CONTAINS(c["userName"], @p0) AND (c["errorCode"] != @p1 OR ${NO_CODE})`,
    ],
    ['not (errorCode ne 1 and errorCode ne 2)', '(c["errorCode"] = @p0 OR c["errorCode"] = @p1)'],
  ])('%s', (filter, condition) => {
    expect(translate(filter).condition).toBe(condition);
  });
});

describe('the query around it', () => {
  it('can name the document and the parameters as it likes', () => {
    expect(
      toFilterSql(parseFilter("userName eq 'a'", deviceStatus), { alias: 'root', parameterPrefix: 'filter' }),
    ).toEqual({
      condition: 'root["userName"] = @filter0',
      parameters: [{ name: '@filter0', value: 'a' }],
    });
  });

  it('never finds a value or anything but the names of properties in the condition', () => {
    const vocabulary =
      /^(?:c\["\w+"\]|@p\d+|true|false|AND|OR|NOT|IN|CONTAINS|STARTSWITH|ENDSWITH|LOWER|UPPER|IS_NULL|IS_DEFINED|IS_STRING|IS_NUMBER|!=|[<>]=?|=|[(), ])+$/;
    fc.assert(
      fc.property(anyFilter(4), (filter) => {
        const { condition, parameters } = toFilterSql(filter);

        expect(condition).toMatch(vocabulary);
        expect(new Set(parameters.map(({ name }) => name))).toEqual(new Set(condition.match(/@p\d+/g) ?? []));
        for (const [, name = ''] of condition.matchAll(/c\["(\w+)"\]/g))
          expect(deviceStatus.properties.has(name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('can be joined to it by AND: no OR is outside of parentheses', () => {
    fc.assert(
      fc.property(anyFilter(3), (filter) => {
        let outside = toFilterSql(filter).condition;
        while (outside.includes('(')) outside = outside.replace(/\([^()]*\)/g, '');

        expect(outside).not.toContain('OR');
      }),
    );
  });
});
