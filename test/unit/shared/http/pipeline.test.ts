// The whole way of a request through the pipeline, with the library's own request and invocation context.
import { graphError } from '../../../../shared/errors/catalogue.ts';
import { isGuid } from '../../../../shared/odata/key.ts';
import { documentedBody, documentedValues } from '../../../support/documented-request.ts';
import { CREATE_CHARGE, READ_CHARGE } from '../memory-store.ts';
import { type Answer, COLLECTION, createPipelineUnderTest, fakeVerifier, ORIGIN } from './pipeline-under-test.ts';

const ID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';
const MEMBER = `${COLLECTION}/${ID}`;
const body = JSON.stringify(documentedBody);

function errorOf({ text }: Answer): { code: string; message: string; innerError: Record<string, string> } {
  return (JSON.parse(text) as { error: ReturnType<typeof errorOf> }).error;
}

describe('a create', () => {
  test('is answered with 201, the place and the whole entity', async () => {
    const { send, store } = createPipelineUnderTest();
    const answer = await send({ body, headers: { 'client-request-id': 'c-1' } });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({
      Location: `${ORIGIN}${MEMBER}`,
      'client-request-id': 'c-1',
      'OData-Version': '4.0',
    });
    expect(isGuid(answer.headers['request-id'] ?? '')).toBe(true);
    expect(JSON.parse(answer.text)).toEqual({
      '@odata.context': `${ORIGIN}/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses/$entity`,
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      '@odata.etag': 'W/"version-1"',
      id: ID,
      ...documentedValues,
    });
    expect(store.documents).toHaveLength(1);
  });

  test('is found again at its Location', async () => {
    const { send } = createPipelineUnderTest();
    const { headers, text } = await send({ body });
    const answer = await send({ path: headers.Location?.slice(ORIGIN.length) ?? '' });
    expect(answer).toMatchObject({ status: 200, text });
  });

  test('names the version root and the public URL in its Location', async () => {
    const path = '/v1.0/deviceAppManagement/mobileApps/a1/userStatuses';
    const { send } = createPipelineUnderTest({ publicBaseUrl: 'https://contoso.com/apps' });
    const { headers, text } = await send({ body, path });
    expect(headers.Location).toBe(`https://contoso.com/apps${path}/${ID}`);
    expect(text).toContain('"@odata.context":"https://contoso.com/apps/v1.0/$metadata#');
  });

  test('begins URLs where a proxy says that the client is, if that is trusted and nothing is configured', async () => {
    const path = '/v1.0/deviceAppManagement/mobileApps/a1/userStatuses';
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'gateway.fabrikam.com' };
    const locationOf = async (replacements: Parameters<typeof createPipelineUnderTest>[0]): Promise<unknown> => {
      const answer = await createPipelineUnderTest(replacements).send({ body, path, headers });
      return answer.headers.Location;
    };
    const trusted = await locationOf({ trustForwardedHeaders: true });
    expect(trusted).toBe(`https://gateway.fabrikam.com${path}/${ID}`);
    await expect(locationOf({})).resolves.toBe(`${ORIGIN}${path}/${ID}`);
    const configured = { trustForwardedHeaders: true, publicBaseUrl: 'https://contoso.com' };
    await expect(locationOf(configured)).resolves.toBe(`https://contoso.com${path}/${ID}`);
  });

  test('follows Prefer and Accept', async () => {
    const { send } = createPipelineUnderTest();
    const minimal = await send({ body, headers: { prefer: 'return=minimal' } });
    expect(minimal).toMatchObject({ status: 204, hasBody: false });
    const { text } = await send({ path: MEMBER, headers: { accept: 'application/json;odata.metadata=none' } });
    expect(JSON.parse(text)).toEqual({ id: ID, ...documentedValues });
    await expect(send({ path: MEMBER, headers: { accept: 'text/html' } })).resolves.toMatchObject({ status: 406 });
    await expect(send({ path: `${MEMBER}?$format=json`, headers: { accept: 'text/html' } })).resolves.toMatchObject({
      status: 200,
    });
  });

  test('is refused with every fault of its body, and stores nothing', async () => {
    const { send, store } = createPipelineUnderTest();
    const answer = await send({ body: '{"userName":5,"x":1}' });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining('6 faults') as string,
    });
    expect(store.documents).toEqual([]);
  });

  test.each([
    [413, { body: ' '.repeat(64 * 1024 + 1) }],
    [413, { body, headers: { 'content-length': '65537' } }],
    [400, { body: '' }],
    [400, { body: '{' }],
    [400, { body, headers: { 'content-type': 'text/plain' } }],
    [415, { body, headers: { 'content-encoding': 'gzip' } }],
    [400, { body, headers: { 'odata-version': '3.0' } }],
    [400, { body, path: `${COLLECTION}?$filter=userName eq 'x'` }],
    [400, { body, path: '/beta/deviceAppManagement/mobileApps/a%2Fb/userStatuses' }],
    [405, { body, method: 'PUT' }],
    [404, { body, path: '/nothing/here' }],
  ])('is answered with %d for %.60j', async (status, sending) => {
    const { send, store } = createPipelineUnderTest();
    const answer = await send(sending);
    expect(answer.status).toBe(status);
    expect(errorOf(answer).innerError).toEqual({
      date: '2026-11-24T12:34:56',
      'request-id': answer.headers['request-id'],
      'client-request-id': answer.headers['client-request-id'],
    });
    expect(store.documents).toEqual([]);
  });

  test('takes a body of exactly 64 KiB', async () => {
    const { send } = createPipelineUnderTest();
    await expect(send({ body: body.padEnd(64 * 1024) })).resolves.toMatchObject({ status: 201 });
  });
});

