// $expand over the whole stack: what comes along, what it costs at the store, and where more of it is.
import { randomUUID } from 'node:crypto';
import { userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { countRequests, storeRequestsOf } from '../support/store-requests.ts';
import { appDocuments, deviceDocuments, store, userDocuments } from '../support/stored-statuses.ts';

type Json = Record<string, unknown>;

const USERS = 45;
const appId = randomUUID();

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  const users = userDocuments(
    appId,
    Array.from({ length: USERS }, (_value, index) => ({
      id: `user-${String(index).padStart(2, '0')}`,
      userPrincipalName: `user${index}@contoso.example`,
    })),
  );
  const [first, second] = users;
  await store(stack.container, [
    ...appDocuments([{ id: appId, displayName: 'Contoso VPN' }]),
    ...users,
    // 130 created under the first user, and 2 under the app that name the second.
    ...deviceDocuments(appId, manyDevices('first', 130), first),
    ...deviceDocuments(appId, [{ id: 'under-second' }], second),
    ...deviceDocuments(
      appId,
      manyDevices('named', 2).map((device) => ({ ...device, userPrincipalName: 'USER1@contoso.example' })),
    ),
  ]);
});
afterAll(() => stack.close());

function manyDevices(name: string, count: number): { id: string; deviceName: string }[] {
  return Array.from({ length: count }, (_value, index) => ({
    id: `${name}-${String(index).padStart(3, '0')}`,
    deviceName: `${name} ${index}`,
  }));
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(path.startsWith('http') ? path : `${stack.url}${path}`, { token, headers });
}

function users(query: string, root = '/beta', headers: Record<string, string> = {}): Promise<Answer> {
  return get(`${root}${userStatuses(appId)}${query}`, headers);
}

function one(id: string, query: string, headers: Record<string, string> = {}): Promise<Answer> {
  return users(`/${id}${query}`, '/beta', headers);
}

function membersOf(json: Json, name = 'value'): Json[] {
  return json[name] as Json[];
}

function linkOf(json: Json, name = ''): string | undefined {
  return json[`${name}@odata.nextLink`] as string | undefined;
}

async function readAll(url: string): Promise<Json[][]> {
  const pages: Json[][] = [];
  for (let next: string | undefined = url; next !== undefined;) {
    const { status, json } = await get(next);
    expect(status).toBe(200);
    pages.push(membersOf(json));
    next = linkOf(json);
  }
  return pages;
}

