// The create and the get of Graph's reference, from the token to the stored document, as a client sees them.
import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

function create(path: string, json: unknown = documentedBody, headers = {}): ReturnType<typeof send> {
  return send(stack.url + path, { token, json, headers });
}

describe('create userAppInstallStatus', () => {
  it('answers the documented request with 201, Location and the whole entity in the documented order', async () => {
    const appId = randomUUID();

    const answer = await create(`/beta${userStatuses(appId)}`);

    const { id } = answer.json as { id: string };
    expect(answer.status).toBe(201);
    expect(id).toMatch(GUID);
    expect(Object.entries(answer.json)).toEqual(
      Object.entries({
        '@odata.context': `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps('${appId}')/userStatuses/$entity`,
        '@odata.type': '#microsoft.graph.userAppInstallStatus',
        '@odata.etag': answer.headers.etag,
        id,
        ...documentedValues,
      }),
    );
    expect(answer.headers.location).toBe(`${stack.url}/beta${userStatuses(appId)}/${id}`);
    expect(answer.headers['content-type']).toBe(
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    );
  });

  it('stores one document in the partition of the app, with its layout version and audit facts', async () => {
    const appId = randomUUID();
    const before = new Date().toISOString();
    const withCaller = stack.token({
      clientId: 'd2c0a5a9-1111-4222-8333-444455556666',
      claims: { oid: 'the-oid', sub: 'the-oid' },
    });

    const answer = await send(`${stack.url}/beta${userStatuses(appId)}`, { token: withCaller, json: documentedBody });

    const { id } = answer.json as { id: string };
    const { resource } = await stack.container.item(id, appId).read<StoredDocument>();
    const who = {
      tenantId: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
      objectId: 'the-oid',
      appId: 'd2c0a5a9-1111-4222-8333-444455556666',
    };
    expect(resource).toMatchObject({
      ...documentedValues,
      id,
      mobileAppId: appId,
      entityType: 'userAppInstallStatus',
      schemaVersion: 1,
      audit: { createdBy: who, lastModifiedBy: who },
    });
    const { createdDateTime = '', lastModifiedDateTime } = resource?.audit ?? {};
    expect(createdDateTime >= before && createdDateTime <= new Date().toISOString()).toBe(true);
    expect(lastModifiedDateTime).toBe(createdDateTime);
    expect(resource).not.toHaveProperty(['@odata.type']);
  });

  it.each([
    ['beta', '/beta/deviceAppManagement/mobileApps/the-app/userStatuses', '/beta'],
    ['v1.0', '/v1.0/deviceAppManagement/mobileApps/the-app/userStatuses', '/v1.0'],
    ['no version', '/deviceAppManagement/mobileApps/the-app/userStatuses', ''],
    ['a key in parentheses', "/beta/deviceAppManagement/mobileApps('the-app')/userStatuses", '/beta'],
    [
      'a percent-encoded key in parentheses',
      '/beta/deviceAppManagement/mobileApps(%27the-app%27)/userStatuses',
      '/beta',
    ],
    ['a named key', "/beta/deviceAppManagement/mobileApps(id='the-app')/userStatuses", '/beta'],
    ['another letter case', '/BETA/deviceappmanagement/MOBILEAPPS/the-app/userstatuses', '/beta'],
    ['a trailing slash', '/beta/deviceAppManagement/mobileApps/the-app/userStatuses/', '/beta'],
  ])('accepts the path with %s and names the entity by its canonical URL', async (_name, path, root) => {
    const answer = await create(path);

    const { id, '@odata.context': context } = answer.json as { id: string; '@odata.context': string };
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`${stack.url}${root}${userStatuses('the-app')}/${id}`);
    expect(context).toBe(
      `${stack.url}${root}/$metadata#deviceAppManagement/mobileApps('the-app')/userStatuses/$entity`,
    );
    const got = await send(String(answer.headers.location), { token });
    expect(got.json).toEqual(answer.json);
  });

  it('takes the id of the client as the key and refuses a second create with it, in any letter case of a GUID', async () => {
    const path = `/beta${userStatuses(randomUUID())}`;
    const id = randomUUID();

    const first = await create(path, { ...documentedBody, id: id.toUpperCase() });
    const second = await create(path, { ...documentedBody, id, userName: 'Somebody else' });

    expect([first.status, first.json.id]).toEqual([201, id]);
    expect(second.status).toBe(409);
    expect(errorOf(second)).toMatchObject({ code: 'Conflict', target: 'id' });
    const got = await send(`${stack.url}${path}/${id}`, { token });
    expect(got.json.userName).toBe('User Name value');
  });

  it('lets one of many concurrent creates with the same id win', async () => {
    const path = `/beta${userStatuses(randomUUID())}`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_value, index) =>
        create(path, { ...documentedBody, id: 'the-status', installedDeviceCount: index }),
      ),
    );

    const statuses = answers.map((answer) => answer.status);
    const winner = answers[statuses.indexOf(201)];
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    const got = await send(`${stack.url}${path}/the-status`, { token });
    expect(got.json.installedDeviceCount).toBe(winner?.json.installedDeviceCount);
  });

  it('keeps keys with quotes, spaces and letters of any script, and gives a Location that works', async () => {
    const appId = "l'app d’été (β) 100%";
    const answer = await create(`/beta${userStatuses(encodeURIComponent(appId))}`, {
      ...documentedBody,
      id: "it's (ü)",
    });

    expect(answer.status).toBe(201);
    expect(answer.json['@odata.context']).toBe(
      `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps('l''app d’été (β) 100%')/userStatuses/$entity`,
    );
    const got = await send(String(answer.headers.location), { token });
    expect(got.json).toEqual(answer.json);
  });

  it.each([
    ['none', {}],
    [
      'full',
      {
        '@odata.context': expect.any(String) as string,
        '@odata.type': '#microsoft.graph.userAppInstallStatus',
        '@odata.id': 'LOCATION',
        '@odata.etag': expect.stringMatching(/^W\/"[^"]+"$/) as string,
        '@odata.editLink': 'LOCATION',
        'app@odata.associationLink': 'LOCATION/app/$ref',
        'app@odata.navigationLink': 'LOCATION/app',
        'deviceStatuses@odata.navigationLink': 'LOCATION/deviceStatuses',
      },
    ],
  ])('writes the control information of odata.metadata=%s', async (level, expected) => {
    const answer = await create(`/beta${userStatuses('the-app')}`, documentedBody, {
      accept: `application/json;odata.metadata=${level}`,
    });

    const location = String(answer.headers.location);
    const links = Object.fromEntries(
      Object.entries(expected).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace('LOCATION', location) : value,
      ]),
    );
    expect(answer.headers['content-type']).toContain(`odata.metadata=${level}`);
    expect(answer.json).toEqual({ ...links, id: answer.json.id, ...documentedValues });
  });

  it('answers Prefer: return=minimal with 204 and says where the entity is', async () => {
    const path = `/beta${userStatuses(randomUUID())}`;

    const answer = await create(path, documentedBody, { prefer: 'respond-async, return=minimal' });

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({ 'preference-applied': 'return=minimal' });
    expect(answer.headers['odata-entityid']).toBe(answer.headers.location);
    const got = await send(String(answer.headers.location), { token });
    expect(got.json).toMatchObject(documentedValues);
  });

  it('accepts a chunked body', async () => {
    async function* chunks(): AsyncGenerator<Buffer> {
      for (const char of JSON.stringify(documentedBody)) yield await Promise.resolve(Buffer.from(char));
    }
    const answer = await send(`${stack.url}/beta${userStatuses('the-app')}`, {
      token,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chunks(),
    });

    expect([answer.status, answer.json.userName]).toEqual([201, 'User Name value']);
  });
});

