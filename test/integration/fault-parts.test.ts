// What the fault proof stands on: a store as strict as Cosmos, a plan that can be repeated, and a judgement that can be bad.
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { type Container, CosmosClient } from '@azure/cosmos';
import { faultsOf } from '../support/fault-answers.ts';
import { type Entry, judge } from '../support/fault-ledger.ts';
import { allFaults, planFaults } from '../support/fault-plan.ts';
import { EMULATOR_KEY, type StackServices, startStackServices } from '../support/stack-services.ts';
import { startStoreProxy, type StoreProxy } from '../support/store-proxy.ts';
import { appDocuments, userDocuments } from '../support/stored-statuses.ts';
import { strictly } from '../support/strict-store.ts';

describe('the strict store', () => {
  let services: StackServices;
  let proxy: StoreProxy;
  let client: CosmosClient;
  let agent: Agent;
  let container: Container;
  const refusals: string[] = [];

  beforeAll(async () => {
    services = await startStackServices();
    const { cosmosUrl: endpoint, tls } = services;
    await services.openContainer({ endpoint, database: 'tests', container: 'statuses' });
    const strict = strictly((what) => refusals.push(what));
    proxy = await startStoreProxy(endpoint, tls, strict);
    agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
    client = new CosmosClient({ endpoint: proxy.endpoint, key: EMULATOR_KEY, agent });
    container = client.database('tests').container('statuses');
  });
  afterAll(async () => {
    client.dispose();
    agent.destroy();
    await proxy.close();
    await services.close();
  });

  const aDocument = (more: object = {}): { id: string; mobileAppId: string } => ({
    id: randomUUID(),
    mobileAppId: 'the-app',
    ...more,
  });

  it('gives entity tags in quotes, and takes no others', async () => {
    const { id, mobileAppId } = aDocument();
    const { etag, resource } = await container.items.create({ id, mobileAppId });
    const item = container.item(id, mobileAppId);
    const replaceIf = (condition: string): Promise<{ statusCode: number }> =>
      item.replace({ id, mobileAppId }, { accessCondition: { type: 'IfMatch', condition } });

    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(resource?._etag).toBe(etag);
    await expect(replaceIf(etag.slice(1, -1))).rejects.toMatchObject({ code: 400 });
    await expect(replaceIf('"another"')).rejects.toMatchObject({ code: 412 });
    await expect(replaceIf(etag)).resolves.toMatchObject({ statusCode: 200 });
    const known = { accessCondition: { type: 'IfNoneMatch', condition: etag } };
    await expect(item.read(known)).resolves.toMatchObject({ statusCode: 200 });
    const { etag: current } = await item.read();
    await expect(item.read({ accessCondition: { type: 'IfNoneMatch', condition: current } })).resolves.toMatchObject({
      statusCode: 304,
    });
  });

  it.each([
    ['of all partitions', 'SELECT * FROM c', undefined],
    ['of a partition that only its header names', 'SELECT * FROM c', 'the-app'],
    ['of another partition than its header names', 'SELECT * FROM c WHERE c.mobileAppId = @mobileAppId', 'other'],
    ['that goes beyond it', 'SELECT * FROM c WHERE c.mobileAppId = @mobileAppId OR true', 'the-app'],
  ])('refuses a query %s', async (_what, query, partitionKey) => {
    const parameters = [{ name: '@mobileAppId', value: 'the-app' }];
    const found = container.items.query({ query, parameters }, partitionKey === undefined ? {} : { partitionKey });

    await expect(found.fetchNext()).rejects.toMatchObject({ code: 400 });
    expect(refusals.at(-1)).toMatch(/400/);
  });

  it('answers a query of one partition', async () => {
    await container.items.create(aDocument());
    const query = 'SELECT * FROM c WHERE c.mobileAppId = @mobileAppId AND c.id != "x"';
    const parameters = [{ name: '@mobileAppId', value: 'the-app' }];

    const { resources } = await container.items.query({ query, parameters }, { partitionKey: 'the-app' }).fetchAll();

    expect(resources).not.toEqual([]);
  });

  it('refuses what is larger than 2 MB, and who has not signed in', async () => {
    await expect(container.items.create(aDocument({ text: 'x'.repeat(2 ** 21) }))).rejects.toMatchObject({ code: 413 });
    const anonymous = new CosmosClient({ endpoint: proxy.endpoint, agent });
    await expect(anonymous.database('tests').read()).rejects.toMatchObject({ code: 401 });
    anonymous.dispose();
  });
});

