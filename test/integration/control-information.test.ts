// The control information of answers over the whole stack: the context URL in all its forms, and the metadata levels.
import { send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { appDocuments, deviceDocuments, store, userDocuments } from '../support/stored-statuses.ts';

type Json = Record<string, unknown>;

/** One that URLs have to escape, and contexts must not. */
const APP_ID = "l'app d’été";
const APP = `/deviceAppManagement/mobileApps/${encodeURIComponent(APP_ID)}`;
const APPS_CONTEXT = 'deviceAppManagement/mobileApps';
const CONTEXT = `${APPS_CONTEXT}('l''app d’été')`;

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  const [user, ...others] = userDocuments(APP_ID, [{ id: 'the-user' }, { id: 'another' }]);
  if (user === undefined) throw new Error('There is no user.');
  const documents = [user, ...others, ...deviceDocuments(APP_ID, [{ id: 'the-device' }], user)];
  await store(stack.container, [...appDocuments([{ id: APP_ID }]), ...documents]);
});
afterAll(() => stack.close());

async function get(path: string, level?: string): Promise<Json> {
  const headers = level === undefined ? {} : { accept: `application/json;odata.metadata=${level}` };
  const answer = await send(path.startsWith('http') ? path : `${stack.url}${path}`, { token, headers });
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.json;
}

describe('the context of an answer', () => {
  it.each([
    // Collections, whatever form of the key the request has.
    [`${APP}/userStatuses`, `${CONTEXT}/userStatuses`],
    ["/deviceAppManagement/mobileApps('l''app%20d%E2%80%99%C3%A9t%C3%A9')/userStatuses", `${CONTEXT}/userStatuses`],
    [`${APP}/deviceStatuses`, `${CONTEXT}/deviceStatuses`],
    [`${APP}/userStatuses/the-user/deviceStatuses`, `${CONTEXT}/userStatuses('the-user')/deviceStatuses`],
    ['/deviceAppManagement/mobileApps', APPS_CONTEXT],
    // Entities of them.
    [`${APP}/userStatuses/the-user`, `${CONTEXT}/userStatuses/$entity`],
    [`${APP}/userStatuses('the-user')`, `${CONTEXT}/userStatuses/$entity`],
    [
      `${APP}/userStatuses/the-user/deviceStatuses/the-device`,
      `${CONTEXT}/userStatuses('the-user')/deviceStatuses/$entity`,
    ],
    [APP, `${APPS_CONTEXT}/$entity`],
    [`${APP}/userStatuses/the-user/app`, `${APPS_CONTEXT}/$entity`],
    // What a single-valued property contains.
    [`${APP}/installSummary`, `${CONTEXT}/installSummary`],
    [`${APP}/installSummary?$select=failedUserCount`, `${CONTEXT}/installSummary(failedUserCount)`],
    // A reference.
    [`${APP}/userStatuses/the-user/app/$ref`, '$ref'],
    // Selected.
    [`${APP}/userStatuses?$select=userName,id`, `${CONTEXT}/userStatuses(userName,id)`],
    [`${APP}/userStatuses/the-user?$select=id,userName`, `${CONTEXT}/userStatuses(id,userName)/$entity`],
    [`${APP}/userStatuses?$select=*`, `${CONTEXT}/userStatuses(*)`],
    // Expanded.
    [`${APP}/userStatuses?$expand=app`, `${CONTEXT}/userStatuses(app())`],
    [`${APP}/userStatuses?$expand=*`, `${CONTEXT}/userStatuses(app(),deviceStatuses())`],
    [`${APP}/userStatuses/the-user?$expand=app`, `${CONTEXT}/userStatuses(app())/$entity`],
    [`${APP}/deviceStatuses?$expand=app($select=id,displayName)`, `${CONTEXT}/deviceStatuses(app(id,displayName))`],
    [`${APP}?$expand=installSummary`, `${APPS_CONTEXT}(installSummary())/$entity`],
    // Both.
    [
      `${APP}/userStatuses?$select=id,userName&$expand=deviceStatuses($select=id;$top=2),app`,
      `${CONTEXT}/userStatuses(id,userName,deviceStatuses(id),app())`,
    ],
    [
      `${APP}/userStatuses/the-user/deviceStatuses?select=id&expand=app(select=id)`,
      `${CONTEXT}/userStatuses('the-user')/deviceStatuses(id,app(id))`,
    ],
  ])('of %s is #%s', async (path, fragment) => {
    expect((await get(`/beta${path}`))['@odata.context']).toBe(`${stack.url}/beta/$metadata#${fragment}`);
  });

  it.each(['/v1.0', ''])('begins at the root that was asked: %s', async (root) => {
    const { '@odata.context': context } = await get(`${root}${APP}/userStatuses?$expand=app`);

    expect(context).toBe(`${stack.url}${root}/$metadata#${CONTEXT}/userStatuses(app())`);
  });
});

