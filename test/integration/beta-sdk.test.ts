// Microsoft's beta SDK reads and writes the family through its own adapter and models, though it has no paths to them.
import { randomUUID } from 'node:crypto';
import { type BetaSdk, type ModelName, type SdkRequest, startBetaSdk } from '../support/beta-sdk.ts';
import { documentedValues } from '../support/documented-request.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { appDocuments, deviceDocuments, store, userDocuments } from '../support/stored-statuses.ts';

type Json = Readonly<Record<string, unknown>>;

const APP = '/deviceAppManagement/mobileApps/{mobileApp%2Did}';
const appId = `Zoë's app ${randomUUID()}`;
const device = {
  deviceName: 'DESKTOP-7Q2',
  deviceId: 'a device',
  lastSyncDateTime: new Date('2026-03-04T05:06:07.089Z'),
  installState: 'failed',
  installStateDetail: 'seeInstallErrorCode',
  errorCode: -2016345060,
  osVersion: '10.0',
  userPrincipalName: 'adele@contoso.example',
};

let stack: Stack;
let sdk: BetaSdk;

beforeAll(async () => {
  stack = await startStack();
  const baseUrl = `${stack.httpsUrl.replace('127.0.0.1', 'localhost')}/beta`;
  sdk = startBetaSdk({ baseUrl, token: stack.token(), certificate: stack.certificate });
});
afterAll(async () => {
  await sdk.close();
  await stack.close();
});

type Asked = Partial<SdkRequest> & { readonly id?: string; readonly app?: string };

/** Sends a request about a collection of an app, or with an id about one of it. */
async function send(model: ModelName, path: string, asked: Asked = {}): Promise<Json> {
  const { id, app = appId, ...request } = asked;
  const result = await sdk.send({
    method: 'GET',
    kind: id === undefined ? 'page' : 'entity',
    model,
    path: `${APP}${path}${id === undefined ? '' : '/{id}'}`,
    parameters: { 'mobileApp%2Did': app, ...(id === undefined ? {} : { id }) },
    ...request,
  });
  return ('value' in result ? result.value : { failure: result.failure }) as Json;
}

describe.each<[ModelName, string, Json, Json]>([
  ['UserAppInstallStatus', '/userStatuses', documentedValues, { failedDeviceCount: 0 }],
  [
    'MobileAppInstallStatus',
    '/deviceStatuses',
    device,
    // Whoever sends the whole entity has both of the twins in it.
    {
      installState: 'installed',
      mobileAppInstallStatusValue: 'installed',
      lastSyncDateTime: new Date('2026-03-05T00:00:00Z'),
      errorCode: 0,
    },
  ],
])('%s', (model, path, values, change) => {
  it('is created, read, changed and deleted', async () => {
    const body = { ...values, odataType: `#microsoft.graph.${model.charAt(0).toLowerCase()}${model.slice(1)}` };
    const created = await send(model, path, { method: 'POST', kind: 'entity', body });
    const id = String(created.id);
    expect(created).toMatchObject({ ...body, id: expect.any(String) as string });

    expect(await send(model, path, { id })).toMatchObject({ ...body, id });

    expect(await send(model, path, { id, method: 'PATCH', body: change })).toMatchObject({ ...body, ...change, id });

    expect(await send(model, path, { id, method: 'DELETE', kind: 'nothing' })).toBeUndefined();
    expect(await send(model, path, { id })).toMatchObject({ failure: { responseStatusCode: 404 } });
  });

  it('may be sent back whole as it was read, but for what is changed', async () => {
    const { id } = await send(model, path, { method: 'POST', kind: 'entity', body: values });
    const read = await send(model, path, { id: String(id) });

    const changed = await send(model, path, { id: String(id), method: 'PATCH', body: { ...read, ...change } });

    expect(read).toMatchObject({ additionalData: { '@odata.etag': expect.any(String) as string } });
    expect(changed).toMatchObject({ ...values, ...change, id });
  });

  it('is listed with its options, whose names go out as %24select', async () => {
    const page = await send(model, path, {
      query: { top: 1, select: ['id', 'userPrincipalName'], count: true, orderby: ['id desc'], filter: "id ne 'a b'" },
    });

    expect(page).toMatchObject({
      odataCount: 1,
      value: [{ id: expect.any(String) as string, userPrincipalName: values.userPrincipalName }],
    });
    expect(page).not.toHaveProperty('odataNextLink');
  });
});

