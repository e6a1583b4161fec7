// List and count, on a store in memory: pages that lead from one to the next, and what is asked of the store for them.
import type { Caller } from '../../../../../shared/auth/caller.ts';
import { createdBy } from '../../../../../shared/resources/audit.ts';
import { UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import type { CollectionOutcome, PermittedRequest, Services } from '../../../../../shared/resources/operation.ts';
import { userAppInstallStatus } from '../../../../../shared/resources/user-app-install-status/definition.ts';
import { toDocument } from '../../../../../shared/resources/user-app-install-status/document.ts';
import type { QueryOptionValues } from '../../../../../shared/odata/collection-query.ts';
import { documentedValues } from '../../../../support/documented-request.ts';
import { COUNT_CHARGE, createMemoryStore, LIST_CHARGE, type MemoryStore } from '../../memory-store.ts';
import { createServices, operationNamed, writer } from '../../services.ts';
import { rejectionOf } from '../../thrown.ts';

const countUserAppInstallStatuses = operationNamed('countUserAppInstallStatuses');
const listUserAppInstallStatuses = operationNamed('listUserAppInstallStatuses');

const caller: Caller = { ...writer, permissions: new Set(['DeviceManagementApps.Read.All']) };

let store: MemoryStore;
let services: Services;

beforeEach(() => {
  store = createMemoryStore();
  services = createServices({ store });
});

async function fill(count: number, mobileAppId = 'a1'): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = `s${String(index).padStart(4, '0')}`;
    const values = { ...documentedValues, id, failedDeviceCount: index % 3 };
    const location = { mobileAppId, owners: undefined, parent: undefined };
    const at = new Date(0);
    const document = toDocument({ key: id, values, location, at, audit: createdBy(caller, at) });
    await store.create(document, { requestCharge: 0 });
  }
}

interface Asked {
  readonly maxPageSize?: number;
  readonly mobileAppId?: string;
  readonly storeCall?: { requestCharge: number };
}

function requestOf(query: QueryOptionValues, asked: Asked): PermittedRequest {
  const { maxPageSize, mobileAppId = 'a1', storeCall = { requestCharge: 0 } } = asked;
  return {
    keys: { mobileAppId },
    body: undefined,
    caller,
    conditions: UNCONDITIONAL,
    query,
    maxPageSize,
    storeCall,
    requestId: 'r1',
    repetitionMark: undefined,
    baseUrl: 'https://status.contoso.com',
    createIfMissing: false,
  };
}

function list(query: QueryOptionValues = {}, asked: Asked = {}): Promise<CollectionOutcome> {
  return listUserAppInstallStatuses.run(requestOf(query, asked), services) as Promise<CollectionOutcome>;
}

function idsOf({ members }: CollectionOutcome): string[] {
  return members.map(({ key }) => key);
}

