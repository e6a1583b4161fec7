// The summary of an app as a client sees it: ten counts, read by themselves or expanded, and never written.
import { randomUUID } from 'node:crypto';
import { documentedDeviceBody, deviceStatuses, deviceStatusesOf } from '../support/documented-device-status.ts';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type CountedDevice, countsOfDevices, countsOfUsers, STATES } from '../support/install-counts.ts';
import { type Stack, startStack } from '../support/stack.ts';

const APPS = '/deviceAppManagement/mobileApps';
const NAMES = ['adele@x.example', 'ADELE@x.example', 'Megan@x.example', 'alex@x.example', 'Älex@x.example', null];

let stack: Stack;
let token: string;
let root: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  root = `${stack.url}/beta`;
});
afterAll(() => stack.close());

function call(method: string, path: string, json?: unknown): Promise<Answer> {
  return send(root + path, { method, token, ...(json === undefined ? {} : { json }) });
}

function summaryOf(appId: string): string {
  return `${APPS}/${appId}/installSummary`;
}

/** The counts that the service gives, without control information and id. */
async function countsOf(appId: string): Promise<unknown> {
  const { status, json } = await call('GET', summaryOf(appId));
  expect(status).toBe(200);
  return Object.fromEntries(Object.entries(json).filter(([name]) => name.endsWith('Count')));
}

/** Every state with every user, and some of them twice. */
const devices: readonly CountedDevice[] = [
  ...STATES.flatMap((installState) => NAMES.slice(2).map((userPrincipalName) => ({ installState, userPrincipalName }))),
  ...NAMES.map((userPrincipalName) => ({ installState: 'installed' as const, userPrincipalName })),
  { installState: 'notApplicable', userPrincipalName: 'nestor@x.example' },
  { installState: 'notApplicable', userPrincipalName: 'Nestor@X.example' },
  { installState: 'pendingInstall', userPrincipalName: 'pradeep@x.example' },
];

async function addDevice(appId: string, { installState, userPrincipalName }: CountedDevice): Promise<string> {
  const { headers, status } = await call('POST', deviceStatuses(appId), { installState, userPrincipalName });
  expect(status).toBe(201);
  return String(headers.location);
}

