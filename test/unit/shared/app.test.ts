// The composition root: the parts find each other, nothing connects too early, and nothing is left open.
import { HttpRequest, type HttpResponseInit, InvocationContext } from '@azure/functions';
import { signToken } from '../../../local/token-issuer/access-token.ts';
import { createIssuerKey } from '../../../local/token-issuer/issuer-key.ts';
import { type Application, type ApplicationParts, createApplication } from '../../../shared/app.ts';
import { readConfiguration } from '../../../shared/config.ts';
import { operations } from '../../../shared/operations.ts';
import type { Operation } from '../../../shared/resources/operation.ts';
import { createClock } from '../../support/clock.ts';
import { documentedBody, userStatuses } from '../../support/documented-request.ts';
import { jwkOf, type JwksServer, startJwksServer } from '../../support/jwks-server.ts';
import { createMemoryStore } from './memory-store.ts';
import { startCosmosStub } from './store/cosmos-stub.ts';

const TENANT = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const CLIENT = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
const issuerKey = createIssuerKey();

let jwks: JwksServer;
let authority: string;
let applications: Application[];
let lines: string[];

beforeEach(async () => {
  jwks = await startJwksServer();
  authority = new URL(jwks.url).origin;
  applications = [];
  lines = [];
});

afterEach(async () => {
  for (const application of applications) await application.close();
  await jwks.close();
});

function create(parts: ApplicationParts, environment: Readonly<Record<string, string>> = {}): Application {
  const configuration = readConfiguration({
    ENTRA_AUTHORITY: authority,
    ENTRA_TENANT_ID: TENANT,
    ENTRA_AUDIENCE: `api://status,${CLIENT}`,
    // Port 1 of this machine: nobody listens there.
    COSMOS_ENDPOINT: 'http://127.0.0.1:1',
    COSMOS_DATABASE: 'd',
    COSMOS_CONTAINER: 'c',
    ...environment,
  });
  const application = createApplication(configuration, { log: (line) => lines.push(line), ...parts });
  applications.push(application);
  return application;
}

function send(application: Application, path: string, body?: object, token?: string): Promise<HttpResponseInit> {
  const request = new HttpRequest({
    method: body === undefined ? 'GET' : 'POST',
    url: `http://localhost:7071${path}`,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: { string: JSON.stringify(body) } }),
  });
  return application.handle(request, new InvocationContext({ logHandler: () => undefined }));
}

