// The container is the code's, and the role allows what the code does to it and nothing else.
import { containerDefinition } from '../../shared/store/container-definition.ts';
import { createCosmosDocumentStore } from '../../shared/store/cosmos-document-store.ts';
import type { DocumentQuery, StoredDocument } from '../../shared/store/document-store.ts';
import { type ReceivedRequest, startCosmosStub } from '../unit/shared/store/cosmos-stub.ts';
import { allOf, oneOf, profiles, readProjectFile, resourcesOf, templates } from './deployment.ts';

const COSMOS = 'Microsoft.DocumentDB/databaseAccounts';
const ACTIONS = 'Microsoft.DocumentDB/databaseAccounts';

/** As it comes out of JSON, which knows no undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The actions of Cosmos DB's permissions that a request wants (Azure Cosmos DB: data plane actions). */
function actionsOf({ method, path, headers, body }: ReceivedRequest): string[] {
  const [, , , , , ...rest] = path.split('/');
  if (rest[0] !== 'docs') return [`${ACTIONS}/readMetadata`];
  const container = `${ACTIONS}/sqlDatabases/containers`;
  if (headers['content-type'] === 'application/query+json') return [`${container}/executeQuery`];
  if (headers['x-ms-cosmos-is-batch-request'] !== undefined) {
    const operations = JSON.parse(body) as readonly { operationType: string }[];
    return operations.map(({ operationType }) => `${container}/items/${operationType.toLowerCase()}`);
  }
  if (headers['x-ms-documentdb-is-upsert'] !== undefined) return [`${container}/items/upsert`];
  const verb = { POST: 'create', GET: 'read', PUT: 'replace', DELETE: 'delete' }[method];
  return [`${container}/items/${verb ?? method}`];
}

const actor = { tenantId: 't1', appId: 'c1' };
const at = '2026-11-24T12:34:56.789Z';
const document: StoredDocument = {
  id: 's1',
  mobileAppId: 'a1',
  entityType: 'userAppInstallStatus',
  schemaVersion: 1,
  audit: { createdDateTime: at, createdBy: actor, lastModifiedDateTime: at, lastModifiedBy: actor },
};
const query: DocumentQuery = { mobileAppId: 'a1', entityType: undefined, filter: undefined, sort: [] };
const page = { size: 1, skip: 0, continuation: undefined };
const call = { requestCharge: 0 };

/** What everything that the store can be asked for is given: what is new there has to be added here. */
const args: Readonly<Record<string, readonly unknown[]>> = {
  create: [document, call],
  createMany: [[document], call],
  read: ['a1', 's1', call],
  replace: [document, '"v"', call],
  delete: ['a1', 's1', '"v"', call],
  list: [query, page, call],
  scan: [query, ['id'], page, call],
  count: [query, call],
  check: [],
};

describe('the container', () => {
  test('is written down for Bicep as the code has it', () => {
    expect(JSON.parse(readProjectFile('infra/cosmos-container.json'))).toEqual(plain(containerDefinition));
  });

  test.each(profiles)('of %s is the code’s', (profile) => {
    const { name, properties } = oneOf(profile, `${COSMOS}/sqlDatabases/containers`);
    expect(name).toMatch(/^cosmos-\w+\/appInstallStatus\/statuses$/);
    expect(properties.resource).toEqual({ id: 'statuses', ...(plain(containerDefinition) as object) });
  });

  test('is paid for by use in dev, and by scale in prod, where the account stops at the same scale', () => {
    expect(oneOf('dev', COSMOS).properties).toMatchObject({
      capabilities: [{ name: 'EnableServerless' }],
      capacity: null,
    });
    expect(oneOf('dev', `${COSMOS}/sqlDatabases/containers`).properties.options).toEqual({});
    expect(oneOf('prod', COSMOS).properties).toMatchObject({
      capabilities: [],
      capacity: { totalThroughputLimit: 4000 },
    });
    expect(oneOf('prod', `${COSMOS}/sqlDatabases/containers`).properties.options).toEqual({
      autoscaleSettings: { maxThroughput: 4000 },
    });
  });

  test.each(profiles)('scales in %s by thousands, as Cosmos DB wants it', (profile) => {
    const { options } = oneOf(profile, `${COSMOS}/sqlDatabases/containers`).properties as {
      options: { autoscaleSettings?: { maxThroughput: number } };
    };
    expect((options.autoscaleSettings?.maxThroughput ?? 0) % 1000).toBe(0);
  });

  test('is made before the role and its assignment: an account refuses two changes at a time', () => {
    const after = (type: string): readonly string[] =>
      templates()
        .flatMap(resourcesOf)
        .filter((resource) => resource.type === `${COSMOS}/${type}`)
        .flatMap(({ dependsOn = [] }) => dependsOn);
    expect(after('sqlRoleDefinitions')).toContain('account::database::container');
    expect(after('sqlRoleAssignments')).toContain('account::role');
  });

  test('is in the one region, in several zones of it where it is redundant', () => {
    const locations = (isZoneRedundant: boolean): object => ({
      locations: [{ locationName: 'westeurope', failoverPriority: 0, isZoneRedundant }],
    });
    expect(oneOf('dev', COSMOS).properties).toMatchObject(locations(false));
    expect(oneOf('prod', COSMOS).properties).toMatchObject(locations(true));
  });

  test('cannot be deleted in prod by mistake', () => {
    expect(allOf('dev', 'Microsoft.Authorization/locks')).toEqual([]);
    const { id, properties } = oneOf('prod', 'Microsoft.Authorization/locks');
    expect(id.startsWith(`${oneOf('prod', COSMOS).id}/`)).toBe(true);
    expect(properties.level).toBe('CanNotDelete');
  });
});

test('the role allows what the store does, and nothing else', async () => {
  const stub = await startCosmosStub();
  const options = { endpoint: stub.endpoint, database: 'd', container: 'c' };
  const store = createCosmosDocumentStore({ ...options, credential: { key: Buffer.from('a key').toString('base64') } });
  const methods = Object.entries(store).filter(([name]) => name !== 'close');
  for (const [name, method] of methods) {
    expect(Object.keys(args)).toContain(name);
    // What comes of it does not matter here.
    await (method as (...given: unknown[]) => Promise<unknown>)(...(args[name] ?? [])).catch(() => undefined);
  }
  await store.close();
  await stub.close();

  const wanted = new Set(stub.requests.flatMap(actionsOf));
  for (const profile of profiles) {
    const { properties } = oneOf(profile, `${COSMOS}/sqlRoleDefinitions`);
    const permissions = properties.permissions as readonly { dataActions: readonly string[] }[];
    expect(permissions.flatMap(({ dataActions }) => dataActions).sort()).toEqual([...wanted].sort());
  }
});
