// $search over the whole stack: what it finds, what it stands beside, and that the store finds what an evaluator does.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { foldSearchText } from '../../shared/odata/search.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { deviceDocuments, type Entity, store, userDocuments } from '../support/stored-statuses.ts';

const appId = randomUUID();
const APP = `/deviceAppManagement/mobileApps/${appId}`;

const people: readonly Entity[] = [
  { id: 'adele', userName: 'Adele Vance', userPrincipalName: 'AdeleV@contoso.example', failedDeviceCount: 2 },
  { id: 'zoe', userName: 'Zoë MÜLLER', userPrincipalName: 'zoe.mueller@contoso.example', failedDeviceCount: 0 },
  { id: 'juergen', userName: 'Jürgen Groß', userPrincipalName: 'juergen@fabrikam.example', failedDeviceCount: 5 },
  { id: 'not', userName: 'NOT "OR" AND', userPrincipalName: 'tricky@fabrikam.example', failedDeviceCount: 1 },
];
const devices: readonly Entity[] = [
  { id: 'd-adele', deviceName: 'DESKTOP-7Q2', userName: 'Adele Vance', userPrincipalName: 'adelev@contoso.example' },
  { id: 'd-zoe', deviceName: 'Zoës Laptop (2)', userName: null, userPrincipalName: 'zoe.mueller@contoso.example' },
  { id: 'd-nobody', deviceName: 'desktop-9Q2', userName: null, userPrincipalName: null, errorCode: -7 },
  { id: 'd-nameless', deviceName: null, userName: null, userPrincipalName: null },
];

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  await store(stack.container, [...userDocuments(appId, people), ...deviceDocuments(appId, devices)]);
});
afterAll(() => stack.close());

function get(url: string): Promise<Answer> {
  return send(url.startsWith('http') ? url : `${stack.url}/beta${url}`, { token });
}

