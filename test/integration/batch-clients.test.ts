// Microsoft's own clients send batches and read what comes back, with nothing changed but base URL and trust.
import { randomUUID } from 'node:crypto';
import {
  BatchRequestContent,
  type BatchRequestStep,
  BatchResponseContent,
  Client,
} from '@microsoft/microsoft-graph-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { type BetaSdk, startBetaSdk } from '../support/beta-sdk.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let dispatcher: Agent;
let path: string;

beforeAll(async () => {
  stack = await startStack();
  dispatcher = new Agent({ connect: { ca: stack.certificate } });
});
afterAll(async () => {
  await dispatcher.close();
  await stack.close();
});
beforeEach(() => {
  path = userStatuses(randomUUID());
});

const origin = (): string => stack.httpsUrl.replace('127.0.0.1', 'localhost');

describe('@microsoft/microsoft-graph-client', () => {
  // The global fetch of the test environment and the package's Agent are of different undici versions.
  const globalFetch = globalThis.fetch;
  beforeAll(() => {
    globalThis.fetch = undiciFetch as typeof globalThis.fetch;
  });
  afterAll(() => {
    globalThis.fetch = globalFetch;
  });

  function client(): Client {
    return Client.init({
      baseUrl: origin(),
      defaultVersion: 'beta',
      customHosts: new Set(['localhost']),
      fetchOptions: { dispatcher } as object,
      authProvider: (done) => {
        done(null, stack.token());
      },
    });
  }

  /** As the client's documentation has it: requests with an absolute URL, or with one from the version root. */
  function step(
    id: string,
    method: string,
    url: string,
    { body, dependsOn }: { body?: object; dependsOn?: string } = {},
  ): BatchRequestStep {
    const request = new Request(`${origin()}/beta${url}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { id, request, ...(dependsOn === undefined ? {} : { dependsOn: [dependsOn] }) };
  }

  async function post(steps: BatchRequestStep[]): Promise<BatchResponseContent> {
    const content = await new BatchRequestContent(steps).getContent();
    return new BatchResponseContent((await client().api('/$batch').post(content)) as never);
  }

  const statusesOf = (content: BatchResponseContent): Record<string, number> =>
    Object.fromEntries([...content.getResponses()].map(([id, { status }]) => [id, status]));

  it('sends twenty at once', async () => {
    const steps = Array.from({ length: 20 }, (_value, index) =>
      step(`${index}`, 'POST', path, { body: documentedBody }),
    );
    const content = await post(steps);

    expect(Object.values(statusesOf(content))).toEqual(Array(20).fill(201));
    const created = (await content.getResponseById('7').json()) as object;
    expect(created).toMatchObject(documentedValues);
    expect(content.getResponseById('7').headers.get('Location')).toContain('/beta/deviceAppManagement/');
  });

  it('sends one after the other', async () => {
    const content = await post([
      step('1', 'POST', path, { body: { ...documentedBody, id: 's1' } }),
      step('2', 'PATCH', `${path}/s1`, { body: { failedDeviceCount: 5 }, dependsOn: '1' }),
      step('3', 'GET', `${path}/s1?$select=failedDeviceCount`, { dependsOn: '2' }),
      step('4', 'DELETE', `${path}/s1`, { dependsOn: '3' }),
      step('5', 'GET', `${path}/s1`, { dependsOn: '4' }),
    ]);

    expect(statusesOf(content)).toEqual({ 1: 201, 2: 200, 3: 200, 4: 204, 5: 404 });
    await expect(content.getResponseById('3').json()).resolves.toMatchObject({ failedDeviceCount: 5 });
    await expect(content.getResponseById('4').text()).resolves.toBe('');
    await expect(content.getResponseById('5').json()).resolves.toMatchObject({ error: { code: 'ResourceNotFound' } });
  });

  it('sends all behind one', async () => {
    const content = await post([
      step('1', 'POST', path, { body: { ...documentedBody, id: 's1' } }),
      step('2', 'GET', `${path}/s1`, { dependsOn: '1' }),
      step('3', 'GET', path, { dependsOn: '1' }),
    ]);

    expect(statusesOf(content)).toEqual({ 1: 201, 2: 200, 3: 200 });
    await expect(content.getResponseById('3').json()).resolves.toMatchObject({ value: [{ id: 's1' }] });
  });

  it('learns what has failed, and what depended on that', async () => {
    const content = await post([
      step('1', 'GET', `${path}/nobody`),
      step('2', 'POST', path, { body: documentedBody, dependsOn: '1' }),
    ]);

    expect(statusesOf(content)).toEqual({ 1: 404, 2: 424 });
    await expect(content.getResponseById('2').json()).resolves.toMatchObject({ error: { code: 'FailedDependency' } });
  });

  it('learns what is wrong with the whole', async () => {
    const steps = await new BatchRequestContent([step('1', 'GET', path)]).getContent();
    const requests = [...steps.requests, ...steps.requests];
    await expect(client().api('/$batch').post({ requests })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: "The id '1' is given more than once; letter case does not distinguish.",
    });
  });
});

describe('@microsoft/msgraph-sdk-core', () => {
  let sdk: BetaSdk;
  beforeAll(() => {
    sdk = startBetaSdk({ baseUrl: `${origin()}/beta`, token: stack.token(), certificate: stack.certificate });
  });
  afterAll(() => sdk.close());

  // Of today's version: it loses the headers of each request, and reads no body that is JSON.
  it('sends creates as bytes without a type, and learns what became of each', async () => {
    const result = await sdk.sendBatch([
      { id: 'a', method: 'POST', path, body: { ...documentedValues, id: 's1' } },
      { id: 'b', method: 'POST', path, body: { ...documentedValues, installedDeviceCount: -1 } },
      { id: 'c', method: 'GET', path: `${path}/nobody` },
    ]);
    expect(result).toEqual({ value: { a: 201, b: 400, c: 404 } });

    const read = await sdk.sendBatch([{ id: 'a', method: 'GET', path: `${path}/s1` }]);
    expect(read).toEqual({ value: { a: 200 } });
  });
});
