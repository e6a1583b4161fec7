// To whom a device status belongs: which user statuses show it, and what becomes of it when they change or go.
import { randomUUID } from 'node:crypto';
import { deviceStatuses, deviceStatusesOf } from '../support/documented-device-status.ts';
import { documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let token: string;
let appId: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());
beforeEach(() => {
  appId = randomUUID();
});

function call(method: string, path: string, json?: unknown): Promise<Answer> {
  return send(`${stack.url}/beta${path}`, { method, token, ...(json === undefined ? {} : { json }) });
}

/** Makes a user status and gives the path of its device statuses. */
async function user(id: string, userPrincipalName: string): Promise<string> {
  const json = { ...documentedValues, id, userName: `Name of ${id}`, userPrincipalName };
  expect((await call('POST', userStatuses(appId), json)).status).toBe(201);
  return deviceStatusesOf(appId, id);
}

async function device(home: string, id: string, values: object = {}): Promise<Answer> {
  const answer = await call('POST', home, { id, installState: 'installed', ...values });
  expect(answer.status).toBe(201);
  return answer;
}

/** The keys that a home lists and counts. */
async function idsOf(home: string): Promise<readonly string[]> {
  const [list, count] = await Promise.all([call('GET', home), call('GET', `${home}/$count`)]);
  const ids = (list.json.value as { id: string }[]).map(({ id }) => id).sort();
  expect(count.text).toBe(String(ids.length));
  return ids;
}

describe('a device status that was created under a user status', () => {
  it('shows under that user and under the app, and under no other user, not even one of the same name', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    const twin = await user('adele-2', 'adele@contoso.example');
    const bert = await user('bert', 'bert@contoso.example');

    await device(adele, 'd1');

    expect(await idsOf(adele)).toEqual(['d1']);
    expect(await idsOf(deviceStatuses(appId))).toEqual(['d1']);
    for (const other of [twin, bert]) expect(await idsOf(other)).toEqual([]);
    const other = deviceStatuses(randomUUID());
    expect(await idsOf(other)).toEqual([]);
  });

  it('has the names of its user, unless it has a user name of its own', async () => {
    const adele = await user('adele', 'Adele@Contoso.example');

    const silent = await device(adele, 'd1');
    const empty = await device(adele, 'd2', { userName: null, userPrincipalName: null });
    const own = await device(adele, 'd3', { userName: 'Local account', userPrincipalName: 'aDELE@contoso.EXAMPLE' });

    const names = { userName: 'Name of adele', userPrincipalName: 'Adele@Contoso.example' };
    expect(silent.json).toMatchObject(names);
    expect(empty.json).toMatchObject(names);
    expect(own.json).toMatchObject({ userName: 'Local account', userPrincipalName: 'aDELE@contoso.EXAMPLE' });
  });

  it('cannot name another user, neither when it is created nor later', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await user('bert', 'bert@contoso.example');
    await device(adele, 'd1');
    const change = { userPrincipalName: 'bert@contoso.example' };

    const answers = [
      await call('POST', adele, { installState: 'installed', ...change }),
      await call('PATCH', `${adele}/d1`, change),
      await call('PATCH', `${deviceStatuses(appId)}/d1`, change),
    ];

    for (const answer of answers) {
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'userPrincipalName']);
      expect(errorOf(answer).message).toContain("'adele@contoso.example'");
    }
    expect((await call('GET', `${adele}/d1`)).json.userPrincipalName).toBe('adele@contoso.example');
  });

  it('keeps its user when its name is emptied or repeated in another letter case', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await device(adele, 'd1');

    for (const path of [`${adele}/d1`, `${deviceStatuses(appId)}/d1`]) {
      const emptied = await call('PATCH', path, { userPrincipalName: null });
      const repeated = await call('PATCH', path, { userPrincipalName: 'ADELE@contoso.example' });
      expect([emptied.status, String(emptied.json.userPrincipalName).toLowerCase()]).toEqual([
        200,
        'adele@contoso.example',
      ]);
      expect([repeated.status, repeated.json.userPrincipalName]).toEqual([200, 'ADELE@contoso.example']);
    }
    expect(await idsOf(adele)).toEqual(['d1']);
  });

  it('stays with a user whose name changes, and can take the new name there', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await device(adele, 'd1');

    await call('PATCH', `${userStatuses(appId)}/adele`, { userPrincipalName: 'adele.vance@contoso.example' });

    expect(await idsOf(adele)).toEqual(['d1']);
    expect((await call('GET', `${adele}/d1`)).json.userPrincipalName).toBe('adele@contoso.example');
    const whole = { errorCode: 5, userPrincipalName: 'adele@contoso.example' };
    expect((await call('PATCH', `${adele}/d1`, whole)).json).toMatchObject(whole);
    const renamed = await call('PATCH', `${adele}/d1`, { userPrincipalName: 'adele.vance@contoso.example' });
    expect([renamed.status, renamed.json.userPrincipalName]).toEqual([200, 'adele.vance@contoso.example']);
  });
});