describe('list', () => {
  test('gives the members of the app with their versions, and where they are', async () => {
    await fill(2);
    await fill(1, 'a2');
    const page = await list();
    expect(page.type).toBe(userAppInstallStatus);
    expect(page).toMatchObject({
      kind: 'collection',
      path: [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }, { name: 'userStatuses' }],
      members: [
        { key: 's0000', values: { id: 's0000', userName: 'User Name value' }, version: '"version-1"' },
        { key: 's0001', version: '"version-2"' },
      ],
      selection: undefined,
      count: undefined,
      skipToken: undefined,
      appliedMaxPageSize: undefined,
    });
    await expect(list({}, { mobileAppId: 'nobody' })).resolves.toMatchObject({ members: [], skipToken: undefined });
  });

  test('gives no document of another type', async () => {
    await fill(1);
    const [document] = store.documents;
    if (document === undefined) throw new Error('Nothing was stored.');
    await store.create({ ...document, id: 'other', entityType: 'mobileAppInstallStatus' }, { requestCharge: 0 });
    expect(idsOf(await list())).toEqual(['s0000']);
  });

  test('leads from page to page through all members, each once', async () => {
    await fill(250);
    const ids: string[] = [];
    const sizes: number[] = [];
    let skiptoken: string | undefined;
    do {
      const page: CollectionOutcome = await list(skiptoken === undefined ? {} : { skiptoken });
      ids.push(...idsOf(page));
      sizes.push(page.members.length);
      skiptoken = page.skipToken;
    } while (skiptoken !== undefined);
    expect(sizes).toEqual([100, 100, 50]);
    expect(ids).toEqual(store.documents.map(({ id }) => id));
  });

  test.each([
    [{ top: '3' }, undefined, 3, undefined],
    [{ top: '999' }, undefined, 150, undefined],
    [{}, 5, 5, 5],
    [{}, 120, 120, 120],
    [{}, 5_000, 150, 999],
    [{ top: '3' }, 5, 3, 3],
    [{ top: '8' }, 5, 5, 5],
  ])('with %j and a preferred size of %s gives %d members', async (query, maxPageSize, length, applied) => {
    await fill(150);
    const page = await list(query, maxPageSize === undefined ? {} : { maxPageSize });
    expect(page.members).toHaveLength(length);
    expect(page.appliedMaxPageSize).toBe(applied);
    expect(page.skipToken === undefined).toBe(length === 150);
  });

  test('asks the store for nothing but the count when no members are wanted', async () => {
    await fill(3);
    const storeCall = { requestCharge: 0 };
    await expect(list({ top: '0', count: 'true' }, { storeCall })).resolves.toMatchObject({
      members: [],
      count: 3,
      skipToken: undefined,
    });
    expect(storeCall.requestCharge).toBe(COUNT_CHARGE);
  });

  test('counts all that match, whatever the page', async () => {
    await fill(9);
    const storeCall = { requestCharge: 0 };
    const page = await list({ filter: 'failedDeviceCount gt 0', top: '2', count: 'true' }, { storeCall });
    expect(page).toMatchObject({ count: 6 });
    expect(idsOf(page)).toEqual(['s0001', 's0002']);
    expect(storeCall.requestCharge).toBe(LIST_CHARGE + COUNT_CHARGE);
    await expect(list({ count: 'false' })).resolves.toMatchObject({ count: undefined });
  });

  test('sorts, passes over and selects', async () => {
    await fill(4);
    const page = await list({ orderby: 'id desc', skip: '1', top: '2', select: 'userName' });
    expect(idsOf(page)).toEqual(['s0002', 's0001']);
    expect(page.selection?.properties).toEqual(['userName']);
  });

  test('refuses a token of another app, filter or order, and takes it with another selection', async () => {
    await fill(4);
    const query = { filter: 'failedDeviceCount ge 0', orderby: 'id', top: '1' };
    const skiptoken = (await list(query)).skipToken ?? '';
    const refused: readonly [QueryOptionValues, Asked][] = [
      [{ ...query, skiptoken }, { mobileAppId: 'a2' }],
      [{ ...query, filter: 'failedDeviceCount ge 1', skiptoken }, {}],
      [{ ...query, orderby: 'id desc', skiptoken }, {}],
      [{ ...query, skiptoken: `${skiptoken.slice(0, 20)}AAAA${skiptoken.slice(24)}` }, {}],
      [{ ...query, skiptoken: '' }, {}],
    ];
    for (const [wrong, asked] of refused) {
      await expect(rejectionOf(list(wrong, asked))).resolves.toMatchObject({ status: 400, target: '$skiptoken' });
    }
    expect(idsOf(await list({ ...query, select: 'id', top: '2', skiptoken }))).toEqual(['s0001', 's0002']);
  });

  test.each([
    [{ filter: 'nothing eq 1' }, '$filter'],
    [{ orderby: 'userName,id' }, '$orderby'],
    [{ select: 'nothing' }, '$select'],
    [{ top: 'x' }, '$top'],
  ])('refuses %j before it asks the store', async (query, target) => {
    const storeCall = { requestCharge: 0 };
    await expect(rejectionOf(list(query, { storeCall }))).resolves.toMatchObject({ status: 400, target });
    expect(storeCall.requestCharge).toBe(0);
  });
});

describe('count', () => {
  const count = (query: QueryOptionValues): Promise<unknown> =>
    countUserAppInstallStatuses.run(requestOf(query, {}), services);

  test('gives how many there are, or how many match', async () => {
    await fill(6);
    await fill(2, 'a2');
    await expect(count({})).resolves.toEqual({ kind: 'count', count: 6 });
    await expect(count({ filter: 'failedDeviceCount eq 1' })).resolves.toEqual({ kind: 'count', count: 2 });
  });

  test('takes no option that has no part in it', () => {
    expect(countUserAppInstallStatuses.queryOptions).toEqual(['filter', 'search']);
  });
});

describe('the rows of the table', () => {
  test('name the operations, and let readers in', () => {
    expect(listUserAppInstallStatuses).toMatchObject({
      operationId: 'deviceAppManagement.mobileApps_ListUserStatuses',
      method: 'GET',
      permissions: { application: ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] },
    });
    expect(countUserAppInstallStatuses).toMatchObject({
      operationId: 'deviceAppManagement.mobileApps.userStatuses_GetCount',
      produces: 'text',
      permissions: listUserAppInstallStatuses.permissions,
    });
  });
});
