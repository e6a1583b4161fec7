// What our patches make of the embedded emulator's query engine: the same answers, without the work that grew out of hand.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { ensureCertificate } from '../../local/certificate.ts';
import { ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { patchEmulator, patchParser } from '../../local/emulator-patches.ts';
import { createStoreHttpClient } from '../../shared/store/http-client.ts';
import { type Program, startProgram } from '../support/program.ts';

const ENGINE = '@zeit/cosmosdb-query';

interface Page {
  readonly result: unknown[];
  readonly continuation: { readonly token: string } | null;
}

interface Engine {
  readonly default: (sql: string) => {
    readonly ast: unknown;
    readonly code: string;
    exec(documents: unknown[], options?: object): Page;
  };
}

interface Parser {
  readonly parse: (text: unknown) => unknown;
}

interface Documents {
  create(document: object): unknown;
  query(spec: { query: string }, options: { maxItemCount?: number; continuation?: Page['continuation'] }): Page;
}

/** The emulator's own copy of a container, without HTTP before it. */
function makeContainer(): Documents {
  const { default: Account } = jest.requireActual<{ default: new (host: string, port: number) => EmulatorAccount }>(
    '@vercel/cosmosdb-server/lib/account',
  );
  const account = new Account('localhost', 1);
  account.databases.create({ id: 'd' });
  const database = account.database('d');
  database.collections.create({ id: 'c', partitionKey: { paths: ['/mobileAppId'] } });
  return database.collection('c').documents;
}

interface EmulatorAccount {
  readonly databases: { create(body: object): unknown };
  database(id: string): {
    readonly collections: { create(body: object): unknown };
    collection(id: string): { readonly documents: Documents };
  };
}

/** Counts what array iterators give, which is how the engine copies arrays; too much ends it at once. */
function elementsVisited(limit: number, run: () => void): number {
  const original = Array.prototype[Symbol.iterator];
  let visited = 0;
  Array.prototype[Symbol.iterator] = function* (this: unknown[]): Generator<unknown, undefined> {
    for (let index = 0; index < this.length; index += 1) {
      visited += 1;
      if (visited > limit) throw new Error(`More than ${limit} elements were visited.`);
      yield this[index];
    }
    return undefined;
  };
  try {
    run();
  } finally {
    Array.prototype[Symbol.iterator] = original;
  }
  return visited;
}

/** Counts how often the parser looks at its text; too often ends it at once. */
function textReads(limit: number, sql: string): number {
  let reads = 0;
  const read = <Result>(result: Result): Result => {
    reads += 1;
    if (reads > limit) throw new Error(`The text was read more than ${limit} times.`);
    return result;
  };
  jest.requireActual<Parser>(`${ENGINE}/lib/parser`).parse({
    length: sql.length,
    charAt: (index: number) => read(sql.charAt(index)),
    charCodeAt: (index: number) => read(sql.charCodeAt(index)),
    substr: (start: number, length: number) => read(sql.slice(start, start + length)),
    substring: (start: number, end: number) => read(sql.slice(start, end)),
  });
  return reads;
}

/** `nested('(', 'x', ')', 2)` is `((x))`. */
function nested(before: string, inner: string, after: string, levels: number): string {
  return before.repeat(levels) + inner + after.repeat(levels);
}

beforeAll(patchEmulator);

describe('a query over 20,000 documents', () => {
  const DOCUMENTS = 20_000;
  /** Of each result the engine visits the properties; a copy for each document would be 10,000 visits a document. */
  const VISITS = 50 * DOCUMENTS;
  const ids = Array.from({ length: DOCUMENTS }, (_, index) => `status-${index}`);
  let documents: Documents;

  beforeAll(() => {
    documents = makeContainer();
    ids.forEach((id, count) => documents.create({ id, mobileAppId: 'app', count, tags: [count] }));
  });

  test.each([
    ['filtered', 'SELECT VALUE c.id FROM c WHERE c.mobileAppId = "app" ORDER BY c["count"]', ids],
    ['sorted down', 'SELECT VALUE c.id FROM c ORDER BY c["count"] DESC', ids.toReversed()],
    ['counted', 'SELECT VALUE COUNT(1) FROM c', [DOCUMENTS]],
    ['joined', 'SELECT VALUE t FROM c JOIN t IN c.tags ORDER BY c["count"]', [...ids.keys()]],
  ])('visits each a few times: %s', (_, query, expected) => {
    let page: Page | undefined;
    elementsVisited(VISITS, () => {
      page = documents.query({ query }, {});
    });
    expect(page?.result).toEqual(expected);
  });

  test('visits each a few times for a page, and the pages are the whole', () => {
    const found: unknown[] = [];
    let continuation: Page['continuation'] | undefined;
    while (continuation !== null) {
      const options = { maxItemCount: 6000, ...(continuation !== undefined && { continuation }) };
      elementsVisited(VISITS, () => {
        const page = documents.query({ query: 'SELECT VALUE c.id FROM c ORDER BY c["count"]' }, options);
        found.push(page.result);
        continuation = page.continuation;
      });
    }
    expect(found).toHaveLength(4);
    expect(found.flat()).toEqual(ids);
  });
});

describe('a query of 40 levels', () => {
  const LEVELS = 40;
  let program: Program | undefined;

  // Also after a time-out, which is how the test ends when the emulator never answers.
  afterEach(() => {
    program?.interrupt('SIGKILL');
  });

  test.each([
    ['parentheses', `c.a = ${nested('(', '1', ')', LEVELS)}`],
    ['conditions in parentheses', nested('(c.b = @p OR ', 'c.a = 1', ' AND c["b"] = 2)', LEVELS)],
    ['NOT', nested('NOT (', 'c.a = 1', ')', LEVELS)],
    ['functions', `${nested('LOWER(', 'c.a', ')', LEVELS)} = "1"`],
    ['arrays', nested('[', 'c.a', ']', LEVELS)],
    ['objects', nested('{a:', 'c.a', '}', LEVELS)],
    ['lists', nested('c.a IN (1, ', '2', ')', LEVELS)],
    ['subqueries', nested('EXISTS(SELECT VALUE t FROM t IN c.x WHERE ', 't = 1', ')', LEVELS)],
  ])('is read in steps that do not multiply with each level: %s', (_, condition) => {
    // Without the patch there are more than two to the power of forty reads.
    expect(textReads(10_000_000, `SELECT * FROM c WHERE ${condition}`)).toBeGreaterThan(LEVELS);
  });

  test('is answered by the emulator as plain Node runs it', async () => {
    const filter = nested('(', 'c.n = 1', ')', LEVELS);
    program = startProgram(process.execPath, [
      '--input-type=module',
      '--eval',
      `
      import { mkdtempSync, rmSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { CosmosClient } from '@azure/cosmos';
      import { ensureCertificate } from './local/certificate.ts';
      import { ensureContainer, startCosmosEmulator } from './local/cosmos-emulator.ts';
      import { createStoreHttpClient } from './shared/store/http-client.ts';

      const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
      const emulator = await startCosmosEmulator({ port: 0, ...(await ensureCertificate(folder)), log: console.error });
      const { endpoint } = emulator;
      await ensureContainer({ endpoint, key: 'a2V5', database: 'd', container: 'c' });
      const httpClient = createStoreHttpClient();
      const { items } = new CosmosClient({ endpoint, key: 'a2V5', httpClient }).database('d').container('c');
      await items.create({ id: 'one', mobileAppId: 'app', n: 1 });
      await items.create({ id: 'two', mobileAppId: 'app', n: 2 });
      const { resources } = await items.query('SELECT VALUE c.id FROM c WHERE ${filter}').fetchAll();
      console.log('Found', ...resources);
      rmSync(folder, { recursive: true });
      process.exit();
      `,
    ]);
    await program.printed(/^Found one$/m);
  });
});

describe('the patched engine', () => {
  const documents = [
    { _rid: '1', id: 'a', n: 1, tags: [{ name: 'x' }, { name: 'y' }], children: [{ pets: ['p', 'q'] }, {}] },
    { _rid: '2', id: 'b', n: 2, tags: [{ name: 'x' }], list: [1, undefined, 2] },
    { _rid: '3', id: 'c' },
  ];

  test.each([
    'SELECT * FROM c',
    'SELECT c.id, c.n AS number FROM c WHERE ((c.n = 1) OR NOT (c.n > 1)) AND IS_DEFINED(c.tags) ORDER BY c.n DESC',
    'SELECT TOP 2 c.id FROM c WHERE LOWER(UPPER(c.id)) IN ("a", ("b"), "c") AND c["n"] BETWEEN 1 AND (1 + 1) * 2',
    'SELECT VALUE [c.id, {n: [c.n], t: c.tags[0].name ?? "none"}] FROM c',
    'SELECT VALUE (c.n > 1 ? (c.n < 3 ? "two" : "many") : -(-c.n)) FROM c',
    'SELECT VALUE COUNT(1) FROM c WHERE c.n > 0',
    'SELECT c.id, t FROM c JOIN t IN c.tags WHERE t.name = "x"',
    'SELECT c.id, p FROM c JOIN k IN c.children JOIN p IN k.pets',
    'SELECT c.id, t FROM c JOIN (SELECT VALUE t FROM t IN c.tags WHERE t.name = "x") t',
    'SELECT c.id, ARRAY(SELECT VALUE t.name FROM t IN c.tags) AS names FROM c',
    'SELECT VALUE c.id FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t.name = "y")',
    'SELECT VALUE x FROM c.n x',
  ])('understands and answers as the unpatched one: %s', (sql) => {
    let unpatched: Engine | undefined;
    jest.isolateModules(() => {
      unpatched = jest.requireActual<Engine>(ENGINE);
    });
    const [ours, theirs] = [jest.requireActual<Engine>(ENGINE), unpatched].map((engine) => engine?.default(sql));
    expect(theirs?.code).toContain('[...$, ');
    expect(ours?.code).not.toContain('[...$, ');
    expect(ours?.ast).toEqual(theirs?.ast);
    expect(ours?.exec(documents)).toEqual(theirs?.exec(documents));
  });

  test('still makes a 400 of what is no SQL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    const lines: string[] = [];
    const emulator = await startCosmosEmulator({
      port: 0,
      ...(await ensureCertificate(folder)),
      log: (_, message) => lines.push(message),
    });
    const { endpoint } = emulator;
    const httpClient = createStoreHttpClient();
    const client = new CosmosClient({ endpoint, key: 'a2V5', httpClient });
    await ensureContainer({ endpoint, key: 'a2V5', database: 'd', container: 'c' });
    const { items } = client.database('d').container('c');
    const answer = items.query('SELECT * FROM c WHERE (', { partitionKey: 'app' }).fetchNext();
    await expect(answer).rejects.toMatchObject({ code: 400 });
    expect(lines).toEqual([]);
    client.dispose();
    await httpClient.close();
    await emulator.close();
    rmSync(folder, { recursive: true });
  });
});

describe('what the patches are not for', () => {
  const source = readFileSync(require.resolve(`${ENGINE}/lib/parser`), 'utf8');
  const rule = 'function peg$parsescalar_conditional_expression() {';

  test('is an engine of another version: the emulator does not start', async () => {
    await jest.isolateModulesAsync(async () => {
      jest.doMock(`${ENGINE}/package.json`, () => ({ version: '0.8.0' }));
      const { startCosmosEmulator: start } = await import('../../local/cosmos-emulator.ts');
      const starting = start({ port: 0, cert: '', key: '', log: () => undefined });
      await expect(starting).rejects.toMatchObject({
        name: 'StartFailure',
        message: expect.stringMatching(
          /@zeit\/cosmosdb-query 0\.8\.0 is installed.*0\.7\.2.*0008-emulator-patch/,
        ) as unknown,
      });
    });
  });

  test('is a parser that has the rule nowhere, or twice', () => {
    expect(patchParser(source)).toContain(rule);
    expect(() => patchParser(source.replace(rule, 'function peg$parseother() {'))).toThrow(/nowhere/);
    expect(() => patchParser(source + source)).toThrow(/more than once/);
  });
});