describe('a device status that was created under the app', () => {
  it('shows under every user whose name it gives, in any letter case, whichever was made first', async () => {
    const before = await user('before', 'Adele@contoso.example');
    await device(deviceStatuses(appId), 'd1', { userPrincipalName: 'aDELE@CONTOSO.example' });
    const after = await user('after', 'adele@contoso.example');
    const bert = await user('bert', 'bert@contoso.example');

    expect(await idsOf(before)).toEqual(['d1']);
    expect(await idsOf(after)).toEqual(['d1']);
    expect(await idsOf(bert)).toEqual([]);
    expect((await call('GET', `${after}/d1`)).json).toMatchObject({
      '@odata.context': `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps('${appId}')/userStatuses('after')/deviceStatuses/$entity`,
      userName: null,
      userPrincipalName: 'aDELE@CONTOSO.example',
    });
  });

  it('shows under nobody when it names nobody', async () => {
    const adele = await user('adele', 'null');

    await device(deviceStatuses(appId), 'd1');
    await device(deviceStatuses(appId), 'd2', { userPrincipalName: null });

    expect(await idsOf(adele)).toEqual([]);
    expect(await idsOf(deviceStatuses(appId))).toEqual(['d1', 'd2']);
  });

  it('cannot come under a user by a name that looks like an owner', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    const odd = await user('odd', 'id:adele');

    await device(odd, 'd1');
    await device(deviceStatuses(appId), 'd2', { userPrincipalName: 'id:adele' });

    expect(await idsOf(adele)).toEqual([]);
    expect(await idsOf(odd)).toEqual(['d1', 'd2']);
  });

  it('goes with the name: its own when it changes, and that of the user', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    const bert = await user('bert', 'bert@contoso.example');
    await device(deviceStatuses(appId), 'd1');
    const change = (userPrincipalName: string | null): Promise<Answer> =>
      call('PATCH', `${deviceStatuses(appId)}/d1`, { userPrincipalName });

    await change('adele@contoso.example');
    expect([await idsOf(adele), await idsOf(bert)]).toEqual([['d1'], []]);
    await change('Bert@contoso.example');
    expect([await idsOf(adele), await idsOf(bert)]).toEqual([[], ['d1']]);

    await call('PATCH', `${userStatuses(appId)}/bert`, { userPrincipalName: 'other@contoso.example' });
    expect(await idsOf(bert)).toEqual([]);
    await call('PATCH', `${userStatuses(appId)}/adele`, { userPrincipalName: 'BERT@contoso.example' });
    expect(await idsOf(adele)).toEqual(['d1']);

    await change(null);
    expect(await idsOf(adele)).toEqual([]);
  });

  it('cannot be given to another user under the URL of its own', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await device(deviceStatuses(appId), 'd1', { userPrincipalName: 'adele@contoso.example' });

    const answer = await call('PATCH', `${adele}/d1`, { userPrincipalName: 'bert@contoso.example', errorCode: 5 });

    expect([answer.status, errorOf(answer).target]).toEqual([400, 'userPrincipalName']);
    expect((await call('GET', `${adele}/d1`)).json.errorCode).toBe(0);
    expect((await call('PATCH', `${adele}/d1`, { errorCode: 5 })).json.errorCode).toBe(5);
  });
});

