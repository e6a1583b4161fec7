// What each $filter that is wrong, unsupported or too large is told.
import type { FilterExpression } from '../../../../../shared/odata/filter/expression.ts';
import { MAX_EXPRESSION_LENGTH } from '../../../../../shared/odata/filter/lexer.ts';
import { parseFilter } from '../../../../../shared/odata/filter/parser.ts';
import { MAX_FILTER_DEPTH, MAX_FILTER_NODES, MAX_IN_LIST } from '../../../../../shared/odata/filter/parsing.ts';
import { filterableType } from '../../../../../shared/odata/filter/filterable.ts';
import { deviceStatus } from '../../../../support/filter-arbitraries.ts';
import { thrownBy } from '../../thrown.ts';

const GUID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

const parse = (text: string): FilterExpression => parseFilter(text, deviceStatus);

function refusal(text: string): string {
  const { status, code, target, message } = thrownBy(() => parse(text));
  expect({ status, code, target }).toEqual({ status: 400, code: 'BadRequest', target: '$filter' });
  expect(message).toMatch(/^Invalid filter clause at position \d+: [A-Z'(0-9-].*\.$/su);
  return message.replace('Invalid filter clause at position ', '');
}

describe('what is wrong', () => {
  it.each([
    ['', '0: The expression is empty.'],
    [' \t', '0: The expression is empty.'],
    ["userName eq '\ud800'", '0: The expression is not well-formed Unicode; it holds half of a surrogate pair.'],
    ["P eq 'a'", "0: Could not find a property named 'P' on type 'microsoft.graph.mobileAppInstallStatus'."],
    [
      "errorCode eq 1 and UserName eq 'a'",
      "19: Could not find a property named 'UserName' on type 'microsoft.graph.mobileAppInstallStatus'. Names are case-sensitive: 'userName'.",
    ],
    [
      'constructor eq null',
      "0: Could not find a property named 'constructor' on type 'microsoft.graph.mobileAppInstallStatus'.",
    ],
    [
      'userName eq installed',
      "12: Could not find a property named 'installed' on type 'microsoft.graph.mobileAppInstallStatus'.",
    ],
    ['userName', "0: A filter is a condition; 'userName' (Edm.String) is none."],
    ['null', '0: A filter is a condition; null is none.'],
    ["userName eq 'a' and errorCode", "20: 'and' joins conditions; 'errorCode' (Edm.Int32) is none."],
    ["'a' or userName eq 'a'", "0: 'or' joins conditions; 'a' (Edm.String) is none."],
    [
      "not userName eq 'a'",
      "4: 'not' binds tighter than a comparison and wants a condition, such as not (a eq b); 'userName' (Edm.String) is none.",
    ],
    ["userName eq 'a' eq 'b'", "0: 'eq' compares values; a condition stands for itself, 'not' makes its opposite."],
    ["errorCode gt 1 eq 'true'", "0: 'eq' compares values; a condition stands for itself, 'not' makes its opposite."],
    [
      "contains(userName,'a') eq 'true'",
      "0: 'eq' compares values; a condition stands for itself, 'not' makes its opposite.",
    ],
    [
      'errorCode eq (errorCode eq 1)',
      "13: 'eq' compares values; a condition stands for itself, 'not' makes its opposite.",
    ],
    [
      "contains(userName,'a') in ('a')",
      "0: 'in' compares values; a condition stands for itself, 'not' makes its opposite.",
    ],
    ["contains(userName eq 'a','a')", "9: 'contains' takes strings; a condition is none."],
  ])('refuses %j: %s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it.each([
    ["userName eq 'a", "12: The string that begins here has no closing quote; a quote within it is doubled: ''."],
    ["'a", "0: The string that begins here has no closing quote; a quote within it is doubled: ''."],
    ["'a''", "0: The string that begins here has no closing quote; a quote within it is doubled: ''."],
    ["userName eq 'it's'", "17: The string that begins here has no closing quote; a quote within it is doubled: ''."],
    ["userName eq 'a' bogus", "16: Here 'bogus' stands, where an operator or the end of the expression is expected."],
    ["userName 'a'", "9: Here ''a'' stands, where an operator or the end of the expression is expected."],
    ["userName eq 'a')", "15: Here ')' stands, where an operator or the end of the expression is expected."],
    [
      "(userName eq 'a'",
      "16: Here the expression ends, where an operator, or the ')' of the '(' at position 0, is expected.",
    ],
    [
      'userName eq',
      '11: Here the expression ends, where a property, a literal, a function or a group in parentheses is expected.',
    ],
    [
      'userName eq )',
      "12: Here ')' stands, where a property, a literal, a function or a group in parentheses is expected.",
    ],
    ['()', "1: Here ')' stands, where a property, a literal, a function or a group in parentheses is expected."],
    ["eq 'a'", "0: A property, a literal or a function is expected where 'eq' stands."],
    [
      "userName eq 'a' and",
      '19: Here the expression ends, where a property, a literal, a function or a group in parentheses is expected.',
    ],
    ["userName eq 'a' and and", "20: A property, a literal or a function is expected where 'and' stands."],
    ["userName eq'a'", "9: A space is missing between 'eq' and the string after it."],
    ["userName eq 'a' and not'a'", "20: A space is missing between 'not' and the string after it."],
    [
      "userName = 'a'",
      "9: The character '=' is not expected here. The operators are eq, ne, gt, ge, lt, le, in, and, or, not.",
    ],
    ['userName eq "a"', `12: The character '"' is not expected here. Strings stand in straight single quotes.`],
    ['userName eq ‘a’', "12: The character '‘' is not expected here. Strings stand in straight single quotes."],
    ['userName eq 😀', "12: The character '😀' is not expected here."],
    ['userName; eq', "8: The character ';' is not expected here."],
    ['contains(userName)', "0: 'contains' takes 2 arguments and is given 1."],
    ['contains()', "0: 'contains' takes 2 arguments and is given 0."],
    ["contains(userName,'a','b')", "0: 'contains' takes 2 arguments and is given 3."],
    ["tolower(userName,'a') eq 'a'", "0: 'tolower' takes 1 argument and is given 2."],
    ["contains(userName 'a')", "18: Here ''a'' stands, where ',' or ')' in the arguments of 'contains' is expected."],
    [
      'contains(userName,',
      '18: Here the expression ends, where a property, a literal, a function or a group in parentheses is expected.',
    ],
    ['userName in ()', "13: Here ')' stands, where a literal in the list of 'in' is expected."],
    ["userName in 'a'", "12: Here ''a'' stands, where the list of 'in' in parentheses is expected."],
    ["userName in ('a' 'b')", "17: Here ''b'' stands, where ',' or ')' in the list of 'in' is expected."],
    ['userName in (deviceName)', "13: Here 'deviceName' stands, where a literal in the list of 'in' is expected."],
  ])('points at what is out of place in %j: %s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it.each([
    [
      "errorCode eq '1'",
      "13: 'errorCode' (Edm.Int32) cannot be compared with '1' (Edm.String). Only strings and members of enumerations stand in quotes.",
    ],
    [
      'userName eq 1',
      "12: 'userName' (Edm.String) cannot be compared with 1 (Edm.Int32). Strings stand in single quotes.",
    ],
    [
      '1 eq userName',
      "0: 1 (Edm.Int32) cannot be compared with 'userName' (Edm.String). Strings stand in single quotes.",
    ],
    ['userName lt errorCode', "12: 'userName' (Edm.String) cannot be compared with 'errorCode' (Edm.Int32)."],
    [
      'tolower(userName) eq 1',
      "21: the result of 'tolower' (Edm.String) cannot be compared with 1 (Edm.Int32). Strings stand in single quotes.",
    ],
    [
      "lastSyncDateTime gt '2017-01-01T00:00:00Z'",
      "20: 'lastSyncDateTime' (Edm.DateTimeOffset) cannot be compared with '2017-01-01T00:00:00Z' (Edm.String). Only strings and members of enumerations stand in quotes.",
    ],
    ['lastSyncDateTime gt 5', "20: 'lastSyncDateTime' (Edm.DateTimeOffset) cannot be compared with 5 (Edm.Int32)."],
    [
      'errorCode eq 2017-01-01T00:00:00Z',
      "13: 'errorCode' (Edm.Int32) cannot be compared with 2017-01-01T00:00:00.0000000Z (Edm.DateTimeOffset).",
    ],
    [
      'installState eq 5',
      "16: 'installState' (microsoft.graph.resultantAppState) cannot be compared with 5 (Edm.Int32).",
    ],
    [
      "userName eq microsoft.graph.resultantAppState'failed'",
      "12: 'userName' (Edm.String) cannot be compared with microsoft.graph.resultantAppState'failed'. Strings stand in single quotes.",
    ],
    [
      "errorCode in (1,null,'2')",
      "21: 'errorCode' (Edm.Int32) cannot be compared with '2' (Edm.String). Only strings and members of enumerations stand in quotes.",
    ],
    ["contains(errorCode,'1')", "9: 'contains' takes strings; 'errorCode' (Edm.Int32) is none."],
    ['contains(userName,null)', "18: 'contains' takes strings; null is none."],
    [
      "tolower(2017-01-01T00:00:00Z) eq 'a'",
      "8: 'tolower' takes strings; 2017-01-01T00:00:00.0000000Z (Edm.DateTimeOffset) is none.",
    ],
    [
      "contains(installState,'a')",
      "9: 'contains' takes strings; 'installState' (microsoft.graph.resultantAppState) is none.",
    ],
    [
      'installState gt mobileAppInstallStatusValue',
      '16: Two properties of the type microsoft.graph.resultantAppState can be compared with eq and ne only.',
    ],
    ...['', ' ', '0x2', '2.0', '1e0'].map((value): [string, string] => [
      `installState eq '${value}'`,
      `16: Requested value '${value}' was not found. Members of microsoft.graph.resultantAppState: notApplicable, installed, failed, notInstalled, uninstallFailed, pendingInstall, unknown.`,
    ]),
    [
      "installState eq 'Failed'",
      "16: Requested value 'Failed' was not found. Members of microsoft.graph.resultantAppState: notApplicable, installed, failed, notInstalled, uninstallFailed, pendingInstall, unknown.",
    ],
    [
      "installState in ('failed','42')",
      "26: Requested value '42' was not found. Members of microsoft.graph.resultantAppState: notApplicable, installed, failed, notInstalled, uninstallFailed, pendingInstall, unknown.",
    ],
    [
      "microsoft.graph.resultantAppState'x' eq null",
      "0: Requested value 'x' was not found. Members of microsoft.graph.resultantAppState: notApplicable, installed, failed, notInstalled, uninstallFailed, pendingInstall, unknown.",
    ],
  ])('holds the types apart in %j: %s', (text, message) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      message: `Invalid filter clause at position ${message}`,
    });
  });

  it.each([
    [
      'errorCode eq 2147483648',
      '13: 2147483648 is outside the range of Edm.Int32, -2147483648 to 2147483647. As a signed number its 32 bits are -2147483648.',
    ],
    [
      'errorCode eq 2278556572',
      '13: 2278556572 is outside the range of Edm.Int32, -2147483648 to 2147483647. As a signed number its 32 bits are -2016410724.',
    ],
    ['errorCode eq -2147483649', '13: -2147483649 is outside the range of Edm.Int32, -2147483648 to 2147483647.'],
    ['errorCode eq 4294967296', '13: 4294967296 is outside the range of Edm.Int32, -2147483648 to 2147483647.'],
    ['errorCode eq 5x', "13: '5x' is not a literal. Strings stand in single quotes."],
    ['errorCode eq 5and 6', "13: '5and' is not a literal. Strings stand in single quotes."],
    ['errorCode eq 0x87D1041C', "13: '0x87D1041C' is not a literal. Strings stand in single quotes."],
    [
      'lastSyncDateTime gt 2017-01-01T00:00:00',
      "20: 2017-01-01T00:00:00 has no offset: end it with Z, or with +hh:mm or -hh:mm. In a URL the '+' is written %2B.",
    ],
    [
      'lastSyncDateTime gt 2017-01-01T00:00:00 08:00',
      "20: 2017-01-01T00:00:00 has no offset: end it with Z, or with +hh:mm or -hh:mm. In a URL the '+' is written %2B.",
    ],
    [
      'lastSyncDateTime gt 2017-02-30T00:00:00Z',
      '20: 2017-02-30T00:00:00Z is not an Edm.DateTimeOffset such as 2017-01-01T00:02:49.3205976-08:00.',
    ],
  ])('says what is wrong with the literal in %j: %s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('shows no more than is needed of what is long', () => {
    expect(refusal(`${'x'.repeat(500)} eq 1`)).toBe(
      `0: Could not find a property named '${'x'.repeat(100)}…' on type 'microsoft.graph.mobileAppInstallStatus'.`,
    );
    expect(refusal(`errorCode eq '${'😀'.repeat(200)}'`)).toContain('😀…');
    expect(refusal(`errorCode eq 'a${'😀'.repeat(200)}'`)).toContain('\ufffd…');
  });

  it('lists ten members of an enumeration that has more', () => {
    const messageFor = (count: number): string => {
      const members = new Map(Array.from({ length: count }, (_value, index) => [`member${index}`, index]));
      const type = filterableType({
        qualifiedName: 't',
        properties: [{ name: 'p', edmType: { enumType: 'e', members } }],
      });
      return thrownBy(() => parseFilter("p eq 'x'", type)).message;
    };

    expect(messageFor(12)).toMatch(/member0, .*, member9, …\.$/);
    expect(messageFor(11)).toMatch(/member0, .*, member9, …\.$/);
    expect(messageFor(10)).toMatch(/member0, .*, member9\.$/);
  });
});

