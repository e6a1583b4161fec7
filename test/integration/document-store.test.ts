// What the store port promises, against any Cosmos: the embedded emulator, made as strict as Cosmos, or the endpoint that
// TEST_COSMOS_ENDPOINT names (with TEST_COSMOS_KEY an emulator, without it an account that the developer is signed in to).
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificate } from '../../local/certificate.ts';
import { type CosmosEmulator, ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { createAzureCredential } from '../../shared/store/azure-credential.ts';
import { createCosmosDocumentStore, type StoreCredential } from '../../shared/store/cosmos-document-store.ts';
import type { DocumentStore, StoredDocument } from '../../shared/store/document-store.ts';
import { EMULATOR_KEY } from '../support/stack-services.ts';
import { startStoreProxy, type StoreProxy } from '../support/store-proxy.ts';
import { strictly } from '../support/strict-store.ts';

const {
  TEST_COSMOS_ENDPOINT: givenEndpoint,
  TEST_COSMOS_KEY: givenKey,
  TEST_COSMOS_DATABASE: database = 'tests',
  TEST_COSMOS_CONTAINER: container = 'store-suite',
} = process.env;

let emulator: CosmosEmulator | undefined;
let strict: StoreProxy | undefined;
const refused: string[] = [];
let folder: string;
let endpoint: string;
let credential: StoreCredential;
let store: DocumentStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'app-install-status-'));
  if (givenEndpoint === undefined) {
    const tls = await ensureCertificate(folder);
    emulator = await startCosmosEmulator({ port: 0, ...tls, log: () => undefined });
    const respond = strictly((what) => refused.push(what));
    strict = await startStoreProxy(emulator.endpoint, tls, respond);
  }
  endpoint = givenEndpoint ?? strict?.endpoint ?? '';
  const key = givenEndpoint === undefined ? EMULATOR_KEY : givenKey;
  if (key !== undefined) await ensureContainer({ endpoint, key, database, container });
  credential = key === undefined ? { tokenCredential: createAzureCredential({ kind: 'developer' }) } : { key };
  // Client, proxy and emulator share this process, which may be slow; how long is waited for Cosmos is tested elsewhere.
  const patience = { attemptMs: 20_000, totalMs: 25_000 };
  store = createCosmosDocumentStore({ endpoint, database, container, credential, patience });
});
afterAll(async () => {
  await store.close();
  await strict?.close();
  await emulator?.close();
  rmSync(folder, { recursive: true, force: true });
});

function aDocument(changes: Partial<StoredDocument> = {}): StoredDocument {
  const actor = { tenantId: 'the-tenant', objectId: 'the-object', appId: 'the-client' };
  const at = '2026-11-24T20:15:30.000Z';
  return {
    id: randomUUID(),
    mobileAppId: randomUUID(),
    entityType: 'userAppInstallStatus',
    schemaVersion: 1,
    audit: { createdDateTime: at, createdBy: actor, lastModifiedDateTime: at, lastModifiedBy: actor },
    userName: 'Ünï “cödé” \u0000 𝒜',
    installedDeviceCount: 2_147_483_647,
    ...changes,
  };
}

const aCall = (): { requestCharge: number } => ({ requestCharge: 0 });

