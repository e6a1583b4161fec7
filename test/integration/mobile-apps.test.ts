// Apps as a client sees them: they come with their first status, can be found and named, and go with all their statuses.
import { randomUUID } from 'node:crypto';
import { documentedDeviceBody, deviceStatuses, deviceStatusesOf } from '../support/documented-device-status.ts';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { storedIn } from '../support/stored-statuses.ts';

const APPS = '/deviceAppManagement/mobileApps';

let stack: Stack;
let token: string;
/** What this service says of apps begins here. */
let root: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  root = `${stack.url}/beta`;
});
afterAll(() => stack.close());

function call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const url = path.startsWith('http') ? path : root + path;
  return send(url, { method, token, headers, ...(json === undefined ? {} : { json }) });
}

function pathOf(appId: string): string {
  return `${APPS}/${appId}`;
}

/** Makes an app by a status of a user; resolves to its id. */
async function makeApp(appId: string = randomUUID()): Promise<string> {
  const answer = await call('POST', userStatuses(appId), documentedBody);
  expect(answer.status).toBe(201);
  return appId;
}

/** The members of a collection, all pages of it. */
async function listAll(path: string): Promise<Record<string, unknown>[]> {
  const members: Record<string, unknown>[] = [];
  for (let next: unknown = path; typeof next === 'string';) {
    const { status, json } = await call('GET', next);
    expect(status).toBe(200);
    members.push(...(json.value as Record<string, unknown>[]));
    next = json['@odata.nextLink'];
  }
  return members;
}

const idsOf = (members: readonly Record<string, unknown>[]): unknown[] => members.map(({ id }) => id);

