// What becomes of requests while as many are under way as may be: nothing is spent on them, and they hear so at once.
import { documentedBody } from '../../../support/documented-request.ts';
import { createMemoryStore } from '../memory-store.ts';
import { COLLECTION, createPipelineUnderTest, fakeVerifier, type PipelineUnderTest } from './pipeline-under-test.ts';

const body = JSON.stringify(documentedBody);

interface FullPipeline extends PipelineUnderTest {
  /** How often a token was looked at, and how often the store was asked. */
  readonly spent: { tokens: number; creates: number };
  /** Lets the store answer; resolves when the request that was under way has its answer. */
  readonly release: () => Promise<number>;
}

/** A pipeline that lets one request in, and has it. */
async function createFullPipeline(first: { readonly path?: string; readonly body: string }): Promise<FullPipeline> {
  const spent = { tokens: 0, creates: 0 };
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const memory = createMemoryStore();
  const held = async <Result>(answer: () => Promise<Result>): Promise<Result> => {
    spent.creates += 1;
    await opened;
    return answer();
  };
  const pipeline = createPipelineUnderTest({
    maxConcurrentRequests: 1,
    verifier: {
      verify(...args) {
        spent.tokens += 1;
        return fakeVerifier.verify(...args);
      },
    },
    services: {
      store: {
        ...memory,
        create: (...args) => held(() => memory.create(...args)),
        createMany: (...args) => held(() => memory.createMany(...args)),
      },
    },
  });
  const answer = pipeline.send(first);
  while (spent.creates === 0) await new Promise((resolve) => setImmediate(resolve));
  Object.assign(spent, { tokens: 0, creates: 0 });
  return {
    ...pipeline,
    spent,
    async release() {
      open();
      return (await answer).status;
    },
  };
}

test('a request too many is 503 with Retry-After, before its token, its body and the store', async () => {
  const { send, spent, log } = await createFullPipeline({ body });

  // Neither the token nor the body would be taken.
  const answer = await send({ token: 'nobody', body: '{' });

  expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': expect.stringMatching(/^[123]$/) as string } });
  expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'serviceNotAvailable' } });
  expect(spent).toEqual({ tokens: 0, creates: 0 });
  expect(log.at(-1)).toMatchObject({
    level: 'warning',
    operation: 'createUserAppInstallStatus',
    status: 503,
    error: 'overloaded',
    requestCharge: 0,
  });
});

test('the next one is served once there is room', async () => {
  const { send, release } = await createFullPipeline({ body });
  expect((await send({ body })).status).toBe(503);
  expect(await release()).toBe(201);
  expect((await send({ body: JSON.stringify({ ...documentedBody, id: 'another' }) })).status).toBe(201);
  expect((await send({ path: COLLECTION })).status).toBe(200);
});

test('a request that fails where nothing may fail leaves its room to others', async () => {
  let isBroken = true;
  const now = (): Date => {
    if (isBroken) throw new Error('There is no time.');
    return new Date();
  };
  const { send } = createPipelineUnderTest({ maxConcurrentRequests: 1, services: { now } });
  await expect(send({ token: 'nobody' })).rejects.toThrow('There is no time.');
  isBroken = false;
  expect((await send({ body })).status).toBe(201);
});

test('what is open to everybody is served, and what there is not is told', async () => {
  const { send } = await createFullPipeline({ body });
  const statuses: number[] = [];
  for (const path of ['/health/live', '/health/ready', '/beta', '/beta/$metadata', '/beta/nothing', COLLECTION]) {
    statuses.push((await send({ path, token: '' })).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 400, 503]);
});

test('a batch is one request, and is served whole', async () => {
  const requests = Array.from({ length: 20 }, (_value, index) => ({
    id: String(index),
    method: 'POST',
    url: COLLECTION.slice('/beta'.length),
    headers: { 'Content-Type': 'application/json' },
    body: { ...documentedBody, id: `status-${index}` },
  }));
  const { send, release, log } = await createFullPipeline({ path: '/beta/$batch', body: JSON.stringify({ requests }) });
  expect((await send({ body })).status).toBe(503);
  expect(await release()).toBe(200);
  expect(log.filter(({ status }) => status === 201)).toHaveLength(20);
  expect((await send({ body })).status).toBe(201);
});