describe('get userAppInstallStatus', () => {
  it('gives what the create gave, by GUID in any letter case and by key in parentheses', async () => {
    const appId = randomUUID();
    const created = await create(`/beta${userStatuses(appId)}`);
    const id = String(created.json.id);

    for (const path of [
      `${userStatuses(appId)}/${id}`,
      `${userStatuses(appId.toUpperCase())}/${id.toUpperCase()}`,
      `/deviceAppManagement/mobileApps('${appId}')/userStatuses('${id}')`,
    ]) {
      const got = await send(`${stack.url}/beta${path}`, { token });
      expect([got.status, got.json]).toEqual([200, created.json]);
    }
  });

  it('answers HEAD like GET without a body', async () => {
    const created = await create(`/beta${userStatuses('the-app')}`);

    const head = await send(String(created.headers.location), { token, method: 'HEAD' });

    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-type']).toContain('odata.metadata=minimal');
  });

  it('does not find a status under another app, even by its id', async () => {
    const mine = `/beta${userStatuses(randomUUID())}`;
    const other = `/beta${userStatuses(randomUUID())}`;
    await create(mine, { ...documentedBody, id: 'shared-id' });

    const missing = await send(`${stack.url}${other}/shared-id`, { token });
    expect(missing.status).toBe(404);
    expect(errorOf(missing).code).toBe('ResourceNotFound');

    const second = await create(other, { ...documentedBody, id: 'shared-id', userName: 'Other' });
    expect(second.status).toBe(201);
    const first = await send(`${stack.url}${mine}/shared-id`, { token });
    expect(first.json.userName).toBe('User Name value');
  });

  it('does not show a document of another type', async () => {
    await stack.container.items.create({ id: 'something-else', mobileAppId: 'the-app', entityType: 'mobileApp' });

    const answer = await send(`${stack.url}/beta${userStatuses('the-app')}/something-else`, { token });

    expect(answer.status).toBe(404);
  });
});