describe('get mobileAppInstallSummary', () => {
  it('gives the ten counts in the documented order, with the context of what is single', async () => {
    const appId = randomUUID();
    await call('POST', deviceStatuses(appId), documentedDeviceBody);

    const answer = await call('GET', summaryOf(appId));

    expect(answer.status).toBe(200);
    expect(Object.entries(answer.json)).toEqual(
      Object.entries({
        '@odata.context': `${root}/$metadata#deviceAppManagement/mobileApps('${appId}')/installSummary`,
        '@odata.type': '#microsoft.graph.mobileAppInstallSummary',
        id: appId,
        installedDeviceCount: 0,
        failedDeviceCount: 1,
        notApplicableDeviceCount: 0,
        notInstalledDeviceCount: 0,
        pendingInstallDeviceCount: 0,
        installedUserCount: 0,
        failedUserCount: 1,
        notApplicableUserCount: 0,
        notInstalledUserCount: 0,
        pendingInstallUserCount: 0,
      }),
    );
    expect(answer.headers).not.toHaveProperty('etag');
  });

  it('counts devices of both homes by the documented rules, and is exact after each write', async () => {
    const appId = randomUUID();
    const location = await addDevice(appId, { installState: 'installed', userPrincipalName: 'adele@x.example' });
    expect(await countsOf(appId)).toEqual(
      countsOfDevices([{ installState: 'installed', userPrincipalName: 'adele@x.example' }]),
    );
    await Promise.all(devices.map((device) => addDevice(appId, device)));
    const user = { ...documentedBody, id: 'u1', userPrincipalName: 'Patti@x.example' };
    await call('POST', userStatuses(appId), user);
    await call('POST', deviceStatusesOf(appId, 'u1'), { installState: 'pendingInstall' });
    const patti: CountedDevice = { installState: 'pendingInstall', userPrincipalName: 'patti@x.example' };
    const all = [...devices, patti];

    const change = { installState: 'failed', userPrincipalName: 'Pradeep@x.example' } as const;
    const { pathname } = new URL(location);
    await call('PATCH', pathname.replace('/beta', ''), change);
    expect(await countsOf(appId)).toEqual(countsOfDevices([...all, change]));

    await call('DELETE', pathname.replace('/beta', ''));
    expect(await countsOf(appId)).toEqual(countsOfDevices(all));

    // Her device goes with her status.
    await call('DELETE', `${userStatuses(appId)}/u1`);
    expect(await countsOf(appId)).toEqual(countsOfDevices(devices));
  });

  it("gives users' own counts where no device was reported, and devices alone from the first one on", async () => {
    const appId = randomUUID();
    const users = [
      { installedDeviceCount: 2, failedDeviceCount: 0, notInstalledDeviceCount: 0 },
      { installedDeviceCount: 1, failedDeviceCount: 3, notInstalledDeviceCount: 1 },
      { installedDeviceCount: 0, failedDeviceCount: 0, notInstalledDeviceCount: 0 },
      { installedDeviceCount: 2_147_483_647, failedDeviceCount: 0, notInstalledDeviceCount: 0 },
    ];
    for (const user of users) await call('POST', userStatuses(appId), { ...documentedBody, ...user });
    expect(await countsOf(appId)).toEqual(countsOfUsers(users));

    const device: CountedDevice = { installState: 'unknown', userPrincipalName: null };
    await addDevice(appId, device);
    expect(await countsOf(appId)).toEqual(countsOfDevices([device]));
  });

  it('is all zeros for an app that nobody reported on', async () => {
    const appId = randomUUID();

    expect(await countsOf(appId)).toEqual(countsOfDevices([]));
    expect((await call('GET', `${APPS}/${appId}`)).status).toBe(404);
  });

  it('counts more than a page of the store, and remembers that beside the statuses', async () => {
    const appId = randomUUID();
    // Users of 5 devices, in the order of the store: one of them has his on both sides of the page's end at 1,000.
    const many = Array.from({ length: 1_103 }, (_value, index): CountedDevice => {
      const state = index % 10 < 5 ? 'installed' : STATES[index % STATES.length];
      return {
        installState: state ?? 'unknown',
        userPrincipalName: `user${String(Math.floor((index + 2) / 5)).padStart(4, '0')}`,
      };
    });
    const operations = many.map(({ installState, userPrincipalName: userKey }, index) => ({
      operationType: 'Create' as const,
      partitionKey: appId,
      resourceBody: {
        id: `$deviceStatus:${index}`,
        mobileAppId: appId,
        entityType: 'mobileAppInstallStatus',
        installState,
        userKey,
      },
    }));
    await stack.container.items.executeBulkOperations(operations);

    expect(await countsOf(appId)).toEqual(countsOfDevices(many));

    const { resource } = await stack.container.item('$installSummary', appId).read<Record<string, unknown>>();
    expect(resource).toMatchObject({ read: 1_103, counts: countsOfDevices(many), progress: null });
  });

  it('shows what is selected, in either key syntax, and nothing of it to HEAD', async () => {
    const appId = randomUUID();
    await addDevice(appId, { installState: 'failed', userPrincipalName: null });
    const query = '?$select=failedDeviceCount,id';

    const { json } = await call('GET', `${APPS}('${appId}')/installSummary${query}`);
    const head = await call('HEAD', summaryOf(appId) + query);

    expect(json).toEqual({
      '@odata.context': `${root}/$metadata#deviceAppManagement/mobileApps('${appId}')/installSummary(failedDeviceCount,id)`,
      '@odata.type': '#microsoft.graph.mobileAppInstallSummary',
      failedDeviceCount: 1,
      id: appId,
    });
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await call('GET', `${summaryOf(appId)}?$expand=app`)).status).toBe(400);
  });

  it('needs a permission', async () => {
    const path = root + summaryOf(randomUUID());

    expect((await send(path)).status).toBe(401);
    expect((await send(path, { token: stack.token({ roles: ['User.Read.All'] }) })).status).toBe(403);
    expect((await send(path, { token: stack.token({ roles: ['DeviceManagementApps.Read.All'] }) })).status).toBe(200);
  });
});

