// The requests of a batch over the whole stack: each is answered as it would be by itself.
import { randomUUID } from 'node:crypto';
import { type BatchAnswer, type BatchRequest, type BatchSending, sendBatch, write } from '../support/batch.ts';
import { deviceStatusesOf, documentedDeviceBody } from '../support/documented-device-status.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const READ = 'DeviceManagementApps.Read.All';

let stack: Stack;
let token: string;
let appId: string;
let path: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

beforeEach(() => {
  appId = randomUUID();
  path = userStatuses(appId);
});

const batch = (requests: readonly BatchRequest[], sending: BatchSending = {}): Promise<BatchAnswer> =>
  sendBatch(stack.url, requests, { token, ...sending });
const create = (id?: string, headers: object = {}): BatchRequest =>
  write('POST', path, id === undefined ? documentedBody : { ...documentedBody, id }, headers);
const get = (url: string, headers: object = {}): BatchRequest => ({ method: 'GET', url, headers });

test('an answer is what it is by itself: status, headers, body', async () => {
  const { responses } = await batch([create('s1')]);
  const alone = await send(`${stack.url}/beta${path}/s1`, { token });
  const { responses: read } = await batch([get(`${path}/s1`)]);

  expect(responses[0]).toMatchObject({
    status: 201,
    headers: {
      'Content-Type': alone.headers['content-type'],
      'OData-Version': '4.0',
      ETag: alone.headers.etag,
      Location: expect.stringMatching(/\/beta\/deviceAppManagement\/.*s1/) as string,
    },
    body: documentedValues,
  });
  expect(read[0]?.body).toEqual(alone.json);
  expect(Object.keys(read[0]?.headers ?? {}).map((name) => name.toLowerCase())).toEqual(
    expect.arrayContaining(['content-type', 'odata-version', 'etag', 'request-id', 'client-request-id']) as string[],
  );
  expect(responses[0]?.headers['request-id']).not.toBe(alone.headers['request-id']);
});

describe('a url', () => {
  it.each([
    ['from the version root', (where: string) => where],
    ['without its slash', (where: string) => where.slice(1)],
    ['with beta', (where: string) => `/beta${where}`],
    ['with v1.0', (where: string) => `/v1.0${where}`],
    ['with beta and no slash', (where: string) => `beta${where}`],
    ['in other letter case', (where: string) => `/Beta${where.replace('userStatuses', 'USERSTATUSES')}`],
    ['with keys in parentheses', (where: string) => where.replace(/mobileApps\/([^/]+)/, "mobileApps('$1')")],
    ['with dots', (where: string) => where.replace('/mobileApps', '/x/../mobileApps')],
  ])('may be written %s', async (_what, spell) => {
    for (const root of ['/beta/$batch', '/v1.0/$batch', '/$batch']) {
      const { statuses } = await batch([write('POST', spell(path), documentedBody)], { path: root });
      expect(statuses).toEqual([201]);
    }
  });

  it('decides the version of its links, else that of the batch does', async () => {
    const { responses } = await batch([get(path), get(`/v1.0${path}`)]);
    expect(responses.map(({ body }) => body?.['@odata.context'])).toEqual([
      expect.stringContaining('/beta/$metadata#'),
      expect.stringContaining('/v1.0/$metadata#'),
    ]);
  });

  it.each([
    ['encoded', encodeURIComponent("userName eq 'Zoë & Co + 1#'")],
    ['raw, as people write it', "userName eq 'Zoë %26 Co %2B 1%23'"],
  ])('may have a query that is %s', async (_what, filter) => {
    const body = { ...documentedBody, userName: 'Zoë & Co + 1#' };
    await batch([write('POST', path, body), write('POST', path, body), create()]);
    const { responses } = await batch([get(`${path}?$filter=${filter}&$count=true&$top=1`)]);

    expect(responses[0]).toMatchObject({
      status: 200,
      body: { '@odata.count': 2, value: [{ userName: body.userName }] },
    });
    const next = String(responses[0]?.body?.['@odata.nextLink']);
    expect(next).toMatch(/^[\x21-\x7e]+$/);
    // Absolute, for whoever follows it outside of a batch; without scheme and host for a batch.
    expect((await send(next, { token })).json).toMatchObject({ value: [{ userName: body.userName }] });
    const { responses: following } = await batch([get(next.replace(/^https?:\/\/[^/]+/, ''))]);
    expect(following[0]?.body).toMatchObject({ value: [{ userName: body.userName }] });
  });

  it('that leads nowhere, a method that is not there and a batch fail by themselves', async () => {
    const { whole, responses, statuses } = await batch([
      get('/deviceAppManagement/mobileApps/x/nothing'),
      { method: 'DELETE', url: path },
      write('POST', '/$batch', { requests: [{ id: '1', method: 'GET', url: path }] }),
      write('POST', '/beta/%24BATCH', { requests: [] }),
      get('/deviceAppManagement/%zz'),
      create(),
    ]);

    expect(whole.status).toBe(200);
    expect(statuses).toEqual([400, 405, 400, 400, 400, 201]);
    expect(responses[0]?.body?.error?.message).toBe("Resource not found for the segment 'nothing'.");
    expect(responses[1]?.headers.Allow).toBe('POST, GET, HEAD');
    expect(responses[2]?.body?.error?.message).toBe('A batch cannot be sent within a batch.');
  });
});

