// Long collections: what a page costs wherever it is, that writers do not disturb readers, and Microsoft's own iterator.
import { randomUUID } from 'node:crypto';
import { type Client, type PageCollection, PageIterator } from '@microsoft/microsoft-graph-client';
import { Agent, fetch as undiciFetch } from 'undici';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { type Answer, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { countRequests, storeRequestsOf } from '../support/store-requests.ts';
import { appDocuments, deviceDocuments, store, userDocuments } from '../support/stored-statuses.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

const APPS = '/deviceAppManagement/mobileApps';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

function many(count: number): { id: string; userPrincipalName: string; deviceName: string }[] {
  return Array.from({ length: count }, (_value, index) => ({
    id: `s-${String(index).padStart(4, '0')}`,
    userPrincipalName: `user${index}@contoso.example`,
    deviceName: `device ${index % 10}`,
  }));
}

function idsOf({ json }: Answer): string[] {
  return (json.value as { id: string }[]).map(({ id }) => id);
}

function nextLinkOf({ json }: Answer): string | undefined {
  return json['@odata.nextLink'] as string | undefined;
}

async function get(url: string): Promise<Answer> {
  const answer = await send(url, { token });
  expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  return answer;
}

const appId = randomUUID();
const user = userOf(appId);

function userOf(mobileAppId: string): StoredDocument {
  const [document] = userDocuments(mobileAppId, [{ id: 'the-user' }]);
  if (document === undefined) throw new Error('There is no user.');
  return document;
}

describe('the first page and the hundredth', () => {
  const COUNT = 302;

  beforeAll(async () => {
    const others = userDocuments(appId, many(COUNT - 1));
    const devices = many(COUNT).map(({ id, deviceName }) => ({ id, deviceName }));
    await store(stack.container, [user, ...others, ...deviceDocuments(appId, devices, user)]);
  });

  it.each([
    ['user statuses', `${APPS}/${appId}/userStatuses?`, 0],
    ['sorted user statuses', `${APPS}/${appId}/userStatuses?$orderby=installedDeviceCount desc,userPrincipalName&`, 0],
    ['device statuses', `${APPS}/${appId}/deviceStatuses?$filter=errorCode eq 0&`, 0],
    // The user status is read to know whose they are.
    ['device statuses of a user', `${APPS}/${appId}/userStatuses/the-user/deviceStatuses?$orderby=deviceName&`, 1],
  ])('of %s cost the same: one query with a continuation', async (_name, path, reads) => {
    const ids: string[] = [];
    let url: string | undefined = `${stack.url}/beta${path}$top=3`;
    for (let page = 1; url !== undefined; page += 1) {
      const link: string = url;
      const { result, requests } = await storeRequestsOf(() => get(link));
      ids.push(...idsOf(result));
      url = nextLinkOf(result);
      // Node and every proxy take 8 KB of it; the token is no longer on the last page than on the first.
      expect(link.length).toBeLessThan(1_500);
      if (page !== 1 && page !== 100) continue;
      const [query] = requests.filter(({ kind }) => kind === 'query');
      expect(countRequests(requests)).toEqual({ query: 1, read: reads, write: 0 });
      expect(query?.headers['x-ms-max-item-count']).toBe('3');
      expect(query?.headers['x-ms-documentdb-partitionkey']).toBe(JSON.stringify([appId]));
      expect(query?.headers['x-ms-continuation'] === undefined).toBe(page === 1);
      expect(query?.body).not.toMatch(/OFFSET|LIMIT|DISTINCT/);
    }

    expect(ids).toHaveLength(COUNT);
    expect(new Set(ids).size).toBe(COUNT);
  });
});

describe('a reader among writers', () => {
  it.each(['', '&$orderby=userPrincipalName', '&$orderby=deviceName desc'])(
    'reads what was there all along exactly once%s',
    async (orderby) => {
      const busyApp = randomUUID();
      const collection = `${stack.url}/beta${APPS}/${busyApp}/deviceStatuses`;
      await store(stack.container, deviceDocuments(busyApp, many(60)));
      const seen: string[] = [];
      let url: string | undefined = `${collection}?$top=7${orderby}`;
      for (let page = 0; url !== undefined; page += 1) {
        const answer: Answer = await get(url);
        seen.push(...idsOf(answer));
        url = nextLinkOf(answer);
        // Before, amid and behind what is still to be read.
        const names = ['device 0', 'device 5', 'device 9', 'a', 'z'];
        const late = names.map((deviceName, index) => ({ id: `late-${page}-${index}`, deviceName }));
        if (page < 4) await store(stack.container, deviceDocuments(busyApp, late));
      }

      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => id.startsWith('s-')).sort()).toEqual(many(60).map(({ id }) => id));
    },
  );

  it('goes on behind what was deleted', async () => {
    const busyApp = randomUUID();
    const collection = `${stack.url}/beta${APPS}/${busyApp}/userStatuses`;
    await store(stack.container, userDocuments(busyApp, many(30)));
    const first = await get(`${collection}?$top=10&$orderby=id`);
    for (const id of ['s-0004', 's-0010', 's-0029']) await send(`${collection}/${id}`, { method: 'DELETE', token });
    const rest: string[] = [];
    for (let url = nextLinkOf(first); url !== undefined;) {
      const answer: Answer = await get(url);
      rest.push(...idsOf(answer));
      url = nextLinkOf(answer);
    }

    expect(rest).toEqual(
      many(29)
        .slice(11)
        .map(({ id }) => id),
    );
  });
});

