// Writes that the store took while the answer was lost on the way: to the app, or to Microsoft's client behind a gateway.
import { randomUUID } from 'node:crypto';
import type { Client } from '@microsoft/microsoft-graph-client';
import { Agent, fetch as undiciFetch, type RequestInfo, type RequestInit, Response } from 'undici';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { startBetaSdk } from '../support/beta-sdk.ts';
import { deviceStatuses, documentedDeviceBody } from '../support/documented-device-status.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { startStackBehind } from '../support/stack-behind.ts';
import { type LossyStore, startLossyStore } from '../support/lossy-store.ts';
import { storedIn } from '../support/stored-statuses.ts';
import { microsoftClient } from '../support/microsoft-client.ts';

let stack: Stack;
let proxy: LossyStore;
let appId: string;

let close: () => Promise<void>;

beforeAll(async () => {
  ({ stack, between: proxy, close } = await startStackBehind(startLossyStore));
});
afterAll(() => close());
beforeEach(() => {
  appId = randomUUID();
});

function create(path: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return send(`${stack.url}/beta${path}`, { token: stack.token(), json, headers });
}

/** Makes the document of the app, so that the next create is one write. */
async function registerApp(): Promise<void> {
  await create(deviceStatuses(appId), { ...documentedDeviceBody, id: 'first' });
}

async function stored(): Promise<readonly StoredDocument[]> {
  return (await storedIn(stack.container, appId)).filter(({ key }) => key !== 'first');
}

const marks = [
  ['nothing', () => ({})],
  ['a client-request-id', () => ({ 'client-request-id': randomUUID() })],
  [
    'Repeatability headers',
    () => ({ 'Repeatability-Request-ID': randomUUID(), 'Repeatability-First-Sent': new Date().toUTCString() }),
  ],
] as const;

describe.each(marks)("a create with %s whose write the store's client sent twice", (_name, newMark) => {
  it.each([
    ['', {}],
    [' and an id of its own', { id: 'mine' }],
  ])('is a success%s', async (_what, own) => {
    await registerApp();
    proxy.loseNext('busy', 'busy');

    const answer = await create(userStatuses(appId), { ...documentedBody, ...own }, newMark());

    expect(proxy.written).toEqual([201, 409, 409]);
    expect(answer).toMatchObject({ status: 201, json: { ...documentedValues, ...own } });
    const documents = await stored();
    expect(documents).toMatchObject([{ ...documentedValues, id: answer.json.id }]);
    expect(answer.headers.etag).toBe(`W/"${String(documents[0]?._etag)}"`);
  });
});

it("is a success, too, where the app's own document was sent twice ahead of it", async () => {
  proxy.loseNext('busy');

  const answer = await create(deviceStatuses(appId), documentedDeviceBody);

  expect(proxy.written).toEqual([201, 409, 201]);
  expect(answer.status).toBe(201);
  expect(await stored()).toHaveLength(1);
});

it('is a conflict when another request has the id', async () => {
  await registerApp();
  await create(userStatuses(appId), { ...documentedBody, id: 'mine' });
  proxy.loseNext('busy');

  const answer = await create(userStatuses(appId), { ...documentedBody, id: 'mine', userName: 'Other' });

  expect(proxy.written).toEqual([409, 409]);
  expect([answer.status, errorOf(answer).target]).toEqual([409, 'id']);
  expect(await stored()).toMatchObject([documentedValues]);
});

describe("a change of a version whose write the store's client sent twice", () => {
  let status: string;
  let etag: string;
  beforeEach(async () => {
    await registerApp();
    const created = await create(userStatuses(appId), documentedBody);
    status = `${stack.url}/beta${userStatuses(appId)}/${String(created.json.id)}`;
    etag = String(created.headers.etag);
  });
  const write = (method: string, json?: unknown): Promise<Answer> =>
    send(status, {
      method,
      token: stack.token(),
      headers: { 'If-Match': etag },
      ...(json === undefined ? {} : { json }),
    });

  it('is a success, with the version that it made', async () => {
    proxy.loseNext('busy', 'busy');

    const answer = await write('PATCH', { failedDeviceCount: 9 });

    expect(proxy.written).toEqual([200, 412, 412]);
    expect(answer).toMatchObject({ status: 200, json: { ...documentedValues, failedDeviceCount: 9 } });
    const documents = await stored();
    expect(documents).toMatchObject([{ failedDeviceCount: 9 }]);
    expect(answer.headers.etag).toBe(`W/"${String(documents[0]?._etag)}"`);
  });

  it('is a success when it removes it', async () => {
    proxy.loseNext('busy');

    const answer = await write('DELETE');

    expect(proxy.written).toEqual([204, 404]);
    expect(answer.status).toBe(204);
    expect(await stored()).toEqual([]);
  });

  it('is refused when it is the version of somebody else that was lost from sight', async () => {
    proxy.loseNext('busy');
    await send(status, { method: 'PATCH', token: stack.token(), json: { failedDeviceCount: 3 } });

    const answers = [await write('PATCH', { failedDeviceCount: 9 }), await write('DELETE')];

    expect(answers.map((answer) => answer.status)).toEqual([412, 412]);
    expect(await stored()).toMatchObject([{ failedDeviceCount: 3 }]);
  });

  it('is refused when the client sends it a second time, after its connection to the store broke', async () => {
    proxy.loseNext('end');

    const lost = await write('PATCH', { failedDeviceCount: 9 });
    const again = await write('PATCH', { failedDeviceCount: 9 });

    expect([lost.status, again.status, errorOf(again).target]).toEqual([503, 412, 'If-Match']);
    expect(await stored()).toMatchObject([{ failedDeviceCount: 9 }]);
  });
});