describe('its headers', () => {
  it.each(['Prefer', 'prefer', 'PREFER'])('may be written %s', async (name) => {
    const { responses } = await batch([create('s1', { [name]: 'return=minimal' }), create('s2')]);
    expect(responses[0]).toMatchObject({
      status: 204,
      headers: { 'Preference-Applied': 'return=minimal', Location: expect.stringContaining('s1') as string },
    });
    expect(responses[0]).not.toHaveProperty('body');
    expect(responses[1]?.status).toBe(201);
  });

  it.each(['If-Match', 'if-match'])('may hold the condition %s', async (name) => {
    const { responses: made } = await batch([create('s1')]);
    const etag = made[0]?.headers.ETag;
    const change = (condition: unknown): BatchRequest =>
      write('PATCH', `${path}/s1`, { failedDeviceCount: 3 }, { [name]: condition });

    const { statuses } = await batch([
      { ...change('"other"'), id: 'a' },
      { method: 'DELETE', url: `${path}/s1`, headers: { [name]: '"other"' }, id: 'b' },
      get(`${path}/s1`, { 'if-none-match': etag }),
    ]);
    expect(statuses).toEqual([412, 412, 304]);
    expect((await batch([change(etag)])).statuses).toEqual([200]);
  });

  it('are its own: what the whole has does not count', async () => {
    const { whole, responses } = await batch(
      [get(path), get(path, { ACCEPT: 'application/json;odata.metadata=none' })],
      {
        headers: { Accept: 'application/json;odata.metadata=full', Prefer: 'return=minimal' },
      },
    );
    expect(whole.status).toBe(200);
    expect(responses[0]?.headers['Content-Type']).toContain('odata.metadata=minimal');
    expect(responses[1]?.headers['Content-Type']).toContain('odata.metadata=none');
  });

  it('have the client-request-id of the whole, or their own', async () => {
    const [outer, own] = [randomUUID(), randomUUID()];
    const { whole, responses } = await batch([get(path), get(path, { 'Client-Request-Id': own })], {
      headers: { 'client-request-id': outer },
    });
    expect(
      [whole.headers, ...responses.map(({ headers }) => headers)].map((each) => each['client-request-id']),
    ).toEqual([outer, outer, own]);
  });

  it('cannot bring another caller', async () => {
    const { statuses } = await batch([create('s1', { Authorization: `Bearer ${token}` })], {
      token: stack.token({ roles: [READ] }),
    });
    expect(statuses).toEqual([403]);
  });
});

describe('its permission', () => {
  it('is that of its own operation', async () => {
    await batch([create('s1')]);
    const { whole, responses, statuses } = await batch(
      [get(path), create(), { method: 'DELETE', url: `${path}/s1` }, get(`${path}/s1`)],
      { token: stack.token({ roles: [READ] }) },
    );

    expect(whole.status).toBe(200);
    expect(statuses).toEqual([200, 403, 403, 200]);
    expect(responses[1]).toMatchObject({
      headers: { 'WWW-Authenticate': expect.stringContaining('insufficient_scope') as string },
      body: { error: { code: 'Forbidden' } },
    });
  });

  it('is missing in each, not in the whole, for who may nothing', async () => {
    const { whole, statuses } = await batch([get(path), create()], { token: stack.token({ roles: ['Other'] }) });
    expect([whole.status, ...statuses]).toEqual([200, 403, 403]);
  });
});

describe('its body', () => {
  it('is checked by itself', async () => {
    const { responses, statuses } = await batch([
      create(),
      write('POST', path, { ...documentedBody, installedDeviceCount: -1 }),
      write('POST', path, 'a text'),
      write('POST', path, documentedBody, { 'Content-Type': 'text/plain' }),
      { method: 'POST', url: path, headers: { 'Content-Type': 'application/json' } },
      { method: 'POST', url: path },
    ]);
    expect(statuses).toEqual([201, 400, 400, 400, 400, 400]);
    expect(responses[1]?.body?.error).toMatchObject({ code: 'BadRequest', target: 'installedDeviceCount' });
  });

  it('comes in base64 when it is no JSON', async () => {
    await batch([create(), create()]);
    const { responses } = await batch([get(`${path}/$count`), get('/$metadata')]);
    const decoded = responses.map(({ body }) => Buffer.from(body as unknown as string, 'base64').toString());

    expect(responses.map(({ headers }) => headers['Content-Type'])).toEqual([
      'text/plain; charset=utf-8',
      expect.stringContaining('application/xml'),
    ]);
    expect(decoded[0]).toBe('2');
    expect(decoded[1]).toContain('<edmx:Edmx');
  });

  it('is not there when there is nothing to say', async () => {
    await batch([create('s1')]);
    const { whole, responses } = await batch([{ method: 'DELETE', url: `${path}/s1` }]);
    expect(responses[0]?.status).toBe(204);
    expect(Object.keys(responses[0] ?? {}).sort()).toEqual(['headers', 'id', 'status']);
    expect(whole.status).toBe(200);
  });
});