describe('a list', () => {
  test('leads to its second page by the next link, with the options of the first', async () => {
    const { send } = createPipelineUnderTest();
    for (const id of ['s1', 's2', 's3']) await send({ body: JSON.stringify({ ...documentedBody, id }) });
    const first = await send({
      path: `${COLLECTION}?$orderby=id desc&$select=id&$count=true`,
      headers: { prefer: 'odata.maxpagesize=2', accept: 'application/json;odata.metadata=none' },
    });
    expect(first.headers['Preference-Applied']).toBe('odata.maxpagesize=2');
    const page = JSON.parse(first.text) as Record<string, unknown>;
    expect(page).toMatchObject({ '@odata.count': 3, value: [{ id: 's3' }, { id: 's2' }] });
    const next = String(page['@odata.nextLink']);
    expect(next.startsWith(`${ORIGIN}${COLLECTION}?$orderby=id%20desc&$select=id&$count=true&$skiptoken=`)).toBe(true);
    const second = await send({ path: next.slice(ORIGIN.length) });
    expect(JSON.parse(second.text)).toMatchObject({ value: [{ id: 's1' }] });
    // Counting costs as much as many pages, so that it is done once.
    expect(second.text).not.toContain('@odata.count');
    expect(second.text).not.toContain('nextLink');
  });

  test('is counted as plain text, whatever the client accepts', async () => {
    const { send } = createPipelineUnderTest();
    await send({ body });
    const answer = await send({ path: `${COLLECTION}/$count`, headers: { accept: 'text/plain' } });
    expect(answer).toMatchObject({ status: 200, text: '1' });
    await expect(send({ path: `${COLLECTION}/$count?$top=1` })).resolves.toMatchObject({ status: 400 });
  });
});

describe('HEAD', () => {
  test('is answered as GET: the server sends its headers and drops its body (RFC 9110 §9.3.2)', async () => {
    const { send } = createPipelineUnderTest();
    await send({ body });
    const got = await send({ path: MEMBER });
    const answer = await send({ path: MEMBER, method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: got.text });
    expect(answer.headers['Content-Type']).toBe(got.headers['Content-Type']);
  });

  test('fails as GET does', async () => {
    const { send } = createPipelineUnderTest();
    await expect(send({ path: MEMBER, method: 'HEAD' })).resolves.toMatchObject({ status: 404 });
    await expect(send({ path: '/x', method: 'HEAD' })).resolves.toMatchObject({ status: 404 });
  });
});

describe('who may', () => {
  test('nobody without a token', async () => {
    const { send, store } = createPipelineUnderTest();
    const answer = await send({ body, token: '' });
    expect(answer.status).toBe(401);
    expect(answer.headers['WWW-Authenticate']).toBe('Bearer realm=""');
    expect(errorOf(answer).code).toBe('InvalidAuthenticationToken');
    expect(store.documents).toEqual([]);
  });

  test('nobody with a token that is refused, whatever else is wrong with the request', async () => {
    const { send } = createPipelineUnderTest();
    const headers = { accept: 'text/html', 'content-type': 'text/plain', 'odata-version': '3.0' };
    await expect(send({ body: '{', token: 'x', headers })).resolves.toMatchObject({ status: 401 });
  });

  test('a reader may read and not create', async () => {
    const { send, store } = createPipelineUnderTest();
    const answer = await send({ body, token: 'reader' });
    expect(answer.status).toBe(403);
    expect(errorOf(answer).message).toContain('DeviceManagementApps.ReadWrite.All');
    expect(answer.headers['WWW-Authenticate']).toContain('insufficient_scope');
    expect(store.documents).toEqual([]);
    await send({ body });
    await expect(send({ path: MEMBER, token: 'reader' })).resolves.toMatchObject({ status: 200 });
  });

  test('a verification that takes its time is waited for', async () => {
    const verifier = {
      verify: (value: string | null | undefined) => Promise.resolve().then(() => fakeVerifier.verify(value)),
    };
    const { send } = createPipelineUnderTest({ verifier });
    await expect(send({ body })).resolves.toMatchObject({ status: 201 });
    await expect(send({ body, token: 'x' })).resolves.toMatchObject({ status: 401 });
    await expect(send({ body, token: 'reader' })).resolves.toMatchObject({ status: 403 });
  });

  test('everybody may ask for health', async () => {
    const { send } = createPipelineUnderTest();
    await expect(send({ path: '/health/live', token: '' })).resolves.toMatchObject({
      status: 200,
      text: '{"status":"alive"}',
    });
    await expect(send({ path: '/health/ready', token: 'x' })).resolves.toMatchObject({ status: 200 });
  });
});

