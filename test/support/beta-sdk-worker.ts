// What a program with Microsoft's beta SDK does: raw requests through its adapter, read into its models. It runs in a
// thread of its own, as Node runs any program: the SDK is made of ES modules, which the tests are not.
import { parentPort, workerData } from 'node:worker_threads';
import { Agent, fetch as undiciFetch } from 'undici';
import type { ModelName, SdkBatchRequest, SdkRequest, SdkResult, SdkSettings } from './beta-sdk.ts';

/** What is used of the SDK. Its own declarations have 12 MB, too much for a type check of each change. */
interface RequestInformation {
  queryParameters: Record<string, unknown>;
  headers: { add(name: string, value: string): void };
  setContentFromParsable(adapter: Adapter, contentType: string, value: unknown, serialize: unknown): void;
}
interface Adapter {
  baseUrl: string;
  send(request: RequestInformation, factory: unknown, errors: object): Promise<unknown>;
  sendNoResponseContent(request: RequestInformation, errors: object): Promise<void>;
}
interface ParseNode {
  getCollectionOfObjectValues(factory: unknown): unknown[];
}
type Make<Value> = new (...args: readonly unknown[]) => Value;
type Models = Readonly<Record<string, unknown>> & {
  readonly deserializeIntoBaseCollectionPaginationCountResponse: (page: object) => object;
};
interface Abstractions {
  readonly RequestInformation: Make<RequestInformation>;
}
interface BatchContent {
  addBatchRequest(request: RequestInformation, id: string): void;
  postAsync(): Promise<{ getResponses(): ReadonlyMap<string, { readonly status: number }> }>;
}
interface Core {
  readonly BatchRequestContent: Make<BatchContent>;
  readonly createGraphClientFactory: (telemetry: object, fetch: unknown) => unknown;
  readonly GraphAzureIdentityAuthenticationProvider: Make<object>;
  readonly PageIterator: Make<{ iterate(): Promise<void> }>;
}
interface Sdk {
  readonly GraphBetaRequestAdapter: Make<Adapter>;
  readonly createGraphBetaServiceClient: (adapter: Adapter) => unknown;
}

async function load<Module>(name: string): Promise<Module> {
  return (await import(name)) as Module;
}

const [abstractions, core, sdk, models, errors] = await Promise.all([
  load<Abstractions>('@microsoft/kiota-abstractions'),
  load<Core>('@microsoft/msgraph-sdk-core'),
  load<Sdk>('@microsoft/msgraph-beta-sdk'),
  load<Models>('@microsoft/msgraph-beta-sdk/models/index.js'),
  load<Readonly<Record<string, unknown>>>('@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js'),
]);

const { baseUrl, token, certificate } = workerData as SdkSettings;
const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
const hosts = new Set([new URL(baseUrl).hostname]);
const scopes = ['api://graph-app-install-status/.default'];
const dispatcher = new Agent({ connect: { ca: certificate } });
const fetch = (url: string, init: object): unknown => undiciFetch(url, { ...init, dispatcher });
const adapter = new sdk.GraphBetaRequestAdapter(
  new core.GraphAzureIdentityAuthenticationProvider(credential, scopes, undefined, hosts),
  undefined,
  undefined,
  core.createGraphClientFactory({ graphServiceTargetVersion: 'beta' }, fetch),
);
adapter.baseUrl = baseUrl;
sdk.createGraphBetaServiceClient(adapter);

const errorMappings = { XXX: errors.createODataErrorFromDiscriminatorValue };

/** The SDK has no class for a page of what it has no path to; this is how those that it has are made. */
function pageFactory(model: ModelName): unknown {
  const member = models[`create${model}FromDiscriminatorValue`];
  return () =>
    (page: { value?: unknown[] } = {}) => ({
      ...models.deserializeIntoBaseCollectionPaginationCountResponse(page),
      value: (node: ParseNode) => {
        page.value = node.getCollectionOfObjectValues(member);
      },
    });
}

/** As the SDK's own paths are written. */
const QUERY = '{?%24count,%24expand,%24filter,%24orderby,%24search,%24select,%24skip,%24top}';

async function run({ method, path, model, kind, parameters, query, headers, body }: SdkRequest): Promise<unknown> {
  const request = new abstractions.RequestInformation(method, `{+baseurl}${path}${QUERY}`, parameters);
  for (const [name, value] of Object.entries(query ?? {})) request.queryParameters[`%24${name}`] = value;
  for (const [name, value] of Object.entries({ Accept: 'application/json', ...headers })) {
    request.headers.add(name, value);
  }
  if (body !== undefined) {
    request.setContentFromParsable(adapter, 'application/json', body, models[`serialize${model}`]);
  }
  if (kind === 'nothing') return adapter.sendNoResponseContent(request, errorMappings);
  const factory = kind === 'entity' ? models[`create${model}FromDiscriminatorValue`] : pageFactory(model);
  const answer = await adapter.send(request, factory, errorMappings);
  if (kind !== 'all') return answer;
  const members: unknown[] = [];
  const collect = (member: unknown): boolean => members.push(member) > 0;
  await new core.PageIterator(adapter, answer, collect, factory, errorMappings).iterate();
  return members;
}

async function runBatch(requests: readonly SdkBatchRequest[]): Promise<Record<string, number>> {
  const content = new core.BatchRequestContent(adapter, errorMappings);
  for (const { id, method, path, body } of requests) {
    const request = new abstractions.RequestInformation(method, `{+baseurl}${path}`, { baseurl: baseUrl });
    if (body !== undefined) {
      request.setContentFromParsable(adapter, 'application/json', body, models.serializeUserAppInstallStatus);
    }
    content.addBatchRequest(request, id);
  }
  const responses = (await content.postAsync()).getResponses();
  return Object.fromEntries([...responses].map(([id, { status }]) => [id, status]));
}

/** Models are proxies, which cannot be handed over to another thread. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(
    entries.filter(([, each]) => typeof each !== 'function').map(([k, each]) => [k, plain(each)]),
  );
}

interface Message {
  readonly id: number;
  readonly request: SdkRequest | readonly SdkBatchRequest[];
}

parentPort?.on('message', ({ id, request }: Message) => {
  const reply = (result: SdkResult): void => parentPort?.postMessage({ id, result });
  const running = 'path' in request ? run(request) : runBatch(request);
  running.then(
    (value) => {
      reply({ value: plain(value) });
    },
    (error: unknown) => {
      // What the SDK makes of an answer that is an error is thrown as it is read, and is no Error.
      reply({
        failure: { ...(plain(error) as object), ...(error instanceof Error ? { message: error.message } : {}) },
      });
    },
  );
});