describe('an application', () => {
  test('verifies tokens with the keys of its authority and stores in its store', async () => {
    jwks.publish({ keys: [jwkOf(issuerKey)] });
    const store = createMemoryStore();
    const application = create({ store });
    const token = signToken(issuerKey, { authority, tenantId: TENANT, audience: CLIENT });
    const response = await send(application, `/beta${userStatuses('a1')}`, documentedBody, token);
    expect(response.status).toBe(201);
    expect(store.documents).toEqual([
      expect.objectContaining({ id: 'a1', entityType: 'mobileApp' }),
      expect.objectContaining({ mobileAppId: 'a1', entityType: 'userAppInstallStatus', schemaVersion: 1 }),
    ]);
  });

  test('tells the time by the clock that it is given', async () => {
    jwks.publish({ keys: [jwkOf(issuerKey)] });
    const clock = createClock(Date.parse('2030-01-01T00:00:00Z'));
    const application = create({ store: createMemoryStore(), now: clock.now });
    const token = signToken(issuerKey, { authority, tenantId: TENANT, audience: CLIENT });
    const response = await send(application, `/beta${userStatuses('a1')}`, documentedBody, token);
    expect(response.status).toBe(401);
    expect(JSON.parse(response.body as string)).toMatchObject({
      error: { innerError: { date: '2030-01-01T00:00:00' } },
    });
  });

  test('names the client id in its challenge, wherever it stands among the audiences', async () => {
    const { headers } = await send(create({ store: createMemoryStore() }), `/beta${userStatuses('a1')}`, {});
    expect(headers).toMatchObject({ 'WWW-Authenticate': expect.stringContaining(`client_id="${CLIENT}"`) as string });
  });

  test('names the App ID URI where no client id is configured', async () => {
    const application = create({ store: createMemoryStore() }, { ENTRA_AUDIENCE: 'api://status,api://other' });
    const { headers } = await send(application, `/beta${userStatuses('a1')}`, {});
    expect(headers).toMatchObject({
      'WWW-Authenticate': expect.stringContaining('client_id="api://status"') as string,
    });
  });

  test('accepts the issuers that are configured in place of its authority', async () => {
    jwks.publish({ keys: [jwkOf(issuerKey)] });
    const issuer = `https://other.example/${TENANT}/v2.0`;
    const application = create({ store: createMemoryStore() }, { ENTRA_ISSUERS: issuer });
    const usual = { authority, tenantId: TENANT, audience: CLIENT };
    const path = `/beta${userStatuses('a1')}`;
    const token = signToken(issuerKey, { ...usual, claims: { iss: issuer } });
    await expect(send(application, path, documentedBody, token)).resolves.toMatchObject({ status: 201 });
    await expect(send(application, path, documentedBody, signToken(issuerKey, usual))).resolves.toMatchObject({
      status: 401,
    });
  });

  test('has every operation of the table, and those of the explorer where it is on', () => {
    const operationsOf = (API_EXPLORER: string): readonly Operation[] =>
      create({ store: createMemoryStore() }, { API_EXPLORER }).operations;
    expect(operationsOf('off')).toEqual(operations);
    const names = operationsOf('on').map(({ name }) => name);
    expect(names).toEqual([...operations.map(({ name }) => name), 'getExplorer', 'getExplorerFile']);
  });

  test('works without anybody who listens to its log', async () => {
    const application = create({ store: createMemoryStore(), log: undefined as never });
    await expect(application.warmUp()).resolves.toBeUndefined();
  });
});

describe('before the first request', () => {
  test('nothing is fetched', async () => {
    create({});
    await new Promise((resolve) => setImmediate(resolve));
    expect(jwks.requests()).toBe(0);
  });

  test('the warm-up fetches the keys and reaches the store', async () => {
    jwks.publish({ keys: [jwkOf(issuerKey)] });
    await create({ store: createMemoryStore() }).warmUp();
    expect(jwks.requests()).toBe(1);
    expect(lines).toEqual([]);
  });

  test('a warm-up that fails says why, and no more than that happens', async () => {
    const application = create({ storeCredential: { key: 'a2V5' } });
    await application.warmUp();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { event: 'signingKeysFetchFailed', message: expect.any(String) as string },
      { event: 'notReadyAtStart', problem: expect.stringMatching(/^store: .*; signing keys: /) as string },
    ]);
    await expect(send(application, '/health/ready')).resolves.toMatchObject({ status: 503 });
    await expect(send(application, '/health/live')).resolves.toMatchObject({ status: 200 });
  });
});

describe('the store', () => {
  test('is Cosmos with the key of an emulator, which is closed with the application', async () => {
    jwks.publish({ keys: [jwkOf(issuerKey)] });
    const stub = await startCosmosStub();
    try {
      const application = create({}, { COSMOS_ENDPOINT: stub.endpoint, COSMOS_KEY: 'a2V5' });
      await expect(send(application, '/health/ready')).resolves.toMatchObject({ status: 200 });
      const [request] = stub.requests;
      expect(decodeURIComponent(String(request?.headers.authorization))).toMatch(/^type=master&ver=1\.0&sig=/);
      await application.close();
    } finally {
      await stub.close();
    }
  });

  test('is Cosmos with the sign-in of the developer where there is no key', async () => {
    // Without TLS the client refuses to send a token, which shows that it would have sent one.
    const application = create({});
    await application.warmUp();
    expect(lines.join('\n')).toMatch(/notReadyAtStart.*store: cosmos /);
  });

  test('that was brought along is closed with the application', async () => {
    const close = jest.fn(() => Promise.resolve());
    const application = create({ store: { ...createMemoryStore(), close } });
    await application.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