describe('a create whose connection to the store broke after the write', () => {
  it.each(marks.slice(1))('is known when it comes again with %s', async (_name, newMark) => {
    await registerApp();
    const headers = newMark();
    proxy.loseNext('end');

    const lost = await create(userStatuses(appId), documentedBody, headers);
    const again = await create(userStatuses(appId), documentedBody, headers);

    expect([lost.status, Number(lost.headers['retry-after']) > 0]).toEqual([503, true]);
    expect(again).toMatchObject({ status: 201, json: documentedValues });
    expect(await stored()).toMatchObject([{ id: again.json.id }]);
  });

  it('is there already when it comes again with nothing but an id of its own', async () => {
    await registerApp();
    proxy.loseNext('end');

    const lost = await create(userStatuses(appId), { ...documentedBody, id: 'mine' });
    const again = await create(userStatuses(appId), { ...documentedBody, id: 'mine' });

    expect([lost.status, again.status]).toEqual([503, 409]);
    expect(await stored()).toHaveLength(1);
  });
});

describe("Microsoft's JavaScript client behind a gateway that lets a create through and answers for itself", () => {
  let dispatcher: Agent;
  const globalFetch = globalThis.fetch;
  beforeAll(() => {
    dispatcher = new Agent({ connect: { ca: stack.certificate } });
  });
  afterAll(async () => {
    globalThis.fetch = globalFetch;
    await dispatcher.close();
  });

  /** What the service answered to each try; the client hears the statuses first, the service after them. */
  function gateway(statuses: readonly number[]): { id: unknown; requestId: string | null }[] {
    const left = [...statuses];
    const heard: { id: unknown; requestId: string | null }[] = [];
    const fetch = async (url: RequestInfo, init?: RequestInit): Promise<Response> => {
      const answer = await undiciFetch(url, init);
      const { id } = (await answer.clone().json()) as { readonly id?: unknown };
      heard.push({ id, requestId: answer.headers.get('client-request-id') });
      const status = left.shift();
      return status === undefined ? answer : new Response(null, { status, headers: { 'Retry-After': '0' } });
    };
    // The client takes the global one, and can be given no other.
    globalThis.fetch = fetch as typeof globalThis.fetch;
    return heard;
  }

  const client = (): Client => microsoftClient(stack, dispatcher);

  it.each([
    ['userStatuses', documentedBody],
    ['deviceStatuses', documentedDeviceBody],
  ])('makes one status in %s', async (collection, body) => {
    const heard = gateway([503, 429, 504]);

    const created = (await client().api(`/deviceAppManagement/mobileApps/${appId}/${collection}`).post(body)) as {
      id: string;
    };

    expect(heard).toHaveLength(4);
    expect(new Set(heard.map(({ id }) => id))).toEqual(new Set([created.id]));
    expect(new Set(heard.map(({ requestId }) => requestId)).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  it('makes two when it creates twice, though the bodies are alike', async () => {
    gateway([503]);
    const api = (): Promise<unknown> => client().api(userStatuses(appId)).post(documentedBody);

    await api();
    await api();

    expect(await stored()).toHaveLength(2);
  });
});

describe("Microsoft's beta SDK, as Kiota's clients are, sends nothing by which a create is known", () => {
  it('makes one status where the headers are given to it, and two where they are not', async () => {
    const baseUrl = `${stack.httpsUrl.replace('127.0.0.1', 'localhost')}/beta`;
    const sdk = startBetaSdk({ baseUrl, token: stack.token(), certificate: stack.certificate });
    const post = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
      const result = await sdk.send({
        method: 'POST',
        kind: 'entity',
        model: 'UserAppInstallStatus',
        path: '/deviceAppManagement/mobileApps/{mobileApp%2Did}/userStatuses',
        parameters: { 'mobileApp%2Did': appId },
        headers,
        body: { ...documentedValues },
      });
      return 'value' in result ? (result.value as { readonly id: unknown }).id : result.failure;
    };
    try {
      const headers = {
        'Repeatability-Request-ID': randomUUID(),
        'Repeatability-First-Sent': new Date().toUTCString(),
      };
      const known = [await post(headers), await post(headers)];
      const unknown = [await post({}), await post({})];

      expect(new Set(known).size).toBe(1);
      expect(new Set([...known, ...unknown]).size).toBe(3);
      expect((await stored()).map(({ id }) => id).sort()).toEqual([...new Set([...known, ...unknown])].sort());
    } finally {
      await sdk.close();
    }
  });
});