describe('the document store', () => {
  it('gives back what was created, with every character and number as it was', async () => {
    const document = aDocument();

    const created = await store.create(document, aCall());

    const read = await store.read(document.mobileAppId, document.id, aCall());
    expect(read).toMatchObject({ document });
    expect(created).toEqual({ version: read?.version });
  });

  it('has nothing where nothing was created', async () => {
    expect(await store.read(randomUUID(), randomUUID(), aCall())).toBeUndefined();
  });

  it('refuses a second document with the same id in the same app and keeps the first', async () => {
    const document = aDocument({ userName: 'first' });
    await store.create(document, aCall());

    expect(await store.create({ ...document, userName: 'second' }, aCall())).toBe('conflict');

    expect(await store.read(document.mobileAppId, document.id, aCall())).toMatchObject({
      document: { userName: 'first' },
    });
  });

  it('lets exactly one of 200 concurrent creates of one id win', async () => {
    const document = aDocument();

    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_value, index) => store.create({ ...document, userName: `user ${index}` }, aCall())),
    );

    const winner = outcomes.findIndex((outcome) => outcome !== 'conflict');
    expect(outcomes.filter((outcome) => outcome !== 'conflict')).toHaveLength(1);
    expect(await store.read(document.mobileAppId, document.id, aCall())).toMatchObject({
      document: { userName: `user ${winner}` },
    });
  });

  it.each(['app', 'Zoë’s app', 'x'.repeat(1000), '$mobileApps'])(
    'creates many at once (app %#), each by itself: versions in their order, conflicts among them',
    async (prefix) => {
      const mobileAppId = prefix.length > 100 ? prefix : `${prefix} ${randomUUID()}`;
      const documents = Array.from({ length: 20 }, (_value, index) =>
        aDocument({ mobileAppId, userName: `user ${index}` }),
      );
      const [taken = aDocument(), ...free] = documents;
      await store.create({ ...taken, userName: 'first' }, aCall());

      const results = await store.createMany([...free, taken], aCall());

      const read = await Promise.all(free.map(({ id }) => store.read(mobileAppId, id, aCall())));
      expect(results).toEqual([...read.map((found) => ({ version: found?.version })), 'conflict']);
      expect(read.map((found) => found?.document)).toMatchObject(free);
      expect(await store.read(mobileAppId, taken.id, aCall())).toMatchObject({ document: { userName: 'first' } });
    },
  );

  it('keeps apps apart: the same id is two documents in two apps', async () => {
    const mine = aDocument({ userName: 'mine' });
    const other = aDocument({ id: mine.id, userName: 'other' });
    await store.create(mine, aCall());

    expect(await store.read(other.mobileAppId, mine.id, aCall())).toBeUndefined();
    expect(await store.create(other, aCall())).not.toBe('conflict');
    expect(await store.read(mine.mobileAppId, mine.id, aCall())).toMatchObject({ document: { userName: 'mine' } });
    expect(await store.read(other.mobileAppId, other.id, aCall())).toMatchObject({ document: { userName: 'other' } });
  });

  it.each(["it's", 'ü (1) %41', 'Ψ', 'a'.repeat(255), '01', 'null', 'a b', '+', "')--", '{"x":1}'])(
    'keeps the id and the app id %j',
    async (key) => {
      const document = aDocument({ id: key, mobileAppId: `${key}-${randomUUID()}` });
      await store.create(document, aCall());

      expect(await store.read(document.mobileAppId, key, aCall())).toMatchObject({ document: { id: key } });
    },
  );

  it('replaces the version that was read, and no other', async () => {
    const document = aDocument({ userName: 'first' });
    await store.create(document, aCall());
    const first = await store.read(document.mobileAppId, document.id, aCall());
    const second = { ...document, userName: 'second' };

    const replaced = await store.replace(second, first?.version ?? '', aCall());
    const late = await store.replace({ ...document, userName: 'late' }, first?.version ?? '', aCall());

    const read = await store.read(document.mobileAppId, document.id, aCall());
    expect(replaced).toEqual({ version: read?.version });
    expect(read?.version).not.toBe(first?.version);
    expect(late).toBe('changed');
    expect(read).toMatchObject({ document: second });
  });

  it('does not replace what is not there', async () => {
    expect(await store.replace(aDocument(), '"x"', aCall())).toBe('missing');
  });

  it('lets exactly one of many concurrent replacements of one version win', async () => {
    const document = aDocument();
    await store.create(document, aCall());
    const { version = '' } = (await store.read(document.mobileAppId, document.id, aCall())) ?? {};

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_value, index) =>
        store.replace({ ...document, userName: `user ${index}` }, version, aCall()),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'changed')).toHaveLength(19);
  });

  it('deletes a version or whatever is there, once', async () => {
    const document = aDocument();
    await store.create(document, aCall());
    const { mobileAppId, id } = document;

    expect(await store.delete(mobileAppId, id, '"another"', aCall())).toBe('changed');
    expect(await store.delete(mobileAppId, id, undefined, aCall())).toBe('deleted');
    expect(await store.delete(mobileAppId, id, undefined, aCall())).toBe('missing');
    expect(await store.read(mobileAppId, id, aCall())).toBeUndefined();
  });

  it('scans the named properties of all documents of a type in an order, page by page, and no others', async () => {
    const mobileAppId = randomUUID();
    const keys = ['b', null, 'a', 'b', null, 'c', 'ä', 'a', 'b'];
    for (const userKey of keys) await store.create(aDocument({ mobileAppId, entityType: 'wanted', userKey }), aCall());
    await store.create(aDocument({ mobileAppId, userKey: 'b' }), aCall());
    await store.create(aDocument({ entityType: 'wanted', userKey: 'b' }), aCall());
    const sort = [{ property: 'userKey', direction: 'asc' }] as const;
    const query = { mobileAppId, entityType: 'wanted', filter: undefined, sort };

    const pages: (readonly unknown[])[] = [];
    const call = aCall();
    let continuation: string | undefined;
    do {
      const page = await store.scan(query, ['userKey', 'lacking'], { size: 2, continuation }, call);
      pages.push(page.rows);
      ({ continuation } = page);
    } while (continuation !== undefined);

    const inOrder = [null, null, 'a', 'a', 'b', 'b', 'b', 'c', 'ä'];
    expect(pages.flat()).toEqual(inOrder.map((userKey) => ({ userKey })));
    expect(Math.max(...pages.map(({ length }) => length))).toBe(2);
    expect(call.requestCharge).toBeGreaterThan(0);
  });

  it('lists documents cut down to what is wanted of them, what every document has, and their versions', async () => {
    const document = aDocument({ installState: 'failed' });
    const { mobileAppId, id, entityType, schemaVersion } = document;
    const created = await store.create(document, aCall());
    const query = {
      mobileAppId,
      entityType,
      filter: undefined,
      sort: [{ property: 'userName', direction: 'desc' }],
    } as const;
    const page = { size: 2, skip: 0, continuation: undefined };

    const { documents } = await store.list(query, { ...page, properties: ['id', 'installState', 'lacking'] }, aCall());
    const { documents: whole } = await store.list(query, page, aCall());

    expect(documents).toHaveLength(1);
    expect(documents[0]?.document).toEqual({
      ...{ id, mobileAppId, entityType, schemaVersion, installState: 'failed' },
      _etag: documents[0]?.version,
    });
    expect(created).toEqual({ version: documents[0]?.version });
    expect(whole[0]?.document).toMatchObject(document);
  });

  it('scans documents of all types of one app where no type is named', async () => {
    const mobileAppId = randomUUID();
    const ids = ['$installSummary', '$deviceStatus:d1', 'u1'];
    for (const id of ids) await store.create(aDocument({ mobileAppId, id, entityType: `type of ${id}` }), aCall());
    await store.create(aDocument(), aCall());
    const query = { mobileAppId, entityType: undefined, filter: undefined, sort: [] };

    const { rows, continuation } = await store.scan(query, ['id'], { size: 16, continuation: undefined }, aCall());

    expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(continuation).toBeUndefined();
  });

  it('gives the first page anew, without what was removed of it', async () => {
    const mobileAppId = randomUUID();
    for (let index = 0; index < 5; index += 1) await store.create(aDocument({ mobileAppId }), aCall());
    const query = { mobileAppId, entityType: undefined, filter: undefined, sort: [] };
    const first = (): ReturnType<DocumentStore['scan']> =>
      store.scan(query, ['id'], { size: 2, continuation: undefined }, aCall());

    const seen: string[] = [];
    for (let page = await first(); page.rows.length > 0; page = await first()) {
      for (const { id } of page.rows) {
        seen.push(String(id));
        await store.delete(mobileAppId, String(id), undefined, aCall());
      }
    }

    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  it('adds up what the calls of a request cost, also that of a conflict', async () => {
    const call = aCall();
    const document = aDocument();

    await store.create(document, call);
    const afterCreate = call.requestCharge;
    await store.create(document, call);
    const afterConflict = call.requestCharge;
    await store.read(document.mobileAppId, document.id, call);

    expect(afterCreate).toBeGreaterThan(0);
    expect(afterConflict).toBeGreaterThan(afterCreate);
    expect(call.requestCharge).toBeGreaterThan(afterConflict);
  });

  it('is ready when its container can be read, and says 503 when it is not there', async () => {
    const lost = createCosmosDocumentStore({ endpoint, database, container: `no-${randomUUID()}`, credential });
    try {
      await expect(store.check()).resolves.toBeUndefined();
      await expect(lost.check()).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
      await expect(lost.create(aDocument(), aCall())).rejects.toMatchObject({ status: 503 });
      await expect(lost.read('a', 'b', aCall())).rejects.toMatchObject({ status: 503 });
    } finally {
      await lost.close();
    }
  });

  it('has asked for nothing all the while that Cosmos refuses and the emulator lets through', () => {
    expect(refused).toEqual([]);
  });
});
