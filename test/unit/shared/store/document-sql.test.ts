// The SQL of a document query: always one partition and one type, values as parameters only.
import { filterableType } from '../../../../shared/odata/filter/filterable.ts';
import { parseFilter } from '../../../../shared/odata/filter/parser.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { toQuerySpec } from '../../../../shared/store/document-sql.ts';

const type = filterableType(userAppInstallStatus);
const base = { mobileAppId: "a1' OR 1=1", entityType: 'userAppInstallStatus', filter: undefined, sort: [] };
const ALWAYS = 'WHERE c.mobileAppId = @mobileAppId AND c.entityType = @entityType';

describe('toQuerySpec', () => {
  test('asks for the documents of one type in one partition', () => {
    expect(toQuerySpec('*', base)).toEqual({
      query: `SELECT * FROM c ${ALWAYS}`,
      parameters: [
        { name: '@mobileAppId', value: "a1' OR 1=1" },
        { name: '@entityType', value: 'userAppInstallStatus' },
      ],
    });
  });

  test('adds the filter, whose values are parameters too', () => {
    const filter = parseFilter("userName eq 'x'' OR true' or failedDeviceCount gt 3", type);
    const { query, parameters } = toQuerySpec('*', { ...base, filter });
    expect(query.startsWith(`SELECT * FROM c ${ALWAYS} AND (`)).toBe(true);
    expect(query).not.toContain('true');
    expect(parameters?.slice(2).map(({ value }) => value)).toEqual(["x' OR true", 3]);
  });

  test('selects properties by name, of documents of all types where none is named', () => {
    expect(toQuerySpec(['id', 'it"s'], { ...base, entityType: undefined })).toEqual({
      query: String.raw`SELECT c["id"], c["it\"s"] FROM c WHERE c.mobileAppId = @mobileAppId`,
      parameters: [{ name: '@mobileAppId', value: "a1' OR 1=1" }],
    });
  });

  test('sorts by where a property is stored', () => {
    const sort = [{ property: 'id', storedAs: 'key', direction: 'asc' }] as const;
    expect(toQuerySpec(['userKey'], { ...base, sort }).query).toBe(
      `SELECT c["userKey"] FROM c ${ALWAYS} ORDER BY c["key"] ASC`,
    );
  });

  test('sorts by the properties of the definition, and a count by nothing', () => {
    const sort = [
      { property: 'failedDeviceCount', direction: 'desc' },
      { property: 'userName', direction: 'asc' },
    ] as const;
    expect(toQuerySpec('*', { ...base, sort }).query).toMatch(
      / ORDER BY c\["failedDeviceCount"\] DESC, c\["userName"\] ASC$/,
    );
    expect(toQuerySpec('VALUE COUNT(1)', { ...base, sort }).query).toBe(`SELECT VALUE COUNT(1) FROM c ${ALWAYS}`);
  });
});
