// `npm start` as a person meets it: banner, the curl line from the banner, Ctrl-C, and what it says when it cannot start.
import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { ensureCertificate } from '../../local/certificate.ts';
import { startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { freePorts } from '../support/free-ports.ts';
import { type Program, startProgram } from '../support/program.ts';

type Ports = Record<'PORT' | 'HTTPS_PORT' | 'COSMOS_PORT' | 'ISSUER_PORT', string>;

async function choosePorts(): Promise<Ports> {
  const [PORT, HTTPS_PORT, COSMOS_PORT, ISSUER_PORT] = (await freePorts(4)).map(String);
  return { PORT, HTTPS_PORT, COSMOS_PORT, ISSUER_PORT } as Ports;
}

function occupy(port: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(Number(port), '127.0.0.1', () => {
        resolve(server);
      });
  });
}

async function expectFree(ports: Ports): Promise<void> {
  for (const port of Object.values(ports)) (await occupy(port)).close();
}

/** What `npm start` runs, without npm: quicker, where npm's part is not what is tested. */
const startDirectly = (environment: Record<string, string>): Program =>
  startProgram(process.execPath, ['local/start.ts'], environment);

const hasShellAndCurl = spawnSync('bash', ['-c', 'curl --version']).status === 0;
const testWithCurl = hasShellAndCurl ? test : test.skip;
const run = promisify(execFile);

/** It comes in an optional package, which may be left out (the tests run on other versions of Node, too). */
const hasOwnNode = existsSync(join('node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node'));
const testWithOwnNode = hasOwnNode ? test : test.skip;
const whyWithoutOwnNode = hasOwnNode ? '' : ' (skipped: the optional package with that Node is not installed here)';