test('every kind of operation can be in it', async () => {
  await batch([create('u1')]);
  const { responses, statuses } = await batch([
    get('/'),
    get('/deviceAppManagement/mobileApps?$select=id'),
    get(`/deviceAppManagement/mobileApps/${appId}?$expand=installSummary`),
    get(`/deviceAppManagement/mobileApps/${appId}/installSummary`),
    write('POST', deviceStatusesOf(appId, 'u1'), { ...documentedDeviceBody, id: 'd1' }),
    write('PUT', `${path}/u1/app/$ref`, { '@odata.id': `deviceAppManagement/mobileApps('${appId}')` }),
    get(`${path}/u1/app/$ref`),
    write('PATCH', `${path}/u1`, { failedDeviceCount: 8 }),
    get(`${path}?$expand=deviceStatuses&$search=user`),
  ]);
  expect(statuses).toEqual([200, 200, 200, 200, 201, 204, 200, 200, 200]);
  expect(responses[3]?.body).toMatchObject({ installedDeviceCount: expect.any(Number) as number });
});

test('creates in several apps, with a conflict and a fault among them, are each their own', async () => {
  const other = userStatuses(randomUUID());
  await batch([create('s1')]);
  const { responses, statuses } = await batch([
    create('s0'),
    create('s1'),
    create('s2'),
    write('POST', other, { ...documentedBody, id: 's1' }),
    create('s2'),
    write('POST', other, {}),
  ]);
  expect(statuses).toEqual([201, 409, 201, 201, 409, 400]);
  expect(responses[1]?.body?.error).toMatchObject({ code: 'Conflict', target: 'id' });
});

test('each has its line in the log, and so has the whole; no token and no body is in them', async () => {
  const before = stack.log.length;
  const { whole, responses } = await batch([create('s1'), get(`${path}/nobody`), { ...write('POST', path, {}) }]);
  const lines = stack.log.slice(before).map(({ message }) => message);
  const facts = lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  const idOf = (headers: Readonly<Record<string, unknown>> | undefined): unknown => headers?.['request-id'];
  expect(facts).toHaveLength(4);
  expect(new Map(facts.map((fact) => [fact.requestId, [fact.operation, fact.status]]))).toEqual(
    new Map([
      [idOf(responses[0]?.headers), ['createUserAppInstallStatus', 201]],
      [idOf(responses[1]?.headers), ['getUserAppInstallStatus', 404]],
      [idOf(responses[2]?.headers), ['createUserAppInstallStatus', 400]],
      [idOf(whole.headers), ['batch', 200]],
    ]),
  );
  expect(facts.at(-1)).toMatchObject({ operation: 'batch', callerAppId: facts[0]?.callerAppId });
  for (const secret of [token, documentedBody.userName, documentedBody.userPrincipalName, appId]) {
    expect(lines.join('\n')).not.toContain(secret);
  }
});

describe('behind a gateway', () => {
  it('begins links with PUBLIC_BASE_URL, and takes urls that begin with its path', async () => {
    const behind = await startStack({ PUBLIC_BASE_URL: 'https://gateway.contoso.example/graph' });
    try {
      const sending = { token: behind.token(), headers: { 'x-forwarded-host': 'evil.example' } };
      const { responses, statuses } = await sendBatch(
        behind.url,
        [create('s1'), write('POST', `/graph/v1.0${path}`, { ...documentedBody, id: 's2' })],
        sending,
      );
      expect(statuses).toEqual([201, 201]);
      expect(responses.map(({ headers }) => headers.Location)).toEqual([
        expect.stringMatching(/^https:\/\/gateway\.contoso\.example\/graph\/beta\//),
        expect.stringMatching(/^https:\/\/gateway\.contoso\.example\/graph\/v1\.0\//),
      ]);
      const { responses: page } = await sendBatch(behind.url, [get(`${path}?$top=1`)], sending);
      expect(page[0]?.body?.['@odata.nextLink']).toMatch(/^https:\/\/gateway\.contoso\.example\/graph\/beta\//);
    } finally {
      await behind.close();
    }
  });

  it('begins links where the proxy says, and not where a request in the batch says', async () => {
    const behind = await startStack({ TRUST_FORWARDED_HEADERS: 'true' });
    try {
      const { responses } = await sendBatch(
        behind.url,
        [create('s1'), create('s2', { 'X-Forwarded-Host': 'evil.example' })],
        {
          token: behind.token(),
          headers: { 'x-forwarded-host': 'gateway.contoso.example', 'x-forwarded-proto': 'https' },
        },
      );
      for (const { headers } of responses)
        expect(headers.Location).toMatch(/^https:\/\/gateway\.contoso\.example\/beta\//);
      expect(responses).toHaveLength(2);
    } finally {
      await behind.close();
    }
  });
});
