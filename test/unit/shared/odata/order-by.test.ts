// What $orderby is read as, and what each wrong one is told.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { describeSort, parseOrderBy, type Sort } from '../../../../shared/odata/order-by.ts';
import { deviceStatus } from '../../../support/filter-arbitraries.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const byUser: Sort = [{ property: 'userName', direction: 'asc' }];
const byUserDescending: Sort = [{ property: 'userName', direction: 'desc' }];
const byUserAndTime: Sort = [
  { property: 'userName', direction: 'asc' },
  { property: 'lastSyncDateTime', direction: 'desc' },
];
const offered = [byUser, byUserDescending, byUserAndTime];

const parse = (text: string, sorts: readonly Sort[] = offered): Sort => parseOrderBy(text, deviceStatus, sorts);

describe('parseOrderBy', () => {
  it.each([
    ['userName', byUser],
    ['userName asc', byUser],
    ['userName ASC', byUser],
    ['userName desc', byUserDescending],
    ['  userName\tDesc ', byUserDescending],
    ['userName,lastSyncDateTime desc', byUserAndTime],
    ['userName asc , lastSyncDateTime  desc', byUserAndTime],
  ])('reads %j', (text, sort) => {
    expect(parse(text)).toBe(sort);
  });

  it.each([
    ['', 'at position 0: The expression is empty.'],
    [' ', 'at position 0: The expression is empty.'],
    ['x'.repeat(2049), 'at position 2048: The expression is longer than 2048 characters.'],
    ['P', "at position 0: Could not find a property named 'P' on type 'microsoft.graph.mobileAppInstallStatus'."],
    [
      'userName,username',
      "at position 9: Could not find a property named 'username' on type 'microsoft.graph.mobileAppInstallStatus'. Names are case-sensitive: 'userName'.",
    ],
    ['userName,userName desc', "at position 9: 'userName' is named more than once."],
    ['userName ascending', "at position 9: Here 'ascending' stands, where 'asc', 'desc' or ',' is expected."],
    ['userName desc lastSyncDateTime', "at position 14: Here 'lastSyncDateTime' stands, where ',' is expected."],
    ['userName,', 'at position 9: Here the list ends, where the name of a property is expected.'],
    [',userName', "at position 0: Here ',' stands, where the name of a property is expected."],
    ["'userName'", "at position 0: Here ''userName'' stands, where the name of a property is expected."],
    ['1', "at position 0: Here '1' stands, where the name of a property is expected."],
    ['userName;desc', "at position 8: The character ';' is not expected here."],
    [
      'tolower(userName)',
      "at position 0: Sorting is by properties of the entity itself; 'tolower' begins an expression.",
    ],
    ['app/displayName', "at position 0: Sorting is by properties of the entity itself; 'app' begins an expression."],
    ['$it', "at position 0: Sorting is by properties of the entity itself; '$it' begins an expression."],
    ['@p', "at position 0: Sorting is by properties of the entity itself; '@p' begins an expression."],
  ])('refuses %j: %s', (text, message) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: '$orderby',
      message: `Invalid orderby clause ${message}`,
    });
  });

  it.each(['lastSyncDateTime', 'userName desc,lastSyncDateTime', 'lastSyncDateTime desc,userName'])(
    'refuses %j, which is not offered, and lists what is',
    (text) => {
      expect(thrownBy(() => parse(text))).toMatchObject({
        status: 400,
        target: '$orderby',
        message: `Invalid orderby clause: the sort '${text}' is not offered. Offered: 'userName', 'userName desc', 'userName,lastSyncDateTime desc'.`,
      });
    },
  );

  it('says so when there is none', () => {
    expect(thrownBy(() => parse('userName', [])).message).toBe(
      "Invalid orderby clause: the sort 'userName' is not offered. Offered: none.",
    );
  });

  it('gives a sort or a GraphError 400, and nothing else, for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('userName', 'lastSyncDateTime', ' ', ',', ' asc', ' desc', '(', '/', "'", '$', '__proto__'),
      fc.string({ unit: codePoint, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(offered).toContain(parse(pieces.join('')));
        } catch (error) {
          if (!(error instanceof GraphError)) throw error;
          expect(error).toMatchObject({ status: 400, target: '$orderby' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('describeSort', () => {
  it('writes what $orderby would have', () => {
    expect(offered.map(describeSort)).toEqual(['userName', 'userName desc', 'userName,lastSyncDateTime desc']);
  });
});
