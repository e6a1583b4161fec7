// An OData client that was generated from $metadata, nothing of it written for this service, uses the collections.
import { randomUUID } from 'node:crypto';
import { documentedDeviceValues } from '../support/documented-device-status.ts';
import { documentedValues } from '../support/documented-request.ts';
import {
  type AppClient,
  type ClientCollection,
  type ClientEntity,
  type GeneratedClient,
  generateClient,
  type PropertyPath,
  type Values,
} from '../support/odata-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let client: GeneratedClient;

beforeAll(async () => {
  stack = await startStack();
  client = await generateClient(`${stack.url}/beta`, stack.token());
}, 60_000);
afterAll(async () => {
  client.close();
  await stack.close();
});

/** A collection of an app, two entities for it, and what is changed of the first; they differ in `number`. */
interface Example {
  readonly collection: (app: AppClient) => ClientCollection;
  readonly member: (app: AppClient, id: string) => ClientEntity;
  readonly entities: readonly [Values, Values];
  readonly number: string;
  readonly change: Values;
}

const otherDeviceValues = {
  ...documentedDeviceValues,
  errorCode: 10,
  lastSyncDateTime: '2026-01-01T00:00:00Z',
  mobileAppInstallStatusValue: 'installed',
  installState: 'installed',
  installStateDetail: 'noAdditionalDetails',
};

const examples: Readonly<Record<string, Example>> = {
  userStatuses: {
    collection: (app) => app.userStatuses(),
    member: (app, id) => app.userStatuses(id),
    entities: [documentedValues, { ...documentedValues, installedDeviceCount: 9 }],
    number: 'installedDeviceCount',
    change: { failedDeviceCount: 0 },
  },
  deviceStatuses: {
    collection: (app) => app.deviceStatuses(),
    member: (app, id) => app.deviceStatuses(id),
    entities: [documentedDeviceValues, otherDeviceValues],
    number: 'errorCode',
    change: { osVersion: '11', lastSyncDateTime: '2018-01-01T00:00:00Z' },
  },
};

describe.each(Object.entries(examples))('a client made of $metadata: %s', (_name, example) => {
  const { collection, member, entities, number, change } = example;
  const [first, second] = entities;
  // The first is one that a URL has to escape. (With a quotation mark the client fails: it does not double it.)
  const keys = ['Zoë & Co’s laptop (2)', randomUUID()] as const;
  let app: AppClient;

  beforeAll(async () => {
    app = client.mobileApps(`the app ${randomUUID()}`);
    for (const [index, entity] of entities.entries()) {
      const created = await collection(app).create({ ...entity, id: keys[index] });
      expect(created).toMatchObject({ status: 201, data: { ...entity, id: keys[index] } });
    }
  });

  test('lists it', async () => {
    const { status, data } = await collection(app).query();

    expect(status).toBe(200);
    expect(data.value).toHaveLength(2);
    expect(data.value).toEqual(
      expect.arrayContaining(entities.map((entity) => expect.objectContaining(entity) as object)),
    );
  });

  test('filters, selects and counts', async () => {
    const { data } = await collection(app).query((builder, properties) => {
      builder
        .filter(properties[number]?.gt(first[number]) ?? {})
        .select('id', number)
        .count(true);
    });

    expect(data.value).toHaveLength(1);
    expect(data.value[0]).toMatchObject({ id: keys[1], [number]: second[number] });
    expect(
      Object.keys(data.value[0] ?? {})
        .filter((name) => !name.startsWith('@'))
        .sort(),
    ).toEqual(['id', number].sort());
    expect(data['@odata.count']).toBe(1);
  });

  test('sorts and takes the first', async () => {
    const { data } = await collection(app).query((builder, properties) => {
      builder.orderBy(properties.id?.descending() ?? {}).top(1);
    });

    expect(data.value.map(({ id }) => id)).toEqual([[...keys].sort().at(-1)]);
  });

  test('gets, changes and deletes one', async () => {
    const [key] = keys;
    const got = await member(app, key).query();
    expect(got).toMatchObject({ status: 200, data: { ...first, id: key } });

    const changed = await member(app, key).patch(change);
    expect(changed).toMatchObject({ status: 200, data: { ...first, ...change, id: key } });

    await expect(member(app, key).delete()).resolves.toMatchObject({ status: 204 });
    await expect(member(app, key).query()).rejects.toMatchObject({ status: 404 });
  });

  test('understands a refusal', async () => {
    const refused = collection(app).create({ ...first, id: 'a/b' });

    await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'id'") as string });
  });
});

