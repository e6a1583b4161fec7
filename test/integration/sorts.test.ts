// Every sort that the collections offer, over the whole stack: the store takes it, and gives OData's order page by page.
import { randomUUID } from 'node:crypto';
import type { EdmType } from '../../shared/odata/edm-type.ts';
import { describeSort, type Sort } from '../../shared/odata/order-by.ts';
import { mobileAppInstallStatusCollection } from '../../shared/resources/mobile-app-install-status/collection.ts';
import { mobileAppCollection } from '../../shared/resources/mobile-app/collection.ts';
import { userAppInstallStatusCollection } from '../../shared/resources/user-app-install-status/collection.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { appDocuments, deviceDocuments, store, userDocuments } from '../support/stored-statuses.ts';

type Value = string | number | null;
type Json = Readonly<Record<string, Value>>;

const COUNT = 23;
const appId = randomUUID();
const APPS = '/deviceAppManagement/mobileApps';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  const [user, ...users] = userDocuments(
    appId,
    many((index) => ({
      userName: pick(['Zoë', 'adele', 'Adele', '', 'Ä'], index),
      userPrincipalName: `${pick(['b', 'A', 'a'], index)}${index % 7}@contoso.example`,
      installedDeviceCount: index % 4,
      failedDeviceCount: pick([0, 10, 9], index),
    })),
  );
  if (user === undefined) throw new Error('There is no user.');
  const devices = many((index) => ({
    deviceName: pick([null, 'pc', 'PC', '😀', 'é'], index),
    deviceId: pick(['b', null, 'a'], index),
    // The second is later than the first, whatever its text looks like.
    lastSyncDateTime: pick(
      ['2026-01-01T23:00:00Z', '2026-01-01T22:00:00-02:00', '2026-01-01T23:00:00.0000001Z', '0001-01-01T00:00:00Z'],
      index,
    ),
    errorCode: pick([0, -2016345060, 9, 10, -1], index),
    osVersion: pick(['10.0', '9.1', null], index),
    osDescription: pick([null, 'x'], index),
    displayVersion: pick(['1', null], index),
    userName: pick(['Zoë', null, 'adele'], index),
    userPrincipalName: pick([null, 'b@contoso.example', 'B@contoso.example'], index),
  }));
  const apps = many((index) => ({ displayName: pick([null, 'VPN', 'vpn', 'Ä'], index) }));
  await store(stack.container, [user, ...users, ...deviceDocuments(appId, devices, undefined), ...appDocuments(apps)]);
});
afterAll(() => stack.close());

function many<Values extends object>(make: (index: number) => Values): (Values & { id: string })[] {
  return Array.from({ length: COUNT }, (_value, index) => ({ id: `${(index * 7) % COUNT}-${index}`, ...make(index) }));
}

function pick<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length] as Value;
}

async function readAll(url: string): Promise<Json[]> {
  const members: Json[] = [];
  for (let next: string | undefined = url; next !== undefined;) {
    const answer: Answer = await send(next, { token });
    expect([answer.status, answer.json.error]).toEqual([200, undefined]);
    members.push(...(answer.json.value as Json[]));
    next = answer.json['@odata.nextLink'] as string | undefined;
  }
  return members;
}

/** Null before every value; strings by code point, moments in time. */
function compare(one: Value, other: Value, edmType: EdmType | undefined): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (edmType === 'Edm.Int32') return Number(one) - Number(other);
  if (edmType === 'Edm.DateTimeOffset') return Buffer.compare(instant(one), instant(other));
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

function instant(moment: Value | undefined): Buffer {
  const [, second = '', fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(String(moment)) ?? [];
  return Buffer.from(second + fraction.padEnd(7, '0'));
}

const collections = [
  ['user statuses', `${APPS}/${appId}/userStatuses`, userAppInstallStatusCollection],
  ['device statuses', `${APPS}/${appId}/deviceStatuses`, mobileAppInstallStatusCollection],
  ['apps', APPS, mobileAppCollection],
] as const;

const offered = collections.flatMap(([name, path, { sorts, filterable }]) =>
  sorts.map((sort) => [name, describeSort(sort), path, sort, filterable.properties] as const),
);

it.each(offered)('%s by %s', async (_name, orderby, path, sort: Sort, properties) => {
  const members = await readAll(`${stack.url}/beta${path}?$top=9&$orderby=${encodeURIComponent(orderby)}`);

  expect(new Set(members.map(({ id }) => id)).size).toBe(COUNT);
  expect(members).toHaveLength(COUNT);
  const isInOrder = members.slice(1).map((member, index) => {
    const order = sort
      .map(({ property, direction }) => {
        const ascending = compare(
          members[index]?.[property] ?? null,
          member[property] ?? null,
          properties.get(property)?.edmType,
        );
        return direction === 'asc' ? ascending : -ascending;
      })
      .find((each) => each !== 0);
    return (order ?? 0) <= 0;
  });
  expect(isInOrder).not.toContain(false);
});

it('sorts the device statuses of one user, too', async () => {
  const users = userDocuments(appId, [{ id: 'the-user', userPrincipalName: 'B@contoso.example' }]);
  await store(stack.container, users);

  const orderby = encodeURIComponent('lastSyncDateTime desc,deviceName');
  const url = `${stack.url}/beta${APPS}/${appId}/userStatuses/the-user/deviceStatuses?$orderby=${orderby}&$top=3`;
  const members = await readAll(url);
  const times = members.map(({ lastSyncDateTime }) => instant(lastSyncDateTime).toString());

  expect(members.length).toBeGreaterThan(9);
  expect(times).toEqual([...times].sort().reverse());
});

it.each([
  ['installState', "'lastSyncDateTime desc'"],
  ['mobileAppInstallStatusValue desc', "'errorCode'"],
  ['installStateDetail', "'lastSyncDateTime desc,deviceName'"],
  ['errorCode,deviceName', "'deviceName,userPrincipalName'"],
  ['lastSyncDateTime,deviceName', "'lastSyncDateTime desc,deviceName'"],
])('refuses to sort device statuses by %s and lists what is offered', async (orderby, example) => {
  const answer = await send(`${stack.url}/beta${APPS}/${appId}/deviceStatuses?$orderby=${orderby}`, { token });

  expect([answer.status, errorOf(answer).target]).toEqual([400, '$orderby']);
  expect(errorOf(answer).message).toContain(example);
  expect(errorOf(answer).message).not.toMatch(/Offered:.*installState/);
});
