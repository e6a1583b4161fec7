// The OpenAPI document of a running service, and its examples: each request is sent, and each answer compared.
import { EXAMPLE_KEYS, EXAMPLE_TIME, EXAMPLE_VALUES, EXAMPLE_VERSION } from '../../shared/openapi/example-entities.ts';
import { type ErrorBody, errorOf, send } from '../support/http-client.ts';
import { expectedOpenApiDocument } from '../support/openapi-document.ts';
import { APP_ID_URI, type Stack, startStack, TENANT_ID } from '../support/stack.ts';

type Content = Readonly<Record<string, { readonly example?: unknown }>>;

interface OperationObject {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface OpenApi {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, { readonly flows: Readonly<Record<string, object>> }>>;
    readonly examples: Readonly<Record<string, { readonly value: { readonly error: Partial<ErrorBody> } }>>;
  };
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const get = async (url = stack.url): Promise<OpenApi> => (await send(`${url}/openapi.json`)).json as unknown as OpenApi;

describe('/openapi.json', () => {
  it('names the service as the client knows it', async () => {
    const { servers, paths } = await get();
    expect(servers).toEqual([{ url: `${stack.url}/beta` }, { url: `${stack.url}/v1.0` }]);
    expect(paths['/health/live']?.servers).toEqual([{ url: stack.url }]);
    const byOtherName = stack.url.replace('127.0.0.1', 'localhost');
    expect((await get(byOtherName)).servers[0]?.url).toBe(`${byOtherName}/beta`);
  });

  it('names the tenant that tokens are of, and the scopes that they are for', async () => {
    const { entraDelegated, entraApplication } = (await get()).components.securitySchemes;
    const base = `${stack.authority}/${TENANT_ID}/oauth2/v2.0`;
    const text = expect.any(String) as unknown;
    expect(entraDelegated?.flows.authorizationCode).toMatchObject({
      authorizationUrl: `${base}/authorize`,
      tokenUrl: `${base}/token`,
      scopes: {
        [`${APP_ID_URI}/DeviceManagementApps.Read.All`]: text,
        [`${APP_ID_URI}/DeviceManagementApps.ReadWrite.All`]: text,
      },
    });
    expect(entraApplication?.flows.clientCredentials).toMatchObject({
      tokenUrl: `${base}/token`,
      scopes: { [`${APP_ID_URI}/.default`]: text },
    });
  });

  it('may be kept, and is not sent again while it is the same', async () => {
    const url = `${stack.url}/openapi.json`;
    const first = await send(url);
    const again = await send(url, { headers: { 'if-none-match': String(first.headers.etag) } });
    expect(first.headers['cache-control']).toBe('no-cache');
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', first.headers.etag]);
    expect(again.headers['cache-control']).toBe('no-cache');
  });
});

/** An operation whose successful answer has an example. */
interface Example {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
  readonly answer: unknown;
}

function examplesOf({ paths, servers }: OpenApi): [string, Example][] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { operationId, requestBody, responses = {} }]): [string, Example][] => {
      const statuses = method === 'post' ? [201, 200] : [200, 204];
      const status = statuses.find((each) => String(each) in responses) ?? 0;
      const answer = Object.values(responses[status]?.content ?? {})[0]?.example;
      const body = requestBody?.content['application/json']?.example;
      if (answer === undefined && body === undefined) return [];
      const [base = servers[0]] = (item.servers as OpenApi['servers'] | undefined) ?? [];
      return [[operationId, { method: method.toUpperCase(), path: `${base?.url ?? ''}${path}`, status, body, answer }]];
    }),
  );
}

const { mobileAppId, userAppInstallStatusId, mobileAppInstallStatusId } = EXAMPLE_KEYS;

/** The documented text as the stack has it: where it is, and with the keys of the examples. */
function here(text: string): string {
  return text
    .replaceAll('http://localhost:7071', stack.url)
    .replace('{mobileApp-id}', mobileAppId)
    .replace('{userAppInstallStatus-id}', userAppInstallStatusId)
    .replace('{mobileAppInstallStatus-id}', mobileAppInstallStatusId);
}

const app = (): string => here('http://localhost:7071/beta/deviceAppManagement/mobileApps/{mobileApp-id}');

let isArranged = false;

