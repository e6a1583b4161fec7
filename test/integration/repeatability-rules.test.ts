// What a create that comes again may not be, over the whole stack: another body, too late, malformed; and what is then new.
import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { createClock } from '../support/clock.ts';
import { deviceStatusesOf, documentedDeviceBody } from '../support/documented-device-status.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { repeatableAt } from '../support/repeatable.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { storedIn } from '../support/stored-statuses.ts';

const MINUTE = 60_000;

/** Not the default, to see that it is the configured one; tokens outlive it several times. */
const WINDOW = 5 * MINUTE;

const clock = createClock();
let stack: Stack;
let token: string;
let appId: string;
let path: string;

beforeAll(async () => {
  stack = await startStack({ REPEATABILITY_WINDOW_SECONDS: String(WINDOW / 1_000) }, { now: clock.now });
});
afterAll(() => stack.close());

beforeEach(() => {
  appId = randomUUID();
  path = userStatuses(appId);
  clock.reset();
  token = stack.token();
});

type Headers = Readonly<Record<string, string>>;

function create(json: unknown, headers: Headers = {}): Promise<Answer> {
  return send(`${stack.url}/beta${path}`, { token, json, headers });
}

function repeatable(age = 0, id?: string): Headers {
  return repeatableAt(clock.now() - age, id);
}

function stored(): Promise<readonly StoredDocument[]> {
  return storedIn(stack.container, appId);
}

/** Status, result and target. */
function verdict(answer: Answer): unknown {
  const { target } = (answer.json.error ?? {}) as { readonly target?: string };
  return [answer.status, answer.headers['repeatability-result'], target];
}

const otherBody = { ...documentedBody, installedDeviceCount: 5 };

