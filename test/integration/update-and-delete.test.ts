// Update and delete of a userAppInstallStatus, and the conditions under which a request is to happen.
import { randomUUID } from 'node:crypto';
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { documentedBody, documentedValues, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

interface Created {
  readonly url: string;
  readonly appId: string;
  readonly id: string;
  readonly etag: string;
}

async function create(): Promise<Created> {
  const appId = randomUUID();
  const answer = await send(`${stack.url}/beta${userStatuses(appId)}`, { token, json: documentedBody });
  const { location, etag } = answer.headers;
  return { url: String(location), appId, id: String(answer.json.id), etag: String(etag) };
}

function patch(url: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(url, { method: 'PATCH', token, json, headers });
}

describe('update userAppInstallStatus', () => {
  it('changes what is given, answers with the whole entity and keeps the rest', async () => {
    const { url, etag } = await create();

    const answer = await patch(url, { '@odata.type': '#microsoft.graph.userAppInstallStatus', failedDeviceCount: 0 });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ ...documentedValues, failedDeviceCount: 0 });
    expect(answer.headers.etag).not.toBe(etag);
    const got = await send(url, { token });
    expect(got.json).toEqual(answer.json);
    expect(got.headers.etag).toBe(answer.headers.etag);
  });

  it('keeps who created it and notes who changed it', async () => {
    const { url, appId, id } = await create();
    const other = stack.token({ clientId: 'd2c0a5a9-1111-4222-8333-444455556666' });

    await send(url, { method: 'PATCH', token: other, json: { userName: 'Changed' } });

    const { resource } = await stack.container.item(id, appId).read<StoredDocument>();
    expect(resource?.audit?.createdBy.appId).toBe('b3f1d3c6-5a0e-4c55-9d0c-6e3b1c1f7a42');
    expect(resource?.audit?.lastModifiedBy.appId).toBe('d2c0a5a9-1111-4222-8333-444455556666');
  });

  it('answers Prefer: return=minimal with 204 and the new ETag', async () => {
    const { url, etag } = await create();

    const answer = await patch(url, { userName: 'Changed' }, { prefer: 'return=minimal' });

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers['preference-applied']).toBe('return=minimal');
    expect(answer.headers.etag).not.toBe(etag);
  });

  it('changes nothing when nothing is given', async () => {
    const { url, etag } = await create();

    const answer = await patch(url, {});

    expect([answer.status, answer.headers.etag]).toEqual([200, etag]);
  });

  it('applies the rules of a create to what is given, all faults in one answer', async () => {
    const { url } = await create();

    const answer = await patch(url, { installedDeviceCount: -1, userName: null, color: 'red', id: 'another' });

    expect(answer.status).toBe(400);
    const targets = errorOf(answer).details?.map((detail) => detail.target);
    expect(targets?.sort()).toEqual(['color', 'id', 'installedDeviceCount', 'userName']);
  });

  it('accepts the key when it is repeated', async () => {
    const { url, id } = await create();

    expect((await patch(url, { id: id.toUpperCase(), userName: 'Changed' })).status).toBe(200);
  });

  it('does not make what is not there', async () => {
    const answer = await patch(`${stack.url}/beta${userStatuses(randomUUID())}/x`, { userName: 'Changed' });

    expect([answer.status, errorOf(answer).code]).toEqual([404, 'ResourceNotFound']);
  });

  it('loses none of many concurrent changes of different properties', async () => {
    const { url } = await create();
    const changes = [{ installedDeviceCount: 40 }, { failedDeviceCount: 10 }, { notInstalledDeviceCount: 70 }];

    const answers = await Promise.all(changes.map((change) => patch(url, change)));

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const got = await send(url, { token });
    expect(got.json).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it('needs the permission to write', async () => {
    const { url } = await create();
    const reader = stack.token({ roles: ['DeviceManagementApps.Read.All'] });

    expect((await send(url, { method: 'PATCH', token: reader, json: {} })).status).toBe(403);
    expect((await send(url, { method: 'DELETE', token: reader })).status).toBe(403);
  });
});

describe('delete userAppInstallStatus', () => {
  it('removes it once', async () => {
    const { url } = await create();

    const first = await send(url, { method: 'DELETE', token });
    const second = await send(url, { method: 'DELETE', token });

    expect([first.status, first.text]).toEqual([204, '']);
    expect(second.status).toBe(404);
    expect((await send(url, { token })).status).toBe(404);
  });
});

describe('conditions', () => {
  it.each(['PATCH', 'DELETE'])(
    'let %s happen to the version that the client knows, and to no other',
    async (method) => {
      const { url, etag } = await create();
      const sending = { method, token, ...(method === 'PATCH' ? { json: { userName: 'Changed' } } : {}) };

      const stale = await send(url, { ...sending, headers: { 'if-match': 'W/"stale"' } });
      const unwanted = await send(url, { ...sending, headers: { 'if-none-match': etag } });
      const fresh = await send(url, { ...sending, headers: { 'if-match': `"other", ${etag}` } });

      expect([stale.status, errorOf(stale).code]).toEqual([412, 'resourceModified']);
      expect(unwanted.status).toBe(412);
      expect(fresh.status).toBe(method === 'PATCH' ? 200 : 204);
    },
  );

  it('let If-Match: * pass for what exists, and If-None-Match: * for nothing that does', async () => {
    const { url } = await create();

    expect((await patch(url, { userName: 'x' }, { 'if-match': '*' })).status).toBe(200);
    expect((await patch(url, { userName: 'x' }, { 'if-none-match': '*' })).status).toBe(412);
    expect((await patch(`${url}x`, { userName: 'x' }, { 'if-match': '*' })).status).toBe(404);
  });

  it('let exactly one of many concurrent updates of one version win', async () => {
    const { url, etag } = await create();

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_value, index) => patch(url, { installedDeviceCount: index }, { 'if-match': etag })),
    );

    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 412)).toHaveLength(19);
  });

  it('spare the client a body that it has', async () => {
    const { url, etag } = await create();

    const known = await send(url, { token, headers: { 'if-none-match': etag } });
    const unknown = await send(url, { token, headers: { 'if-none-match': 'W/"other"' } });
    const gone = await send(url, { token, headers: { 'if-match': 'W/"other"' } });

    expect([known.status, known.text, known.headers.etag]).toEqual([304, '', etag]);
    expect(unknown.status).toBe(200);
    expect(gone.status).toBe(412);
  });

  it('cannot hold for what is yet to be created', async () => {
    const answer = await send(`${stack.url}/beta${userStatuses('the-app')}`, {
      token,
      json: documentedBody,
      headers: { 'if-match': '*' },
    });

    expect(answer.status).toBe(412);
  });

  it.each(['abc', '"a" "b"', '', '"a",,', 'W/a', '"a"x'])('are refused when they are malformed: %j', async (value) => {
    const { url } = await create();

    expect((await patch(url, {}, { 'if-match': value })).status).toBe(400);
  });
});