describe('a client made of $metadata: values of types of their own', () => {
  let app: AppClient;

  beforeAll(async () => {
    app = client.mobileApps(randomUUID());
    await app.deviceStatuses().create({ ...documentedDeviceValues, id: 'failed' });
    await app.deviceStatuses().create({ ...otherDeviceValues, id: 'installed' });
  });

  test.each<[string, (properties: Readonly<Record<string, PropertyPath>>) => object | undefined]>([
    ['an enumeration', ({ installState }) => installState?.eq(client.enumerations.resultantAppState?.installed)],
    ['a moment', ({ lastSyncDateTime }) => lastSyncDateTime?.gt('2020-01-01T00:00:00Z')],
    [
      'a moment with all its digits',
      ({ lastSyncDateTime }) => lastSyncDateTime?.gt(documentedDeviceValues.lastSyncDateTime),
    ],
  ])('filters by %s', async (_what, condition) => {
    const { data } = await app.deviceStatuses().query((builder, properties) => {
      builder.filter(condition(properties) ?? {});
    });

    expect(data.value).toEqual([expect.objectContaining({ id: 'installed' })]);
  });

  test('sorts by a moment', async () => {
    const { data } = await app.deviceStatuses().query((builder, properties) => {
      builder.orderBy(properties.lastSyncDateTime?.descending() ?? {});
    });

    expect(data.value.map(({ id }) => id)).toEqual(['installed', 'failed']);
  });
});

describe('a client made of $metadata: apps', () => {
  test('lists them with their install summaries', async () => {
    const appId = randomUUID();
    await client.mobileApps(appId).deviceStatuses().create(documentedDeviceValues);

    const { status, data } = await client.mobileApps().query((builder, properties) => {
      builder
        .filter(properties.id?.eq(appId) ?? {})
        .select('id', 'displayName')
        .expand('installSummary');
    });

    expect(status).toBe(200);
    expect(data.value).toEqual([
      expect.objectContaining({
        id: appId,
        displayName: null,
        installSummary: expect.objectContaining({ failedDeviceCount: 1, installedDeviceCount: 0 }) as object,
      }),
    ]);
  });

  test('names one and removes it', async () => {
    const app = client.mobileApps(randomUUID());
    await app.userStatuses().create(documentedValues);

    await expect(app.patch({ displayName: 'Contoso VPN' })).resolves.toMatchObject({
      status: 200,
      data: { displayName: 'Contoso VPN' },
    });
    await expect(app.delete()).resolves.toMatchObject({ status: 204 });
    await expect(app.query()).rejects.toMatchObject({ status: 404 });
  });
});

describe('a client made of $metadata', () => {
  test('knows the members of both enumerations', () => {
    const { resultantAppState, resultantAppStateDetail } = client.enumerations;
    expect(Object.keys(resultantAppState ?? {}).sort()).toEqual(
      ['failed', 'installed', 'notApplicable', 'notInstalled', 'pendingInstall', 'uninstallFailed', 'unknown'].sort(),
    );
    expect(Object.keys(resultantAppStateDetail ?? {})).toHaveLength(36);
  });

  test('knows the way to all of the family', () => {
    const app = client.mobileApps('the-app');
    const entities = [app.installSummary(), app.deviceStatuses('d'), app.userStatuses('u').deviceStatuses('d')];
    expect(entities.map((entity) => (entity as unknown as { getPath(): string }).getPath())).toEqual(
      ['/installSummary', "/deviceStatuses('d')", "/userStatuses('u')/deviceStatuses('d')"].map(
        (rest) => `${stack.url}/beta/deviceAppManagement/mobileApps('the-app')${rest}`,
      ),
    );
  });
});