describe('the format of a count', () => {
  it.each([
    ['?$format=text/plain', 200],
    ['?format=text', 200],
    ['?$format=json', 406],
    ['?$format=application/xml', 406],
    ['', 200],
  ])('is plain text, which alone may be asked for: %s', async (query, status) => {
    // An Accept header is often set once for all requests of a client.
    const headers = { accept: 'application/json' };
    const answer = await send(`${stack.url}/beta${APP}/userStatuses/$count${query}`, { token, headers });

    expect(answer.status).toBe(status);
    if (status === 200)
      expect([answer.headers['content-type'], answer.text]).toEqual(['text/plain; charset=utf-8', '2']);
  });
});

/** Names and values of all control information, of the entities within it too. */
function controlInformation(json: unknown): [string, unknown][] {
  if (Array.isArray(json)) return json.flatMap(controlInformation);
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]): [string, unknown][] =>
    name.includes('@') ? [[name, value]] : controlInformation(value),
  );
}

const NESTED = `${APP}/userStatuses?$expand=deviceStatuses,app($select=displayName)&$top=1`;

describe('the metadata level of an answer with expanded entities', () => {
  it('none leaves the links to further pages', async () => {
    const names = controlInformation(await get(`/beta${NESTED}`, 'none')).map(([name]) => name);
    const device = await get(`/beta${APP}?$expand=userStatuses($top=1)`, 'none');

    expect(names).toEqual(['@odata.nextLink']);
    expect(controlInformation(device)).toEqual([
      ['userStatuses@odata.nextLink', expect.stringContaining('$top=1&$skiptoken=') as string],
    ]);
  });

  it('minimal has the type and the tag of each, and the id where the key was not selected', async () => {
    const { value } = await get(`/beta${APP}/userStatuses?$expand=deviceStatuses,app($select=displayName)`);
    const [user] = (value as Json[]).filter(({ id }) => id === 'the-user');

    expect(controlInformation(user)).toEqual([
      ['@odata.type', '#microsoft.graph.userAppInstallStatus'],
      ['@odata.etag', expect.any(String) as string],
      ['@odata.type', '#microsoft.graph.mobileAppInstallStatus'],
      ['@odata.etag', expect.any(String) as string],
      ['@odata.type', '#microsoft.graph.mobileApp'],
      ['@odata.id', `${stack.url}/beta${APP.replace("'", '%27')}`],
      ['@odata.etag', expect.any(String) as string],
    ]);
  });

  it.each([
    NESTED,
    `${APP}/userStatuses/the-user?$expand=*`,
    `${APP}?$expand=*`,
    `/deviceAppManagement/mobileApps?$expand=installSummary`,
    `${APP}/userStatuses/the-user/deviceStatuses?$expand=app&$top=1`,
  ])('full has links, and every one of them leads somewhere: %s', async (path) => {
    const links = controlInformation(await get(`/beta${path}`, 'full')).filter(([name]) => /(?:Link|\.id)$/.test(name));

    expect(new Set(links.map(([name]) => name)).size).toBeGreaterThanOrEqual(4);
    for (const link of new Set(links.map(([, value]) => value as string))) await get(link);
  });

  it('full puts control information where a reader of a stream expects it', async () => {
    const json = await get(`/beta${APP}/userStatuses/the-user?$expand=*`, 'full');
    const names = Object.keys(json);

    expect(names.slice(0, 5)).toEqual(['@odata.context', '@odata.type', '@odata.id', '@odata.etag', '@odata.editLink']);
    expect(names.slice(names.indexOf('notInstalledDeviceCount') + 1)).toEqual([
      'app@odata.associationLink',
      'app@odata.navigationLink',
      'app',
      'deviceStatuses@odata.navigationLink',
      'deviceStatuses',
    ]);
  });
});