describe('the plan of faults', () => {
  const names = Array.from({ length: 6_000 }, (_, index) => `request ${index % 2_000}`);
  const faultsIn = (seed: number, order: readonly string[]): string[] => {
    const plan = planFaults(seed, 1_000_000, 1);
    const nth = new Map<string, number>();
    return order
      .map((name) => {
        nth.set(name, (nth.get(name) ?? 0) + 1);
        const { kind, side } = plan.faultOf(name) ?? {};
        return `${name}, time ${String(nth.get(name))}: ${String(kind)} ${String(side)}`;
      })
      .sort();
  };

  it('is the same for the same seed in whatever order requests come, and another for another', () => {
    const reversed = Array.from({ length: 3 }, (_, round) => names.slice(2_000 * round, 2_000 * (round + 1)).reverse());

    expect(faultsIn(7, reversed.flat())).toEqual(faultsIn(7, names));
    expect(faultsIn(8, names)).not.toEqual(faultsIn(7, names));
  });

  it('has every fault in it, kills evenly among them, and an end', () => {
    const plan = planFaults(1, 1_000, 4);
    const drawn = names.flatMap((name) => plan.faultOf(name) ?? []);
    const kinds = new Set(drawn.map(({ kind, side }) => `${kind}/${side}`));
    const kills = drawn.flatMap(({ kind }, index) => (kind === 'kill' ? [index] : []));

    expect(drawn).toHaveLength(1_000);
    expect([...kinds, 'plainText/before'].sort()).toEqual(allFaults.map(({ kind, side }) => `${kind}/${side}`).sort());
    expect(kills).toEqual([125, 375, 625, 875]);
    expect(plan.speaksTls()).toBe(true);
  });
});

describe('the judgement', () => {
  const sent: Entry = {
    marker: 'm1',
    mobileAppId: 'a1',
    entityType: 'userAppInstallStatus',
    id: 's1',
    counts: [0],
    presence: 'present',
  };
  const stored = (id: string, more: object = {}): ReturnType<typeof userDocuments> =>
    userDocuments('a1', [{ id, userName: 'm1', failedDeviceCount: 0, ...more }]);
  const app = appDocuments([{ id: 'a1' }]);

  it('is good where everything is as it was told', () => {
    expect(judge([sent], [...app, ...stored('s1')])).toEqual({ violations: [], acknowledged: 1, unanswered: 0 });
    expect(judge([{ ...sent, id: undefined }], [...app, ...stored('s9')])).toMatchObject({
      violations: [],
      unanswered: 1,
    });
    expect(judge([{ ...sent, presence: 'gone' }], app)).toMatchObject({ violations: [] });
  });

  it.each([
    ['lost', sent, app],
    ['doubled', sent, [...app, ...stored('s1'), ...stored('s2')]],
    ['doubled', { ...sent, id: undefined }, [...app, ...stored('s1'), ...stored('s2')]],
    ['s1 was acknowledged, and s2 is stored', sent, [...app, ...stored('s2')]],
    ['its removal was acknowledged', { ...sent, presence: 'gone' } as const, [...app, ...stored('s1')]],
    ['its count is 5, and not 0', sent, [...app, ...stored('s1', { failedDeviceCount: 5 })]],
    ['nobody sent m2', sent, [...app, ...stored('s1'), ...stored('s2', { userName: 'm2' })]],
    ['the app a1 has statuses, and no document', sent, stored('s1')],
  ])('finds what is %s', (violation, entry, documents) => {
    expect(judge([entry], documents).violations).toEqual([expect.stringContaining(violation)]);
  });
});

describe('the look at an answer', () => {
  const error = {
    code: 'c',
    message: 'm',
    innerError: { date: 'd', 'request-id': 'r', 'client-request-id': 'c' },
  };
  const answer = (status: number, body: unknown, headers = {}): readonly string[] =>
    faultsOf({ status, headers, text: JSON.stringify(body) });

  it('finds nothing in what is as it has to be', () => {
    expect(answer(503, { error }, { 'retry-after': '5' })).toEqual([]);
    expect(answer(200, { responses: [{ status: 429, headers: { 'Retry-After': '60' }, body: { error } }] })).toEqual(
      [],
    );
    expect(faultsOf({ status: 204, headers: {}, text: '' })).toEqual([]);
  });

  it.each([
    ['a 500', answer(500, { error })],
    ['no shape', answer(503, { message: 'm' }, { 'retry-after': '5' })],
    ['no JSON', faultsOf({ status: 502, headers: {}, text: '<html>' })],
    ['no time', answer(429, { error })],
    ['a time that is none', answer(503, { error }, { 'retry-after': '0' })],
    ['no time within a batch', answer(200, { responses: [{ status: 504, body: { error } }] })],
    ['a secret', answer(503, { error: { ...error, message: 'secret' } }, { 'retry-after': '5' })],
  ])('finds %s', (_what, faults) => {
    expect(faults).toHaveLength(1);
  });
});
