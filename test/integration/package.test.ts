// What is deployed runs by itself: from an empty folder outside the project, where no package of npm is in reach.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { documentedBody } from '../support/documented-request.ts';
import { send } from '../support/http-client.ts';
import { type Program, startProgram } from '../support/program.ts';
import { APP_ID_URI, CLIENT_ID, EMULATOR_KEY, type Stack, startStack, TENANT_ID } from '../support/stack.ts';

let folder: string;
/** As `npm run package` leaves it. */
let made: string;

const makePackage = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, ['deploy/package.ts', ...args], { encoding: 'utf8' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  made = join(folder, 'made');
  expect(makePackage(made)).toMatchObject({ status: 0, stderr: '' });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const filesOf = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

describe('npm run package', () => {
  it('makes a folder of the bundle, its late part and the explorer, maps and licences, host.json and package.json, and of nothing else', () => {
    const withoutHash = filesOf(made).map((name) => name.replace(/(?:-[\d.]+)?\.[0-9a-f]{12}\./, '.HASH.'));
    expect(withoutHash.sort()).toEqual([
      'dist/functions/docs/assets.json',
      'dist/functions/docs/page.HASH.css.br',
      'dist/functions/docs/page.HASH.js.br',
      'dist/functions/docs/scalar.HASH.js.br',
      'dist/functions/docs/scalar.LICENSE.txt',
      'dist/functions/index.cjs',
      'dist/functions/index.cjs.LEGAL.txt',
      'dist/functions/index.cjs.map',
      'dist/functions/opentelemetry.cjs',
      'dist/functions/opentelemetry.cjs.map',
      'host.json',
      'package.json',
    ]);
    expect(readFileSync(join(made, 'host.json'), 'utf8')).toBe(readFileSync('host.json', 'utf8'));
  });

  it('gives it a package.json without dependencies and scripts, which leads to the bundle', () => {
    expect(JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'))).toEqual({
      private: true,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      license: 'MIT',
      main: 'dist/functions/index.cjs',
    });
  });

  it('has no source text and no setting of this machine in it', () => {
    const { sourcesContent } = JSON.parse(readFileSync(join(made, 'dist/functions/index.cjs.map'), 'utf8')) as {
      sourcesContent?: unknown;
    };
    expect(sourcesContent).toBeUndefined();
    expect(readFileSync(join(made, 'dist/functions/index.cjs'), 'utf8')).not.toContain(EMULATOR_KEY);
  });

  it('makes it anew over an older one, and empties no folder with anything else in it', () => {
    const old = join(folder, 'old');
    mkdirSync(join(old, 'dist'), { recursive: true });
    writeFileSync(join(old, 'dist', 'left-over.js'), '');
    expect(makePackage(old)).toMatchObject({ status: 0 });
    expect(filesOf(old)).toEqual(filesOf(made));

    writeFileSync(join(old, 'thesis.txt'), 'of years');
    expect(makePackage(old)).toMatchObject({ status: 1, stderr: expect.stringContaining('thesis.txt') as string });
    expect(readFileSync(join(old, 'thesis.txt'), 'utf8')).toBe('of years');
  });
});

describe('the package, copied elsewhere', () => {
  let stack: Stack;
  let program: Program;
  let url: string;

  beforeAll(async () => {
    const elsewhere = join(folder, 'wwwroot');
    cpSync(made, elsewhere, { recursive: true });
    // No package of npm is found from here: what the bundle leaves to `require` would fail.
    expect(() => createRequire(join(elsewhere, 'any.js')).resolve('@azure/cosmos')).toThrow('Cannot find module');
    stack = await startStack();
    program = startProgram(
      process.execPath,
      [resolve('test/support/start-package.ts')],
      {
        ENTRA_AUTHORITY: stack.authority,
        ENTRA_TENANT_ID: TENANT_ID,
        ENTRA_AUDIENCE: `${CLIENT_ID},${APP_ID_URI}`,
        COSMOS_ENDPOINT: stack.cosmosUrl,
        COSMOS_DATABASE: 'tests',
        COSMOS_CONTAINER: 'statuses',
        COSMOS_KEY: EMULATOR_KEY,
        NODE_PATH: undefined,
      },
      elsewhere,
    );
    await program.printed(/^http.+\n/);
    url = program.stdout().trim();
  });
  afterAll(async () => {
    program.interrupt();
    await program.ended;
    await stack.close();
  });

  it('creates a status and gives it back', async () => {
    const collection = `${url}/beta/deviceAppManagement/mobileApps/an-app/userStatuses`;
    const token = stack.token();

    const created = await send(collection, { token, json: documentedBody });
    const read = await send(`${collection}/${String(created.json.id)}`, { token });

    expect([created.status, read.status]).toEqual([201, 200]);
    expect(read.json).toMatchObject(documentedBody);
  });

  it('is ready: store and signing keys are in reach', async () => {
    expect(await send(`${url}/health/ready`)).toMatchObject({ status: 200, json: { status: 'ready' } });
  });
});