describe('what goes wrong inside', () => {
  const failure = new Error('secret: AccountKey=abc at 10.0.0.1');

  test.each([
    ['an error', failure],
    ['anything else', 'secret text'],
  ])('%s becomes a 500 that tells nothing, while the log tells all', async (_case, thrown) => {
    const { send, log } = createPipelineUnderTest({
      services: {
        newId: () => {
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries throw anything
          throw thrown;
        },
      },
    });
    const answer = await send({ body });
    expect(answer.status).toBe(500);
    expect(errorOf(answer)).toMatchObject({ code: 'generalException' });
    expect(answer.text).not.toMatch(/secret|AccountKey|at .*\.ts/);
    const requestId = answer.headers['request-id'];
    expect(log[0]).toMatchObject({
      level: 'error',
      event: 'unexpectedError',
      requestId,
      stack: expect.stringContaining('secret') as string,
    });
    expect(log[1]).toMatchObject({ level: 'error', event: 'request', status: 500, requestId });
  });

  test('an error without a stack is logged by its message', async () => {
    const bare = new Error('bare');
    delete bare.stack;
    const { send, log } = createPipelineUnderTest({
      services: {
        newId: () => {
          throw bare;
        },
      },
    });
    await send({ body });
    expect(log[0]).toMatchObject({ stack: 'bare' });
  });

  test('a failure of the store is answered as it says, its reason is for the log', async () => {
    const check = createPipelineUnderTest();
    const store = {
      ...check.store,
      create: () =>
        Promise.reject(
          graphError('storeThrottled', {}, { headers: { 'Retry-After': '3' }, reason: 'cosmos 429/3200' }),
        ),
    };
    const { send, log } = createPipelineUnderTest({ services: { store } });
    const answer = await send({ body });
    expect(answer.status).toBe(429);
    expect(answer.headers['Retry-After']).toBe('3');
    expect(answer.text).not.toContain('cosmos');
    expect(log).toEqual([expect.objectContaining({ level: 'warning', status: 429, reason: 'cosmos 429/3200' })]);
  });

  test('a service that is not ready says so, and nothing else', async () => {
    const findReadinessProblem = (): Promise<string> => Promise.resolve('store: ECONNREFUSED 10.0.0.1');
    const { send, log } = createPipelineUnderTest({ services: { findReadinessProblem } });
    const answer = await send({ path: '/health/ready', token: '' });
    expect(answer).toMatchObject({ status: 503 });
    expect(answer.headers['Retry-After']).toBe('5');
    expect(answer.text).not.toContain('ECONN');
    expect(log[0]).toMatchObject({ operation: 'healthReady', reason: 'store: ECONNREFUSED 10.0.0.1' });
  });
});

describe('the log', () => {
  test('has one line for each request, with who, what and how much', async () => {
    const { send, log } = createPipelineUnderTest();
    const { headers } = await send({ body, headers: { 'client-request-id': 'c-1' } });
    await send({ path: MEMBER, token: 'user' });
    expect(log).toEqual([
      {
        level: 'information',
        event: 'request',
        operation: 'createUserAppInstallStatus',
        method: 'POST',
        status: 201,
        durationMs: expect.any(Number) as number,
        requestId: headers['request-id'],
        clientRequestId: 'c-1',
        callerAppId: 'client-app',
        requestCharge: CREATE_CHARGE,
      },
      expect.objectContaining({
        operation: 'getUserAppInstallStatus',
        status: 200,
        requestCharge: READ_CHARGE,
        callerAppId: 'client-app',
      }),
    ]);
  });

  test('names the caller of a request that was forbidden, and the operation of one that was not let in', async () => {
    const { send, log } = createPipelineUnderTest();
    await send({ body, token: 'reader' });
    await send({ body, token: 'x' });
    await send({ path: '/x' });
    expect(log).toMatchObject([
      { status: 403, operation: 'createUserAppInstallStatus', callerAppId: 'client-app', reason: 'permission' },
      { status: 401, operation: 'createUserAppInstallStatus', errorCode: 'InvalidAuthenticationToken' },
      { status: 404, errorCode: 'ResourceNotFound' },
    ]);
    expect(log[1]).not.toHaveProperty('callerAppId');
    expect(log[2]).not.toHaveProperty('operation');
  });

  test('holds no token, no body, no name and no path', async () => {
    const { send, rawLog } = createPipelineUnderTest();
    const marked = JSON.stringify({ ...documentedBody, userName: 'MARK-name', userPrincipalName: 'MARK-upn' });
    await send({ body: marked });
    await send({ body: marked.replace('{', '{"MARK-member":1,') });
    await send({ body: marked, token: 'MARK-token' });
    await send({ path: '/beta/MARK-path?MARK-query' });
    await send({ path: `${COLLECTION}/MARK-id` });
    expect(rawLog).toHaveLength(5);
    expect(rawLog.join('\n')).not.toContain('MARK');
  });
});
