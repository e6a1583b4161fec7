// An entity as OData JSON, with as much control information as was asked for.
import { toEntityJson } from '../../../../shared/odata/entity-json.ts';
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
