// azd's hooks as azd runs them, with programs that stand in for az and azd; and the lines that they print work when pasted.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nextSteps } from '../../deploy/next-steps.ts';
import { type Stack, startStack } from '../support/stack.ts';

const GUID = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
const settings = { AZURE_ENV_NAME: 'status-dev', AZURE_LOCATION: 'westeurope', AZURE_SUBSCRIPTION_ID: GUID };

/** What the printed lines need is there on most machines, and on those of the workflow. */
const testWithCurl = spawnSync('sh', ['-c', 'curl --version']).status === 0 ? it : it.skip;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hooks-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A program of that name which notes its arguments and the environment's name, then runs the given JavaScript. */
function standIn(name: string, script: string): void {
  const file = join(folder, name);
  const notes = JSON.stringify(join(folder, `${name}.json`));
  const note = `const { appendFileSync } = require('node:fs');
    appendFileSync(${notes}, JSON.stringify([process.env.AZURE_ENV_NAME ?? '', ...process.argv.slice(2)]) + '\\n');`;
  writeFileSync(file, `#!${process.execPath}\n${note}\n${script}\n`);
  chmodSync(file, 0o755);
  rmSync(join(folder, `${name}.json`), { force: true });
}

function calls(name: string): string[][] {
  try {
    const lines = readFileSync(join(folder, `${name}.json`), 'utf8')
      .trim()
      .split('\n');
    return lines.map((line) => JSON.parse(line) as string[]);
  } catch {
    return [];
  }
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], environment: Record<string, string>): Promise<Outcome> {
  const PATH = [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  // Nothing of this machine's own settings, and no CI.
  const child = spawn(command, args, { env: { PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

const hook = (file: string, environment: Record<string, string>): Promise<Outcome> =>
  run(process.execPath, [`deploy/${file}`], environment);

// Resource Manager's own letter case.
const OUTPUTS = JSON.stringify({ apI_CLIENT_ID: { value: GUID }, API_APP_ID_URI: { value: 'api://x/y' } });
const REGISTRATION = [
  ...['status-dev', 'deployment', 'sub', 'create', '--name', 'api-registration-status-dev', '--location', 'westeurope'],
  ...['--subscription', GUID, '--parameters', 'infra/entra/main.bicepparam', '--query', 'properties.outputs'],
  ...['--output', 'json'],
];
const KEPT = [
  ['status-dev', 'env', 'set', 'API_CLIENT_ID', GUID],
  ['status-dev', 'env', 'set', 'API_APP_ID_URI', 'api://x/y'],
];

describe('before provisioning', () => {
  beforeEach(() => {
    standIn('az', `console.log(${JSON.stringify(OUTPUTS)});`);
    standIn('azd', '');
  });

  it('registers the API where it is not registered, and keeps its ids in azd’s environment', async () => {
    const { code, stdout, stderr } = await hook('before-provision.ts', settings);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`API_CLIENT_ID=${GUID}`);
    expect(calls('az')).toEqual([REGISTRATION]);
    expect(calls('azd')).toEqual(KEPT);
  });

  it('keeps the id of the explorer, too, where there is one', async () => {
    const outputs = { ...(JSON.parse(OUTPUTS) as object), API_EXPLORER_CLIENT_ID: { value: GUID } };
    standIn('az', `console.log(${JSON.stringify(JSON.stringify(outputs))});`);
    await hook('before-provision.ts', settings);
    expect(calls('azd')).toEqual([...KEPT, ['status-dev', 'env', 'set', 'API_EXPLORER_CLIENT_ID', GUID]]);
  });

  it('registers nothing where the ids are known', async () => {
    const known = { API_CLIENT_ID: GUID, API_APP_ID_URI: 'api://x/y' };
    expect(await hook('before-provision.ts', { ...settings, ...known })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect([calls('az'), calls('azd')]).toEqual([[], []]);
  });

  it('registers nothing in a workflow, and says what to do', async () => {
    const { code, stderr } = await hook('before-provision.ts', { ...settings, CI: 'true' });
    expect(code).toBe(1);
    expect(stderr).toContain('npm run deploy:register');
    expect(calls('az')).toEqual([]);
  });

  it('stops at a mistake, with all of them in one message', async () => {
    const { code, stderr } = await hook('before-provision.ts', { DEPLOYMENT_PROFILE: 'production' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/azd env set[^]*- AZURE_ENV_NAME[^]*- AZURE_LOCATION[^]*- DEPLOYMENT_PROFILE/);
    expect(calls('az')).toEqual([]);
  });

  it.each([
    [
      'fails',
      'console.error("Insufficient privileges"); process.exit(1);',
      /^Insufficient privileges\naz deployment failed/,
    ],
    ['gives no ids', 'console.log("{}");', /gave no API_CLIENT_ID and API_APP_ID_URI/],
  ])('stops where az %s', async (_case, script, message) => {
    standIn('az', script);
    const { code, stderr } = await hook('before-provision.ts', settings);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(calls('azd')).toEqual([]);
  });

  it('says that az is not there', async () => {
    rmSync(join(folder, 'az'));
    const { code, stderr } = await hook('before-provision.ts', settings);
    expect([code, stderr]).toEqual([1, 'az could not be run: spawnSync az ENOENT. Is it installed?\n']);
  });
});

describe('npm run deploy:register', () => {
  it('registers the API of azd’s environment, started by hand', async () => {
    standIn('az', `console.log(${JSON.stringify(OUTPUTS)});`);
    standIn('azd', `if (process.argv[3] === 'get-values') console.log(${JSON.stringify(JSON.stringify(settings))});`);

    const { code, stdout, stderr } = await hook('register.ts', {});

    expect([code, stderr, stdout]).toEqual([0, '', `API_CLIENT_ID=${GUID}\nAPI_APP_ID_URI=api://x/y\n`]);
    expect(calls('az')).toEqual([REGISTRATION]);
    expect(calls('azd')).toEqual([['', 'env', 'get-values', '--output', 'json'], ...KEPT]);
  });
});

it('gives a registration’s deployment a name that is not too long, whatever the environment’s is', async () => {
  standIn('az', `console.log(${JSON.stringify(OUTPUTS)});`);
  standIn('azd', '');
  const { code } = await hook('before-provision.ts', { ...settings, AZURE_ENV_NAME: 'e'.repeat(64) });
  expect(code).toBe(0);
  expect(calls('az')[0]?.[5]).toBe(`api-registration-${'e'.repeat(47)}`);
});

describe('after provisioning', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  testWithCurl('prints lines that call the API when they are pasted into a shell', async () => {
    standIn('az', `console.log(process.env.THE_TOKEN);`);
    const outputs = { API_BASE_URL: `${stack.url}/`, API_APP_ID_URI: 'api://x/y' };
    const { code, stdout } = await hook('after-provision.ts', outputs);
    expect(code).toBe(0);
    expect(stdout).toContain(`The API is at ${stack.url}/beta.`);
    const lines = stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(lines).toHaveLength(3);

    const pasted = lines.slice(0, 2).join('\n');
    const answer = await run('sh', ['-e', '-c', pasted], { THE_TOKEN: stack.token(), no_proxy: '*' });

    expect(JSON.parse(answer.stdout)).toMatchObject({ value: [] });
    expect(calls('az')).toEqual([
      ['', 'account', 'get-access-token', '--scope', 'api://x/y/.default', '--query', 'accessToken', '--output', 'tsv'],
    ]);
  });

  it('has the same lines for PowerShell', () => {
    const text = nextSteps({ API_BASE_URL: 'https://host', API_APP_ID_URI: 'api://x/y' }, 'powershell');
    expect(text).toContain('$env:ACCESS_TOKEN = az account get-access-token --scope "api://x/y/.default"');
    expect(text).toContain(
      'curl.exe --fail-with-body -H "Authorization: Bearer $env:ACCESS_TOKEN" "https://host/beta/',
    );
    expect(text).toContain('npm run --silent smoke "--" --url "https://host/beta"');
  });

  it('says which output is missing', async () => {
    const { code, stderr } = await hook('after-provision.ts', { API_BASE_URL: 'https://host' });
    expect([code, stderr]).toEqual([1, 'API_APP_ID_URI: the deployment gave no such output.\n']);
  });
});