/** The app of the examples with one status of each kind, and nothing else; made anew when a request may have changed it. */
async function arrange(method: string): Promise<void> {
  const isThere = isArranged;
  isArranged = method === 'GET';
  if (isThere) return;
  const token = stack.token();
  await send(app(), { method: 'DELETE', token });
  const { userAppInstallStatus, mobileAppInstallStatus, mobileApp } = EXAMPLE_VALUES;
  await send(`${app()}/userStatuses`, { token, json: userAppInstallStatus });
  await send(`${app()}/deviceStatuses`, { token, json: mobileAppInstallStatus });
  await send(app(), { method: 'PATCH', token, json: { displayName: mobileApp?.displayName } });
}

/** What is another each time is written as it is in the examples; the ids of requests are left out. */
function normal(text: string): unknown {
  const tag = JSON.stringify(`W/"${EXAMPLE_VERSION}"`).slice(1, -1);
  return JSON.parse(
    text
      .replaceAll(/W\/\\"[^"\\]+\\"/g, () => tag)
      .replaceAll(/"(createdDateTime|lastModifiedDateTime)":"[^"]+"/g, `"$1":"${EXAMPLE_TIME}"`)
      .replaceAll(/"(request-id|client-request-id)":"[^"]+"/g, '"$1":""'),
  ) as unknown;
}

describe('the examples', () => {
  const examples = examplesOf(JSON.parse(expectedOpenApiDocument()) as OpenApi);

  it('are of every operation that takes or gives JSON, or a number', () => {
    expect(examples).toHaveLength(33);
  });

  it.each(examples)('%s answers as its example says', async (_id, { method, path, status, body, answer: example }) => {
    await arrange(method);
    const isBatch = path.endsWith('/$batch');
    const token = stack.token();
    // The first request of the batch creates the only status that the second one finds.
    if (isBatch) await send(`${app()}/userStatuses/${userAppInstallStatusId}`, { method: 'DELETE', token });
    const json = body === undefined ? undefined : (JSON.parse(here(JSON.stringify(body))) as unknown);
    const answer = await send(here(path), { method, token, json });
    expect(answer.status).toBe(status);
    if (status === 204) return;
    // The service made an id where the request gave none.
    const made = /\/([\w-]+)$/.exec(String(answer.headers.location ?? ''))?.[1] ?? madeIn(isBatch ? answer.text : '');
    const wanted = isBatch ? userAppInstallStatusId : (example as { readonly id?: string }).id;
    const text = made === undefined ? answer.text : answer.text.replaceAll(made, wanted ?? '');
    expect(normal(text)).toEqual(normal(here(JSON.stringify(example))));
  });
});

function madeIn(text: string): string | undefined {
  return /"Location":"[^"]+\/([\w-]+)"/.exec(text)?.[1];
}

describe('the examples of failures', () => {
  const reader = (): string => stack.token({ roles: ['DeviceManagementApps.Read.All'] });
  const writer = (): string => stack.token();
  const nobody = (): undefined => undefined;
  const [collection, member, summary] = ['/userStatuses', `/userStatuses/${userAppInstallStatusId}`, '/installSummary'];
  const { userAppInstallStatus = {} } = EXAMPLE_VALUES;
  const nameless = { ...userAppInstallStatus, userName: undefined };

  it.each([
    [400, 'POST', collection, writer, nameless, {}],
    [401, 'GET', collection, nobody, undefined, {}],
    [403, 'POST', collection, reader, userAppInstallStatus, {}],
    [404, 'GET', member, writer, undefined, {}],
    [405, 'PATCH', summary, writer, {}, {}],
    [409, 'POST', collection, writer, userAppInstallStatus, {}],
    [412, 'PATCH', member, writer, {}, { 'if-match': 'W/"another"' }],
  ] as const)('%d: %s …%s', async (status, method, path, token, json, headers) => {
    await arrange(status === 404 ? 'DELETE' : method);
    if (status === 404) await send(`${app()}${member}`, { method: 'DELETE', token: writer() });
    const answer = await send(`${app()}${path}`, { method, token: token(), json, headers });
    const shown = errorOf(answer);
    const { examples } = (JSON.parse(expectedOpenApiDocument()) as OpenApi).components;
    const { error } = examples[`error${status}`]?.value ?? {};
    expect([answer.status, shown]).toEqual([status, { ...error, innerError: shown.innerError }]);
  });
});
