// An agent says in one request how it is now: an update that creates what is missing, where the client wants that.
import { randomUUID } from 'node:crypto';
import { documentedBody } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const CREATE_IF_MISSING = { prefer: 'create-if-missing' };

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.close());

function newUrl(home = 'userStatuses', key = 'agent-1'): string {
  return `${stack.url}/beta/deviceAppManagement/mobileApps/${randomUUID()}/${home}/${key}`;
}

function patch(url: string, json: object, headers: Record<string, string> = CREATE_IF_MISSING): Promise<Answer> {
  return send(url, { method: 'PATCH', token: stack.token(), json, headers });
}

describe.each([
  ['userStatuses', documentedBody, { failedDeviceCount: 9 }],
  ['deviceStatuses', { installState: 'failed', errorCode: -2016410596 }, { installState: 'installed', errorCode: 0 }],
])('Prefer: create-if-missing on %s', (home, whole, change) => {
  it('creates what is missing under the key of the URL, and changes what is there', async () => {
    const url = newUrl(home);
    const created = await patch(url, whole);
    expect(created.status).toBe(201);
    expect(created.headers).toMatchObject({ location: url, 'preference-applied': 'create-if-missing' });
    expect(created.json).toMatchObject({ ...whole, id: 'agent-1' });

    const changed = await patch(url, change);
    expect(changed.status).toBe(200);
    expect(changed.headers['preference-applied']).toBe('create-if-missing');
    expect(changed.json).toMatchObject({ ...whole, ...change, id: 'agent-1' });
    const got = await send(url, { token: stack.token() });
    expect(got.json).toEqual(changed.json);
  });

  it('answers 204 where the client prefers that, too, and names both preferences', async () => {
    const url = newUrl(home);
    const created = await patch(url, whole, { prefer: 'return=minimal, create-if-missing' });
    expect([created.status, created.text]).toEqual([204, '']);
    expect(created.headers).toMatchObject({
      location: url,
      'odata-entityid': url,
      'preference-applied': 'create-if-missing, return=minimal',
    });
  });
});

describe('an update that may create', () => {
  it('wants a whole entity where it creates, and says what is missing', async () => {
    const answer = await patch(newUrl(), { failedDeviceCount: 1 });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).details?.map(({ target }) => target)).toEqual([
      'userName',
      'userPrincipalName',
      'installedDeviceCount',
      'notInstalledDeviceCount',
    ]);
  });

  it('takes no other key than that of its URL', async () => {
    const answer = await patch(newUrl(), { ...documentedBody, id: 'another' });
    expect([answer.status, errorOf(answer).target]).toEqual([400, 'id']);
  });

  it('makes the app known, and one status of many that come at once', async () => {
    const url = newUrl('deviceStatuses', 'same');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, errorCode) => patch(url, { installState: 'failed', errorCode })),
    );
    // They get out of each other's way: nobody has to come again.
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(49).fill(200), 201]);
    const count = await send(`${url.slice(0, url.lastIndexOf('/'))}/$count`, { token: stack.token() });
    expect(count.text).toBe('1');
    const app = await send(url.slice(0, url.indexOf('/deviceStatuses')), { token: stack.token() });
    expect(app.status).toBe(200);
  });

  it('belongs to the user that it is created under', async () => {
    const user = newUrl('userStatuses', 'adele');
    await patch(user, { ...documentedBody, userPrincipalName: 'adele@contoso.com' });
    const created = await patch(`${user}/deviceStatuses/laptop`, { installState: 'installed' });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ id: 'laptop', userPrincipalName: 'adele@contoso.com' });
    const missing = await patch(`${newUrl('userStatuses', 'bob')}/deviceStatuses/laptop`, {
      installState: 'installed',
    });
    expect(missing.status).toBe(404);
  });

  it('is refused for a key that another user has, for good', async () => {
    const app = newUrl().replace(/\/userStatuses.*/, '');
    await patch(`${app}/userStatuses/one`, { ...documentedBody, userPrincipalName: 'one@contoso.com' });
    await patch(`${app}/userStatuses/two`, { ...documentedBody, userPrincipalName: 'two@contoso.com' });
    await patch(`${app}/userStatuses/one/deviceStatuses/pc`, { installState: 'installed' });
    const elsewhere = `${app}/userStatuses/two/deviceStatuses/pc`;
    const taken = await patch(elsewhere, { installState: 'installed' });
    expect([taken.status, errorOf(taken).message]).toEqual([409, expect.stringContaining('exists already')]);
    expect((await patch(elsewhere, { installState: 'installed' }, { 'if-none-match': '*' })).status).toBe(412);
  });

  it('needs the permission to write', async () => {
    const token = stack.token({ roles: ['DeviceManagementApps.Read.All'] });
    const answer = await send(newUrl(), { method: 'PATCH', token, json: documentedBody, headers: CREATE_IF_MISSING });
    expect(answer.status).toBe(403);
  });
});

describe('conditions', () => {
  it('If-None-Match: * creates and never changes', async () => {
    const url = newUrl();
    const headers = { 'if-none-match': '*' };
    expect((await patch(url, documentedBody, headers)).status).toBe(201);
    expect((await patch(url, documentedBody, headers)).status).toBe(412);
  });

  it('If-Match: * changes and never creates', async () => {
    const url = newUrl();
    const headers = { 'if-match': '*' };
    expect((await patch(url, documentedBody, headers)).status).toBe(404);
    expect((await patch(url, documentedBody, { ...headers, ...CREATE_IF_MISSING })).status).toBe(412);
    expect((await patch(url, documentedBody)).status).toBe(201);
    expect((await patch(url, { failedDeviceCount: 3 }, headers)).status).toBe(200);
  });

  it('without either, what is missing is 404, as it always was', async () => {
    expect((await patch(newUrl(), documentedBody, {})).status).toBe(404);
  });

  it('an app is not created: it comes with its first status', async () => {
    const app = newUrl().replace(/\/userStatuses.*/, '');
    expect((await patch(app, { displayName: 'x' })).status).toBe(404);
  });
});