describe('a write of the summary', () => {
  it('is refused with what can be done instead', async () => {
    const answer = await call('PATCH', summaryOf(randomUUID()), { installedDeviceCount: 1 });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(errorOf(answer)).toMatchObject({
      code: 'Request_BadRequest',
      message: expect.stringContaining('Write the statuses') as string,
    });
  });

  it.each(['POST', 'PUT', 'DELETE'])('is not offered as %s either', async (method) => {
    expect((await call(method, summaryOf(randomUUID()))).status).toBe(405);
  });

  it('is 403 for who may not write at all', async () => {
    const reader = stack.token({ roles: ['DeviceManagementApps.Read.All'] });
    const answer = await send(root + summaryOf('x'), { method: 'PATCH', token: reader, json: {} });

    expect(answer.status).toBe(403);
  });
});

describe('$expand=installSummary', () => {
  const [one, other] = [`expand-${randomUUID()}`, `expand-${randomUUID()}`];

  beforeAll(async () => {
    await addDevice(one, { installState: 'failed', userPrincipalName: 'adele@x.example' });
    await addDevice(other, { installState: 'installed', userPrincipalName: 'adele@x.example' });
  });

  it('brings the summary with an app', async () => {
    const { json } = await call('GET', `${APPS}/${one}?$expand=installSummary`);

    expect(json['@odata.context']).toBe(`${root}/$metadata#deviceAppManagement/mobileApps(installSummary())/$entity`);
    expect(json.installSummary).toEqual({
      '@odata.type': '#microsoft.graph.mobileAppInstallSummary',
      id: one,
      ...countsOfDevices([{ installState: 'failed', userPrincipalName: 'adele@x.example' }]),
    });
  });

  it('brings it with each app of a list, as much of it as is selected', async () => {
    const filter = encodeURIComponent(`id in ('${one}','${other}')`);
    const nested = 'installSummary($select=failedUserCount,installedUserCount)';
    const { json } = await call(
      'GET',
      `${APPS}?$select=id&$expand=${nested}&$filter=${filter}&$orderby=createdDateTime`,
    );

    expect(json['@odata.context']).toBe(
      `${root}/$metadata#deviceAppManagement/mobileApps(id,installSummary(failedUserCount,installedUserCount))`,
    );
    const summary = (appId: string, [failedUserCount, installedUserCount]: readonly number[]): object => ({
      '@odata.type': '#microsoft.graph.mobileAppInstallSummary',
      '@odata.id': root + summaryOf(appId),
      failedUserCount,
      installedUserCount,
    });
    expect((json.value as Record<string, unknown>[]).map(({ id, installSummary }) => [id, installSummary])).toEqual([
      [one, summary(one, [1, 0])],
      [other, summary(other, [0, 1])],
    ]);
  });

  it('gives no more than 20 apps a page, and the next page by the next link', async () => {
    for (let index = 0; index < 21; index += 1) {
      await addDevice(`many-${index}`, { installState: 'installed', userPrincipalName: null });
    }
    const path = `${APPS}?$expand=installSummary($select=installedDeviceCount)&$filter=startswith(id,'many-')`;

    const first = await call('GET', path);
    const next = await send(String(first.json['@odata.nextLink']), { token });

    expect(first.json.value).toHaveLength(20);
    expect(next.json.value).toMatchObject([{ installSummary: { installedDeviceCount: 1 } }]);
  });
});