describe('the first status of an app', () => {
  it.each([
    ['of a user', userStatuses, documentedBody],
    ['of a device', deviceStatuses, documentedDeviceBody],
  ])('%s makes the app, and later ones change nothing of it', async (_kind, pathIn, body) => {
    const appId = randomUUID();
    expect((await call('GET', pathOf(appId))).status).toBe(404);
    const before = Date.now();
    await call('POST', pathIn(appId), body);
    const after = Date.now();

    const made = await call('GET', pathOf(appId));

    expect(made.status).toBe(200);
    expect(made.json).toEqual({
      '@odata.context': `${root}/$metadata#deviceAppManagement/mobileApps/$entity`,
      '@odata.type': '#microsoft.graph.mobileApp',
      '@odata.etag': made.headers.etag,
      id: appId,
      displayName: null,
      createdDateTime: made.json.createdDateTime,
      lastModifiedDateTime: made.json.createdDateTime,
    });
    const created = Date.parse(String(made.json.createdDateTime));
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(after);

    await call('POST', userStatuses(appId), documentedBody);
    await call('POST', deviceStatuses(appId), documentedDeviceBody);
    expect((await call('GET', pathOf(appId))).json).toEqual(made.json);
  });

  it('under a user status finds the app there already', async () => {
    const appId = await makeApp();
    const made = await call('GET', pathOf(appId));
    await call('POST', userStatuses(appId), { ...documentedBody, id: 'u1' });

    expect((await call('POST', deviceStatusesOf(appId, 'u1'), documentedDeviceBody)).status).toBe(201);
    expect((await call('GET', pathOf(appId))).json).toEqual(made.json);
  });

  it('makes no app when it is refused, or is of a user status that does not exist', async () => {
    const appId = randomUUID();

    expect((await call('POST', userStatuses(appId), { userName: 'x' })).status).toBe(400);
    expect((await call('POST', deviceStatuses(appId), { installState: 'gone' })).status).toBe(400);
    expect((await call('POST', deviceStatusesOf(appId, 'u1'), documentedDeviceBody)).status).toBe(404);
    expect((await call('GET', pathOf(appId))).status).toBe(404);
  });

  it('makes one app when many come at once, one for all spellings of its GUID', async () => {
    const appId = randomUUID();

    const answers = await Promise.all(
      [appId, appId.toUpperCase(), appId, appId.toUpperCase()].map((id) =>
        call('POST', userStatuses(id), documentedBody),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(await listAll(`${APPS}?$filter=id eq '${appId.toUpperCase()}'`)).toHaveLength(1);
    expect((await call('GET', `${APPS}('${appId.toUpperCase()}')`)).json.id).toBe(appId);
  });

  it('is the only way to make one', async () => {
    const answer = await call('POST', APPS, { displayName: 'x' });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('the collection of apps', () => {
  const names = { a: 'Alpha', b: "B'eta", c: null };
  const own = "startswith(id,'list-')";

  beforeAll(async () => {
    for (const [letter, displayName] of Object.entries(names)) {
      await makeApp(`list-${letter}`);
      await call('PATCH', pathOf(`list-${letter}`), { displayName });
    }
  });

  it('lists them in pages, and counts them', async () => {
    const { json } = await call('GET', `${APPS}?$top=1&$count=true&$filter=${own}`);

    expect(json['@odata.context']).toBe(`${root}/$metadata#deviceAppManagement/mobileApps`);
    expect(json['@odata.count']).toBe(3);
    expect(json.value).toMatchObject([{ '@odata.type': '#microsoft.graph.mobileApp', id: 'list-a' }]);
    const all = await listAll(`${APPS}?$top=1&$filter=${own}`);
    expect(idsOf(all).sort()).toEqual(['list-a', 'list-b', 'list-c']);
    const count = await call('GET', `${APPS}/$count?$filter=${own}`);
    expect([count.status, count.text]).toEqual([200, '3']);
  });

  it.each([
    ["displayName eq 'Alpha'", ['list-a']],
    ["displayName eq 'B''eta'", ['list-b']],
    ['displayName eq null', ['list-c']],
    ["contains(tolower(displayName),'a')", ['list-a', 'list-b']],
    ["id in ('list-a','list-c')", ['list-a', 'list-c']],
    ['createdDateTime gt 2020-01-01T00:00:00Z', ['list-a', 'list-b', 'list-c']],
    ['lastModifiedDateTime lt 2020-01-01T00:00:00Z', []],
  ])('filters by %s', async (filter, expected) => {
    const all = await listAll(`${APPS}?$filter=${encodeURIComponent(`${own} and ${filter}`)}`);

    expect(idsOf(all).sort()).toEqual(expected);
  });

  it.each([
    ['displayName', ['list-c', 'list-a', 'list-b']],
    ['displayName desc', ['list-b', 'list-a', 'list-c']],
    ['id desc', ['list-c', 'list-b', 'list-a']],
    ['createdDateTime desc', ['list-c', 'list-b', 'list-a']],
  ])('sorts by %s', async (sort, expected) => {
    expect(idsOf(await listAll(`${APPS}?$filter=${own}&$orderby=${sort}`))).toEqual(expected);
  });

  it('shows what is selected', async () => {
    const { json } = await call('GET', `${APPS}?$select=id,displayName&$filter=id eq 'list-a'`);
    const one = await call('GET', `${pathOf('list-a')}?$select=displayName`);

    expect(json['@odata.context']).toBe(`${root}/$metadata#deviceAppManagement/mobileApps(id,displayName)`);
    expect((json.value as object[]).map((app) => Object.keys(app).filter((key) => !key.startsWith('@')))).toEqual([
      ['id', 'displayName'],
    ]);
    expect(one.json['@odata.context']).toBe(`${root}/$metadata#deviceAppManagement/mobileApps(displayName)/$entity`);
    expect(one.json).not.toHaveProperty('createdDateTime');
  });

  it.each([
    '$search=x',
    '$orderby=displayName,id',
    "$filter=publisher eq 'x'",
    '$expand=assignments',
    '$select=publisher',
  ])('refuses what it does not offer: %s', async (query) => {
    expect((await call('GET', `${APPS}?${query}`)).status).toBe(400);
  });
});

describe('update mobileApp', () => {
  it('changes the display name, for good', async () => {
    const appId = await makeApp();
    const before = await call('GET', pathOf(appId));

    const answer = await call('PATCH', pathOf(appId), {
      '@odata.type': '#microsoft.graph.mobileApp',
      displayName: 'Contoso VPN',
    });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id: appId, displayName: 'Contoso VPN' });
    expect(answer.json.createdDateTime).toBe(before.json.createdDateTime);
    expect(String(answer.json.lastModifiedDateTime) >= String(before.json.lastModifiedDateTime)).toBe(true);
    expect(answer.headers.etag).not.toBe(before.headers.etag);
    await call('POST', userStatuses(appId), documentedBody);
    expect((await call('GET', pathOf(appId))).json).toEqual(answer.json);
    expect((await call('PATCH', pathOf(appId), { displayName: null })).json.displayName).toBeNull();
  });

  it.each([
    ['a name that is too long', { displayName: 'x'.repeat(257) }, 'displayName'],
    ['a name that is no string', { displayName: 1 }, 'displayName'],
    ['another id', { id: 'another' }, 'id'],
    ['a property that apps do not have here', { publisher: 'Contoso' }, 'publisher'],
    ['its statuses', { userStatuses: [] }, 'userStatuses'],
    ['its summary', { installSummary: {} }, 'installSummary'],
    ['a type that is no app', { '@odata.type': '#microsoft.graph.userAppInstallStatus' }, '@odata.type'],
    ['a kind of app that Graph does not have', { '@odata.type': '#microsoft.graph.win33LobApp' }, '@odata.type'],
  ])('refuses %s', async (_what, body, target) => {
    const appId = await makeApp();

    const answer = await call('PATCH', pathOf(appId), body);

    expect([answer.status, errorOf(answer).target]).toEqual([400, target]);
  });

  it.each(['#microsoft.graph.win32LobApp', 'microsoft.graph.winGetApp'])(
    'takes the kind of app that Graph demands, its own being abstract, and keeps nothing of it: %s',
    async (type) => {
      const appId = await makeApp();

      const answer = await call('PATCH', pathOf(appId), { '@odata.type': type, displayName: 'Contoso VPN' });

      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ '@odata.type': '#microsoft.graph.mobileApp', displayName: 'Contoso VPN' });
    },
  );

  it('takes the whole app back as it was read, and passes over the times that only the service sets', async () => {
    const appId = await makeApp();
    const { json: read } = await call('GET', pathOf(appId));

    const answer = await call('PATCH', pathOf(appId), {
      ...read,
      displayName: 'Contoso VPN',
      createdDateTime: '2020-01-01T00:00:00Z',
    });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ displayName: 'Contoso VPN', createdDateTime: read.createdDateTime });
  });

  it('is 404 for an app that nobody reported on, which it does not make', async () => {
    const appId = randomUUID();

    const answer = await call('PATCH', pathOf(appId), { displayName: 'x' });

    expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
    expect(errorOf(answer).message).toContain(`No mobileApp with the id '${appId}' exists.`);
    expect((await call('GET', pathOf(appId))).status).toBe(404);
  });

  it('happens to the version that the client knows, and to no other', async () => {
    const appId = await makeApp();
    const { etag } = (await call('GET', pathOf(appId))).headers;
    const change = { displayName: 'x' };

    expect((await call('PATCH', pathOf(appId), change, { 'if-match': 'W/"stale"' })).status).toBe(412);
    expect((await call('PATCH', pathOf(appId), change, { 'if-match': String(etag) })).status).toBe(200);
    expect((await call('PATCH', pathOf(appId), change, { 'if-match': String(etag) })).status).toBe(412);
    expect((await call('GET', pathOf(appId), undefined, { 'if-match': String(etag) })).status).toBe(412);
  });
});