describe('under the URL of another user', () => {
  it.each(['GET', 'PATCH', 'DELETE'])('a device status is not found by %s', async (method) => {
    const adele = await user('adele', 'adele@contoso.example');
    const bert = await user('bert', 'bert@contoso.example');
    await device(adele, 'd1');
    await device(deviceStatuses(appId), 'd2', { userPrincipalName: 'adele@contoso.example' });

    for (const id of ['d1', 'd2', 'd3']) {
      const answer = await call(method, `${bert}/${id}`, method === 'PATCH' ? { errorCode: 5 } : undefined);
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
    }
    expect(await idsOf(adele)).toEqual(['d1', 'd2']);
    expect((await call('GET', `${adele}/d1`)).json.errorCode).toBe(0);
  });

  it.each([
    ['GET', ''],
    ['GET', '/$count'],
    ['POST', ''],
    ['GET', '/d1'],
    ['PATCH', '/d1'],
    ['DELETE', '/d1'],
    ['GET', '/d1/app'],
    ['GET', '/d1/app/$ref'],
    ['PUT', '/d1/app/$ref'],
    ['DELETE', '/d1/app/$ref'],
  ])('%s …%s is 404 when the user does not exist, even if a device has its key', async (method, rest) => {
    await device(deviceStatuses(appId), 'd1');
    const body = method === 'POST' ? { installState: 'installed' } : { '@odata.id': `mobileApps/${appId}` };
    const json = method === 'PUT' || method === 'POST' ? body : method === 'PATCH' ? {} : undefined;

    const answer = await call(method, deviceStatusesOf(appId, 'd1') + rest, json);

    expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
    expect(errorOf(answer).message).toContain("No userAppInstallStatus with the id 'd1'");
    expect(await idsOf(deviceStatuses(appId))).toEqual(['d1']);
  });

  it('a document of another type is no user', async () => {
    await stack.container.items.create({ id: 'odd', mobileAppId: appId, entityType: 'mobileApp' });

    expect((await call('GET', deviceStatusesOf(appId, 'odd'))).status).toBe(404);
  });

  it('a create under a user who does not exist does not make the app', async () => {
    await call('POST', deviceStatusesOf(appId, 'nobody'), { installState: 'installed' });

    expect((await call('GET', `/deviceAppManagement/mobileApps/${appId}`)).status).toBe(404);
  });
});

describe('the deletion of a user status', () => {
  it('removes what was created under it, however much, and keeps what only names its user', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    const bert = await user('bert', 'bert@contoso.example');
    const ids = Array.from({ length: 40 }, (_value, index) => `d${index}`);
    await Promise.all(ids.map((id) => device(adele, id)));
    await device(deviceStatuses(appId), 'named', { userPrincipalName: 'adele@contoso.example' });
    await device(bert, 'of-bert');

    expect((await call('DELETE', `${userStatuses(appId)}/adele`)).status).toBe(204);

    expect(await idsOf(deviceStatuses(appId))).toEqual(['named', 'of-bert']);
    expect((await call('DELETE', `${userStatuses(appId)}/adele`)).status).toBe(404);
    expect((await call('GET', adele)).status).toBe(404);
    expect(await idsOf(await user('adele', 'adele@contoso.example'))).toEqual(['named']);
  });

  it('can be run again when it broke off half-way', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await Promise.all(['d1', 'd2', 'd3'].map((id) => device(adele, id)));
    // What a deletion leaves that ended after its first removals.
    await stack.container.item('$deviceStatus:d1', appId).delete();
    await stack.container.item('$deviceStatus:d2', appId).delete();

    expect((await call('DELETE', `${userStatuses(appId)}/adele`)).status).toBe(204);

    expect(await idsOf(deviceStatuses(appId))).toEqual([]);
  });

  it('removes nothing when its condition does not hold', async () => {
    const adele = await user('adele', 'adele@contoso.example');
    await device(adele, 'd1');

    const answer = await send(`${stack.url}/beta${userStatuses(appId)}/adele`, {
      method: 'DELETE',
      token,
      headers: { 'if-match': 'W/"stale"' },
    });

    expect(answer.status).toBe(412);
    expect(await idsOf(adele)).toEqual(['d1']);
  });
});
