// A create that comes again, over the whole stack: what is answered, what is stored, and what makes it another create.
import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { createClock } from '../support/clock.ts';
import { deviceStatuses, deviceStatusesOf, documentedDeviceBody } from '../support/documented-device-status.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { repeatableAt } from '../support/repeatable.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { storedIn } from '../support/stored-statuses.ts';
import { countRequests, storeRequestsOf } from '../support/store-requests.ts';

const MINUTE = 60_000;

const clock = createClock();
let stack: Stack;
let token: string;
let appId: string;
let path: string;

beforeAll(async () => {
  stack = await startStack({}, { now: clock.now });
});
afterAll(() => stack.close());

beforeEach(() => {
  appId = randomUUID();
  path = userStatuses(appId);
  // By the wall clock, so that tokens do not run out.
  clock.reset();
  token = stack.token();
});

type Headers = Readonly<Record<string, string>>;

interface Call {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Headers;
  readonly token?: string;
}

function call(target: string, { method = 'POST', ...sending }: Call = {}): Promise<Answer> {
  return send(`${stack.url}/beta${target}`, { method, token, ...sending });
}

/** Headers of a new create that is first sent now, or so long ago. */
function repeatable(age = 0): Headers {
  return repeatableAt(clock.now() - age);
}

const known = (): Headers => ({ 'client-request-id': randomUUID() });

function stored(): Promise<readonly StoredDocument[]> {
  return storedIn(stack.container, appId);
}

/** What of an answer has to be the same when it is given again. */
function essence({ status, json, headers }: Answer): unknown {
  const { etag, location, 'content-type': type, 'repeatability-result': result } = headers;
  return { status, json, etag, location, type, result };
}

