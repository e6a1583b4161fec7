// An entity as OData JSON, with as much control information as was asked for.
import { toCollectionJson, toEntityJson } from '../../../../shared/odata/entity-json.ts';
import { parseSelect } from '../../../../shared/odata/select.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../support/documented-request.ts';

const root = { baseUrl: 'https://status.contoso.com', version: 'beta' };
const path = [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }, { name: 'userStatuses', key: 's1' }];
const url = 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1';
const stored = { ...documentedValues, id: 's1', mobileAppId: 'a1', schemaVersion: 1, _etag: '"x"', audit: {} };

const entity = { type: userAppInstallStatus, values: stored, path, etag: 'W/"x"', expanded: [] };

describe('toEntityJson', () => {
  test('minimal: context, type and the declared properties, in the order of the reference', () => {
    const json = toEntityJson(entity, { root, level: 'minimal', selection: undefined, expansion: [] });
    expect(Object.entries(json)).toEqual([
      [
        '@odata.context',
        "https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses/$entity",
      ],
      ['@odata.type', '#microsoft.graph.userAppInstallStatus'],
      ['@odata.etag', 'W/"x"'],
      ['id', 's1'],
      ['userName', 'User Name value'],
      ['userPrincipalName', 'User Principal Name value'],
      ['installedDeviceCount', 4],
      ['failedDeviceCount', 1],
      ['notInstalledDeviceCount', 7],
    ]);
  });

  test('none: the properties alone', () => {
    expect(toEntityJson(entity, { root, level: 'none', selection: undefined, expansion: [] })).toEqual({
      id: 's1',
      ...documentedValues,
    });
  });

  test('full: id, edit link and the links of navigation properties too', () => {
    const json = toEntityJson(entity, { root, level: 'full', selection: undefined, expansion: [] });
    expect(json).toMatchObject({
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      '@odata.id': url,
      '@odata.etag': 'W/"x"',
      '@odata.editLink': url,
      'app@odata.navigationLink': `${url}/app`,
      'app@odata.associationLink': `${url}/app/$ref`,
      'deviceStatuses@odata.navigationLink': `${url}/deviceStatuses`,
    });
    // Nobody can set or remove a reference to what is contained.
    expect(json).not.toHaveProperty(['deviceStatuses@odata.associationLink']);
    const names = Object.keys(json);
    expect(names.findIndex((name) => name.includes('@odata.associationLink'))).toBeGreaterThan(
      names.indexOf('notInstalledDeviceCount'),
    );
  });

  test('never writes what is stored beside the entity', () => {
    for (const level of ['none', 'minimal', 'full'] as const) {
      const json = toEntityJson(entity, { root, level, selection: undefined, expansion: [] });
      for (const name of ['mobileAppId', 'schemaVersion', 'audit', '_etag']) expect(json).not.toHaveProperty(name);
    }
  });

  test('writes null for a property that is not stored', () => {
    const { userName, ...rest } = stored;
    expect(userName).toBeDefined();
    expect(
      toEntityJson({ ...entity, values: rest }, { root, level: 'minimal', selection: undefined, expansion: [] }),
    ).toHaveProperty('userName', null);
  });
});

describe('toCollectionJson', () => {
  const collection = [...path.slice(0, -1), { name: 'userStatuses' }];
  const plain = { root, selection: undefined, expansion: [] };

  test('minimal: the context ahead, then count and next link, then the members', () => {
    const next = 'https://status.contoso.com/beta/next';
    const json = toCollectionJson(collection, [entity], 7, next, { ...plain, level: 'minimal' });
    expect(Object.entries(json)).toEqual([
      ['@odata.context', "https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses"],
      ['@odata.count', 7],
      ['@odata.nextLink', next],
      [
        'value',
        [
          {
            '@odata.type': '#microsoft.graph.userAppInstallStatus',
            '@odata.etag': 'W/"x"',
            id: 's1',
            ...documentedValues,
          },
        ],
      ],
    ]);
  });

  test('has neither a count that nobody asked for nor a link from the last page', () => {
    expect(toCollectionJson(collection, [], undefined, undefined, { ...plain, level: 'none' })).toEqual({ value: [] });
  });

  test('none: count and next link alone, which are no metadata', () => {
    const json = toCollectionJson(collection, [entity], 0, 'https://next.example', { ...plain, level: 'none' });
    expect(Object.entries(json)).toEqual([
      ['@odata.count', 0],
      ['@odata.nextLink', 'https://next.example'],
      ['value', [{ id: 's1', ...documentedValues }]],
    ]);
  });

  test('names in the context what was selected', () => {
    const selection = parseSelect('userName', userAppInstallStatus);
    const json = toCollectionJson(collection, [], undefined, undefined, { ...plain, level: 'minimal', selection });
    expect(json['@odata.context']).toMatch(/\/userStatuses\(userName\)$/);
  });
});

describe('a selection', () => {
  const write = (select: string, level: 'none' | 'minimal' | 'full'): Record<string, unknown> =>
    toEntityJson(entity, { root, level, selection: parseSelect(select, userAppInstallStatus), expansion: [] });

  test('gives the entity its URL where its key was left out, and there only', () => {
    expect(write('userName', 'minimal')).toMatchObject({ '@odata.id': url, userName: 'User Name value' });
    expect(write('userName,id', 'minimal')).not.toHaveProperty(['@odata.id']);
    expect(write('userName', 'none')).toEqual({ userName: 'User Name value' });
    expect(write('userName', 'full')).toMatchObject({ '@odata.id': url, '@odata.editLink': url });
  });

  test('full: has the links of what was selected', () => {
    const links = (json: object): string[] => Object.keys(json).filter((name) => name.endsWith('Link'));
    expect(links(write('id', 'full'))).toEqual(['@odata.editLink']);
    expect(links(write('id,app', 'full'))).toEqual([
      '@odata.editLink',
      'app@odata.associationLink',
      'app@odata.navigationLink',
    ]);
  });

  test('is null where the entity has no value', () => {
    const blank = { ...entity, values: { id: 's1' }, etag: undefined };
    const options = { root, level: 'minimal', expansion: [] } as const;
    const selection = parseSelect('userName', userAppInstallStatus);
    expect(toEntityJson(blank, { ...options, selection })).toHaveProperty('userName', null);
    const whole = toEntityJson(blank, { ...options, selection: undefined });
    expect(whole).toHaveProperty('userName', null);
    expect(whole).not.toHaveProperty(['@odata.etag']);
  });
});
