// What $filter is read as.
import type { FilterExpression } from '../../../../../shared/odata/filter/expression.ts';
import { parseFilter } from '../../../../../shared/odata/filter/parser.ts';
import { filterableType } from '../../../../../shared/odata/filter/filterable.ts';
import { userAppInstallStatus } from '../../../../../shared/resources/user-app-install-status/definition.ts';
import { deviceStatus } from '../../../../support/filter-arbitraries.ts';
import { PLAIN, printFilter } from '../../../../support/filter-printer.ts';
import { thrownBy } from '../../thrown.ts';

const GUID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

const parse = (text: string): FilterExpression => parseFilter(text, deviceStatus);
/** With parentheses wherever there can be some, so that it shows what binds how. */
const structure = (text: string): string =>
  printFilter(parse(text), { ...PLAIN, everythingGrouped: true, notGrouped: true });
const plain = (text: string): string => printFilter(parse(text));

describe('the precedence of operators', () => {
  it.each([
    [
      "userName eq 'a' or userName eq 'b' and errorCode eq 1",
      "((userName eq 'a') or ((userName eq 'b') and (errorCode eq 1)))",
    ],
    [
      "userName eq 'a' and userName eq 'b' or errorCode eq 1",
      "(((userName eq 'a') and (userName eq 'b')) or (errorCode eq 1))",
    ],
    [
      "(userName eq 'a' or userName eq 'b') and errorCode eq 1",
      "(((userName eq 'a') or (userName eq 'b')) and (errorCode eq 1))",
    ],
    ["not contains(userName,'a') and errorCode eq 1", "(((not (contains(userName,'a')))) and (errorCode eq 1))"],
    ["not contains(userName,'a') or errorCode eq 1", "(((not (contains(userName,'a')))) or (errorCode eq 1))"],
    ["not (userName eq 'a') or errorCode eq 1", "(((not (userName eq 'a'))) or (errorCode eq 1))"],
    ["not(userName eq 'a')", "((not (userName eq 'a')))"],
    ["not not contains(userName,'a')", "((not ((not (contains(userName,'a'))))))"],
    ["not userName in ('a')", "((not (userName in ('a'))))"],
    [
      'errorCode eq 1 or errorCode eq 2 or errorCode eq 3',
      '((errorCode eq 1) or (errorCode eq 2) or (errorCode eq 3))',
    ],
  ])('has %s mean %s', (text, meaning) => {
    expect(structure(text)).toBe(meaning);
  });

  it('keeps a group of its own within a chain', () => {
    expect(plain('(errorCode eq 1 or errorCode eq 2) or errorCode eq 3')).toBe(
      '(errorCode eq 1 or errorCode eq 2) or errorCode eq 3',
    );
  });
});

describe('what can be said', () => {
  it.each([
    "userName eq 'it''s'",
    "userName eq ''",
    'userName ne null',
    'null eq userName',
    "'a' lt userName",
    'userName eq deviceName',
    'installedDeviceCount gt errorCode',
    'errorCode ge -2147483648',
    'errorCode le 2147483647',
    'lastSyncDateTime gt 2017-01-01T08:02:49.3205976Z',
    'lastSyncDateTime in (2017-01-01T08:02:49.3205976Z,null)',
    "installState eq 'failed'",
    "'failed' le installState",
    "installState in ('failed','installed',null)",
    'installState eq mobileAppInstallStatusValue',
    "startswith(userName,'a')",
    "endswith(tolower(userName),toupper('b'))",
    'contains(userName,deviceName)',
    "contains('abc',userName)",
    "tolower(toupper(userName)) eq 'a'",
    "tolower(userName) in ('a','b')",
    'errorCode in (1)',
    "'a' eq 'a'",
    'null eq null',
    "userName eq '👍 𝒜 é'",
  ])('reads %s', (text) => {
    expect(plain(text)).toBe(text);
  });

  it.each([
    ["  userName\teq   'a'  ", "userName eq 'a'"],
    ["(((userName)) eq ('a'))", "userName eq 'a'"],
    ["contains( userName , 'a' )", "contains(userName,'a')"],
    ["userName in( 'a' , 'b' )", "userName in ('a','b')"],
    [
      "NOT (userName EQ 'a') OR Contains(userName,'b') And errorCode IN (1)",
      "not (userName eq 'a') or contains(userName,'b') and errorCode in (1)",
    ],
    ['errorCode eq +5', 'errorCode eq 5'],
    ['errorCode eq 007', 'errorCode eq 7'],
    ['errorCode eq -0', 'errorCode eq 0'],
    ['lastSyncDateTime gt 2017-01-01T00:02:49.3205976-08:00', 'lastSyncDateTime gt 2017-01-01T08:02:49.3205976Z'],
    ['lastSyncDateTime gt 2017-01-01T00:02z', 'lastSyncDateTime gt 2017-01-01T00:02:00.0000000Z'],
    ["microsoft.graph.resultantAppState'failed' eq installState", "'failed' eq installState"],
    ["installState in (microsoft.graph.resultantAppState'failed')", "installState in ('failed')"],
    ["installState eq '99'", "installState eq 'unknown'"],
    ["installState eq '-1'", "installState eq 'notApplicable'"],
    ["microsoft.graph.resultantAppState'1' lt installState", "'installed' lt installState"],
  ])('takes %j for %j', (text, meaning) => {
    expect(plain(text)).toBe(meaning);
  });

  it('finds a key whose spelling is not the stored one', () => {
    expect(plain(`id eq '${GUID.toUpperCase()}'`)).toBe(`id eq '${GUID}'`);
    expect(plain(`'${GUID.toUpperCase()}' ne id`)).toBe(`'${GUID}' ne id`);
    expect(plain(`id in ('${GUID.toUpperCase()}','X')`)).toBe(`id in ('${GUID}','X')`);
    expect(plain(`id gt '${GUID.toUpperCase()}'`)).toBe(`id gt '${GUID.toUpperCase()}'`);
    expect(plain(`startswith(id,'${GUID.toUpperCase()}')`)).toBe(`startswith(id,'${GUID.toUpperCase()}')`);
  });

  it('takes the properties of an entity model as they are', () => {
    const type = filterableType(userAppInstallStatus);

    expect(printFilter(parseFilter("userName eq 'a' and failedDeviceCount gt 0", type))).toBe(
      "userName eq 'a' and failedDeviceCount gt 0",
    );
    expect(thrownBy(() => parseFilter("P eq 'a'", type)).message).toBe(
      "Invalid filter clause at position 0: Could not find a property named 'P' on type 'microsoft.graph.userAppInstallStatus'.",
    );
  });
});

/** The message behind the words that all of them begin with. */
