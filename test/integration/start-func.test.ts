// `npm run start:func` around Azure's own host. The real `func` is a download that not every machine can have, so a program
// of that name stands in for it: what it is given is what counts here.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { makeCompany } from '../../local/sample/company.ts';
import { readConfiguration } from '../../shared/config.ts';
import { freePorts } from '../support/free-ports.ts';
import { type Program, startProgram } from '../support/program.ts';

/**
 * Fills its environment from local.settings.json as Core Tools does (where a variable is missing or empty), prints what it
 * was given and whether the local services answer, as one line of JSON; then ends, or waits for Ctrl-C.
 */
const STAND_IN = `#!${process.execPath}
const { Values } = JSON.parse(require('node:fs').readFileSync('local.settings.json', 'utf8'));
for (const [name, value] of Object.entries(Values)) process.env[name] ||= value;
const { ENTRA_AUTHORITY, ENTRA_TENANT_ID, COSMOS_ENDPOINT } = process.env;
const { request } = require('node:https');
const statusOf = (url) => url.startsWith('https://localhost') && new Promise((resolve, reject) => {
  request(url, { rejectUnauthorized: false }, (response) => { response.resume(); resolve(response.statusCode); }).on('error', reject).end();
});
(async () => {
  const issuer = await fetch(ENTRA_AUTHORITY + '/' + ENTRA_TENANT_ID + '/v2.0/.well-known/openid-configuration');
  const cosmos = await statusOf(COSMOS_ENDPOINT + '/dbs/appInstallStatus/colls/statuses');
  console.log(JSON.stringify({
    args: process.argv.slice(2), cwd: process.cwd(), node: process.version, issuer: issuer.status, cosmos, env: process.env,
  }));
  if (process.env.TEST_FUNC_WAITS === undefined) process.exit(7);
  if (process.env.TEST_FUNC_SERVES !== undefined) serve(Number(process.argv.at(-1)));
  process.on('SIGINT', () => process.exit(0));
  setInterval(() => {}, 1000);
})();
/** Not ready at first; then takes batches, and prints how many requests were in them. */
function serve(port) {
  let [looks, writes] = [0, 0];
  require('node:http').createServer(async (request, response) => {
    if (request.url === '/health/ready') return response.writeHead(looks++ === 0 ? 503 : 200).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { requests } = JSON.parse(Buffer.concat(chunks).toString());
    console.log(request.method + ' ' + request.url + ' ' + (writes += requests.length));
    response.end(JSON.stringify({ responses: requests.map(({ id }) => ({ id, status: 204 })) }));
  }).listen(port, '127.0.0.1');
}
`;

describe('npm run start:func', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'func-'));
    writeFileSync(join(folder, 'func'), STAND_IN);
    chmodSync(join(folder, 'func'), 0o755);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const start = async (
    environment: Record<string, string | undefined> = {},
    options: readonly string[] = [],
  ): Promise<Program> => {
    const [COSMOS_PORT, ISSUER_PORT] = (await freePorts(2)).map(String);
    return startProgram(process.execPath, ['local/start-func.ts', ...options], {
      COSMOS_PORT,
      ISSUER_PORT,
      // Not development storage, whose fixed ports other tests and programs may hold: azurite is not started.
      AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=elsewhere',
      PORT: undefined,
      PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
      ...environment,
    });
  };

  interface Given {
    readonly env: Readonly<Record<string, string>>;
  }
  const given = (program: Program): Given => JSON.parse(program.stdout()) as Given;

  test('starts issuer and emulator with its container, then func in this folder, and ends as func does', async () => {
    const program = await start();
    await expect(program.ended).resolves.toBe(7);
    expect(given(program)).toEqual({
      args: ['start'],
      cwd: process.cwd(),
      node: process.version,
      issuer: 200,
      cosmos: 200,
      env: expect.objectContaining({ COSMOS_KEY: expect.stringMatching(/^C2y6yDjf5/) as string }) as object,
    });
    expect(program.stderr()).toBe('');
  });

  test.each([['left out'], ['empty']])(
    'gives the app no emulator’s key for an account, where COSMOS_KEY is %s',
    async (key) => {
      const program = await start({
        COSMOS_ENDPOINT: 'https://account.documents.azure.com',
        COSMOS_KEY: key === 'empty' ? '' : undefined,
      });
      await expect(program.ended).resolves.toBe(7);
      const { cosmos } = readConfiguration(given(program).env);
      expect(cosmos).toMatchObject({ endpoint: 'https://account.documents.azure.com', signIn: { kind: 'developer' } });
    },
  );

  test('passes PORT on', async () => {
    const program = await start({ PORT: '7099' });
    await program.ended;
    expect(given(program)).toMatchObject({ args: ['start', '--port', '7099'] });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends with func on %s', async (signal) => {
    const program = await start({ TEST_FUNC_WAITS: 'yes' });
    await program.printed(/\n/);
    if (signal === 'SIGINT') program.interrupt();
    else process.kill(program.pid, signal);
    await expect(program.ended).resolves.toBe(0);
  });

  test('fills it with the sample company when the host is ready', async () => {
    const [port] = (await freePorts(1)).map(String);
    const program = await start({ PORT: port, TEST_FUNC_WAITS: 'yes', TEST_FUNC_SERVES: 'yes' }, ['--sample']);
    await program.printed(/^Sample data: a made-up company: 20 apps, .*\.$/m);
    program.interrupt();
    await expect(program.ended).resolves.toBe(0);
    const { apps } = makeCompany();
    const statuses = apps.flatMap(({ userStatuses, deviceStatuses }) => [...userStatuses, ...deviceStatuses]);
    expect(program.stdout()).toContain(`POST /beta/$batch ${statuses.length + apps.length}\n`);
  });

  test('takes the options of npm start, and refuses the sample where there is no emulator', async () => {
    const [help, refused] = await Promise.all([
      start({}, ['--help']),
      start({ COSMOS_ENDPOINT: 'https://account.documents.azure.com' }, ['--sample']),
    ]);
    await expect(help.ended).resolves.toBe(0);
    expect(help.stdout()).toMatch(/^Usage: npm run start:func -- /);
    await expect(refused.ended).resolves.toBe(1);
    expect(refused.stderr()).toMatch(/^--sample cannot be done/);
  });

  test('without func says how to get it and starts nothing', async () => {
    const program = await start({ PATH: dirname(process.execPath) });
    await expect(program.ended).resolves.toBe(1);
    expect(program.stderr()).toMatch(
      /"func" is not on the PATH[^]*azure-functions-core-tools@4[^]*"npm start" runs the app/,
    );
    expect(program.stdout()).toBe('');
  });
});