describe('MobileAppInstallStatus', () => {
  it('has moments as Date, states as strings and codes as numbers', async () => {
    const created = await send('MobileAppInstallStatus', '/deviceStatuses', {
      method: 'POST',
      kind: 'entity',
      body: device,
    });

    expect(created.lastSyncDateTime).toBeInstanceOf(Date);
    expect(created).toMatchObject({ ...device, mobileAppInstallStatusValue: 'failed', errorCode: -2016345060 });
  });
});

describe('what is expanded and counted', () => {
  const app = randomUUID();
  beforeAll(async () => {
    const users = userDocuments(
      app,
      Array.from({ length: 25 }, (_value, index) => ({ id: `user ${index}` })),
    );
    const devices = deviceDocuments(app, [{ id: 'd1', installState: 'pendingInstall' }], users[0]);
    await store(stack.container, [...appDocuments([{ id: app, displayName: 'VPN' }]), ...users, ...devices]);
  });

  it('is read into the models that it is of', async () => {
    const query = { expand: ['app($select=id,displayName)', 'deviceStatuses'], filter: "id eq 'user 0'" };
    const { value } = await send('UserAppInstallStatus', '/userStatuses', { app, query });

    expect(value).toMatchObject([
      {
        id: 'user 0',
        app: { id: app, displayName: 'VPN', odataType: '#microsoft.graph.mobileApp' },
        deviceStatuses: [{ id: 'd1', installState: 'pendingInstall', lastSyncDateTime: expect.any(Date) as Date }],
      },
    ]);
  });

  it('has all pages walked by the SDK’s own iterator', async () => {
    const members = (await send('UserAppInstallStatus', '/userStatuses', {
      app,
      kind: 'all',
      // The next link becomes a URI template there: its characters must survive that.
      query: { top: 10, filter: "id ne '{x}%25 + (y)'", expand: ['deviceStatuses($select=id;$top=1)'] },
    })) as unknown as { id: string }[];

    expect(new Set(members.map(({ id }) => id)).size).toBe(25);
    expect(members).toHaveLength(25);
  });

  it('is the summary, with its counts as numbers', async () => {
    const summary = await send('MobileAppInstallSummary', '/installSummary', { app, kind: 'entity' });

    expect(summary).toMatchObject({ pendingInstallDeviceCount: 1, pendingInstallUserCount: 1, failedUserCount: 0 });
  });

  it('is the app itself', async () => {
    const found = await send('MobileApp', '', { app, kind: 'entity', query: { expand: ['installSummary'] } });

    expect(found).toMatchObject({ id: app, displayName: 'VPN', createdDateTime: expect.any(Date) as Date });
  });
});

describe('an error', () => {
  it('is an ODataError with code, message, target, details and the ids of the request', async () => {
    const body = { ...documentedValues, installedDeviceCount: -1, failedDeviceCount: 1.5 };
    const { failure } = await send('UserAppInstallStatus', '/userStatuses', { method: 'POST', kind: 'entity', body });

    expect(failure).toMatchObject({
      responseStatusCode: 400,
      errorEscaped: {
        code: 'BadRequest',
        message: expect.stringContaining("'installedDeviceCount'") as string,
        details: [{ target: 'installedDeviceCount' }, { target: 'failedDeviceCount' }],
        innerError: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, date: expect.any(Date) as Date },
      },
    });
  });

  it('of a filter says where it is wrong', async () => {
    const { failure } = await send('UserAppInstallStatus', '/userStatuses', { query: { filter: 'color eq 1' } });

    expect(failure).toMatchObject({
      responseStatusCode: 400,
      errorEscaped: { target: '$filter', message: expect.stringContaining('position 0') as string },
    });
  });
});
