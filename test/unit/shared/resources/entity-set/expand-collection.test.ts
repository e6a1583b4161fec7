// What is expanded of entities that are at hand: nothing is read again, and nothing that went away meanwhile is missed.
import type { Caller } from '../../../../../shared/auth/caller.ts';
import { UNCONDITIONAL } from '../../../../../shared/resources/conditions.ts';
import type { CollectionOutcome, PermittedRequest } from '../../../../../shared/resources/operation.ts';
import { deviceDocuments, userDocuments } from '../../../../support/stored-statuses.ts';
import { createMemoryStore, LIST_CHARGE } from '../../memory-store.ts';
import { createServices, operationNamed } from '../../services.ts';

const caller: Caller = { kind: 'application', tenantId: 't', objectId: 'o', appId: 'c', permissions: new Set() };

function requestFor(expand: string, storeCall: { requestCharge: number }): PermittedRequest {
  const facts = { body: undefined, conditions: UNCONDITIONAL, maxPageSize: undefined };
  return {
    keys: { mobileAppId: 'a1' },
    caller,
    query: { expand },
    storeCall,
    requestId: 'r1',
    baseUrl: 'https://status.contoso.com',
    repetitionMark: undefined,
    createIfMissing: false,
    ...facts,
  };
}

test('a user status that is deleted between the page and its expansion is still given, with its device statuses', async () => {
  const store = createMemoryStore();
  const call = { requestCharge: 0 };
  const users = userDocuments('a1', [{ id: 'u1' }, { id: 'u2' }]);
  for (const document of [...users, ...deviceDocuments('a1', [{ id: 'd1' }], users[1])]) {
    await store.create(document, call);
  }
  const services = createServices({
    store: {
      ...store,
      async list(query, page, storeCall) {
        const found = await store.list(query, page, storeCall);
        await store.delete('a1', 'u1', undefined, call);
        return found;
      },
    },
  });
  const storeCall = { requestCharge: 0 };

  const outcome = await operationNamed('listUserAppInstallStatuses').run(
    requestFor('deviceStatuses', storeCall),
    services,
  );

  const expanded = (outcome as CollectionOutcome).members.map((member) => [member.key, member.expanded[0]?.value]);
  expect(expanded).toMatchObject([
    ['u1', { kind: 'collection', members: [] }],
    ['u2', { kind: 'collection', members: [{ key: 'd1' }] }],
  ]);
  // The page, and one more for each of its two members.
  expect(storeCall.requestCharge).toBe(3 * LIST_CHARGE);
});
