// The document of a device status: what it keeps beside the values, and how that follows a change.
import type { EntityChange, Location } from '../../../../../shared/resources/entity-set/entity-set.ts';
import {
  documentIdOf,
  toChangedDocument,
  toDocument,
  toValues,
} from '../../../../../shared/resources/mobile-app-install-status/document.ts';
import { ownerByName, ownersOf, userKeyOf } from '../../../../../shared/resources/mobile-app-install-status/owner.ts';
import { findKeyProblem } from '../../../../../shared/odata/key.ts';
import { createdBy } from '../../../../../shared/resources/audit.ts';
import type { StoredDocument } from '../../../../../shared/store/document-store.ts';
import { documentedDeviceBody, documentedDeviceValues } from '../../../../support/documented-device-status.ts';
import { writer as caller } from '../../services.ts';
import { thrownBy } from '../../thrown.ts';

const AT = new Date('2026-11-24T12:34:56.789Z');

const adele: StoredDocument = {
  id: 'u1',
  mobileAppId: 'a1',
  entityType: 'userAppInstallStatus',
  schemaVersion: 1,
  userName: 'Adele Vance',
  userPrincipalName: 'Adele@contoso.example',
};

const ofApp: Location = { mobileAppId: 'a1', owners: undefined, parent: undefined };
const ofAdele: Location = { mobileAppId: 'a1', owners: ownersOf(adele), parent: adele };

/** As the store gives it back: what is undefined is not there. */
function made(values: object, location: Location = ofApp): StoredDocument {
  const audit = createdBy(caller, AT);
  const document = toDocument({ key: 'd1', values: { installState: 'failed', ...values }, location, at: AT, audit });
  return JSON.parse(JSON.stringify(document)) as StoredDocument;
}

function changed(document: StoredDocument, changes: EntityChange['changes'], location = ofApp): StoredDocument {
  const at = new Date('2026-11-25T00:00:00Z');
  const other = { ...caller, appId: 'c2' };
  return JSON.parse(
    JSON.stringify(toChangedDocument(document, { changes, location, caller: other, at })),
  ) as StoredDocument;
}

describe('toDocument', () => {
  test('keeps the documented values once, and beside them what finds them', () => {
    const { '@odata.type': type, mobileAppInstallStatusValue, ...values } = documentedDeviceBody;
    expect([type, mobileAppInstallStatusValue]).toEqual(['#microsoft.graph.mobileAppInstallStatus', 'failed']);
    const who = { tenantId: 't1', objectId: 'o1', appId: 'c1' };

    expect(made({ ...values, mobileAppInstallStatusValue })).toEqual({
      ...values,
      lastSyncDateTime: '2017-01-01T08:02:49.3205976Z',
      id: '$deviceStatus:d1',
      key: 'd1',
      mobileAppId: 'a1',
      entityType: 'mobileAppInstallStatus',
      schemaVersion: 1,
      owner: ownerByName('user principal name value'),
      userKey: userKeyOf('user principal name value'),
      searchText: 'DEVICE NAME VALUE\nUSER NAME VALUE\nUSER PRINCIPAL NAME VALUE',
      audit: {
        createdDateTime: AT.toISOString(),
        createdBy: who,
        lastModifiedDateTime: AT.toISOString(),
        lastModifiedBy: who,
      },
    });
  });

  test('writes null for what is not given, since a store finds and sorts only what is there', () => {
    expect(made({})).toMatchObject({
      deviceName: null,
      deviceId: null,
      lastSyncDateTime: '2026-11-24T12:34:56.7890000Z',
      installStateDetail: 'noAdditionalDetails',
      errorCode: 0,
      osVersion: null,
      osDescription: null,
      userName: null,
      userPrincipalName: null,
      displayVersion: null,
      owner: null,
      userKey: null,
      searchText: '',
    });
  });

  test('under a user status, has its id for its owner and its names where it has none', () => {
    expect(made({}, ofAdele)).toMatchObject({
      owner: 'id:u1',
      userName: 'Adele Vance',
      userPrincipalName: 'Adele@contoso.example',
      userKey: userKeyOf('adele@contoso.example'),
      searchText: 'ADELE VANCE\nADELE@CONTOSO.EXAMPLE',
    });
  });

  test('has one state, whichever twin gave it', () => {
    for (const values of [{}, { installState: undefined, mobileAppInstallStatusValue: 'failed' }]) {
      const document = made(values);
      expect(document.installState).toBe('failed');
      expect(document).not.toHaveProperty('mobileAppInstallStatusValue');
    }
  });

  test('has an id that no key can be, and that Cosmos holds for every key', () => {
    expect(findKeyProblem(documentIdOf('d1'))).toBeDefined();
    const longest = Array.from({ length: 2000 }, (_value, index) => 'x'.repeat(2000 - index)).find(
      (key) => findKeyProblem(key) === undefined,
    );
    expect(Buffer.byteLength(documentIdOf(longest ?? ''))).toBeLessThanOrEqual(1023);
  });
});

