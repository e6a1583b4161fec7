// More requests than may be under way, over the whole stack, with a store that lets them wait: the rest hears so at once.
import { randomUUID } from 'node:crypto';
import { Agent, fetch as undiciFetch } from 'undici';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { startStackBehind } from '../support/stack-behind.ts';
import { startStoreProxy } from '../support/store-proxy.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

const LIMIT = 8;

let stack: Stack;
let dispatcher: Agent;
let collection: string;
/** What requests for documents wait for at the store, and how many have come to it since the last {@link fill}. */
let opened: Promise<void> | undefined;
let asked = 0;

const globalFetch = globalThis.fetch;
let close: () => Promise<void>;

beforeAll(async () => {
  const startHoldingStore: Parameters<typeof startStackBehind>[0] = (store, tls) =>
    startStoreProxy(store, tls, async ({ isOfDocuments }, pass) => {
      if (isOfDocuments) {
        asked += 1;
        await opened;
      }
      return pass();
    });
  ({ stack, close } = await startStackBehind(startHoldingStore, { MAX_CONCURRENT_REQUESTS: String(LIMIT) }));
  dispatcher = new Agent({ connect: { ca: stack.certificate } });
  // The client takes the global one, which is of another undici than the Agent.
  globalThis.fetch = undiciFetch as typeof globalThis.fetch;
});
afterAll(async () => {
  globalThis.fetch = globalFetch;
  await dispatcher.close();
  await close();
});
beforeEach(async () => {
  collection = userStatuses(randomUUID());
  // Makes the document of the app, so that the next create is one write.
  await create();
});

function create(): Promise<Answer> {
  return send(`${stack.url}/beta${collection}`, { token: stack.token(), json: documentedBody });
}

/** As many creates as may be under way, all of them waiting for the store. */
async function fill(): Promise<{ readonly release: () => Promise<number[]> }> {
  let open = (): void => undefined;
  opened = new Promise((resolve) => {
    open = resolve;
  });
  asked = 0;
  const answers = Array.from({ length: LIMIT }, create);
  while (asked < LIMIT) await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    async release() {
      open();
      return (await Promise.all(answers)).map(({ status }) => status);
    },
  };
}

it('refuses what is too many without asking the store, and loses nothing of what it let in', async () => {
  const { release } = await fill();

  const answers = await Promise.all([
    create(),
    send(`${stack.url}/beta${collection}`, { token: stack.token() }),
    send(`${stack.url}/beta/$batch`, { token: 'not looked at', json: 'nor is this' }),
  ]);
  const alive = await send(`${stack.url}/health/live`);

  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^[123]$/);
    expect(errorOf(answer)).toMatchObject({
      code: 'serviceNotAvailable',
      innerError: { 'request-id': answer.headers['request-id'] },
    });
  }
  expect(alive.status).toBe(200);
  expect(asked).toBe(LIMIT);
  expect(await release()).toEqual(Array(LIMIT).fill(201));
  const { json } = await send(`${stack.url}/beta${collection}`, { token: stack.token() });
  expect(json.value).toHaveLength(1 + LIMIT);
});

it("serves Microsoft's client once there is room, which it waits for by itself", async () => {
  const { release } = await fill();
  const before = stack.log.length;
  const client = microsoftClient(stack, dispatcher);

  const created = client.api(collection).post(documentedBody) as Promise<unknown>;
  while (stack.log.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  await release();

  await expect(created).resolves.toMatchObject(documentedValues);
  const [refused, ...served] = stack.log.slice(before).map(({ message }) => JSON.parse(message) as object);
  expect(refused).toMatchObject({ status: 503, error: 'overloaded', operation: 'createUserAppInstallStatus' });
  expect(served).toHaveLength(LIMIT + 1);
});

it('lets a burst in that is within the limit, all of it', async () => {
  const answers = await Promise.all(Array.from({ length: LIMIT }, create));
  expect(answers.map(({ status }) => status)).toEqual(Array(LIMIT).fill(201));
});