describe('what OData has and this service has not', () => {
  const OWN = 'A filter is on the properties of the entity itself.';
  const OPERATORS = 'Operators that are: eq, ne, gt, ge, lt, le, in, and, or, not.';
  const FUNCTIONS = 'Functions that are: contains, startswith, endswith, tolower, toupper.';
  const LITERALS = 'Literals that are: strings, Edm.Int32, Edm.DateTimeOffset, members of enumerations, and null.';
  const NEGATION = "A condition stands for itself, 'not' makes its opposite.";

  it.each([
    ["deviceStatuses/any(d:d/installState eq 'failed')", `0: The lambda operator 'any' is not supported. ${OWN}`],
    ['not deviceStatuses/all(d:d/errorCode eq 0)', `4: The lambda operator 'all' is not supported. ${OWN}`],
    ["app/displayName eq 'x'", `0: The path 'app/displayName' is not supported. ${OWN}`],
    ['deviceStatuses/$count gt 0', `0: The path 'deviceStatuses/$count' is not supported. ${OWN}`],
    ['userName/any gt 0', `0: The lambda operator 'any' is not supported. ${OWN}`],
    ['d:d eq 0', `0: The path 'd:d' is not supported. ${OWN}`],
    ["$it/userName eq 'x'", `0: The expression '$it' is not supported. ${OWN}`],
    ['userName eq @name', "12: The parameter alias or annotation '@name' is not supported. Write the value itself."],
    ['errorCode add 1 eq 2', `10: The operator 'add' is not supported. ${OPERATORS}`],
    ['errorCode MOD 2 eq 0', `10: The operator 'mod' is not supported. ${OPERATORS}`],
    ["installState has 'failed'", `13: The operator 'has' is not supported. ${OPERATORS}`],
    ['-errorCode eq 5', `0: The arithmetic operator '-' is not supported. ${OPERATORS}`],
    ['errorCode - 5 eq 5', `10: The arithmetic operator '-' is not supported. ${OPERATORS}`],
    ['errorCode eq -INF', `13: The arithmetic operator '-' is not supported. ${OPERATORS}`],
    ['length(userName) gt 5', `0: The function 'length' is not supported. ${FUNCTIONS}`],
    ["substringof('a',userName)", `0: The function 'substringof' is not supported. ${FUNCTIONS}`],
    ["geo.distance(userName,'a') eq 0", `0: The function 'geo.distance' is not supported. ${FUNCTIONS}`],
    ['true', `0: The literal 'true' is not supported. ${NEGATION}`],
    ['errorCode eq false', `13: The literal 'false' is not supported. ${NEGATION}`],
    ['errorCode eq INF', `13: The literal 'INF' is not supported. ${LITERALS}`],
    ['errorCode eq NaN', `13: The literal 'NaN' is not supported. ${LITERALS}`],
    ["userName eq guid'1'", `12: The literal guid'1' is not supported. ${LITERALS}`],
    [
      "lastSyncDateTime gt datetime'2017-01-01T00:00:00'",
      `20: The literal datetime'2017-01-01T00:00:00' is not supported. ${LITERALS}`,
    ],
    [
      "installState eq microsoft.graph.other'failed'",
      `16: The literal microsoft.graph.other'failed' is not supported. ${LITERALS}`,
    ],
    [`id eq ${GUID}`, `6: The Edm.Guid literal ${GUID} is not supported. Keys are strings; put it in single quotes.`],
    [
      'errorCode eq a9959a2a-9a2a-1495-2a9a-95142a9a9514',
      '13: The Edm.Guid literal a9959a2a-9a2a-1495-2a9a-95142a9a9514 is not supported. Keys are strings; put it in single quotes.',
    ],
    ['errorCode eq 4.5', '13: The Edm.Decimal literal 4.5 is not supported. No property here has that type.'],
    ['errorCode eq 1e400', '13: The Edm.Decimal literal 1e400 is not supported. No property here has that type.'],
    [
      'lastSyncDateTime gt 2017-01-01',
      '20: The Edm.Date literal 2017-01-01 is not supported. Give the moment: 2017-01-01T00:00:00Z.',
    ],
    [
      'lastSyncDateTime gt 12:30',
      '20: The Edm.TimeOfDay literal 12:30 is not supported. No property here has that type.',
    ],
    [
      'userName in ["a","b"]',
      "12: A collection or object in [ is not supported. The list of 'in' stands in parentheses.",
    ],
    ['userName eq {}', "12: A collection or object in { is not supported. The list of 'in' stands in parentheses."],
  ])('refuses %j by name: %s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

describe('the limits', () => {
  const chain = (count: number): string => Array.from({ length: count }, () => "userName eq 'a'").join(' or ');
  const grouped = (depth: number): string => `${'('.repeat(depth)}userName eq 'a'${')'.repeat(depth)}`;
  const list = (count: number): string =>
    `errorCode in (${Array.from({ length: count }, (_value, index) => index).join(',')})`;

  it('takes an expression of so many characters and not one more', () => {
    const text = (length: number): string => `userName eq '${'a'.repeat(length - "userName eq ''".length)}'`;

    expect(() => parse(text(MAX_EXPRESSION_LENGTH))).not.toThrow();
    expect(refusal(text(MAX_EXPRESSION_LENGTH + 1))).toBe('2048: The expression is longer than 2048 characters.');
  });

  it('takes so many levels of parentheses, of not and of functions, and not one more', () => {
    const nots = (depth: number): string => `${'not '.repeat(depth - 1)}contains(userName,'a')`;
    const calls = (depth: number): string => `${'tolower('.repeat(depth)}userName${')'.repeat(depth)} eq 'a'`;

    for (const text of [grouped, nots, calls]) {
      expect(() => parse(text(MAX_FILTER_DEPTH))).not.toThrow();
      expect(refusal(text(MAX_FILTER_DEPTH + 1))).toContain('The expression is nested deeper than 32 levels.');
    }
    expect(() => parse(`${grouped(MAX_FILTER_DEPTH)} and ${grouped(MAX_FILTER_DEPTH)}`)).not.toThrow();
  });

  it('takes so many parts and not one more', () => {
    // Three for each comparison and one for the chain.
    expect(() => parse(chain(33))).not.toThrow();
    expect(MAX_FILTER_NODES).toBe(33 * 3 + 1);
    expect(refusal(chain(34))).toBe(
      '627: The expression has more than 100 properties, literals, operators and functions.',
    );
  });

  it.each([
    ['not', 'not '],
    ['a function', 'tolower('],
  ])('counts %s among the parts', (_name, part) => {
    const own = part.endsWith('(') ? `${part}userName) eq 'a'` : `${part}contains(userName,'a')`;

    // 32 comparisons, one of three parts or of four, and the chain.
    expect(() => parse(`${chain(32)} or userName eq 'a'`)).not.toThrow();
    expect(refusal(`${chain(32)} or ${own}`)).toContain('The expression has more than 100 properties');
  });

  it('takes a list of so many values and not one more', () => {
    expect(() => parse(list(MAX_IN_LIST))).not.toThrow();
    expect(refusal(list(MAX_IN_LIST + 1))).toMatch(/^\d+: The list has more than 50 values\.$/);
  });
});
