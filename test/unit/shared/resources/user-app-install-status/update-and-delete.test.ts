// Update, delete and the conditions of all operations, on a store in memory in which somebody else writes too.
import { randomUUID } from 'node:crypto';
import { UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import { WRITE_ATTEMPTS } from '../../../../../shared/resources/entity-set/contention.ts';
import type { EntityOutcome, GraphOperation, PermittedRequest } from '../../../../../shared/resources/operation.ts';
import type { DocumentStore } from '../../../../../shared/store/document-store.ts';
import { documentedBody, documentedValues } from '../../../../support/documented-request.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';
import { createServices, operationNamed, writer as caller } from '../../services.ts';
import { rejectionOf } from '../../thrown.ts';

const createUserAppInstallStatus = operationNamed('createUserAppInstallStatus');
const deleteUserAppInstallStatus = operationNamed('deleteUserAppInstallStatus');
const getUserAppInstallStatus = operationNamed('getUserAppInstallStatus');
const updateUserAppInstallStatus = operationNamed('updateUserAppInstallStatus');

const CREATED = '2026-11-24T12:34:56.789Z';
const CHANGED = '2026-11-25T00:00:00.000Z';

let memory: MemoryStore;
let time: string;

beforeEach(async () => {
  memory = createMemoryStore();
  time = CREATED;
  await run(createUserAppInstallStatus, { body: { ...documentedBody, id: 's1' } });
  time = CHANGED;
});

function run(
  operation: GraphOperation,
  request: Partial<PermittedRequest>,
  store: DocumentStore = memory,
): Promise<EntityOutcome> {
  const whole: PermittedRequest = {
    keys: { mobileAppId: 'a1', userAppInstallStatusId: 's1' },
    body: undefined,
    caller,
    conditions: UNCONDITIONAL,
    query: {},
    maxPageSize: undefined,
    storeCall: { requestCharge: 0 },
    requestId: randomUUID(),
    repetitionMark: undefined,
    baseUrl: 'https://status.contoso.com',
    createIfMissing: false,
    ...request,
  };
  const services = createServices({ store, newId: () => 'new', now: () => new Date(time) });
  return operation.run(whole, services) as Promise<EntityOutcome>;
}

const elsewhere = { mobileAppId: 'a1', userAppInstallStatusId: 'other' };
const ifMatch = (...tags: string[]): Partial<PermittedRequest> => ({
  conditions: { ifMatch: tags, ifNoneMatch: undefined },
});

describe('update', () => {
  test('changes what is given, keeps the rest, and says who changed it and when', async () => {
    const body = { failedDeviceCount: 9, id: 's1' };
    const updated = await run(updateUserAppInstallStatus, { body, caller: { ...caller, appId: 'c2' } });
    expect(updated).toMatchObject({
      kind: 'entity',
      change: 'updated',
      values: { id: 's1', ...documentedValues, failedDeviceCount: 9 },
      version: '"version-2"',
    });
    expect(memory.documents).toMatchObject([
      {
        failedDeviceCount: 9,
        audit: {
          createdDateTime: CREATED,
          createdBy: { appId: 'c1' },
          lastModifiedDateTime: CHANGED,
          lastModifiedBy: { appId: 'c2' },
        },
      },
    ]);
  });

  test('with nothing to change changes nothing', async () => {
    await expect(run(updateUserAppInstallStatus, { body: {} })).resolves.toMatchObject({ version: '"version-1"' });
    await expect(run(updateUserAppInstallStatus, { body: {}, keys: elsewhere })).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    [{ body: { id: 's2' } }, { status: 400, target: 'id' }],
    [{ body: { failedDeviceCount: -1 } }, { status: 400, target: 'failedDeviceCount' }],
    [{ body: { userName: 'x' }, keys: elsewhere }, { status: 404 }],
    [
      { body: { userName: 'x' }, ...ifMatch('version-0') },
      { status: 412, target: 'If-Match' },
    ],
    [
      { body: { userName: 'x' }, query: { select: 'nothing' } },
      { status: 400, target: '$select' },
    ],
  ])('refuses %j and changes nothing', async (request, refusal) => {
    await expect(rejectionOf(run(updateUserAppInstallStatus, request))).resolves.toMatchObject(refusal);
    expect(memory.documents).toMatchObject([documentedValues]);
  });

  test('goes through under the current version, and shows what was selected', async () => {
    const request = { body: { userName: 'x' }, query: { select: 'userName' }, ...ifMatch('version-1') };
    const { selection } = await run(updateUserAppInstallStatus, request);
    expect(selection?.properties).toEqual(['userName']);
  });
});

describe('delete', () => {
  test('removes the entity, once', async () => {
    await expect(run(deleteUserAppInstallStatus, {})).resolves.toEqual({ kind: 'noContent' });
    expect(memory.documents).toEqual([]);
    await expect(run(deleteUserAppInstallStatus, {})).rejects.toMatchObject({ status: 404 });
  });

  test('removes the version that is demanded only', async () => {
    await expect(run(deleteUserAppInstallStatus, ifMatch('version-0'))).rejects.toMatchObject({ status: 412 });
    const conditions = { ifMatch: undefined, ifNoneMatch: ['version-1'] };
    await expect(run(deleteUserAppInstallStatus, { conditions })).rejects.toMatchObject({ status: 412 });
    await expect(run(deleteUserAppInstallStatus, ifMatch('version-1'))).resolves.toEqual({ kind: 'noContent' });
  });
});

describe('a write that somebody else was faster than', () => {
  /** The store, in which the first writes find that the version has changed. */
  function contended(times: number, outcome: 'changed' | 'missing' = 'changed'): DocumentStore {
    let left = times;
    const isLost = (): boolean => left-- > 0;
    return {
      ...memory,
      replace: (...args) => (isLost() ? Promise.resolve(outcome) : memory.replace(...args)),
      delete: (...args) => (isLost() ? Promise.resolve(outcome) : memory.delete(...args)),
    };
  }
  const update = { body: { userName: 'x' } };

  test('is tried anew', async () => {
    await expect(run(updateUserAppInstallStatus, update, contended(WRITE_ATTEMPTS - 1))).resolves.toMatchObject({
      change: 'updated',
    });
    await expect(run(deleteUserAppInstallStatus, ifMatch('version-2'), contended(WRITE_ATTEMPTS - 1))).resolves.toEqual(
      {
        kind: 'noContent',
      },
    );
  });

  test('is given up after some attempts, for the client to try again', async () => {
    const refusal = {
      entry: 'writeConflict',
      status: 429,
      headers: { 'Retry-After': expect.stringMatching(/^[123]$/) as string },
    };
    await expect(run(updateUserAppInstallStatus, update, contended(WRITE_ATTEMPTS))).rejects.toMatchObject(refusal);
    await expect(
      run(deleteUserAppInstallStatus, ifMatch('version-1'), contended(WRITE_ATTEMPTS)),
    ).rejects.toMatchObject(refusal);
  });

  test('is no failure when the last attempt did it, though its answer was lost and the next try of it came too late', async () => {
    const lossy = contended(WRITE_ATTEMPTS - 1);
    const store: DocumentStore = {
      ...lossy,
      replace: async (...args) => {
        await lossy.replace(...args);
        return 'changed';
      },
    };
    await expect(run(updateUserAppInstallStatus, update, store)).resolves.toMatchObject({
      change: 'updated',
      values: { userName: 'x' },
      version: '"version-2"',
    });
    expect(memory.documents).toMatchObject([{ userName: 'x' }]);
  });

  test('is 404 when the entity is gone', async () => {
    await expect(run(updateUserAppInstallStatus, update, contended(1, 'missing'))).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('conditions of reads and creates', () => {
  test('a read gives nothing that the client has', async () => {
    const conditions = { ifMatch: undefined, ifNoneMatch: ['version-1'] };
    await expect(run(getUserAppInstallStatus, { conditions })).resolves.toEqual({
      kind: 'notModified',
      version: '"version-1"',
    });
  });

  test('a read shows what was selected', async () => {
    const { selection } = await run(getUserAppInstallStatus, { query: { select: 'id,userName' } });
    expect(selection?.items).toEqual(['id', 'userName']);
  });

  test('a create has no version that could match, and If-None-Match: * forbids a second one', async () => {
    const body = { ...documentedBody, id: 's1' };
    await expect(run(createUserAppInstallStatus, { body, ...ifMatch('version-1') })).rejects.toMatchObject({
      status: 412,
      target: 'If-Match',
    });
    const conditions = { ifMatch: undefined, ifNoneMatch: '*' } as const;
    await expect(run(createUserAppInstallStatus, { body, conditions })).rejects.toMatchObject({
      status: 412,
      target: 'If-None-Match',
    });
  });
});