describe.each([
  ['Repeatability headers', repeatable, 'accepted'],
  ['client-request-id', known, undefined],
] as const)('a create that comes again with the same %s', (_name, newMark, result) => {
  it('gets the first answer, and nothing is written', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });

    // Repeatability-First-Sent has whole seconds.
    clock.advance(10 * MINUTE - 1_000);
    const sent = await storeRequestsOf(() => call(path, { json: documentedBody, headers }));

    expect(first).toMatchObject({ status: 201, json: documentedValues });
    expect(first.headers['repeatability-result']).toBe(result);
    expect(essence(sent.result)).toEqual(essence(first));
    expect(sent.result.headers['request-id']).not.toBe(first.headers['request-id']);
    expect(await stored()).toHaveLength(1);
    expect((await call(`${path}/${String(first.json.id)}`, { method: 'GET' })).headers.etag).toBe(first.headers.etag);
  });

  it('gets the first answer after changes, though the status has moved on', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });
    const member = `${path}/${String(first.json.id)}`;
    await call(member, { method: 'PATCH', json: { userName: 'Renamed', failedDeviceCount: 0 } });
    await call(member, { method: 'PATCH', json: { installedDeviceCount: 9 } });
    const changed = await call(member, { method: 'GET' });

    const { result: again, requests } = await storeRequestsOf(() => call(path, { json: documentedBody, headers }));

    expect(essence(again)).toEqual(essence(first));
    expect(countRequests(requests)).toEqual({ query: 0, read: 1, write: 1 });
    expect(changed.json).toMatchObject({ userName: 'Renamed', failedDeviceCount: 0, installedDeviceCount: 9 });
    expect((await call(member, { method: 'GET' })).text).toBe(changed.text);
  });

  it('is a new create when the first status was deleted in between', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });
    await call(`${path}/${String(first.json.id)}`, { method: 'DELETE' });

    const again = await call(path, { json: documentedBody, headers });

    expect(again).toMatchObject({ status: 201, json: documentedValues });
    expect(again.headers.etag).not.toBe(first.headers.etag);
    expect(await stored()).toHaveLength(1);
  });

  it('is the same with members in another order, on another path of the same collection, by another token', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });

    const reordered = Object.fromEntries(Object.entries(documentedBody).reverse());
    const spelling = `/v1.0/DEVICEappManagement/mobileApps('${appId.toUpperCase()}')/userStatuses`;
    const again = await send(stack.url + spelling, {
      token: stack.token(),
      body: JSON.stringify(reordered, null, 2),
      headers: { ...headers, 'content-type': 'application/json' },
    });

    expect([again.status, again.json.id]).toEqual([201, first.json.id]);
    expect(await stored()).toHaveLength(1);
  });

  it('has the same id and version in any form of answer', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers: { ...headers, Prefer: 'return=minimal' } });

    const minimal = await call(path, { json: documentedBody, headers: { ...headers, Prefer: 'return=minimal' } });
    const selected = await call(`${path}?$select=userName`, { json: documentedBody, headers });

    expect([first.status, minimal.status, minimal.text]).toEqual([204, 204, '']);
    for (const name of ['location', 'odata-entityid', 'etag', 'preference-applied', 'repeatability-result']) {
      expect([name, minimal.headers[name]]).toEqual([name, first.headers[name]]);
    }
    expect(selected).toMatchObject({ status: 201, headers: { location: first.headers.location } });
    expect(Object.keys(selected.json).filter((name) => !name.startsWith('@'))).toEqual(['userName']);
    expect(await stored()).toHaveLength(1);
  });

  it.each<readonly [string, () => Promise<{ token: string; target: string }>]>([
    ['calling app', () => Promise.resolve({ token: stack.token({ clientId: randomUUID() }), target: path })],
    ['user', () => Promise.resolve({ token: stack.token({ claims: { oid: randomUUID() } }), target: path })],
    ['app', () => Promise.resolve({ token, target: userStatuses(randomUUID()) })],
  ])('is another create for another %s', async (_what, other) => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });

    const { target, token: otherToken } = await other();
    const again = await call(target, { json: documentedBody, headers, token: otherToken });

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json.id).not.toBe(first.json.id);
  });

  it('has the id of its own that the first had, also under If-None-Match', async () => {
    const headers = newMark();
    const json = { ...documentedBody, id: 'mine' };
    const once = { ...headers, 'If-None-Match': '*' };
    const first = await call(path, { json, headers: once });

    const answers = [await call(path, { json, headers: once }), await call(path, { json, headers })];
    const other = await call(path, { json, headers: newMark() });
    const otherOnce = await call(path, { json, headers: { ...newMark(), 'If-None-Match': '*' } });

    expect(first).toMatchObject({ status: 201, json: { id: 'mine' } });
    for (const answer of answers) expect(essence(answer)).toEqual(essence(first));
    expect([other.status, errorOf(other).target]).toEqual([409, 'id']);
    expect([otherOnce.status, errorOf(otherOnce).target]).toEqual([412, 'If-None-Match']);
    expect([other, otherOnce].map((answer) => answer.headers['repeatability-result'])).toEqual([result, result]);
  });

  it('is known on all three homes, and each has its own', async () => {
    await call(path, { json: { ...documentedBody, id: 'u1' } });
    const body = { installState: 'failed', deviceName: 'Laptop' };
    const headers = newMark();
    const homes = [deviceStatuses(appId), deviceStatusesOf(appId, 'u1')];

    const ids: unknown[] = [];
    for (const home of homes) {
      const first = await call(home, { json: body, headers });
      await call(`${home}/${String(first.json.id)}`, { method: 'PATCH', json: { installState: 'installed' } });
      const again = await call(home, { json: body, headers });
      expect(first).toMatchObject({ status: 201, json: { installState: 'failed' } });
      expect(essence(again)).toEqual(essence(first));
      ids.push(first.json.id);
    }

    expect(new Set(ids).size).toBe(2);
    expect((await stored()).map(({ entityType }) => entityType).sort()).toEqual([
      'mobileAppInstallStatus',
      'mobileAppInstallStatus',
      'userAppInstallStatus',
    ]);
  });

  it('keeps the time of the first where the body gives none', async () => {
    const headers = newMark();
    const first = await call(deviceStatuses(appId), { json: { installState: 'installed' }, headers });

    clock.advance(MINUTE);
    const again = await call(deviceStatuses(appId), { json: { installState: 'installed' }, headers });

    expect(again.json.lastSyncDateTime).toBe(first.json.lastSyncDateTime);
    expect(essence(again)).toEqual(essence(first));
  });

  it('gets the first answer when its user was renamed in between, and 404 when the user was deleted', async () => {
    const user = `${path}/u1`;
    await call(path, { json: { ...documentedBody, id: 'u1' } });
    const home = deviceStatusesOf(appId, 'u1');
    const headers = newMark();
    const withId = { json: { ...documentedDeviceBody, id: 'd1' }, headers: newMark() };
    const first = await call(home, { json: documentedDeviceBody, headers });
    const firstWithId = await call(home, withId);
    await call(user, { method: 'PATCH', json: { userPrincipalName: 'new@contoso.example' } });

    const again = await call(home, { json: documentedDeviceBody, headers });
    const againWithId = await call(home, withId);
    const other = await call(home, { json: documentedDeviceBody, headers: newMark() });
    await call(user, { method: 'DELETE' });
    const late = await call(home, { json: documentedDeviceBody, headers });

    expect([first.status, firstWithId.status]).toEqual([201, 201]);
    expect(essence(again)).toEqual(essence(first));
    expect(essence(againWithId)).toEqual(essence(firstWithId));
    expect([other.status, errorOf(other).target]).toEqual([400, 'userPrincipalName']);
    expect(late.status).toBe(404);
    expect(await stored()).toEqual([]);
  });

  it('is one status when 200 come at once', async () => {
    const headers = newMark();

    const answers = await Promise.all(Array.from({ length: 200 }, () => call(path, { json: documentedBody, headers })));

    const [first] = answers;
    if (first === undefined) throw new Error('Nothing was answered.');
    expect(first.status).toBe(201);
    for (const answer of answers) expect(essence(answer)).toEqual(essence(first));
    expect(await stored()).toHaveLength(1);
  });

  it('gets the first answer while others change the status', async () => {
    const headers = newMark();
    const first = await call(path, { json: documentedBody, headers });
    const member = `${path}/${String(first.json.id)}`;
    const change = (round: number): Promise<Answer> =>
      call(member, { method: 'PATCH', json: { installedDeviceCount: round } });

    const rounds = Array.from({ length: 40 }, (_, round) => [
      call(path, { json: documentedBody, headers }),
      ...(round % 4 === 0 ? [change(round)] : []),
    ]);
    const answers = await Promise.all(rounds.map(([again]) => again ?? Promise.reject(new Error('None.'))));
    await Promise.all(rounds.flat());

    for (const answer of answers) expect(essence(answer)).toEqual(essence(first));
    expect(await stored()).toHaveLength(1);
  });
});