describe('behind a gateway', () => {
  it('begins URLs with PUBLIC_BASE_URL, path included', async () => {
    const behind = await startStack({ PUBLIC_BASE_URL: 'https://status.contoso.example/intune/' });
    try {
      const path = `/beta${userStatuses('the-app')}`;
      const answer = await send(behind.url + path, { token: behind.token(), json: documentedBody });

      expect(answer.headers.location).toBe(`https://status.contoso.example/intune${path}/${String(answer.json.id)}`);
      expect(answer.json['@odata.context']).toMatch(/^https:\/\/status\.contoso\.example\/intune\/beta\/\$metadata#/);
    } finally {
      await behind.close();
    }
  });
});

describe('every response', () => {
  const path = `/beta${userStatuses('the-app')}`;

  it.each([
    ['a success', () => create(path)],
    ['a fault of the body', () => create(path, {})],
    ['a missing token', () => send(stack.url + path, { json: documentedBody })],
    ['an unknown path', () => send(`${stack.url}/nowhere`)],
    ['a wrong method', () => send(stack.url + path, { method: 'DELETE', token })],
    ['a health probe', () => send(`${stack.url}/health/live`)],
  ])('carries ids, Date and the OData version after %s', async (_name, act) => {
    const { headers } = await act();

    expect(headers['request-id']).toMatch(GUID);
    expect(headers['client-request-id']).toBe(headers['request-id']);
    expect(Math.abs(Date.parse(String(headers.date)) - Date.now())).toBeLessThan(10_000);
    expect(headers['odata-version']).toBe('4.0');
  });

  it('echoes the client-request-id in the header and in an error', async () => {
    const clientRequestId = randomUUID();
    const headers = { 'client-request-id': clientRequestId };

    const success = await create(path, documentedBody, headers);
    const failure = await create(path, {}, headers);

    expect(success.headers['client-request-id']).toBe(clientRequestId);
    expect(failure.headers['client-request-id']).toBe(clientRequestId);
    expect(errorOf(failure).innerError).toEqual({
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/) as string,
      'request-id': failure.headers['request-id'],
      'client-request-id': clientRequestId,
    });
  });
});

describe('the request log', () => {
  it('has one line a request with operation, caller and charge, and neither token, body nor names', async () => {
    const from = stack.log.length;
    const answer = await create(`/beta${userStatuses('the-app')}`);

    const lines = stack.log.slice(from).map(({ message }) => message);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      event: 'request',
      operation: 'createUserAppInstallStatus',
      method: 'POST',
      status: 201,
      durationMs: expect.any(Number) as number,
      requestId: answer.headers['request-id'],
      clientRequestId: answer.headers['client-request-id'],
      callerAppId: 'b3f1d3c6-5a0e-4c55-9d0c-6e3b1c1f7a42',
      requestCharge: expect.any(Number) as number,
    });
    for (const secret of [token, 'User Name value', 'User Principal Name value', 'the-app']) {
      expect(lines.join('')).not.toContain(secret);
    }
  });

  it('says why a token was refused, without the token', async () => {
    const from = stack.log.length;
    const expired = stack.token({ expiresIn: -3600 });
    await send(`${stack.url}/beta${userStatuses('the-app')}`, { token: expired, json: documentedBody });

    const [line = ''] = stack.log.slice(from).map(({ message }) => message);
    expect(JSON.parse(line)).toMatchObject({ status: 401, errorCode: 'InvalidAuthenticationToken', reason: 'expired' });
    expect(line).not.toContain(expired.slice(0, 20));
  });
});
