// An app that was removed while another process still knew it, in a store that answers queries as Cosmos does.
import { randomUUID } from 'node:crypto';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const APPS = '/deviceAppManagement/mobileApps';
const SETTLED_AFTER_MS = 90_000;

let stack: Stack;
let ahead = 0;

beforeAll(async () => {
  stack = await startStack({}, { now: () => Date.now() + ahead });
});
afterAll(() => stack.close());

function call(method: string, path: string, json?: unknown): Promise<Answer> {
  return send(`${stack.url}/beta${path}`, { method, token: stack.token(), ...(json === undefined ? {} : { json }) });
}

async function removedApp(): Promise<string> {
  const appId = randomUUID();
  expect((await call('POST', userStatuses(appId), { ...documentedBody, id: 'u1' })).status).toBe(201);
  expect((await call('PATCH', `${APPS}/${appId}`, { displayName: 'Contoso VPN' })).status).toBe(200);
  expect((await call('DELETE', `${APPS}/${appId}`)).status).toBe(204);
  return appId;
}

/** The write of a process that remembers the app and so makes none. */
async function writeAsAnotherProcess(appId: string): Promise<void> {
  const status = { id: 'late', mobileAppId: appId, entityType: 'userAppInstallStatus', schemaVersion: 1 };
  await stack.container.items.create({ ...status, ...documentedBody });
}

async function listedIds(): Promise<unknown[]> {
  const { status, json } = await call('GET', APPS);
  expect(status).toBe(200);
  return (json.value as Record<string, unknown>[]).map(({ id }) => id);
}

async function storedApp(appId: string): Promise<Record<string, unknown> | undefined> {
  const { resource } = await stack.container.item(appId, '$mobileApps').read<Record<string, unknown>>();
  return resource;
}

test('what is left of a removed app is its id and a date, until apps are listed after a minute and a half', async () => {
  const [appId, late] = [await removedApp(), await removedApp()];
  await writeAsAnotherProcess(late);

  const { id, deletedDateTime, ...rest } = (await storedApp(appId)) ?? {};
  expect([id, typeof deletedDateTime]).toEqual([appId, 'string']);
  expect(Object.keys(rest).filter((name) => !name.startsWith('_'))).toEqual([
    'mobileAppId',
    'entityType',
    'schemaVersion',
  ]);
  expect(await listedIds()).toEqual([]);
  expect((await call('GET', `${APPS}/${late}`)).status).toBe(404);
  expect((await call('GET', `${userStatuses(late)}/late/app`)).status).toBe(404);
  expect(await storedApp(appId)).toBeDefined();

  ahead += SETTLED_AFTER_MS + 1_000;
  expect(await listedIds()).toEqual([late]);
  expect(await storedApp(appId)).toBeUndefined();
  const app = await call('GET', `${APPS}/${late}`);
  expect(app.json).toMatchObject({ id: late, displayName: null, createdDateTime: app.json.lastModifiedDateTime });
  expect((await call('PATCH', `${APPS}/${late}`, { displayName: 'x' })).status).toBe(200);
  expect((await call('GET', `${APPS}/$count`)).text).toBe('1');
});

test('a status makes a removed app anew at once', async () => {
  const appId = await removedApp();

  expect((await call('POST', userStatuses(appId), documentedBody)).status).toBe(201);

  expect((await call('GET', `${APPS}/${appId}`)).json).toMatchObject({ id: appId, displayName: null });
});