describe('a create with Repeatability headers', () => {
  it('is refused with another body, also with an id of its own, and changes nothing', async () => {
    const headers = repeatable();
    const mine = repeatable();
    const first = await create(documentedBody, headers);
    await create({ ...documentedBody, id: 'mine' }, mine);

    const answers = [
      await create(otherBody, headers),
      await create({ ...documentedBody, '@odata.type': 'microsoft.graph.userAppInstallStatus' }, headers),
      await create({ ...otherBody, id: 'mine' }, mine),
    ];

    for (const answer of answers) expect(verdict(answer)).toEqual([400, 'rejected', 'Repeatability-Request-ID']);
    const documents = await stored();
    expect(documents.map(({ id }) => id).sort()).toEqual([String(first.json.id), 'mine'].sort());
    for (const document of documents) expect(document).toMatchObject(documentedValues);
  });

  it('is too late outside the window, by its own date or because the create is', async () => {
    const id = randomUUID();
    const headers = repeatable(0, id);
    expect((await create(documentedBody, headers)).status).toBe(201);

    clock.advance(WINDOW + 1_000);
    const late = await create(documentedBody, headers);
    const dressedUp = await create(documentedBody, repeatable(0, id));
    const early = await create(documentedBody, repeatable(-WINDOW - 2_000));
    const patient = await create(documentedBody, repeatable(WINDOW - 1_000));

    expect(verdict(late)).toEqual([412, 'rejected', 'Repeatability-First-Sent']);
    expect(errorOf(late).message).toContain('300 seconds');
    expect(verdict(dressedUp)).toEqual([412, 'rejected', 'Repeatability-Request-ID']);
    expect(verdict(early)).toEqual([412, 'rejected', 'Repeatability-First-Sent']);
    expect(verdict(patient)).toEqual([201, 'accepted', undefined]);
    expect(await stored()).toHaveLength(2);
  });

  it('is refused when one of them is malformed or missing, and nothing is stored', async () => {
    const { 'Repeatability-Request-ID': id = '', 'Repeatability-First-Sent': date = '' } = repeatable();

    const withoutDate = await create(documentedBody, { 'Repeatability-Request-ID': id });
    const withoutId = await create(documentedBody, { 'Repeatability-First-Sent': date });
    const badDate = await create(documentedBody, {
      'Repeatability-Request-ID': id,
      'Repeatability-First-Sent': new Date().toISOString(),
    });
    const badId = await create(documentedBody, {
      'Repeatability-Request-ID': 'two words',
      'Repeatability-First-Sent': date,
    });
    const twice = await send(`${stack.url}/beta${path}`, {
      token,
      json: documentedBody,
      headers: { 'Repeatability-Request-ID': [id, id], 'Repeatability-First-Sent': date },
    });

    expect(verdict(withoutDate)).toEqual([400, 'rejected', 'Repeatability-First-Sent']);
    expect(verdict(withoutId)).toEqual([400, 'rejected', 'Repeatability-Request-ID']);
    expect(verdict(badDate)).toEqual([400, 'rejected', 'Repeatability-First-Sent']);
    expect(verdict(badId)).toEqual([400, 'rejected', 'Repeatability-Request-ID']);
    expect(verdict(twice)).toEqual([400, 'rejected', 'Repeatability-Request-ID']);
    expect(await stored()).toEqual([]);
  });

  it('is accepted where the headers are good and the create is not, and may be mended with a new id', async () => {
    const invalid = await create({ ...documentedBody, installedDeviceCount: -1 }, repeatable());
    const conditional = await create(documentedBody, { ...repeatable(), 'If-Match': '*' });

    expect(verdict(invalid)).toEqual([400, 'accepted', 'installedDeviceCount']);
    expect(verdict(conditional)).toEqual([412, 'accepted', 'If-Match']);
    expect(await stored()).toEqual([]);
  });

  it('is another create for another client of one app', async () => {
    const headers = repeatable();
    const answers = [
      await create(documentedBody, headers),
      await create(documentedBody, { ...headers, 'Repeatability-Client-ID': 'one' }),
      await create(documentedBody, { ...headers, 'Repeatability-Client-ID': 'other' }),
      await create(documentedBody, { ...headers, 'Repeatability-Client-ID': 'other' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers[3]?.json.id).toBe(answers[2]?.json.id);
    expect(await stored()).toHaveLength(3);
  });
});

it('answers Repeatability headers with 501 wherever nothing is known again', async () => {
  const { json } = await create({ ...documentedBody, id: 's1' });
  const member = `/beta${path}/${String(json.id)}`;
  const ask = (method: string, target: string, body?: object): Promise<Answer> =>
    send(stack.url + target, {
      method,
      token,
      headers: repeatable(),
      ...(body === undefined ? {} : { json: body }),
    });

  const answers = [
    await ask('GET', member),
    await ask('PATCH', member, { userName: 'Renamed' }),
    await ask('DELETE', member),
    await ask('GET', `/beta${path}`),
    await ask('GET', '/beta/$metadata'),
  ];

  for (const answer of answers) expect(verdict(answer)).toEqual([501, 'rejected', undefined]);
  expect(await stored()).toMatchObject([{ id: 's1', userName: documentedValues.userName }]);
});

describe('a create with a client-request-id alone', () => {
  it('is another create with another body, and says nothing of repeatability', async () => {
    const headers = { 'client-request-id': randomUUID() };

    const answers = [await create(documentedBody, headers), await create(otherBody, headers)];

    expect(answers.map(verdict)).toEqual([
      [201, undefined, undefined],
      [201, undefined, undefined],
    ]);
    expect(await stored()).toHaveLength(2);
  });

  it('is a new create when the first is long ago, with an id of its own a conflict', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const first = await create(documentedBody, headers);
    await create({ ...documentedBody, id: 'mine' }, headers);

    clock.advance(WINDOW + 1);
    const second = await create(documentedBody, headers);
    const mine = await create({ ...documentedBody, id: 'mine' }, headers);

    expect(second.status).toBe(201);
    expect(second.json.id).not.toBe(first.json.id);
    expect(verdict(mine)).toEqual([409, undefined, 'id']);
    expect(await stored()).toHaveLength(3);
  });

  it('is known again for a window of its own when it is new because the first is long ago', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const ids = [(await create(documentedBody, headers)).json.id];

    for (let life = 0; life < 3; life += 1) {
      clock.advance(WINDOW + 1);
      const atOnce = await Promise.all(Array.from({ length: 5 }, () => create(documentedBody, headers)));
      const tries = [...atOnce];
      for (let step = 0; step < 5; step += 1) {
        clock.advance(WINDOW / 5);
        tries.push(await create(documentedBody, headers));
      }
      for (const { status, text } of tries) expect([status, text]).toEqual([201, tries[0]?.text]);
      ids.push(tries[0]?.json.id);
    }

    expect(new Set(ids).size).toBe(4);
    expect(await stored()).toHaveLength(4);
  });

  it('is known again, too, when it was new for that reason and its user was renamed since', async () => {
    await create({ ...documentedBody, id: 'u1' });
    const home = `${stack.url}/beta${deviceStatusesOf(appId, 'u1')}`;
    const headers = { 'client-request-id': randomUUID() };
    const report = (): Promise<Answer> => send(home, { token, json: documentedDeviceBody, headers });
    await report();
    clock.advance(WINDOW + 1);
    const second = await report();
    const json = { userPrincipalName: 'new@contoso.example' };
    await send(`${stack.url}/beta${path}/u1`, { method: 'PATCH', token, json });

    const soon = await report();
    clock.advance(WINDOW);
    const inTheNextSpan = await report();
    clock.advance(WINDOW);
    const tooLate = await report();

    for (const again of [soon, inTheNextSpan]) expect([again.status, again.text]).toEqual([201, second.text]);
    expect(verdict(tooLate)).toEqual([400, undefined, 'userPrincipalName']);
    expect(await stored()).toHaveLength(3);
  });

  it('is known in any letter case of a GUID', async () => {
    const id = randomUUID();

    const first = await create(documentedBody, { 'client-request-id': id });
    const again = await create(documentedBody, { 'client-request-id': id.toUpperCase() });

    expect(again.json.id).toBe(first.json.id);
    expect(again.headers['client-request-id']).toBe(id.toUpperCase());
    expect(await stored()).toHaveLength(1);
  });

  it('is not known when the id is no GUID, for it may be the name of a program', async () => {
    const headers = { 'client-request-id': 'my-agent' };

    const answers = [await create(documentedBody, headers), await create(documentedBody, headers)];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await stored()).toHaveLength(2);
  });

  it('is not mixed up with one that has the same GUID as Repeatability-Request-ID', async () => {
    const id = randomUUID();
    await create(documentedBody, { 'client-request-id': id });

    const other = await create(documentedBody, { ...repeatable(0, id), 'client-request-id': id });

    expect(verdict(other)).toEqual([201, 'accepted', undefined]);
    expect(await stored()).toHaveLength(2);
  });
});

