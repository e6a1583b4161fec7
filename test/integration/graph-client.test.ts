// Microsoft's own client, with nothing changed but base URL and customHosts.
import { randomUUID } from 'node:crypto';
import { type Client, GraphError } from '@microsoft/microsoft-graph-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

let stack: Stack;
let dispatcher: Agent;

beforeAll(async () => {
  stack = await startStack();
  dispatcher = new Agent({ connect: { ca: stack.certificate } });
});
afterAll(async () => {
  await dispatcher.close();
  await stack.close();
});

function clientFor(version: string): Client {
  return microsoftClient(stack, dispatcher, version);
}

describe('@microsoft/microsoft-graph-client', () => {
  // The global fetch of the test environment and the package's Agent are of different undici versions.
  const globalFetch = globalThis.fetch;
  beforeAll(() => {
    globalThis.fetch = undiciFetch as typeof globalThis.fetch;
  });
  afterAll(() => {
    globalThis.fetch = globalFetch;
  });

  it.each(['beta', 'v1.0'])('creates a status and reads it back on %s', async (version) => {
    const client = clientFor(version);
    const path = userStatuses(randomUUID());

    const created = (await client.api(path).post(documentedBody)) as { id: string };
    const got = (await client.api(`${path}/${created.id}`).get()) as object;

    expect(created).toMatchObject(documentedValues);
    expect(got).toEqual(created);
  });

  it('understands an error: code, message and request id', async () => {
    const failure = (await clientFor('beta')
      .api(userStatuses('the-app'))
      .post({ ...documentedBody, installedDeviceCount: -1 })
      .catch((error: unknown) => error)) as GraphError;

    expect(failure).toBeInstanceOf(GraphError);
    expect(failure).toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: "'installedDeviceCount' must be a whole number from 0 to 2147483647.",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(Number.isNaN(failure.date.getTime())).toBe(false);
  });
});
