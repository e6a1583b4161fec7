// The list of an app's statuses as scripts read it: pages, filters, sorts, selections, counts.
import { randomUUID } from 'node:crypto';
import { PageIterator, type PageCollection } from '@microsoft/microsoft-graph-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

interface Status {
  readonly id: string;
  readonly userName: string;
  readonly installedDeviceCount: number;
}

const COUNT = 250;
const appId = randomUUID();

let stack: Stack;
let token: string;
let collection: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  collection = `${stack.url}/beta${userStatuses(appId)}`;
  await fill(collection, COUNT);
});
afterAll(() => stack.close());

async function fill(url: string, count: number): Promise<void> {
  const indexes = Array.from({ length: count }, (_value, index) => index);
  await Promise.all(
    indexes.map((index) =>
      send(url, {
        token,
        json: {
          ...documentedBody,
          id: `status-${String(index).padStart(4, '0')}`,
          userName: `User ${index % 10}`,
          userPrincipalName: `user${index}@contoso.example`,
          installedDeviceCount: index,
          failedDeviceCount: index % 3,
        },
      }),
    ),
  );
}

function list(query = '', headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${collection}${query}`, { token, headers });
}

function valuesOf(answer: Answer): Status[] {
  return answer.json.value as Status[];
}

function nextLinkOf(answer: Answer): string | undefined {
  return answer.json['@odata.nextLink'] as string | undefined;
}

async function readAll(query: string): Promise<Status[][]> {
  const pages: Status[][] = [];
  let url: string | undefined = `${collection}${query}`;
  while (url !== undefined) {
    const answer: Answer = await send(url, { token });
    expect(answer.status).toBe(200);
    pages.push(valuesOf(answer));
    url = nextLinkOf(answer);
  }
  return pages;
}

describe('a list', () => {
  it('has the shape of Graph', async () => {
    const answer = await list('?$top=2');

    expect(answer.json['@odata.context']).toBe(
      `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps('${appId}')/userStatuses`,
    );
    expect(valuesOf(answer)[0]).toEqual({
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      '@odata.etag': expect.stringMatching(/^W\/"/) as string,
      id: expect.stringMatching(/^status-\d{4}$/) as string,
      userName: expect.any(String) as string,
      userPrincipalName: expect.any(String) as string,
      installedDeviceCount: expect.any(Number) as number,
      failedDeviceCount: expect.any(Number) as number,
      notInstalledDeviceCount: 7,
    });
  });

  it('of an app without statuses is empty, not missing', async () => {
    const answer = await send(`${stack.url}/beta${userStatuses(randomUUID())}`, { token });

    expect([answer.status, answer.json.value]).toEqual([200, []]);
  });

  it('shows the statuses of its own app only', async () => {
    const other = `${stack.url}/beta${userStatuses(randomUUID())}`;
    await fill(other, 3);

    expect(valuesOf(await send(other, { token }))).toHaveLength(3);
    expect((await readAll('')).flat()).toHaveLength(COUNT);
  });

  it('needs the permission to read', async () => {
    expect((await send(collection, { token: stack.token({ roles: [] }) })).status).toBe(403);
  });
});

describe('pages', () => {
  it.each(['', '?$top=7', '?$orderby=userName desc', '?$filter=failedDeviceCount eq 1&$top=10', '?$skip=120&$top=50'])(
    'hold every status once, whatever the query: %s',
    async (query) => {
      const ids = (await readAll(query)).flat().map(({ id }) => id);

      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(query.includes('$skip') ? COUNT - 120 : query.includes('$filter') ? 83 : COUNT);
    },
  );

  it('have 100 members unless the client says otherwise', async () => {
    expect((await readAll('')).map((page) => page.length)).toEqual([100, 100, 50]);
    expect((await readAll('?$top=999')).map((page) => page.length)).toEqual([COUNT]);
  });

  it('are cut to what the client prefers, and say so', async () => {
    const answer = await list('', { prefer: 'odata.maxpagesize=20' });

    expect(valuesOf(answer)).toHaveLength(20);
    expect(answer.headers['preference-applied']).toBe('odata.maxpagesize=20');
  });

  it('are stable while others write: what was there all along comes exactly once', async () => {
    const app = `${stack.url}/beta${userStatuses(randomUUID())}`;
    await fill(app, 60);
    const seen: string[] = [];
    let url: string | undefined = `${app}?$top=10`;
    for (let page = 0; url !== undefined; page += 1) {
      const answer: Answer = await send(url, { token });
      seen.push(...valuesOf(answer).map(({ id }) => id));
      url = nextLinkOf(answer);
      if (page < 5) await send(app, { token, json: { ...documentedBody, id: `late-${page}` } });
    }

    const original = seen.filter((id) => id.startsWith('status-'));
    expect(original).toHaveLength(60);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are found by a next link whose parameters come in another order', async () => {
    const link = nextLinkOf(await list('?$top=10&$filter=failedDeviceCount eq 1&$select=id')) ?? '';
    const [base = '', query = ''] = link.split('?');
    const reordered = `${base}?${query.split('&').reverse().join('&')}`;

    const [expected, found] = await Promise.all([send(link, { token }), send(reordered, { token })]);

    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/beta\/deviceAppManagement\/.*\$skiptoken=/);
    expect(valuesOf(found)).toEqual(valuesOf(expected));
  });

  it.each([
    ['damaged', (link: string) => link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['cut off', (link: string) => link.slice(0, -6)],
    ['empty', (link: string) => link.replace(/skiptoken=.*/, 'skiptoken=')],
    ['of another filter', (link: string) => `${link}&$filter=failedDeviceCount eq 2`],
    ['of another app', (link: string) => link.replace(appId, randomUUID())],
  ])('are refused when the token is %s', async (_name, change) => {
    const link = nextLinkOf(await list('?$top=10')) ?? '';

    const answer = await send(change(link), { token });

    expect([answer.status, errorOf(answer).target]).toEqual([400, '$skiptoken']);
  });
});

describe('query options', () => {
  it('filter', async () => {
    const found = (await readAll("?$filter=startswith(userName,'User 3') and installedDeviceCount ge 200")).flat();

    expect(found.map(({ installedDeviceCount }) => installedDeviceCount).sort()).toEqual([203, 213, 223, 233, 243]);
  });

  it.each([
    ['orderby=installedDeviceCount', [0, 1, 2]],
    ['orderby=installedDeviceCount desc', [249, 248, 247]],
    ['orderby=failedDeviceCount desc,userPrincipalName', [101, 104, 107]],
    ['orderby=userName,userPrincipalName', [0, 100, 10]],
  ])('sort: $%s', async (query, expected) => {
    const found = valuesOf(await list(`?$top=3&$${query}`));

    expect(found.map(({ installedDeviceCount }) => installedDeviceCount)).toEqual(expected);
  });

  it('select, in the list and of one', async () => {
    const page = await list('?$select=userName,id&$top=1');
    const one = await send(`${collection}/status-0003?$select=userName`, { token });

    expect(page.json['@odata.context']).toMatch(/userStatuses\(userName,id\)$/);
    expect(Object.keys(valuesOf(page)[0] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'userName']);
    expect(one.json).toEqual({
      '@odata.context': expect.stringMatching(/userStatuses\(userName\)\/\$entity$/) as string,
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      '@odata.id': `${collection}/status-0003`,
      '@odata.etag': one.headers.etag,
      userName: 'User 3',
    });
  });

  it('count, beside a page and alone, after the filter', async () => {
    const page = await list('?$count=true&$top=1&$filter=failedDeviceCount eq 1');
    const alone = await send(`${collection}/$count?$filter=failedDeviceCount eq 1`, { token });
    const nothing = await list('?$count=true&$top=0');

    expect(page.json['@odata.count']).toBe(83);
    expect([alone.status, alone.text]).toEqual([200, '83']);
    expect(alone.headers['content-type']).toMatch(/^text\/plain/);
    expect([nothing.json['@odata.count'], nothing.json.value, nextLinkOf(nothing)]).toEqual([COUNT, [], undefined]);
  });

  it('may be written without $ on beta, and percent-encoded', async () => {
    const plain = await list('?top=1&filter=id%20eq%20%27status-0007%27');
    const encoded = await list("?%24filter=id eq 'STATUS-0007'");

    expect(valuesOf(plain).map(({ id }) => id)).toEqual(['status-0007']);
    expect(valuesOf(encoded)).toEqual([]);
  });

  it.each([
    ['$top=1000', '$top'],
    ['$top=-1', '$top'],
    ['$skip=1001', '$skip'],
    ['$count=maybe', '$count'],
    ['$filter=color eq 1', '$filter'],
    ["$filter=userName eq 'a' bogus", '$filter'],
    ['$filter=userName eq 4', '$filter'],
    ['$orderby=userPrincipalName,userName', '$orderby'],
    ['$select=color', '$select'],
    ['$apply=x', '$apply'],
    ['$expand=assignments', '$expand'],
    ['$top=1&$top=2', '$top'],
  ])('are refused, never ignored: %s', async (query, target) => {
    const answer = await list(`?${query}`);

    expect([answer.status, errorOf(answer).code, errorOf(answer).target]).toEqual([400, 'BadRequest', target]);
  });

  it('say where a filter is wrong', async () => {
    const answer = await list("?$filter=userName eq 'a' or color eq 'red'");

    expect(errorOf(answer).message).toBe(
      "Invalid filter clause at position 19: Could not find a property named 'color' on type " +
        "'microsoft.graph.userAppInstallStatus'.",
    );
  });
});

describe('@microsoft/microsoft-graph-client', () => {
  it('walks a list with its PageIterator', async () => {
    const dispatcher = new Agent({ connect: { ca: stack.certificate } });
    const globalFetch = globalThis.fetch;
    globalThis.fetch = undiciFetch as typeof globalThis.fetch;
    try {
      const client = microsoftClient(stack, dispatcher);
      const seen: string[] = [];
      const first = (await client.api(userStatuses(appId)).top(40).select('id').get()) as PageCollection;
      await new PageIterator(client, first, (status: Status) => {
        seen.push(status.id);
        return true;
      }).iterate();

      expect(seen).toHaveLength(COUNT);
      expect(new Set(seen).size).toBe(COUNT);
    } finally {
      globalThis.fetch = globalFetch;
      await dispatcher.close();
    }
  });
});
