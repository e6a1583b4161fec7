// An entity with what was expanded of it, as OData JSON: which control information, and in which order.
import {
  type MetadataLevel,
  toEntityJson,
  type WritableEntity,
  type WritableExpansion,
} from '../../../../shared/odata/entity-json.ts';
import { parseExpand } from '../../../../shared/odata/expand.ts';
import { parseSelect } from '../../../../shared/odata/select.ts';
import { mobileAppInstallStatus } from '../../../../shared/resources/mobile-app-install-status/definition.ts';
import { mobileApp } from '../../../../shared/resources/mobile-app/definition.ts';
import { userStatusesOfApp } from '../../../../shared/resources/user-app-install-status/entity-set.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../support/documented-request.ts';

const root = { baseUrl: 'https://status.contoso.com', version: 'beta' };
const app = [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }];
const path = [...app, { name: 'userStatuses', key: 's1' }];
const appUrl = 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a1';
const url = `${appUrl}/userStatuses/s1`;

const expandedApp: WritableEntity = {
  type: mobileApp,
  values: { id: 'a1', displayName: 'The app', audit: {} },
  path: app,
  etag: 'W/"a"',
  expanded: [],
};
const expandedDevice: WritableEntity = {
  type: mobileAppInstallStatus,
  values: { id: 'd1', deviceName: 'Laptop', key: 'd1' },
  path: [...path, { name: 'deviceStatuses', key: 'd1' }],
  etag: 'W/"d"',
  expanded: [],
};

interface Wanted {
  readonly level?: MetadataLevel;
  readonly select?: string;
  readonly expand: string;
  /** In place of the app that there is. */
  readonly value?: WritableExpansion['value'];
}

function write({ level = 'minimal', select, expand, value = expandedApp }: Wanted): Record<string, unknown> {
  const type = { ...userAppInstallStatus, expandable: userStatusesOfApp.expansions };
  const expansion = parseExpand(expand, type, { areBareNamesAllowed: true });
  const page = { entities: [expandedDevice], nextLink: 'https://next.example' };
  const expanded = expansion.map((item) => ({ item, value: item.name === 'app' ? value : page }));
  const values = { ...documentedValues, id: 's1' };
  const entity = { type: userAppInstallStatus, values, path, etag: 'W/"s"', expanded };
  const selection = select === undefined ? undefined : parseSelect(select, userAppInstallStatus);
  return toEntityJson(entity, { root, level, selection, expansion });
}

describe('an entity with expanded properties', () => {
  test('has them behind its own, each with type and tag, and the next link of a collection', () => {
    const json = write({ expand: 'deviceStatuses($select=id,deviceName),app($select=id,displayName)' });
    expect(Object.entries(json).slice(-3)).toEqual([
      [
        'deviceStatuses',
        [
          {
            '@odata.type': '#microsoft.graph.mobileAppInstallStatus',
            '@odata.etag': 'W/"d"',
            id: 'd1',
            deviceName: 'Laptop',
          },
        ],
      ],
      ['deviceStatuses@odata.nextLink', 'https://next.example'],
      [
        'app',
        { '@odata.type': '#microsoft.graph.mobileApp', '@odata.etag': 'W/"a"', id: 'a1', displayName: 'The app' },
      ],
    ]);
  });

  test('has them with metadata=none too, and the next link is all the control information', () => {
    expect(
      write({ level: 'none', select: 'id', expand: 'deviceStatuses($select=id),app($select=displayName)' }),
    ).toEqual({
      id: 's1',
      deviceStatuses: [{ id: 'd1' }],
      'deviceStatuses@odata.nextLink': 'https://next.example',
      app: { displayName: 'The app' },
    });
  });

  test('with metadata=full has the links of each just before it, and expanded entities have theirs', () => {
    const json = write({ level: 'full', select: 'id', expand: 'deviceStatuses($select=id),app($select=id)' });
    expect(Object.keys(json).slice(5)).toEqual([
      'id',
      'deviceStatuses@odata.navigationLink',
      'deviceStatuses',
      'deviceStatuses@odata.nextLink',
      'app@odata.associationLink',
      'app@odata.navigationLink',
      'app',
    ]);
    expect(json).toMatchObject({
      'app@odata.navigationLink': `${url}/app`,
      app: { '@odata.id': appUrl, '@odata.editLink': appUrl },
      deviceStatuses: [{ '@odata.id': `${url}/deviceStatuses/d1` }],
    });
  });

  test('with metadata=full has the links of what is not expanded first', () => {
    const names = Object.keys(write({ level: 'full', expand: 'app' }));
    expect(names.slice(names.indexOf('notInstalledDeviceCount') + 1)).toEqual([
      'deviceStatuses@odata.navigationLink',
      'app@odata.associationLink',
      'app@odata.navigationLink',
      'app',
    ]);
  });

  test('says which entity an expanded one is whose key was not selected', () => {
    expect(write({ expand: 'app($select=displayName)' })).toMatchObject({ app: { '@odata.id': appUrl } });
  });

  test('has null where there is none', () => {
    expect(write({ expand: 'app', value: null })).toHaveProperty('app', null);
  });

  test.each([
    [{ expand: 'app' }, '(app())'],
    [{ expand: '*' }, '(app(),deviceStatuses())'],
    [{ expand: 'app($select=id,displayName)' }, '(app(id,displayName))'],
    [{ select: 'userName,id', expand: 'deviceStatuses,app($select=id)' }, '(userName,id,deviceStatuses(),app(id))'],
  ])('names in its context what %j asks for', (wanted, projection) => {
    expect(write(wanted)['@odata.context']).toBe(
      `https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses${projection}/$entity`,
    );
  });
});
