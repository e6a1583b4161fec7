// What is wanted of a collection, and what is refused because it could not be given.
import { readCollectionQuery } from '../../../../shared/odata/collection-query.ts';
import { mobileAppInstallStatusCollection } from '../../../../shared/resources/mobile-app-install-status/collection.ts';
import { userAppInstallStatusCollection } from '../../../../shared/resources/user-app-install-status/collection.ts';
import { thrownBy } from '../thrown.ts';

const read = (options: Record<string, string>): ReturnType<typeof readCollectionQuery> =>
  readCollectionQuery(options, userAppInstallStatusCollection);

describe('readCollectionQuery', () => {
  test('wants everything in the order of the store when nothing is said', () => {
    expect(read({})).toEqual({
      filter: undefined,
      sort: [],
      selection: undefined,
      expansion: [],
      top: undefined,
      skip: 0,
      isCounted: false,
      skipToken: undefined,
    });
  });

  test('reads each option', () => {
    expect(
      read({
        filter: 'failedDeviceCount gt 0',
        orderby: 'userName',
        select: 'id',
        top: '5',
        skip: '10',
        count: 'TRUE',
        skiptoken: 't',
      }),
    ).toMatchObject({
      filter: { kind: 'compare' },
      sort: [{ property: 'userName', direction: 'asc' }],
      selection: { items: ['id'] },
      top: 5,
      skip: 10,
      isCounted: true,
      skipToken: 't',
    });
    expect(read({ count: 'false' }).isCounted).toBe(false);
  });

  test('reads a search, and joins it to the filter', () => {
    const [filtered, searched] = [{ filter: 'failedDeviceCount gt 0' }, { search: 'adele' }];
    const filter = (options: Record<string, string>): unknown => read(options).filter;

    expect(filter(searched)).toBeDefined();
    expect(filter({ ...filtered, ...searched })).toEqual({
      kind: 'and',
      operands: [filter(filtered), filter(searched)],
    });
  });

  test('a search of a collection that has nothing to search is a fault of the program', () => {
    const collection = { ...userAppInstallStatusCollection, searchable: undefined };
    expect(() => readCollectionQuery({ search: 'adele' }, collection)).toThrow(TypeError);
  });

  test('reads what is to be expanded, with options that have no $', () => {
    const { type } = mobileAppInstallStatusCollection;
    const expandable = new Map([['deviceStatuses', { type, isCollection: true }]]);
    const query = readCollectionQuery({ expand: 'deviceStatuses(top=5)' }, userAppInstallStatusCollection, expandable);
    expect(query.expansion).toMatchObject([{ name: 'deviceStatuses', top: 5 }]);
  });

  test.each([
    ['top', '0', 'top'],
    ['top', '999', 'top'],
    ['skip', '1000', 'skip'],
  ] as const)('takes %s=%s', (option, value, property) => {
    expect(read({ [option]: value })[property]).toBe(Number(value));
  });

  test.each([
    ['top', '1000', "'1000' is not a whole number from 0 to 999."],
    ['top', '-1', "'-1' is not a whole number from 0 to 999."],
    ['top', '1.5', "'1.5' is not a whole number from 0 to 999."],
    ['top', '', "'' is not a whole number from 0 to 999."],
    ['top', '9'.repeat(400), 'is not a whole number from 0 to 999.'],
    ['skip', '1001', "'1001' is not a whole number from 0 to 1000."],
    ['count', '1', 'it is true or false.'],
  ])('refuses %s=%s', (option, value, problem) => {
    const error = thrownBy(() => read({ [option]: value }));
    expect(error).toMatchObject({ status: 400, target: `$${option}` });
    expect(error.message).toContain(problem);
    expect(error.message.length).toBeLessThan(250);
  });

  test('finds a GUID in any letter case', () => {
    const id = '14959A2A-9A2A-1495-2A9A-95142A9A9514';
    expect(JSON.stringify(read({ filter: `id eq '${id}'` }).filter)).toContain(id.toLowerCase());
  });
});