it('makes a status for each create that says nothing of itself', async () => {
  await Promise.all([create(documentedBody), create(documentedBody)]);

  expect(await stored()).toHaveLength(2);
});

it('gives no conflict to a create whose derived key somebody else has taken with an id of their own', async () => {
  const headers = repeatable();
  const first = await create(documentedBody, headers);
  const id = String(first.json.id);
  await send(`${stack.url}/beta${path}/${id}`, { method: 'DELETE', token });
  await create({ ...otherBody, id });

  const again = await create(documentedBody, headers);
  const onceMore = await create(documentedBody, headers);

  expect([again.status, again.json.id === id]).toEqual([201, false]);
  expect([onceMore.status, onceMore.json]).toEqual([201, again.json]);
  expect((await stored()).map(({ installedDeviceCount }) => installedDeviceCount).sort()).toEqual([4, 5]);
});

it('keeps no name that was changed since', async () => {
  const headers = { 'client-request-id': randomUUID() };
  const { json } = await create(documentedBody, headers);
  const names = { userName: 'Second', userPrincipalName: 'second@contoso.com' };
  await send(`${stack.url}/beta${path}/${String(json.id)}`, { method: 'PATCH', token, json: names });

  const again = await create(documentedBody, headers);

  expect(again.json).toEqual(json);
  const text = JSON.stringify(await stored()).toLowerCase();
  expect(text).not.toContain(documentedValues.userName.toLowerCase());
  expect(text).not.toContain(documentedValues.userPrincipalName.toLowerCase());
});
