// The end of an application: requests under way finish, then the store is let go, then what was recorded is sent.
import { HttpRequest, type HttpResponseInit, InvocationContext } from '@azure/functions';
import { signToken } from '../../../local/token-issuer/access-token.ts';
import { createIssuerKey } from '../../../local/token-issuer/issuer-key.ts';
import { type Application, createApplication } from '../../../shared/app.ts';
import { readConfiguration } from '../../../shared/config.ts';
import type { DocumentStore } from '../../../shared/store/document-store.ts';
import { documentedBody, userStatuses } from '../../support/documented-request.ts';
import { jwkOf, type JwksServer, startJwksServer } from '../../support/jwks-server.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { createMemoryStore } from './memory-store.ts';

const TENANT = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const CLIENT = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
const issuerKey = createIssuerKey();

let jwks: JwksServer;
let receiver: OtlpReceiver;
/** What happened, in its order. */
let events: string[];
let lines: string[];
let release: () => void;

beforeEach(async () => {
  jwks = await startJwksServer();
  jwks.publish({ keys: [jwkOf(issuerKey)] });
  receiver = await startOtlpReceiver();
  events = [];
  lines = [];
});
afterEach(async () => {
  await receiver.close();
  await jwks.close();
});

/** Its store answers to a create when it is released. */
function startApplication(environment: Readonly<Record<string, string>>): Application {
  const memory = createMemoryStore();
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store: DocumentStore = {
    ...memory,
    async create(document, call) {
      events.push('create');
      await released;
      return memory.create(document, call);
    },
    close() {
      events.push('store closed');
      return Promise.resolve();
    },
  };
  const configuration = readConfiguration({
    ENTRA_AUTHORITY: new URL(jwks.url).origin,
    ENTRA_TENANT_ID: TENANT,
    ENTRA_AUDIENCE: CLIENT,
    COSMOS_ENDPOINT: 'http://127.0.0.1:1',
    COSMOS_DATABASE: 'd',
    COSMOS_CONTAINER: 'c',
    ...environment,
  });
  return createApplication(configuration, { store, log: (line) => lines.push(line) });
}

function post(application: Application): Promise<HttpResponseInit> {
  const token = signToken(issuerKey, { authority: new URL(jwks.url).origin, tenantId: TENANT, audience: CLIENT });
  const request = new HttpRequest({
    method: 'POST',
    url: `http://localhost:7071/beta${userStatuses('a1')}`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: { string: JSON.stringify(documentedBody) },
  });
  return application.handle(request, new InvocationContext({ logHandler: () => undefined }));
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

test.each([
  ['without telemetry', () => ({})],
  ['with telemetry', () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint })],
] as const)('a request under way is answered before the store goes, %s', async (_what, environment) => {
  const application = startApplication(environment());
  const answer = post(application);
  await until(() => events.includes('create'));
  const closed = application.close().then(() => events.push('closed'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).not.toContain('store closed');
  release();
  await expect(answer).resolves.toMatchObject({ status: 201 });
  await closed;
  expect(events.slice(-2)).toEqual(['store closed', 'closed']);
  expect(lines).toEqual([]);
});

test('what the last request did is sent before the end', async () => {
  const application = startApplication({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
  const answer = post(application);
  await until(() => events.includes('create'));
  const closed = application.close();
  expect(receiver.spans).toEqual([]);
  release();
  await answer;
  await closed;
  const names = receiver.spans.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['createUserAppInstallStatus', 'token check', 'cosmos create']));
  expect(receiver.points.map(({ metric }) => metric)).toContain('http.server.request.duration');
});

test('a receiver that refuses is a line in the log, and no matter of the request or of the end', async () => {
  receiver.answerWith(400);
  const application = startApplication({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
  const answer = post(application);
  release();
  await expect(answer).resolves.toMatchObject({ status: 201 });
  await expect(application.close()).resolves.toBeUndefined();
  expect(receiver.exports.length).toBeGreaterThan(0);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ event: 'telemetry' });
});