describe('@microsoft/microsoft-graph-client', () => {
  const COUNT = 3_000;
  const largeApp = randomUUID();
  const globalFetch = globalThis.fetch;
  let dispatcher: Agent;
  let client: Client;

  beforeAll(async () => {
    // The global fetch of the test environment and the package's Agent are of different undici versions.
    globalThis.fetch = undiciFetch as typeof globalThis.fetch;
    dispatcher = new Agent({ connect: { ca: stack.certificate } });
    client = microsoftClient(stack, dispatcher);
    const devices = many(COUNT).map((device, index) => ({
      ...device,
      installState: index % 3 === 0 ? 'failed' : 'installed',
    }));
    const documents = [...appDocuments([{ id: largeApp }]), userOf(largeApp), ...deviceDocuments(largeApp, devices)];
    await store(stack.container, documents);
  });
  afterAll(async () => {
    globalThis.fetch = globalFetch;
    await dispatcher.close();
  });

  async function walk(page: PageCollection): Promise<string[]> {
    const ids: string[] = [];
    await new PageIterator(client, page, ({ id }: { id: string }) => ids.push(id) > 0).iterate();
    return ids;
  }

  it('walks 3,000 device statuses with its PageIterator', async () => {
    const request = client.api(`${APPS}/${largeApp}/deviceStatuses`).select(['id', 'installState']).top(500);
    const ids = await walk((await request.count(true).get()) as PageCollection);

    expect(ids).toHaveLength(COUNT);
    expect(new Set(ids).size).toBe(COUNT);
  });

  it('walks those that a filter and a search leave, in order', async () => {
    const request = client
      .api(`${APPS}/${largeApp}/deviceStatuses`)
      .filter("installState eq 'failed' and startswith(userPrincipalName,'user1')")
      .search('"device 3"')
      .orderby('userPrincipalName,deviceName')
      .select('id')
      .top(20);
    const first = (await request.get()) as PageCollection;
    const expected = many(COUNT).filter(
      ({ userPrincipalName, deviceName }, index) =>
        index % 3 === 0 && userPrincipalName.startsWith('user1') && deviceName === 'device 3',
    );

    const byName = (one: { userPrincipalName: string }, other: { userPrincipalName: string }): number =>
      one.userPrincipalName < other.userPrincipalName ? -1 : 1;
    expect(expected.length).toBeGreaterThan(20);
    expect(await walk(first)).toEqual(expected.sort(byName).map(({ id }) => id));
  });

  it('expands, and goes on at the next link of what is expanded', async () => {
    const app = (await client
      .api(`${APPS}/${largeApp}`)
      .expand('deviceStatuses($select=id;$top=999),installSummary')
      .get()) as { deviceStatuses: { id: string }[]; installSummary: { failedDeviceCount: number } };
    const link = (app as unknown as Record<string, string>)['deviceStatuses@odata.nextLink'] ?? '';
    const rest = (await client.api(link).get()) as { value: { id: string }[] };

    expect(app.installSummary.failedDeviceCount).toBe(COUNT / 3);
    expect(app.deviceStatuses).toHaveLength(100);
    expect(rest.value).toHaveLength(999);
    const both = new Set([...app.deviceStatuses, ...rest.value].map(({ id }) => id));
    expect(both.size).toBe(1_099);
  });
});
