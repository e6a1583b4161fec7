// The definition of mobileAppInstallStatus: Graph's properties and enumerations, and the rule of the twins.
import { edmTypeName } from '../../../../../shared/odata/edm-type.ts';
import { readEntityForCreate, readEntityForUpdate } from '../../../../../shared/odata/entity-reader.ts';
import { mobileAppInstallStatus } from '../../../../../shared/resources/mobile-app-install-status/definition.ts';
import {
  resultantAppState,
  resultantAppStateDetail,
} from '../../../../../shared/resources/mobile-app-install-status/enumerations.ts';
import { documentedDeviceBody } from '../../../../support/documented-device-status.ts';
import { thrownBy } from '../../thrown.ts';

describe('the model', () => {
  test('has the name, the properties and the nullability of the CSDL of Graph, the key first', () => {
    const { qualifiedName, properties } = mobileAppInstallStatus;
    expect(qualifiedName).toBe('microsoft.graph.mobileAppInstallStatus');
    expect(properties.map(({ name, edmType, nullable }) => [name, edmTypeName(edmType), nullable])).toEqual([
      ['id', 'Edm.String', false],
      ['deviceName', 'Edm.String', true],
      ['deviceId', 'Edm.String', true],
      ['lastSyncDateTime', 'Edm.DateTimeOffset', false],
      ['mobileAppInstallStatusValue', 'microsoft.graph.resultantAppState', false],
      ['installState', 'microsoft.graph.resultantAppState', false],
      ['installStateDetail', 'microsoft.graph.resultantAppStateDetail', false],
      ['errorCode', 'Edm.Int32', false],
      ['osVersion', 'Edm.String', true],
      ['osDescription', 'Edm.String', true],
      ['userName', 'Edm.String', true],
      ['userPrincipalName', 'Edm.String', true],
      ['displayVersion', 'Edm.String', true],
    ]);
    expect(properties.filter(({ isKey }) => isKey).map(({ name }) => name)).toEqual(['id']);
    expect(mobileAppInstallStatus.navigationProperties).toMatchObject([
      { name: 'app', targetType: 'microsoft.graph.mobileApp', isCollection: false, containsTarget: false },
    ]);
    for (const { description } of properties) expect(description).toMatch(/\.$/);
  });

  test('knows 7 states and 36 details, each of another value', () => {
    for (const [{ members }, size] of [
      [resultantAppState, 7],
      [resultantAppStateDetail, 36],
    ] as const) {
      expect([members.size, new Set(members.values()).size]).toEqual([size, size]);
    }
  });
});

describe('a create', () => {
  const read = (json: object): unknown => readEntityForCreate(mobileAppInstallStatus, json);

  test('takes the documented body', () => {
    const { '@odata.type': type, ...values } = documentedDeviceBody;
    expect(type).toBe('#microsoft.graph.mobileAppInstallStatus');
    expect(read(documentedDeviceBody)).toEqual(values);
  });

  test.each([
    [{}, 'installState', "'installState' is required."],
    [
      { installState: 'failed', mobileAppInstallStatusValue: 'unknown' },
      'mobileAppInstallStatusValue',
      'are one state',
    ],
    [{ installState: null }, 'installState', 'must not be null'],
    [{ installState: 'failed', mobileAppInstallStatusValue: null }, 'mobileAppInstallStatusValue', 'must not be null'],
    [{ installState: 'failed', mobileAppInstallStatusValue: 'Failed' }, 'mobileAppInstallStatusValue', 'Did you mean'],
    [{ installState: 'Failed', mobileAppInstallStatusValue: 'failed' }, 'installState', 'Did you mean'],
    [{ installState: ['failed'], mobileAppInstallStatusValue: 'failed' }, 'installState', 'the name of a member'],
  ])('%j has one fault', (json, target, message) => {
    const error = thrownBy(() => read(json));
    expect(error).toMatchObject({ target, message: expect.stringContaining(message) as string });
    expect(error.details).toHaveLength(1);
  });
});

describe('an update', () => {
  const read = (json: object): unknown => readEntityForUpdate(mobileAppInstallStatus, 'd1', json);

  test.each([{}, { installState: 'failed' }, { mobileAppInstallStatusValue: 'failed' }, { errorCode: 1 }])(
    'may be %j',
    (json) => {
      expect(read(json)).toEqual(json);
    },
  );
});
