// All operations of mobileAppInstallStatus on both of its homes, as a client sees them.
import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import {
  deviceStatuses,
  deviceStatusesOf,
  documentedDeviceBody,
  documentedDeviceValues,
} from '../support/documented-device-status.ts';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const APP_ID = '0b8a0ab5-7e4f-4ac4-8a1c-21b1fa9d3d6a';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  await send(`${stack.url}/beta${userStatuses(APP_ID)}`, { token, json: { ...documentedBody, id: 'the-user' } });
});
afterAll(() => stack.close());

function call(method: string, url: string, json?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(url, { method, token, headers, ...(json === undefined ? {} : { json }) });
}

describe.each([
  ['an app', deviceStatuses(APP_ID), `deviceAppManagement/mobileApps('${APP_ID}')/deviceStatuses`],
  [
    'a user status',
    deviceStatusesOf(APP_ID, 'the-user'),
    `deviceAppManagement/mobileApps('${APP_ID}')/userStatuses('the-user')/deviceStatuses`,
  ],
])('the device statuses of %s', (_name, path, context) => {
  let collection: string;

  beforeAll(() => {
    collection = `${stack.url}/beta${path}`;
  });

  async function create(values: object = {}): Promise<{ url: string; id: string; etag: string; answer: Answer }> {
    const answer = await call('POST', collection, { ...documentedDeviceBody, ...values });
    const { location, etag } = answer.headers;
    return { url: String(location), id: String(answer.json.id), etag: String(etag), answer };
  }

  it('are created with 201, Location and the whole entity in the documented order', async () => {
    const { answer, id } = await create();

    expect(answer.status).toBe(201);
    expect(Object.entries(answer.json)).toEqual(
      Object.entries({
        '@odata.context': `${stack.url}/beta/$metadata#${context}/$entity`,
        '@odata.type': '#microsoft.graph.mobileAppInstallStatus',
        '@odata.etag': answer.headers.etag,
        id,
        ...documentedDeviceValues,
      }),
    );
    expect(answer.headers.location).toBe(`${collection}/${id}`);
  });

  it('are got as they were created, by either key syntax, and by nobody who has their ETag', async () => {
    const { url, id, etag, answer } = await create();

    const got = await call('GET', url);
    const inParentheses = await call('GET', `${collection}('${id.toUpperCase()}')`);
    const known = await call('GET', url, undefined, { 'if-none-match': etag });
    const gone = await call('GET', url, undefined, { 'if-match': 'W/"other"' });

    expect([got.status, got.json, got.headers.etag]).toEqual([200, answer.json, etag]);
    expect(inParentheses.json).toEqual(answer.json);
    expect([known.status, known.text]).toEqual([304, '']);
    expect(gone.status).toBe(412);
  });

  it('are listed and counted', async () => {
    const deviceName = `device ${randomUUID()}`;
    const [first, second] = [await create({ deviceName }), await create({ deviceName })];
    await create();

    const filter = `$filter=deviceName eq '${deviceName}'`;
    const list = await call('GET', `${collection}?${filter}&$count=true`);
    const count = await call('GET', `${collection}/$count?${filter}`);

    expect(list.json['@odata.context']).toBe(`${stack.url}/beta/$metadata#${context}`);
    const members = list.json.value as Record<string, unknown>[];
    const expected = [first, second].map(({ answer }) => {
      const member = { ...answer.json };
      delete member['@odata.context'];
      return member;
    });
    expect(members).toHaveLength(2);
    expect(members).toEqual(expect.arrayContaining(expected));
    expect(list.json['@odata.count']).toBe(2);
    expect([count.status, count.text]).toEqual([200, '2']);
  });

  it('are changed with 200 and the whole entity, and keep the rest', async () => {
    const { url, etag, answer } = await create();

    const changed = await call('PATCH', url, { osVersion: '10.0.22631', deviceId: null });

    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
    expect(changed.json).toEqual({
      ...answer.json,
      '@odata.etag': changed.headers.etag,
      osVersion: '10.0.22631',
      deviceId: null,
    });
    expect((await call('GET', url)).json).toEqual(changed.json);
  });

  it('take the documented update, which repeats everything, and change nothing for nothing', async () => {
    const { url, id, answer, etag } = await create();

    const nothing = await call('PATCH', url, {});
    const everything = await call('PATCH', url, { ...documentedDeviceBody, id });

    expect([nothing.status, nothing.headers.etag]).toEqual([200, etag]);
    expect(everything.status).toBe(200);
    expect(everything.json).toEqual({ ...answer.json, '@odata.etag': everything.headers.etag });
  });

  it('are deleted once', async () => {
    const { url } = await create();

    const first = await call('DELETE', url);

    expect([first.status, first.text]).toEqual([204, '']);
    expect((await call('DELETE', url)).status).toBe(404);
    expect((await call('PATCH', url, {})).status).toBe(404);
    expect((await call('GET', url)).status).toBe(404);
  });

  it.each(['PATCH', 'DELETE'])('are written by %s only in the version that the client wants', async (method) => {
    const { url, etag } = await create();
    const json = method === 'PATCH' ? { errorCode: 1 } : undefined;

    const stale = await call(method, url, json, { 'if-match': 'W/"stale"' });
    const unwanted = await call(method, url, json, { 'if-none-match': '*' });
    const fresh = await call(method, url, json, { 'if-match': etag });

    expect([stale.status, errorOf(stale).code, unwanted.status]).toEqual([412, 'resourceModified', 412]);
    expect(fresh.status).toBe(method === 'PATCH' ? 200 : 204);
  });

  it('answer Prefer: return=minimal with 204, and say where the new one is', async () => {
    const prefer = { prefer: 'return=minimal' };

    const created = await call('POST', collection, documentedDeviceBody, prefer);
    const url = String(created.headers.location);
    const changed = await call('PATCH', url, { errorCode: 1 }, prefer);

    expect([created.status, created.text, created.headers['odata-entityid']]).toEqual([204, '', url]);
    expect([changed.status, changed.text]).toEqual([204, '']);
    expect(changed.headers['preference-applied']).toBe('return=minimal');
    expect(changed.headers.etag).not.toBe(created.headers.etag);
    expect((await call('GET', url)).json).toMatchObject({ ...documentedDeviceValues, errorCode: 1 });
  });

  it('answer a write with what $select wants', async () => {
    const created = await call('POST', `${collection}?$select=id,installState`, documentedDeviceBody);

    expect(created.json).toEqual({
      '@odata.context': `${stack.url}/beta/$metadata#${context}(id,installState)/$entity`,
      '@odata.type': '#microsoft.graph.mobileAppInstallStatus',
      '@odata.etag': created.headers.etag,
      id: created.json.id,
      installState: 'failed',
    });
  });

  it('take the key of the client and refuse it a second time on either home, in any letter case of a GUID', async () => {
    const id = randomUUID();

    const { answer } = await create({ id: id.toUpperCase() });

    expect([answer.status, answer.json.id]).toEqual([201, id]);
    for (const home of [deviceStatuses(APP_ID), deviceStatusesOf(APP_ID, 'the-user')]) {
      const second = await call('POST', `${stack.url}/beta${home}`, { ...documentedDeviceBody, id });
      expect([second.status, errorOf(second).target]).toEqual([409, 'id']);
    }
    const insert = await call('POST', collection, { ...documentedDeviceBody, id }, { 'if-none-match': '*' });
    expect(insert.status).toBe(412);
  });

  it('have keys of their own: a user status may have the same', async () => {
    const id = randomUUID();
    const user = await call('POST', `${stack.url}/beta${userStatuses(APP_ID)}`, { ...documentedBody, id });

    const { answer, url } = await create({ id });

    expect([user.status, answer.status]).toEqual([201, 201]);
    const userUrl = `${stack.url}/beta${userStatuses(APP_ID)}/${id}`;
    expect((await call('GET', userUrl)).json['@odata.type']).toBe('#microsoft.graph.userAppInstallStatus');
    expect((await call('DELETE', url)).status).toBe(204);
    expect((await call('DELETE', userUrl)).status).toBe(204);
  });

  it('take a key as long as any, with any letters, and give a Location that works', async () => {
    const start = randomUUID();
    for (const id of [`${start} it's (ü) 100%`, start.padEnd(1000, 'x')]) {
      const { answer, url } = await create({ id });
      expect([answer.status, (await call('GET', url)).json]).toEqual([201, answer.json]);
    }
    const { answer } = await create({ id: start.padEnd(1001, 'x') });
    expect([answer.status, errorOf(answer).target]).toEqual([400, 'id']);
  });

  it('are read with Read.All, and written only with ReadWrite.All', async () => {
    const { url } = await create();
    const reader = stack.token({ roles: ['DeviceManagementApps.Read.All'] });
    const as = (method: string, to: string, json?: unknown): ReturnType<typeof send> =>
      send(to, { method, token: reader, ...(json === undefined ? {} : { json }) });

    const reads = await Promise.all([as('GET', collection), as('GET', `${collection}/$count`), as('GET', url)]);
    const writes = await Promise.all([
      as('POST', collection, documentedDeviceBody),
      as('PATCH', url, {}),
      as('DELETE', url),
    ]);

    expect(reads.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(writes.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect((await send(url)).status).toBe(401);
  });
});

describe('the document of a device status', () => {
  it('lies in the partition of its app, and nothing of it is shown but the properties', async () => {
    const url = `${stack.url}/beta${deviceStatuses(APP_ID)}`;
    const { json } = await call('POST', url, documentedDeviceBody);
    const id = String(json.id);

    const { resource } = await stack.container.item(`$deviceStatus:${id}`, APP_ID).read<StoredDocument>();

    expect(resource).toMatchObject({
      mobileAppId: APP_ID,
      entityType: 'mobileAppInstallStatus',
      key: id,
      installState: 'failed',
      lastSyncDateTime: '2017-01-01T08:02:49.3205976Z',
      owner: expect.stringMatching(/^upn:[\w-]{22}$/) as string,
    });
    expect(resource).not.toHaveProperty('mobileAppInstallStatusValue');
    expect(resource?.audit?.createdBy.appId).toBe('b3f1d3c6-5a0e-4c55-9d0c-6e3b1c1f7a42');
    for (const kept of ['owner', 'key', 'userKey', 'searchText', 'audit', 'mobileAppId', 'entityType']) {
      expect(json).not.toHaveProperty([kept]);
      expect((await call('GET', `${url}/${id}?$select=${kept}`)).status).toBe(400);
      expect((await call('PATCH', `${url}/${id}`, { [kept]: 'x' })).status).toBe(400);
    }
  });

  it('cannot be reached by its own id', async () => {
    const { json } = await call('POST', `${stack.url}/beta${deviceStatuses(APP_ID)}`, documentedDeviceBody);

    for (const home of [userStatuses(APP_ID), deviceStatuses(APP_ID)]) {
      const answer = await call('GET', `${stack.url}/beta${home}/$deviceStatus:${String(json.id)}`);
      expect(answer.status).toBe(400);
    }
  });
});
