// Create and read, on a store in memory: what is stored, and what comes back.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../../../../shared/auth/caller.ts';
import { UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import type { EntityOutcome, PermittedRequest, Services } from '../../../../../shared/resources/operation.ts';
import { userAppInstallStatus } from '../../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedBody, documentedValues } from '../../../../support/documented-request.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices, operationNamed, writer } from '../../services.ts';
import { rejectionOf } from '../../thrown.ts';

const createUserAppInstallStatus = operationNamed('createUserAppInstallStatus');
const getUserAppInstallStatus = operationNamed('getUserAppInstallStatus');

const GUID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';
const AT = '2026-11-24T12:34:56.789Z';

const caller: Caller = { ...writer, kind: 'delegated' };

let store: MemoryStore;
let services: Services;

beforeEach(() => {
  store = createMemoryStore();
  services = createServices({ store, newId: () => GUID, now: () => new Date(AT) });
});

function create(body: unknown, mobileAppId = 'a1', by = caller): Promise<EntityOutcome> {
  const request: PermittedRequest = {
    keys: { mobileAppId },
    body,
    caller: by,
    conditions: UNCONDITIONAL,
    query: {},
    maxPageSize: undefined,
    storeCall: { requestCharge: 0 },
    requestId: randomUUID(),
    repetitionMark: undefined,
    baseUrl: 'https://status.contoso.com',
    createIfMissing: false,
  };
  return createUserAppInstallStatus.run(request, services) as Promise<EntityOutcome>;
}

function get(mobileAppId: string, userAppInstallStatusId: string): Promise<EntityOutcome> {
  const keys = { mobileAppId, userAppInstallStatusId };
  const request: PermittedRequest = {
    keys,
    body: undefined,
    caller,
    conditions: UNCONDITIONAL,
    query: {},
    maxPageSize: undefined,
    storeCall: { requestCharge: 0 },
    requestId: randomUUID(),
    repetitionMark: undefined,
    baseUrl: 'https://status.contoso.com',
    createIfMissing: false,
  };
  return getUserAppInstallStatus.run(request, services) as Promise<EntityOutcome>;
}

describe('create', () => {
  test('stores the properties, the layout version and the audit facts', async () => {
    await create(documentedBody);
    const who = { tenantId: 't1', objectId: 'o1', appId: 'c1' };
    expect(store.documents).toEqual([
      {
        ...documentedValues,
        id: GUID,
        mobileAppId: 'a1',
        entityType: 'userAppInstallStatus',
        schemaVersion: 1,
        searchText: 'USER NAME VALUE\nUSER PRINCIPAL NAME VALUE',
        audit: {
          createdDateTime: AT,
          createdBy: who,
          lastModifiedDateTime: AT,
          lastModifiedBy: who,
          requestId: expect.any(String) as string,
        },
      },
    ]);
  });

  test('names no object in the audit facts when the token had none', async () => {
    await create(documentedBody, 'a1', { ...caller, objectId: undefined });
    expect(store.documents[0]?.audit?.createdBy).toEqual({ tenantId: 't1', appId: 'c1' });
  });

  test('gives the entity and where it is', async () => {
    const created = await create(documentedBody);
    expect(created.type).toBe(userAppInstallStatus);
    expect(created).toMatchObject({
      kind: 'entity',
      change: 'created',
      path: [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }, { name: 'userStatuses', key: GUID }],
      values: { id: GUID, ...documentedValues },
    });
  });

  test('takes the id of the client as the key, GUIDs in lower case', async () => {
    await create({ ...documentedBody, id: 'Mine' });
    await create({ ...documentedBody, id: GUID.toUpperCase() });
    expect(store.documents.map(({ id }) => id)).toEqual(['Mine', GUID]);
  });

  test('refuses a second one with the same id in the same app', async () => {
    await create({ ...documentedBody, id: GUID });
    await expect(rejectionOf(create({ ...documentedBody, id: GUID.toUpperCase() }))).resolves.toMatchObject({
      status: 409,
      code: 'Conflict',
      target: 'id',
      message: `A userAppInstallStatus with the id '${GUID}' exists already for the app 'a1'.`,
    });
    expect(store.documents).toHaveLength(1);
  });

  test('takes the same id in another app', async () => {
    await create({ ...documentedBody, id: 'same' }, 'a1');
    await create({ ...documentedBody, id: 'same' }, 'a2');
    expect(store.documents).toHaveLength(2);
  });

  test('stores nothing when the body is at fault', async () => {
    await expect(rejectionOf(create({ ...documentedBody, installedDeviceCount: -1 }))).resolves.toMatchObject({
      status: 400,
    });
    expect(store.documents).toEqual([]);
  });

  test('cannot be talked into other facts than its own', async () => {
    const body: unknown = JSON.parse(`{"__proto__":{"mobileAppId":"a2"},${JSON.stringify(documentedBody).slice(1)}`);
    await expect(rejectionOf(create(body))).resolves.toMatchObject({ status: 400, target: '__proto__' });
    for (const name of ['mobileAppId', 'schemaVersion', 'entityType', 'audit', '_etag', 'ttl']) {
      await expect(rejectionOf(create({ ...documentedBody, [name]: 'x' }))).resolves.toMatchObject({ target: name });
    }
  });
});

describe('get', () => {
  test('gives what was created', async () => {
    const created = await create(documentedBody);
    const { type, ...got } = await get('a1', GUID);
    expect(type).toBe(created.type);
    expect(got).toMatchObject({ change: 'none', path: created.path, values: created.values, version: created.version });
  });

  test.each([
    ['a2', GUID],
    ['a1', 'other'],
  ])('knows nothing of %s/%s, which was not created', async (mobileAppId, id) => {
    await create(documentedBody);
    await expect(rejectionOf(get(mobileAppId, id))).resolves.toMatchObject({
      status: 404,
      code: 'ResourceNotFound',
      message: `No userAppInstallStatus with the id '${id}' exists for the app '${mobileAppId}'.`,
    });
  });

  test('does not give out a document of another type', async () => {
    await create({ ...documentedBody, id: 's1' });
    const [document] = store.documents;
    if (document === undefined) throw new Error('Nothing was stored.');
    await store.create({ ...document, id: 's2', entityType: 'mobileAppInstallStatus' }, { requestCharge: 0 });
    await expect(rejectionOf(get('a1', 's2'))).resolves.toMatchObject({ status: 404 });
  });
});

describe('the rows of the table', () => {
  test('name the operations as the OpenAPI description of Graph does', () => {
    expect(createUserAppInstallStatus).toMatchObject({
      operationId: 'deviceAppManagement.mobileApps_CreateUserStatuses',
      method: 'POST',
      hasBody: true,
      permissions: { application: ['DeviceManagementApps.ReadWrite.All'] },
    });
    expect(getUserAppInstallStatus).toMatchObject({
      operationId: 'deviceAppManagement.mobileApps_GetUserStatuses',
      method: 'GET',
      hasBody: false,
      permissions: { application: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] },
    });
  });
});
