// The script that installs what is missing before others run, in a small project of its own: npm, but no network.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

test('every script of the project that needs packages first installs what is missing', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const names = Object.keys(scripts).filter((name) => !(name.startsWith('pre') && name.slice(3) in scripts));
  expect(names).toContain('lint');
  const steps = names.map((name) => [name, scripts[`pre${name}`]]);
  expect(steps).toEqual(
    names.map((name) => [name, expect.stringMatching(/^node local\/ensure-installed\.mjs(?: --build)?$/) as string]),
  );
});

describe('ensure-installed', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'fresh-'));
    for (const folder of ['local', 'one', 'functions', 'shared', 'explorer']) mkdirSync(join(project, folder));
    copyFileSync('local/ensure-installed.mjs', join(project, 'local/ensure-installed.mjs'));
    write('build-explorer.mjs', '');
    write('one/package.json', { name: 'one', version: '1.0.0' });
    write('package.json', { name: 'fresh', version: '1.0.0', main: 'built.txt', dependencies: { one: 'file:one' } });
    write('package-lock.json', {
      name: 'fresh',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'fresh', version: '1.0.0', dependencies: { one: 'file:one' } },
        'node_modules/one': { resolved: 'one', link: true },
        one: { version: '1.0.0' },
      },
    });
  });

  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const write = (file: string, content: object | string): void => {
    writeFileSync(join(project, file), typeof content === 'string' ? content : JSON.stringify(content));
  };

  const run = (args: readonly string[] = [], environment: Record<string, string> = {}): Run => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(project, 'local/ensure-installed.mjs'), ...args],
      {
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      },
    );
    return { status, stdout, stderr };
  };

  /** Where npm cannot be found: what succeeds then has not installed anything. */
  const withoutNpm = { PATH: '', npm_execpath: '' };

  test('installs what the lockfile asks for, and prints nothing to stdout', () => {
    expect(run()).toEqual({ status: 0, stdout: '', stderr: expect.stringMatching(/^Installing .*…\n/) as string });
    expect(existsSync(join(project, 'node_modules/one/package.json'))).toBe(true);
  });

  test('is silent when nothing is to do, and needs no npm for it', () => {
    run();
    expect(run([], withoutNpm)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('believes npm’s own account of what somebody else has installed', () => {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: project });
    expect(run([], withoutNpm)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('installs again when the lockfile asks for something else', () => {
    run();
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { packages: object };
    const packages = {
      ...lock.packages,
      'node_modules/two': { version: '1.0.0', integrity: 'sha512-aaaa', dev: true },
    };
    write('package-lock.json', { ...lock, packages });
    const { status, stderr } = run([], withoutNpm);
    expect(status).toBe(1);
    expect(stderr).toMatch(/could not be installed[^]*"npm ci .*" repeats it\.$/m);
  });

  test('leaves optional packages of other machines alone', () => {
    run();
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { packages: object };
    const packages = { ...lock.packages, 'node_modules/two': { integrity: 'sha512-aaaa', optional: true } };
    write('package-lock.json', { ...lock, packages });
    expect(run([], withoutNpm)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('builds when it is told to and sources are newer, and tells on stderr', () => {
    write(
      'build.mjs',
      `import { writeFileSync } from 'node:fs'; export const buildApp = async () => { writeFileSync(new URL('built.txt', import.meta.url), ''); return 'Built it'; };`,
    );
    run();
    expect(run(['--build'])).toEqual({ status: 0, stdout: '', stderr: 'Built it\n' });
    expect(run(['--build'])).toEqual({ status: 0, stdout: '', stderr: '' });

    write('shared/new.ts', '');
    const later = Date.now() / 1000 + 60;
    utimesSync(join(project, 'shared/new.ts'), later, later);
    expect(run(['--build']).stderr).toBe('Built it\n');
    utimesSync(join(project, 'built.txt'), later, later);
    utimesSync(join(project, 'build-explorer.mjs'), later + 60, later + 60);
    expect(run(['--build']).stderr).toBe('Built it\n');
  });

  test('says that the build failed', () => {
    write('build.mjs', `export const buildApp = async () => { throw new Error('a semicolon is missing'); };`);
    run();
    expect(run(['--build'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The app was not built: a semicolon is missing\n',
    });
  });

  test('takes a Node of the project that does not run here out of the way of the machine’s own', () => {
    run();
    rmSync(join(project, 'node_modules/.installed-lockfile-sha256'));
    const own = join(project, 'node_modules/.bin/node');
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, '#!/does/not/exist\n', { mode: 0o755 });
    expect(run()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(own)).toBe(false);
  });
});