describe('npm start', () => {
  let ports: Ports;
  let program: Program;

  beforeAll(async () => {
    ports = await choosePorts();
    program = startProgram('npm', ['start'], ports);
    await program.printed(/^Ready/m);
  }, 120_000);

  afterAll(() => {
    program.interrupt('SIGKILL');
  });

  test('says where everything is, and last that it is ready', () => {
    const { PORT, HTTPS_PORT, COSMOS_PORT, ISSUER_PORT } = ports;
    const printed = program.stdout();
    for (const [scheme, port] of [
      ['http', PORT],
      ['https', HTTPS_PORT],
      ['https', COSMOS_PORT],
      ['http', ISSUER_PORT],
    ] as const) {
      expect(printed).toContain(`${scheme}://localhost:${port}`);
    }
    expect(
      printed
        .trimEnd()
        .split('\n')
        .findLast((line) => !line.startsWith('{')),
    ).toMatch(/^Ready/);
    expect(printed).toContain(
      'The Functions host, the Cosmos DB emulator and the token issuer here are for development.',
    );
    expect(program.stderr()).not.toMatch(/warn|error/i);
  });

  test('names base URLs with the version root, and an issuer whose documents are there', async () => {
    const printed = program.stdout();
    expect(printed).toContain(
      `http://localhost:${ports.PORT} and https://localhost:${ports.HTTPS_PORT}, with /beta as the version root`,
    );
    const discovery = /Token issuer +(\S+)/.exec(printed)?.[1] ?? '';
    const response = await fetch(discovery);
    expect(response.status).toBe(200);
    await expect(response.json()).resolves.toMatchObject({
      issuer: expect.stringContaining(`http://localhost:${ports.ISSUER_PORT}/`) as string,
    });
  });

  test('leads a browser to the explorer, and other clients to the service document', async () => {
    const url = `http://localhost:${ports.PORT}`;
    expect(program.stdout()).toContain(`${url}/docs`);
    const asBrowser = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, redirect: 'manual' } as const;
    const sent = await fetch(`${url}/`, asBrowser);
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/docs']);
    expect(await (await fetch(`${url}/docs`, asBrowser)).text()).toContain('<title>Graph app install status</title>');
    expect(await (await fetch(`${url}/`)).json()).toHaveProperty('value');
  });

  test('names the certificate that a Node client has to trust', async () => {
    const [, name = '', file = ''] = /\b(NODE_EXTRA_CA_CERTS)=(\S+)/.exec(program.stdout()) ?? [];
    const script = `fetch('https://localhost:${ports.HTTPS_PORT}/health/live').then(({ status }) => console.log(status))`;
    const { stdout } = await run(process.execPath, ['-e', script], { env: { ...process.env, [name]: file } });
    expect(stdout).toBe('200\n');
  });

  testWithCurl('names the certificate that curl has to trust', async () => {
    const command = /curl --cacert \S+/.exec(program.stdout())?.[0] ?? '';
    const { stdout } = await run('bash', ['-c', `${command} -si https://localhost:${ports.HTTPS_PORT}/health/live`]);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 /);
  });

  testWithCurl('prints a curl line that creates a status when it is pasted into a shell', async () => {
    const line = /^ *curl .*$/m.exec(program.stdout())?.[0] ?? '';
    const { stdout } = await run('bash', ['-c', line]);
    expect(stdout).toMatch(/^HTTP\/1\.1 201 Created/);
    expect(stdout).toMatch(
      /^location: http:\/\/localhost:\d+\/beta\/deviceAppManagement\/mobileApps\/[^/]+\/userStatuses\//im,
    );
    expect(stdout).toContain('"userPrincipalName":"User Principal Name value"');
  });

  testWithCurl('prints a token command that works when it is pasted into a shell', async () => {
    // The stack has its issuer at another port than the file says, and this shell has not been told.
    const command = /^ *(.*npm run --silent token)/m.exec(program.stdout())?.[1] ?? '';
    const { stdout } = await run('bash', ['-c', command]);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const url = `http://localhost:${ports.PORT}/beta/deviceAppManagement/mobileApps/x/userStatuses/y`;
    const response = await fetch(url, { headers: { Authorization: `Bearer ${stdout.trim()}` } });
    expect(response.status).toBe(404);
  });

  test('serves https with a certificate for localhost, and is ready', async () => {
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const response = await request(`https://localhost:${ports.HTTPS_PORT}/health/ready`, { dispatcher });
    await response.body.dump();
    await dispatcher.close();
    expect(response.statusCode).toBe(200);
  });

  test('logs one JSON line a request, without the token', async () => {
    const logged = program.stdout().length;
    const id = randomUUID();
    await fetch(`http://localhost:${ports.PORT}/health/live`, {
      headers: { Authorization: 'Bearer secret.token.value', 'client-request-id': id },
    });
    await program.printed(new RegExp(`"clientRequestId":"${id}"`));
    const lines = program.stdout().slice(logged);
    expect(lines).not.toContain('secret.token.value');
    for (const line of lines.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  });

  testWithOwnNode(`runs on the Node that is deployed, whatever the machine has${whyWithoutOwnNode}`, () => {
    const { stdout } = spawnSync('npm', ['exec', '--offline', '--', 'node', '--version']);
    expect(stdout.toString()).toMatch(/^v22\./);
  });

  test('ends on Ctrl-C and leaves no port taken', async () => {
    program.interrupt();
    // What npm makes of it differs by the shell that it runs scripts with.
    await program.ended;
    expect(program.stdout()).toContain('Stopping');
    await expectFree(ports);
  });
});

describe('the end of npm start', () => {
  test('is exit code 0 after Ctrl-C, also where npm passes the signal on as well', async () => {
    const ports = await choosePorts();
    const program = startDirectly(ports);
    await program.printed(/^Ready/m);
    program.interrupt();
    program.interrupt();
    await expect(program.ended).resolves.toBe(0);
    await expectFree(ports);
  });

  test('comes when npm alone is told to end', async () => {
    const ports = await choosePorts();
    const program = startProgram('npm', ['start'], ports);
    await program.printed(/^Ready/m);
    process.kill(program.pid, 'SIGTERM');
    await program.ended;
    await expectFree(ports);
  });
});

