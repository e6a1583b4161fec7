// The main proof of $filter: for random entities and random filters, the store's answer is what OData says it is.
// Against the embedded emulator, or the endpoint that TEST_COSMOS_ENDPOINT names (with TEST_COSMOS_KEY an emulator,
// without it an account that the developer is signed in to).
import { CosmosClient, type Container } from '@azure/cosmos';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificate } from '../../local/certificate.ts';
import { type CosmosEmulator, ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { parseFilter } from '../../shared/odata/filter/parser.ts';
import { createAzureCredential } from '../../shared/store/azure-credential.ts';
import { toFilterSql } from '../../shared/store/filter-sql.ts';
import { createStoreHttpClient } from '../../shared/store/http-client.ts';
import { anyFilter, deviceStatus, storedValues } from '../support/filter-arbitraries.ts';
import { evaluate, type Values } from '../support/filter-evaluator.ts';
import { printFilter } from '../support/filter-printer.ts';
import { EMULATOR_KEY } from '../support/stack.ts';

const {
  TEST_COSMOS_ENDPOINT: givenEndpoint,
  TEST_COSMOS_KEY: givenKey,
  TEST_COSMOS_DATABASE: database = 'tests',
  TEST_COSMOS_CONTAINER: containerName = 'filter-suite',
  // What fast-check prints when a filter fails; the entities are made from it too.
  TEST_SEED,
} = process.env;

const seed = TEST_SEED === undefined ? Date.now() & 0x7fffffff : Number(TEST_SEED);
const ENTITIES = 200;
const FILTERS = 200;
const DEPTH = 4;

const mobileAppId = randomUUID();
const entities = fc.sample(storedValues, { seed, numRuns: ENTITIES }) as Values[];

let emulator: CosmosEmulator | undefined;
let folder: string;
let client: CosmosClient;
let container: Container;
const httpClient = createStoreHttpClient();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'app-install-status-'));
  if (givenEndpoint === undefined) {
    emulator = await startCosmosEmulator({ port: 0, ...(await ensureCertificate(folder)), log: () => undefined });
  }
  const endpoint = givenEndpoint ?? emulator?.endpoint ?? '';
  const key = givenEndpoint === undefined ? EMULATOR_KEY : givenKey;
  if (key !== undefined) await ensureContainer({ endpoint, key, database, container: containerName });
  client = new CosmosClient({
    endpoint,
    ...(key === undefined ? { aadCredentials: createAzureCredential({ kind: 'developer' }) } : { key }),
    httpClient,
  });
  container = client.database(database).container(containerName);
  await Promise.all(
    entities.map((values, index) => container.items.create({ ...values, id: idOf(index), mobileAppId })),
  );
});
afterAll(async () => {
  client.dispose();
  await httpClient.close();
  await emulator?.close();
  rmSync(folder, { recursive: true, force: true });
});

function idOf(index: number): string {
  return String(index).padStart(4, '0');
}

async function found(filter: string): Promise<string[]> {
  const { condition, parameters } = toFilterSql(parseFilter(filter, deviceStatus));
  const { resources } = await container.items
    .query<string>(
      {
        query: `SELECT VALUE c.id FROM c WHERE c.mobileAppId = @mobileAppId AND ${condition}`,
        parameters: [{ name: '@mobileAppId', value: mobileAppId }, ...parameters],
      },
      { partitionKey: mobileAppId },
    )
    .fetchAll();
  return resources.sort();
}

async function expectODataSemantics(): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyFilter(DEPTH), async (filter) => {
      const expected = entities.flatMap((values, index) =>
        evaluate(filter, { ...values, id: idOf(index) }) === true ? [idOf(index)] : [],
      );

      expect(await found(printFilter(filter))).toEqual(expected);
    }),
    { seed, numRuns: FILTERS },
  );
}

describe('$filter in Cosmos', () => {
  it('finds exactly the entities for which OData says that the filter is true', expectODataSemantics);

  // Azure documents that values of different types are neither equal nor unequal, where the emulator has them unequal;
  // what CONTAINS makes of null is not documented.
  const withEmulator = givenEndpoint === undefined ? it : it.skip;
  withEmulator('finds the same where the store makes something else of null than the emulator does', async () => {
    const restoreEquality = replace('@zeit/cosmosdb-query/lib/helpers', ['equal'], (original) => (a, b) => {
      return typeOf(a) === typeOf(b) ? original(a, b) : undefined;
    });
    const names = ['CONTAINS', 'STARTSWITH', 'ENDSWITH'];
    const restoreFunctions = replace('@zeit/cosmosdb-query/lib/builtin-functions', names, (original) => (a, b) => {
      return original(a, b) ?? false;
    });
    try {
      await expectODataSemantics();
    } finally {
      restoreEquality();
      restoreFunctions();
    }
  });
});

type Binary = (a: unknown, b: unknown) => boolean | undefined;

/** Replaces functions of the emulator, and gives back what puts the original ones in their place. */
function replace(module: string, names: readonly string[], make: (original: Binary) => Binary): () => void {
  const functions = jest.requireActual<Record<string, Binary>>(module);
  const originals = names.map((name) => {
    const original = functions[name];
    if (original === undefined) throw new Error(`The emulator has no '${name}'.`);
    functions[name] = make(original);
    return [name, original] as const;
  });
  return () => Object.assign(functions, Object.fromEntries(originals));
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