function query(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

async function idsIn(collection: string, options: Readonly<Record<string, string>>): Promise<string[]> {
  const answer = await get(`${APP}/${collection}?${query(options)}`);
  expect(answer.status).toBe(200);
  return (answer.json.value as { id: string }[]).map(({ id }) => id);
}

describe('a search among user statuses', () => {
  it.each([
    ['vance', ['adele']],
    ['VANCE', ['adele']],
    ['adelev@contoso', ['adele']],
    ['contoso', ['adele', 'zoe']],
    ['zoë', ['zoe']],
    ['ZOË', ['zoe']],
    ['müller', ['zoe']],
    // Composed otherwise, as an Apple client may send it.
    ['mu\u0308ller', ['zoe']],
    ['GROSS', ['juergen']],
    ['groß', ['juergen']],
    ['"adele vance"', ['adele']],
    ['"Adele  Vance"', ['adele']],
    ['"vance adele"', []],
    // A phrase does not reach from one property into the next.
    ['"Vance AdeleV"', []],
    ['vance adele', ['adele']],
    ['contoso AND müller', ['zoe']],
    ['vance OR groß', ['adele', 'juergen']],
    ['contoso NOT vance', ['zoe']],
    ['NOT contoso', ['juergen', 'not']],
    ['NOT (contoso OR jürgen)', ['not']],
    ['fabrikam vance OR zoe', ['zoe']],
    ['fabrikam (vance OR jürgen)', ['juergen']],
    ['"NOT" "AND"', ['not']],
    ['"\\"or\\""', ['not']],
    ['and', ['not']],
    ['nobody', []],
    ['%', []],
  ])('finds for %s: %j', async (search, ids) => {
    expect((await idsIn('userStatuses', { $search: search })).sort()).toEqual(ids);
  });

  it('finds what was changed, and no longer what it was', async () => {
    await send(`${stack.url}/beta${APP}/userStatuses/adele`, {
      method: 'PATCH',
      token,
      json: { userName: 'Adele Vánce' },
    });

    expect(await idsIn('userStatuses', { search: 'vánce' })).toEqual(['adele']);
    expect(await idsIn('userStatuses', { search: '"adele vance"' })).toEqual([]);
  });
});

describe('a search among device statuses', () => {
  it.each([
    ['desktop', ['d-adele', 'd-nobody']],
    ['"zoës laptop (2)"', ['d-zoe']],
    ['mueller', ['d-zoe']],
    ['NOT contoso', ['d-nameless', 'd-nobody']],
    ['q2 NOT adele', ['d-nobody']],
  ])('finds for %s: %j', async (search, ids) => {
    expect((await idsIn('deviceStatuses', { $search: search })).sort()).toEqual(ids);
  });

  it('finds no user statuses, nor is it the other way round', async () => {
    expect(await idsIn('userStatuses', { $search: 'desktop' })).toEqual([]);
    expect(await idsIn('deviceStatuses', { $search: 'groß' })).toEqual([]);
  });

  it('stays with the user whose they are', async () => {
    expect(await idsIn('userStatuses/zoe/deviceStatuses', { $search: 'contoso' })).toEqual(['d-zoe']);
    expect(await idsIn('userStatuses/zoe/deviceStatuses', { $search: 'desktop' })).toEqual([]);
  });
});

describe('a search beside other options', () => {
  it('and a filter must both hold', async () => {
    const both = { $search: 'contoso OR fabrikam', $filter: "failedDeviceCount gt 0 or userName eq 'x'" };

    expect((await idsIn('userStatuses', both)).sort()).toEqual(['adele', 'juergen', 'not']);
    expect(await idsIn('deviceStatuses', { $search: 'desktop', $filter: 'errorCode lt 0' })).toEqual(['d-nobody']);
  });

  it('is sorted, selected from, counted and expanded like everything else', async () => {
    const answer = await get(
      `${APP}/userStatuses?${query({
        $search: 'contoso OR groß',
        $orderby: 'failedDeviceCount desc',
        $select: 'id',
        $expand: 'deviceStatuses($select=id)',
        $count: 'true',
        $top: '2',
      })}`,
    );

    expect(answer.json['@odata.count']).toBe(3);
    expect(answer.json.value).toMatchObject([
      { id: 'juergen', deviceStatuses: [] },
      { id: 'adele', deviceStatuses: [{ id: 'd-adele' }] },
    ]);
  });

  it('counts alone, with a filter too', async () => {
    const count = async (options: Readonly<Record<string, string>>): Promise<string> =>
      (await get(`${APP}/userStatuses/$count?${query(options)}`)).text;

    expect(await count({ $search: 'contoso OR fabrikam' })).toBe('4');
    expect(await count({ $search: 'contoso OR fabrikam', $filter: 'failedDeviceCount ge 2' })).toBe('2');
  });

  it('goes on at a next link that is bound to it', async () => {
    const first = await get(`${APP}/userStatuses?${query({ $search: '"contoso" OR fabrikam', $top: '3' })}`);
    const link = String(first.json['@odata.nextLink']);
    const second = await get(link);
    const foreign = await get(link.replace('fabrikam', 'vance'));

    expect(second.json.value).toHaveLength(1);
    expect(second.json).not.toHaveProperty(['@odata.nextLink']);
    expect([foreign.status, errorOf(foreign).target]).toEqual([400, '$skiptoken']);
  });

  it('is refused where there is nothing to search, and says where it is wrong', async () => {
    const apps = await get('/deviceAppManagement/mobileApps?$search=vpn');
    const wrong = await get(`${APP}/userStatuses?${query({ $search: 'vance AND' })}`);

    expect([apps.status, errorOf(apps).target]).toEqual([400, '$search']);
    expect(errorOf(wrong)).toMatchObject({
      target: '$search',
      message: expect.stringContaining('position 9') as string,
    });
  });
});

/** A search as a tree, and what it means: read off the standard a second time, over the names and not over what is stored. */
interface Search {
  readonly text: string;
  readonly holds: (names: readonly string[]) => boolean;
}

/** Few different letters, so that they meet; in several cases and compositions. */
const letters = fc.constantFrom(
  'a',
  'A',
  'b',
  'ä',
  'a\u0308',
  'Ä',
  'ß',
  'ẞ',
  'ss',
  'ﬁ',
  'fi',
  'σ',
  'ς',
  'Σ',
  '1',
  '.',
  '😀',
);
const word = fc.string({ unit: letters, minLength: 1, maxLength: 4 });
const name = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '));

function term(text: string, value: string): Search {
  const folded = foldSearchText(value);
  return { text, holds: (names) => names.some((each) => foldSearchText(each).includes(folded)) };
}

const phrase = fc
  .array(word, { minLength: 1, maxLength: 2 })
  .map((words) => words.join(' '))
  .map((value) => term(JSON.stringify(value), value));

const { search: anySearch } = fc.letrec<{ search: Search }>((tie) => ({
  search: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: word.map((value) => term(value, value)) },
    { weight: 1, arbitrary: phrase },
    {
      weight: 1,
      arbitrary: tie('search').map(({ text, holds }) => ({
        text: `NOT (${text})`,
        holds: (names: readonly string[]) => !holds(names),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie('search'), tie('search'), fc.constantFrom(' AND ', ' ', ' OR ')).map(([a, b, link]) => ({
        text: `(${a.text})${link}(${b.text})`,
        holds: (names: readonly string[]) =>
          link === ' OR ' ? a.holds(names) || b.holds(names) : a.holds(names) && b.holds(names),
      })),
    },
  ),
}));

describe('random searches for random names', () => {
  const mobileAppId = randomUUID();
  const rows = fc.sample(fc.record({ deviceName: fc.option(name), userName: fc.option(name) }), {
    seed: 7,
    numRuns: 150,
  });

  it('find exactly the devices of which the search is true', async () => {
    const entities = rows.map((row, index) => ({ ...row, id: `d${index}`, userPrincipalName: null }));
    await store(stack.container, deviceDocuments(mobileAppId, entities));
    const collection = `${stack.url}/beta/deviceAppManagement/mobileApps/${mobileAppId}/deviceStatuses`;

    await fc.assert(
      fc.asyncProperty(anySearch, async ({ text, holds }) => {
        const { status, json } = await get(`${collection}?${query({ $search: text, $select: 'id', $top: '999' })}`);
        const expected = entities.filter(({ deviceName, userName }) =>
          holds([deviceName, userName].flatMap((each) => (each === null || each === '' ? [] : [each]))),
        );

        expect([text, status]).toEqual([text, 200]);
        expect((json.value as { id: string }[]).map(({ id }) => id).sort()).toEqual(
          expected.map(({ id }) => id).sort(),
        );
      }),
      { numRuns: 100 },
    );
  });
});