describe('npm start cannot start', () => {
  test.each([
    ['PORT', 'the Functions host (http)'],
    ['HTTPS_PORT', 'the Functions host (https)'],
    ['COSMOS_PORT', 'the Cosmos emulator'],
    ['ISSUER_PORT', 'the token issuer'],
  ] as const)('on a taken %s: it names port, part and variable, and ends', async (variable, part) => {
    const ports = await choosePorts();
    const other = await occupy(ports[variable]);
    const program = startDirectly(ports);
    await expect(program.ended).resolves.toBe(1);
    other.close();
    expect(program.stderr()).toBe(
      `Port ${ports[variable]}, which ${part} wants, is taken by another program. ` +
        `End it, or choose another port with ${variable}.\n`,
    );
    expect(program.stdout()).toBe('');
  });

  test('on several taken ports: it names all of them at once', async () => {
    const ports = await choosePorts();
    const others = await Promise.all(Object.values(ports).map(occupy));
    const program = startDirectly(ports);
    await expect(program.ended).resolves.toBe(1);
    for (const other of others) other.close();
    const lines = program.stderr().trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const [index, variable] of (['PORT', 'HTTPS_PORT', 'ISSUER_PORT', 'COSMOS_PORT'] as const).entries()) {
      expect(lines[index]).toMatch(new RegExp(`^Port ${ports[variable]}, .* taken .* with ${variable}\\.$`));
    }
  });

  test('without configuration: it prints every problem, and no stack trace', async () => {
    const program = startDirectly({ ...(await choosePorts()), ENTRA_TENANT_ID: '', ENTRA_AUDIENCE: '' });
    await expect(program.ended).resolves.toBe(1);
    expect(program.stderr()).toMatch(/ENTRA_TENANT_ID is missing[^]*ENTRA_AUDIENCE is missing/);
    expect(program.stderr()).not.toMatch(/^ +at /m);
    expect(program.stdout()).toBe('');
  });

  test('with a port that is none', async () => {
    const program = startDirectly({ ...(await choosePorts()), HTTPS_PORT: 'https' });
    await expect(program.ended).resolves.toBe(1);
    expect(program.stderr()).toBe(
      'HTTPS_PORT is "https", which is no port: it takes a whole number from 0 to 65535.\n',
    );
  });

  test('with an emulator that is not there', async () => {
    const [port] = await freePorts(1);
    const endpoint = `https://127.0.0.1:${String(port)}`;
    const program = startDirectly({ ...(await choosePorts()), COSMOS_ENDPOINT: endpoint });
    await expect(program.ended).resolves.toBe(1);
    expect(program.stderr()).toContain(`could not be made in the Cosmos emulator at ${endpoint}`);
  });
});

describe('npm start with services of somebody else', () => {
  test('starts neither emulator nor issuer, and makes the container in an emulator on this machine', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    const emulator = await startCosmosEmulator({
      port: 0,
      ...(await ensureCertificate(folder)),
      log: () => undefined,
    });
    const ports = await choosePorts();
    // Neither of the two could start: their ports are taken.
    const others = await Promise.all([occupy(ports.COSMOS_PORT), occupy(ports.ISSUER_PORT)]);
    const program = startDirectly({
      ...ports,
      COSMOS_ENDPOINT: emulator.endpoint,
      ENTRA_AUTHORITY: 'https://login.microsoftonline.test',
    });
    try {
      await program.printed(/^Ready/m);
      expect(program.stdout()).toContain('Tokens come from https://login.microsoftonline.test');
      expect(program.stdout()).not.toMatch(/^ *curl/m);
      expect(program.stdout()).toContain('The Functions host here is for development.');
      expect(program.stdout()).not.toMatch(/emulator|local issuer/i);
      const { statusCode, body } = await request(`http://localhost:${ports.PORT}/health/live`);
      await body.dump();
      expect(statusCode).toBe(200);
      program.interrupt('SIGTERM');
      await expect(program.ended).resolves.toBe(0);
    } finally {
      program.interrupt('SIGKILL');
      for (const other of others) other.close();
      await emulator.close();
      rmSync(folder, { recursive: true });
    }
  });
});