describe('toValues', () => {
  test('gives both twins, the key and the moment as Graph writes it', () => {
    const { '@odata.type': type, ...values } = documentedDeviceBody;
    expect(type).toBeDefined();
    expect(toValues(made(values))).toMatchObject({ id: 'd1', ...documentedDeviceValues });
    expect(toValues(made({ lastSyncDateTime: '2026-11-24T00:00:00Z' })).lastSyncDateTime).toBe('2026-11-24T00:00:00Z');
  });
});

describe('toChangedDocument', () => {
  test('changes what is given and what follows from it, and keeps the rest', () => {
    const document = made({ deviceName: 'one', userPrincipalName: 'a@x.example' });

    const result = changed(document, {
      deviceName: 'two',
      mobileAppInstallStatusValue: 'unknown',
      lastSyncDateTime: '2026-11-24T01:00:00+01:00',
      userPrincipalName: 'B@x.example',
    });

    expect(result).toEqual({
      ...document,
      deviceName: 'two',
      installState: 'unknown',
      lastSyncDateTime: '2026-11-24T00:00:00.0000000Z',
      userPrincipalName: 'B@x.example',
      owner: ownerByName('b@x.example'),
      userKey: userKeyOf('b@x.example'),
      searchText: 'TWO\nB@X.EXAMPLE',
      audit: {
        ...document.audit,
        lastModifiedDateTime: '2026-11-25T00:00:00.000Z',
        lastModifiedBy: { tenantId: 't1', objectId: 'o1', appId: 'c2' },
      },
    });
  });

  test('belongs to nobody any more when its name goes', () => {
    const document = made({ userPrincipalName: 'a@x.example' });
    expect(changed(document, { userPrincipalName: null })).toMatchObject({
      userPrincipalName: null,
      owner: null,
      userKey: null,
    });
  });

  test.each([
    ['under its user', ofAdele],
    ['under the app', ofApp],
  ])('%s, what was created under a user status stays with it', (_where, location) => {
    const document = made({}, ofAdele);
    const change = (userPrincipalName: unknown): StoredDocument => changed(document, { userPrincipalName }, location);

    expect(changed(document, { errorCode: 5 }, location)).toMatchObject({ owner: 'id:u1', errorCode: 5 });
    expect(change(null)).toMatchObject({ owner: 'id:u1', userPrincipalName: 'Adele@contoso.example' });
    expect(change('ADELE@contoso.example')).toMatchObject({
      owner: 'id:u1',
      userPrincipalName: 'ADELE@contoso.example',
      userKey: userKeyOf('adele@contoso.example'),
    });
    expect(thrownBy(() => change('bert@contoso.example'))).toMatchObject({ status: 400, target: 'userPrincipalName' });
  });

  test('takes the new name of its user under the user only', () => {
    const document = made({}, ofAdele);
    const renamed = { ...ofAdele, parent: { ...adele, userPrincipalName: 'vance@contoso.example' } };
    const change = (location: Location): StoredDocument =>
      changed(document, { userPrincipalName: 'vance@contoso.example' }, location);

    expect(change(renamed)).toMatchObject({ owner: 'id:u1', userKey: userKeyOf('vance@contoso.example') });
    expect(thrownBy(() => change(ofApp)).message).toContain("'Adele@contoso.example'");
    // Who sends back what was read changes nothing.
    const repeated = changed(document, { userPrincipalName: 'Adele@contoso.example' }, renamed);
    expect(repeated).toMatchObject({ owner: 'id:u1', userKey: userKeyOf('adele@contoso.example') });
    const emptied = changed(document, { userPrincipalName: null }, renamed);
    expect(emptied.userPrincipalName).toBe('vance@contoso.example');
  });

  test('a name that looks like an owner is a name', () => {
    const document = made({ userPrincipalName: 'id:u1' });
    expect(document.owner).toBe(ownerByName('id:u1'));
    expect(document.owner).toMatch(/^upn:[\w-]{22}$/);
    expect(changed(document, { userPrincipalName: 'upn:x' }).owner).toBe(ownerByName('upn:x'));
    expect(ownersOf(adele)).toEqual(['id:u1', ownerByName('ADELE@contoso.example')]);
  });
});