describe('delete mobileApp', () => {
  /** An app with statuses of all homes, and a count that is remembered. */
  async function fill(): Promise<string> {
    const appId = await makeApp();
    await call('POST', userStatuses(appId), { ...documentedBody, id: 'u1' });
    await Promise.all(
      Array.from({ length: 20 }, (_value, index) =>
        call('POST', index % 2 === 0 ? deviceStatuses(appId) : deviceStatusesOf(appId, 'u1'), documentedDeviceBody),
      ),
    );
    await stack.container.items.create({ id: '$installSummary', mobileAppId: appId, entityType: 'x', counts: null });
    return appId;
  }

  it('removes the app and everything in its partition, and nothing of another', async () => {
    const [appId, other] = [await fill(), await makeApp()];
    expect(await storedIn(stack.container, appId)).toHaveLength(23);

    const answer = await call('DELETE', pathOf(appId));

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await storedIn(stack.container, appId)).toEqual([]);
    expect((await call('GET', pathOf(appId))).status).toBe(404);
    expect((await call('GET', `${userStatuses(appId)}/$count`)).text).toBe('0');
    expect(await listAll(`${APPS}?$filter=id in ('${appId}','${other}')`)).toMatchObject([{ id: other }]);
    expect(await storedIn(stack.container, other)).toHaveLength(1);
    expect((await call('DELETE', pathOf(appId))).status).toBe(404);
  });

  it('lets a new status make the app anew', async () => {
    const appId = await makeApp();
    await call('PATCH', pathOf(appId), { displayName: 'x' });
    await call('DELETE', pathOf(appId));

    await makeApp(appId);

    expect((await call('GET', pathOf(appId))).json).toMatchObject({ id: appId, displayName: null });
  });

  it('happens to the version that the client knows, and to no other', async () => {
    const appId = await fill();
    const { etag } = (await call('GET', pathOf(appId))).headers;

    expect((await call('DELETE', pathOf(appId), undefined, { 'if-match': 'W/"stale"' })).status).toBe(412);
    expect((await call('DELETE', pathOf(appId), undefined, { 'if-none-match': '*' })).status).toBe(412);
    expect(await storedIn(stack.container, appId)).toHaveLength(23);
    expect((await call('DELETE', pathOf(appId), undefined, { 'if-match': String(etag) })).status).toBe(204);
    expect(await storedIn(stack.container, appId)).toEqual([]);
  });

  it('removes statuses whose app is gone, which a process may have written that did not know of it', async () => {
    const appId = await makeApp();
    await stack.container.item(appId, '$mobileApps').delete();

    expect((await call('GET', pathOf(appId))).status).toBe(404);
    expect((await call('DELETE', pathOf(appId))).status).toBe(204);
    expect(await storedIn(stack.container, appId)).toEqual([]);
  });
});

describe('permissions', () => {
  it('to read are enough to read, and to write are needed to write', async () => {
    const appId = await makeApp();
    const asReader = (method: string, path: string, json?: unknown): Promise<Answer> =>
      send(root + path, {
        method,
        token: stack.token({ roles: ['DeviceManagementApps.Read.All'] }),
        ...(json === undefined ? {} : { json }),
      });

    expect((await asReader('GET', APPS)).status).toBe(200);
    expect((await asReader('GET', pathOf(appId))).status).toBe(200);
    expect((await asReader('PATCH', pathOf(appId), { displayName: 'x' })).status).toBe(403);
    expect((await asReader('DELETE', pathOf(appId))).status).toBe(403);
    const stranger = stack.token({ roles: ['User.Read.All'] });
    expect((await send(root + APPS, { token: stranger })).status).toBe(403);
    expect((await send(root + pathOf(appId), { token: stranger })).status).toBe(403);
    expect((await call('GET', pathOf(appId))).json.displayName).toBeNull();
  });
});
