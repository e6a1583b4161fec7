// `npm run token`, run as a person runs it: a token and nothing else, or a clear message and nothing else.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const settings = {
  ENTRA_AUTHORITY: 'http://localhost:7072',
  ENTRA_TENANT_ID: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
  ENTRA_AUDIENCE: '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22, api://graph-app-install-status',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-'));
  writeFileSync(join(folder, 'local.settings.json'), JSON.stringify({ Values: settings }));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[] = [], environment: Record<string, string> = {}): Promise<Outcome> {
  const program = resolve('local/token.ts');
  return new Promise((done) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...environment } };
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function tokenOf(
  ...args: string[]
): Promise<{ header: Record<string, unknown>; claims: Record<string, unknown> }> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const [header, claims] = stdout
    .split('.', 2)
    .map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header: header as Record<string, unknown>, claims: claims as Record<string, unknown> };
}

test('prints a token of an application with the app role that writes', async () => {
  const { claims } = await tokenOf();
  expect(claims).toMatchObject({
    iss: `http://localhost:7072/${settings.ENTRA_TENANT_ID}/v2.0`,
    aud: '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22',
    tid: settings.ENTRA_TENANT_ID,
    ver: '2.0',
    idtyp: 'app',
    roles: ['DeviceManagementApps.ReadWrite.All'],
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  expect(readFileSync(join(folder, '.local/token-issuer-key.pem'), 'utf8')).toContain('PRIVATE KEY');
});

test('signs with the same key every time', async () => {
  const [first, second] = [await tokenOf(), await tokenOf()];
  expect(second.header.kid).toBe(first.header.kid);
});

test('takes other app roles', async () => {
  expect((await tokenOf('--roles', 'A, B')).claims).toMatchObject({ roles: ['A', 'B'] });
  expect((await tokenOf('--roles', '')).claims).toMatchObject({ roles: [] });
});

test('scopes make it a token of a signed-in user', async () => {
  const { claims } = await tokenOf('--scopes', 'A.Read B.Read');
  expect(claims).toMatchObject({ scp: 'A.Read B.Read', preferred_username: 'MeganB@contoso.com' });
  expect(claims).not.toHaveProperty('roles');
  expect(claims).not.toHaveProperty('idtyp');
});

test('claims and header parameters are added, replaced and removed', async () => {
  const { header, claims } = await tokenOf(
    '--claims',
    '{"tid":"other","x":1,"azp":null}',
    '--header',
    '{"kid":null,"alg":"none"}',
  );
  expect(claims).toMatchObject({ tid: 'other', x: 1 });
  expect(claims).not.toHaveProperty('azp');
  expect(header).toEqual({ typ: 'JWT', alg: 'none' });
});

test.each([['--expires-in', '-60'], ['--expires-in=-60']])('a lifetime may be negative: %s', async (...args) => {
  const { claims } = await tokenOf(...args);
  expect(Number(claims.exp)).toBeLessThanOrEqual(Date.now() / 1000 - 60);
  expect(Number(claims.nbf)).toBeLessThan(Number(claims.exp));
});

test('the environment wins over local.settings.json', async () => {
  const { stdout } = await run([], { ENTRA_AUDIENCE: 'api://other' });
  expect(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString()).toContain('"aud":"api://other"');
});

test('the issuer is where ISSUER_PORT has moved it', async () => {
  const { stdout } = await run([], { ISSUER_PORT: '7099' });
  expect(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString()).toContain('"iss":"http://localhost:7099/');
});

test('--help explains the options', async () => {
  const { code, stdout } = await run(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('--expires-in SECONDS');
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['another machine', [], { ENTRA_AUTHORITY: 'https://login.microsoftonline.com' }, /not this machine/],
  ['an authority that is no URL', [], { ENTRA_AUTHORITY: 'localhost' }, /not this machine/],
  ['an empty setting', [], { ENTRA_TENANT_ID: '' }, /^ENTRA_TENANT_ID is missing or empty/],
  ['audiences that name none', [], { ENTRA_AUDIENCE: ' ,' }, /^ENTRA_AUDIENCE is missing or empty/],
  ['an authority that is empty', [], { ENTRA_AUTHORITY: '' }, /^ENTRA_AUTHORITY is missing or empty/],
  ['a port that is none', [], { ISSUER_PORT: 'x' }, /^ISSUER_PORT is "x", which is no port/],
  ['an unknown option', ['--role', 'A'], {}, /^Unknown option '--role'/],
  ['an argument', ['A'], {}, /^Unexpected argument 'A'/],
  ['claims that are not JSON', ['--claims', '{'], {}, /^--claims is not valid JSON/],
  ['claims that are a list', ['--claims', '[]'], {}, /^--claims has to be a JSON object/],
  ['a header that is text', ['--header', '"x"'], {}, /^--header has to be a JSON object/],
  ['a lifetime that is no number', ['--expires-in', '1h'], {}, /^--expires-in has to be a whole number/],
])('refuses %s with a message and without a token', async (_name, args, environment, message) => {
  const { code, stdout, stderr } = await run(args, environment);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
});

test('says which file it cannot read', async () => {
  writeFileSync(join(folder, 'local.settings.json'), '{');
  expect((await run()).stderr).toMatch(/local\.settings\.json cannot be read/);
});