const app = {
  '@odata.type': '#microsoft.graph.mobileApp',
  '@odata.etag': expect.stringMatching(/^W\/"/) as string,
  id: appId,
  displayName: 'Contoso VPN',
  createdDateTime: expect.any(String) as string,
  lastModifiedDateTime: expect.any(String) as string,
};

describe('the app of a status', () => {
  it('comes along with one status and with each of a list', async () => {
    const single = await one('user-03', '?$expand=app');
    const page = await users('?$expand=app&$top=40');

    expect(single.json).toMatchObject({ id: 'user-03', app });
    expect(membersOf(page.json)).toHaveLength(40);
    for (const member of membersOf(page.json)) expect(member.app).toEqual(app);
  });

  it('comes along with device statuses on both of their homes', async () => {
    const url = `/beta/deviceAppManagement/mobileApps/${appId}`;
    for (const path of ['/deviceStatuses', '/userStatuses/user-01/deviceStatuses']) {
      const { json } = await get(`${url}${path}?$expand=app($select=displayName)&$select=id&$top=2`);

      expect(membersOf(json)).toHaveLength(2);
      expect(membersOf(json)[0]).toMatchObject({ app: { displayName: 'Contoso VPN' } });
    }
  });

  it('is read once for a page', async () => {
    const { requests } = await storeRequestsOf(() => users('?$expand=app&$top=40'));

    expect(countRequests(requests)).toEqual({ query: 1, read: 1, write: 0 });
  });

  it('is null where its document is gone', async () => {
    const orphans = randomUUID();
    await store(stack.container, userDocuments(orphans, [{ id: 'orphan' }]));

    const { json } = await get(`/beta${userStatuses(orphans)}?$expand=app&$select=id`);

    expect(membersOf(json)).toMatchObject([{ id: 'orphan', app: null }]);
  });
});

describe('the device statuses of a user status', () => {
  it('come along, those created under it and those that name its user', async () => {
    const { json } = await one('user-01', '?$expand=deviceStatuses($select=id)');

    const ids = membersOf(json, 'deviceStatuses').map(({ id }) => String(id));
    expect(ids.sort()).toEqual(['named-000', 'named-001', 'under-second']);
    expect(linkOf(json, 'deviceStatuses')).toBeUndefined();
  });

  it('are an empty list where there are none', async () => {
    expect((await one('user-09', '?$expand=deviceStatuses')).json).toHaveProperty('deviceStatuses', []);
  });

  it.each(['/beta', '/v1.0', ''])('go on at their own next link, under %s too', async (root) => {
    const { json } = await users('/user-00?$expand=deviceStatuses($select=deviceName,id;$top=50)', root);
    const link = linkOf(json, 'deviceStatuses') ?? '';
    const rest = await readAll(link);

    expect(membersOf(json, 'deviceStatuses')).toHaveLength(50);
    expect(link).toMatch(
      new RegExp(
        `^${stack.url}${root}${userStatuses(appId)}/user-00/deviceStatuses\\?\\$select=deviceName,id&\\$top=50&`,
      ),
    );
    expect(rest.map((page) => page.length)).toEqual([50, 30]);
    expect(Object.keys(rest[0]?.[0] ?? {}).filter((name) => !name.startsWith('@'))).toEqual(['id', 'deviceName']);
    const ids = [...membersOf(json, 'deviceStatuses'), ...rest.flat()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(130);
  });

  it('are at most 100 of each, whatever $top says', async () => {
    for (const nested of ['', '($top=400)']) {
      const { json } = await one('user-00', `?$expand=deviceStatuses${nested}`);
      expect(membersOf(json, 'deviceStatuses')).toHaveLength(100);
      expect((await readAll(linkOf(json, 'deviceStatuses') ?? '')).flat()).toHaveLength(30);
    }
    const none = await one('user-00', '?$expand=deviceStatuses($top=0)');
    expect(none.json).toHaveProperty('deviceStatuses', []);
    expect(linkOf(none.json, 'deviceStatuses')).toBeUndefined();
  });

  it('have a next link that is good for nobody else', async () => {
    const { json } = await one('user-00', '?$expand=deviceStatuses($top=1)');
    const link = linkOf(json, 'deviceStatuses') ?? '';

    for (const wrong of [link.replace('user-00', 'user-01'), `${link}&$filter=errorCode eq 0`, link.slice(0, -3)]) {
      const answer = await get(wrong);
      expect([answer.status, errorOf(answer).target]).toEqual([400, '$skiptoken']);
    }
  });
});

describe('a page of a list with collections expanded', () => {
  it('has at most 20 members, and goes on with what was asked for', async () => {
    const query = "?$expand=deviceStatuses($select=id;$top=1)&$select=id&$filter=startswith(id,'user-')&$top=500";
    const first = await users(query);
    const pages = [membersOf(first.json), ...(await readAll(linkOf(first.json) ?? ''))];

    expect(linkOf(first.json)).toContain('$expand=deviceStatuses(%24select%3Did%3B%24top%3D1)');
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(USERS);
    for (const member of pages.flat()) expect(Array.isArray(member.deviceStatuses)).toBe(true);
    const byId = new Map(pages.flat().map((member) => [member.id, member]));
    expect(membersOf(byId.get('user-00') ?? {}, 'deviceStatuses')).toHaveLength(1);
    expect(membersOf(byId.get('user-30') ?? {}, 'deviceStatuses')).toEqual([]);
  });

  it('tells the client that prefers longer pages how long they are', async () => {
    const answer = await users('?$expand=deviceStatuses', '/beta', { prefer: 'odata.maxpagesize=200' });

    expect(membersOf(answer.json)).toHaveLength(20);
    expect(answer.headers['preference-applied']).toBe('odata.maxpagesize=20');
  });

  it('is one query, and one more for each member', async () => {
    const { requests } = await storeRequestsOf(() => users('?$expand=deviceStatuses($top=1)'));

    expect(countRequests(requests)).toEqual({ query: 21, read: 0, write: 0 });
    for (const { body } of requests) expect(body).not.toMatch(/OFFSET|LIMIT/);
  });

  it('asks the store for nothing more where nothing is expanded or nobody is there', async () => {
    const plain = await storeRequestsOf(() => users(''));
    const nobody = await storeRequestsOf(() => users("?$expand=*&$filter=id eq 'nobody'"));

    expect(countRequests(plain.requests)).toEqual({ query: 1, read: 0, write: 0 });
    expect(countRequests(nobody.requests)).toEqual({ query: 1, read: 0, write: 0 });
    expect(membersOf(nobody.result.json)).toEqual([]);
  });
});

describe('everything', () => {
  it('of a user status is its app and its device statuses', async () => {
    const { json } = await one('user-01', '?$expand=*');

    expect(json).toMatchObject({ app });
    expect(membersOf(json, 'deviceStatuses')).toHaveLength(3);
  });

  it('of an app is its summary and both kinds of statuses', async () => {
    const { json } = await get(
      `/beta/deviceAppManagement/mobileApps/${appId}?$expand=*,userStatuses($top=3;$select=id)`,
    );

    expect(json).toMatchObject({
      id: appId,
      installSummary: { '@odata.type': '#microsoft.graph.mobileAppInstallSummary', installedDeviceCount: 133 },
    });
    expect(membersOf(json, 'userStatuses')).toHaveLength(3);
    expect(membersOf(json, 'deviceStatuses')).toHaveLength(100);
    expect((await readAll(linkOf(json, 'userStatuses') ?? '')).flat()).toHaveLength(USERS - 3);
    expect((await readAll(linkOf(json, 'deviceStatuses') ?? '')).flat()).toHaveLength(33);
  });

  it('comes along with each app of a list, as scripts read it', async () => {
    const { json } = await get('/beta/deviceAppManagement/mobileApps?expand=installSummary&select=id,displayName');

    expect(json['@odata.context']).toMatch(/mobileApps\(id,displayName,installSummary\(\)\)$/);
    expect(membersOf(json)).toContainEqual({
      '@odata.type': '#microsoft.graph.mobileApp',
      '@odata.etag': expect.any(String) as string,
      id: appId,
      displayName: 'Contoso VPN',
      installSummary: expect.objectContaining({ id: appId, installedDeviceCount: 133 }) as object,
    });
  });
});

describe('a single entity with something expanded', () => {
  it('has its own tag, and is never "not modified", because what is expanded may be', async () => {
    const plain = await one('user-03', '');
    const etag = String(plain.headers.etag);
    const expanded = await one('user-03', '?$expand=app', { 'if-none-match': etag });

    expect((await one('user-03', '', { 'if-none-match': etag })).status).toBe(304);
    expect([expanded.status, expanded.headers.etag]).toEqual([200, etag]);
    expect((await one('user-03', '?$expand=app', { 'if-none-match': '*' })).status).toBe(200);
    expect((await one('user-03', '?$expand=app', { 'if-match': 'W/"other"' })).status).toBe(412);
  });
});

describe('what cannot be expanded', () => {
  it.each([
    ['app($top=1)', '$expand'],
    ['deviceStatuses($filter=errorCode eq 0)', '$expand'],
    ['deviceStatuses/app', '$expand'],
    ['deviceStatuses/$count', '$expand'],
    ['deviceStatuses($expand=app)', '$expand'],
    ['userName', '$expand'],
    ['deviceStatuses($select=color)', '$select'],
    ['', '$expand'],
    ['app,app', '$expand'],
  ])('is refused: %s', async (expand, target) => {
    for (const answer of [await users(`?$expand=${expand}`), await one('user-03', `?$expand=${expand}`)]) {
      expect([answer.status, errorOf(answer).code, errorOf(answer).target]).toEqual([400, 'BadRequest', target]);
    }
  });

  it('is refused with Graph’s words for a name that the type has not', async () => {
    expect(errorOf(await users('?$expand=assignments')).message).toBe(
      "Parsing OData Select and Expand failed: Could not find a property named 'assignments' on type " +
        "'microsoft.graph.userAppInstallStatus'.",
    );
  });
});
