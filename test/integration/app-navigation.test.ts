// The app of a status, for all three kinds of statuses: itself, its reference, and that neither can be another.
import { deviceStatuses, deviceStatusesOf } from '../support/documented-device-status.ts';
import { documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const APP_ID = '0b8a0ab5-7e4f-4ac4-8a1c-21b1fa9d3d6a';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  await call('POST', userStatuses(APP_ID), { ...documentedValues, id: 'u1' });
  await call('POST', deviceStatusesOf(APP_ID, 'u1'), { id: 'd1', installState: 'installed' });
});
afterAll(() => stack.close());

function call(method: string, path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${stack.url}/beta${path}`, { method, token, headers, ...(json === undefined ? {} : { json }) });
}

describe.each([
  ['a user status', `${userStatuses(APP_ID)}/u1`, `${userStatuses(APP_ID)}/u2`],
  ['a device status of the app', `${deviceStatuses(APP_ID)}/d1`, `${deviceStatuses(APP_ID)}/d2`],
  ['a device status of a user', `${deviceStatusesOf(APP_ID, 'u1')}/d1`, `${deviceStatusesOf(APP_ID, 'u1')}/d2`],
])('the app of %s', (_name, status, missing) => {
  const reference = `${status}/app/$ref`;

  it('is the app that it was created in', async () => {
    const app = await call('GET', `${status}/app`);

    expect(app.status).toBe(200);
    expect(app.json).toEqual((await call('GET', `/deviceAppManagement/mobileApps/${APP_ID}`)).json);
    expect(app.json).toMatchObject({
      '@odata.context': `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps/$entity`,
      id: APP_ID,
    });
    const known = await call('GET', `${status}/app`, undefined, { 'if-none-match': String(app.headers.etag) });
    expect(known.status).toBe(304);
    expect((await call('GET', `${status}/app?$select=id`)).json).toMatchObject({ id: APP_ID });
  });

  it('has a reference', async () => {
    const answer = await call('GET', reference);

    expect([answer.status, answer.json]).toEqual([
      200,
      {
        '@odata.context': `${stack.url}/beta/$metadata#$ref`,
        '@odata.id': `${stack.url}/beta/deviceAppManagement/mobileApps/${APP_ID}`,
      },
    ]);
    expect((await call('PUT', reference, answer.json)).status).toBe(204);
  });

  it.each([
    ['an absolute URL', `https://graph.microsoft.com/beta/deviceAppManagement/mobileApps/${APP_ID}`],
    ['a URL behind a gateway', `https://status.contoso.example/intune/v1.0/deviceAppManagement/mobileApps/${APP_ID}`],
    ['a URL without a version', `https://x.example/deviceAppManagement/mobileApps/${APP_ID}`],
    ['a path', `/beta/deviceAppManagement/mobileApps/${APP_ID}`],
    ['a relative path', `deviceAppManagement/mobileApps/${APP_ID}`],
    ['the end of a path', `mobileApps/${APP_ID}`],
    ['a key in parentheses', `mobileApps('${APP_ID}')`],
    ['a named key in parentheses', `deviceAppManagement/mobileApps(id='${APP_ID}')`],
    ['encoded parentheses', `mobileApps(%27${APP_ID}%27)`],
    ['another letter case', `DEVICEAPPMANAGEMENT/MobileApps/${APP_ID.toUpperCase()}`],
    ['a trailing slash', `mobileApps/${APP_ID}/`],
  ])('can be set to what it is, by %s', async (_form, id) => {
    const answer = await call('PUT', reference, { '@odata.id': id });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await call('PUT', reference, { '@id': id })).status).toBe(204);
  });

  it('cannot be set to another app, nor removed', async () => {
    for (const answer of [
      await call('PUT', reference, { '@odata.id': `${stack.url}/beta/deviceAppManagement/mobileApps/another` }),
      await call('DELETE', reference),
    ]) {
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'BadRequest']);
      expect(errorOf(answer).message).toContain('cannot be changed or removed');
    }
    expect((await call('GET', `${status}/app`)).json.id).toBe(APP_ID);
  });

  it.each([
    {},
    { '@odata.id': '' },
    { '@odata.id': 5 },
    { id: APP_ID },
    [],
    'x',
    null,
    [{ '@odata.id': 'mobileApps/a' }],
  ])('cannot be set by %j, which names nothing', async (body) => {
    const answer = await call('PUT', reference, body);
    expect([answer.status, errorOf(answer).target]).toEqual([400, '@odata.id']);
    expect(errorOf(answer).message).toContain('{ "@odata.id": "…" }');
  });

  it.each([
    ['GET', ''],
    ['GET', '/$ref'],
    ['PUT', '/$ref'],
    ['DELETE', '/$ref'],
  ])('%s …/app%s is 404 when there is no such status', async (method, rest) => {
    const json = method === 'PUT' ? { '@odata.id': `mobileApps/${APP_ID}` } : undefined;
    const answer = await call(method, `${missing}/app${rest}`, json);
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
  });

  it('is read with Read.All, and set only with ReadWrite.All', async () => {
    const reader = stack.token({ roles: ['DeviceManagementApps.Read.All'] });
    const as = (method: string, path: string, json?: unknown): ReturnType<typeof send> =>
      send(`${stack.url}/beta${path}`, { method, token: reader, ...(json === undefined ? {} : { json }) });

    expect((await as('GET', `${status}/app`)).status).toBe(200);
    expect((await as('GET', reference)).status).toBe(200);
    expect((await as('PUT', reference, { '@odata.id': `mobileApps/${APP_ID}` })).status).toBe(403);
    expect((await as('DELETE', reference)).status).toBe(403);
  });
});

it('a reference that was got can be set, whatever the key of the app', async () => {
  for (const key of ["it's (ü) 100%", "x('y')", 'deviceAppManagement', 'deviceappmanagement']) {
    const app = `/deviceAppManagement/mobileApps/${encodeURIComponent(key)}`;
    await call('POST', `${app}/deviceStatuses`, { id: 'd1', installState: 'installed' });
    const reference = await call('GET', `${app}/deviceStatuses/d1/app/$ref`);

    const answer = await call('PUT', `${app}/deviceStatuses/d1/app/$ref`, reference.json);

    expect([reference.status, answer.status]).toEqual([200, 204]);
    expect((await send(String(reference.json['@odata.id']), { token })).json.id).toBe(key);
  }
});
