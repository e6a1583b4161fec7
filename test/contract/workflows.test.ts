// The workflows cannot be run here: so they are read as GitHub reads them, held to the rules that make them safe, and what
// they name is held to what exists.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { parse } from 'yaml';
import { settingChecks } from '../../deploy/deployment-settings.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER).sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]));
const workflows = new Map([...texts].map(([file, text]) => [file, parse(text) as Workflow]));
const jobs = [...workflows].flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, job]) => ({ name: `${file} ${name}`, job })),
);
const steps = jobs.flatMap(({ name, job }) => job.steps.map((step) => ({ name, step })));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

it('are these', () => {
  expect(files).toEqual(['ci.yml', 'codeql.yml', 'dependency-review.yml', 'deploy.yml']);
});

describe('GitHub’s own parser', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function faultsOf(...paths: string[]): unknown {
    const outfile = join(folder, 'parse.cjs');
    buildSync({
      entryPoints: ['test/support/parse-workflows.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
    });
    const { stdout, stderr } = spawnSync(process.execPath, [outfile, ...paths], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  it('reads them all without a fault', () => {
    const paths = files.map((file) => join(FOLDER, file));
    expect(faultsOf(...paths)).toEqual(Object.fromEntries(paths.map((path) => [path, []])));
  });

  it('sees a fault where there is one', () => {
    const faulty = join(folder, 'faulty.yml');
    writeFileSync(faulty, (texts.get('ci.yml') ?? '').replace('timeout-minutes: 45', 'timeout-hours: 1'));
    expect(faultsOf(faulty)).toEqual({ [faulty]: [expect.stringContaining("'timeout-hours'")] });
  });
});

const actionlint = spawnSync('actionlint', ['-version']).status === 0;
(actionlint ? it : it.skip)(
  `actionlint finds nothing${actionlint ? '' : ' (skipped: there is no actionlint on the PATH)'}`,
  () => {
    const { status, stdout } = spawnSync('actionlint', [], { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['', 0]);
  },
);

describe('actions', () => {
  const uses = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, use = '']) => ({ file, use })),
  );

  it.each(uses.map(({ file, use }) => [file, use]))(
    '%s: %s is pinned by its commit, its version beside it',
    (_file, use) => {
      expect(use).toMatch(/^(?:actions|azure|Azure|github)\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  it('are all found by that rule, and one action is of one commit everywhere', () => {
    expect(uses).toHaveLength(steps.filter(({ step }) => step.uses !== undefined).length);
    const pins = new Set(uses.map(({ use }) => use.replace(/^([^/]+\/[^/@]+)[^@]*/, '$1')));
    const repositories = new Set([...pins].map((pin) => pin.split('@')[0]));
    expect(pins.size).toBe(repositories.size);
  });

  it('leave no credential of GitHub in the work tree', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter(({ step }) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });
});

describe('permissions', () => {
  /** What a job may beyond reading the code, and why it is here. */
  const ALLOWED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'codeql.yml analyze': { actions: 'read', 'security-events': 'write' },
    'deploy.yml what-if': { 'id-token': 'write' },
    'deploy.yml deploy': { 'id-token': 'write' },
  };

  it.each([...workflows])('of %s are nothing, or to read the code', (_file, { permissions }) => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  });

  it('of a job are the least it needs', () => {
    const given = jobs.flatMap(({ name, job }) => (job.permissions === undefined ? [] : [[name, job.permissions]]));
    const allowed = Object.entries(ALLOWED).map(([name, more]) => [name, { contents: 'read', ...more }]);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(allowed));
  });

  it('are given to nothing that a stranger starts: no secrets, no pull_request_target', () => {
    for (const text of texts.values()) expect(text).not.toMatch(/\bsecrets\b|pull_request_target|workflow_run/);
  });

  it('to get an identity token are for jobs of a GitHub environment, and for pull requests of this repository', () => {
    const holders = jobs.filter(({ job }) => job.permissions?.['id-token'] === 'write');
    expect(holders.filter(({ job }) => job.environment === undefined)).toEqual([]);
    expect(texts.get('deploy.yml')).toContain('github.event.pull_request.head.repo.full_name == github.repository');
  });
});

describe('a job that can sign in to Azure', () => {
  const holders = jobs.filter(({ job }) => job.permissions?.['id-token'] === 'write').map(({ job }) => job);

  it('runs no script of a package, whoever calls npm', () => {
    const withNpm = holders.filter(({ steps: all }) => all.some(({ run }) => /\b(?:npm|azd)\b/.test(run ?? '')));
    expect(withNpm.map(({ env }) => env?.npm_config_ignore_scripts)).toEqual(['true']);
  });

  it('looks without rights to deploy: what-if does not ask for them', () => {
    const commands = holders.flatMap(({ steps: all }) => all.map(({ run = '' }) => run));
    const whatIf = commands.filter((command) => command.includes(' what-if '));
    expect(whatIf).toEqual([expect.stringContaining('az deployment sub what-if --validation-level ProviderNoRbac ')]);
  });

  it('has one version of azd, which azure.yaml takes', () => {
    const [version, ...others] = steps
      .filter(({ step }) => step.uses?.startsWith('Azure/setup-azd@'))
      .map(({ step }) => String(step.with?.version));
    const { requiredVersions } = parse(readFileSync('azure.yaml', 'utf8')) as { requiredVersions: { azd: string } };
    const numbers = (text = ''): number[] => (/(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? []).slice(1).map(Number);
    const [major = 0, minor = 0, patch = 0] = numbers(version);
    const [leastMajor = 0, leastMinor = 0, leastPatch = 0] = numbers(requiredVersions.azd);
    expect(others).toEqual([]);
    expect(leastMajor).toBeGreaterThan(0);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(leastMajor * 1e6 + leastMinor * 1e3 + leastPatch);
  });
});

describe('every workflow', () => {
  it.each([...workflows])('%s runs once at a time for what it is about', (_file, { concurrency }) => {
    expect(concurrency?.group).toMatch(/^[\w-]+-\$\{\{ .+ \}\}$/);
  });

  it.each(jobs.map(({ name, job }) => [name, job] as const))('%s has an end and a known machine', (_name, job) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    expect(job['runs-on']).toBe('ubuntu-24.04');
  });

  it('gives values to scripts by their environment, where they cannot become commands', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{'))).toEqual([]);
  });

  it('runs on the Node that is deployed, or on those of the matrix', () => {
    const versions = steps
      .filter(({ step }) => step.uses?.startsWith('actions/setup-node@'))
      .map(({ step }) => step.with?.['node-version']);
    expect(new Set(versions)).toEqual(new Set([22, '${{ matrix.node }}']));
  });
});

describe('what they name', () => {
  const commands = steps.map(({ step }) => step.run ?? '').join('\n');

  it('among npm scripts is there', () => {
    const named = [...commands.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named).toEqual(
      expect.arrayContaining([
        'check',
        'check:csdl',
        'check:kiota',
        'check:infra',
        'check:guides',
        'test:store',
        'test:app',
        'smoke',
      ]),
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('among files is there', () => {
    const named = [
      ...commands.matchAll(
        /(?:^|[\s"'(/])((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|mjs|json|bicep|bicepparam|yaml))\b/g,
      ),
    ];
    const paths = named.map(([, path = '']) => path);
    expect(paths).toEqual(expect.arrayContaining(['infra/main.bicepparam', 'local.settings.json']));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('among tests is there, each named once', () => {
    const tests = readdirSync('test/integration').map((file) => `integration/${file}`);
    for (const script of ['test:store', 'test:app']) {
      const patterns = (scripts[script] ?? '').split(' ').filter((word) => word.startsWith('integration/'));
      const found = patterns.map((pattern) => tests.filter((test) => test.startsWith(pattern)).length);
      expect([script, found.filter((count) => count === 0)]).toEqual([script, []]);
      expect(patterns).toEqual([...new Set(patterns)].sort());
    }
  });

  /** What start a stack that could be a running app, and are not about the app. */
  const ABOUT_COMMANDS = ['deploy-hooks.test.ts', 'sample-data.test.ts', 'smoke.test.ts'];
  /** What a running app does not give away, or has to be told when it starts; its store is asked in another process. */
  const FROM_INSIDE =
    /(?<!console)\.(?:httpsUrl|log|certificate|authority|issuerKey|cosmosUrl|closeEmulator)\b|startStack\([^)]|storeRequestsOf/;

  it('among tests are all that see the app from outside', () => {
    const patterns = (scripts['test:app'] ?? '').split(' ').filter((word) => word.startsWith('integration/'));
    const fromOutside = readdirSync('test/integration').filter((file) => {
      const text = readFileSync(join('test/integration', file), 'utf8');
      return text.includes('startStack()') && !FROM_INSIDE.test(text) && !ABOUT_COMMANDS.includes(file);
    });
    expect(fromOutside.length).toBeGreaterThan(10);
    const missing = fromOutside.filter(
      (file) => !patterns.some((pattern) => `integration/${file}`.startsWith(pattern)),
    );
    expect(missing).toEqual([]);
  });

  it('among services of compose.yaml is there', () => {
    const { services } = parse(readFileSync('compose.yaml', 'utf8')) as { services: Record<string, unknown> };
    const named = [...commands.matchAll(/docker compose (?:up|logs)(?: --[\w-]+)* (\w+)/g)].map(
      ([, name = '']) => name,
    );
    expect(new Set(named)).toEqual(new Set(['cosmos']));
    expect(services).toHaveProperty('cosmos');
  });

  it('among settings of a deployment is what the templates read', () => {
    const read = [...readFileSync('infra/main.bicepparam', 'utf8').matchAll(/readEnvironmentVariable\('(\w+)'/g)];
    const names = read.map(([, name = '']) => name).sort();
    const { 'what-if': whatIf, deploy } = workflows.get('deploy.yml')?.jobs ?? {};
    expect(whatIf?.steps.flatMap(({ env }) => Object.keys(env ?? {})).sort()).toEqual(names);
    expect(Object.keys(deploy?.env ?? {})).toEqual(expect.arrayContaining(names));
  });
});

it('the runbook uses variables of azd’s environment alone, or says where they come from', () => {
  const runbook = readFileSync('docs/operations.md', 'utf8');
  const used = [...runbook.matchAll(/\$\{?([A-Za-z_]+)/g)].map(([, name = '']) => name);
  const made = [...runbook.matchAll(/^(?:export )?(\w+)=\$\(/gm)].map(([, name]) => name);
  const outputs = [...readFileSync('infra/main.bicep', 'utf8').matchAll(/^output (\w+) /gm)].map(([, name]) => name);
  // What infra reads and the runbook's own placeholder.
  const known = [...outputs, ...made, ...Object.keys(settingChecks), 'CLIENT_OBJECT_ID'];
  expect(used).toContain('cosmosAccountName');
  expect(used.filter((name) => !known.includes(name))).toEqual([]);
});

describe('azure.yaml', () => {
  interface Hook {
    readonly posix: { readonly shell: string; readonly run: string };
    readonly windows: { readonly shell: string; readonly run: string };
  }
  const project = parse(readFileSync('azure.yaml', 'utf8')) as {
    readonly infra: { readonly path: string; readonly module: string };
    readonly services: { readonly api: Readonly<Record<string, unknown>> & { readonly hooks: Record<string, Hook> } };
    readonly hooks: Record<string, Hook>;
  };
  const { api } = project.services;

  it('uploads what npm run package makes, as it is', () => {
    expect(api).toMatchObject({
      project: '.',
      host: 'function',
      language: 'ts',
      dist: 'dist/package',
      remoteBuild: false,
    });
    expect(readFileSync('deploy/app-package.ts', 'utf8')).toContain(`PACKAGE_FOLDER = '${String(api.dist)}'`);
    expect(api.hooks.prepackage?.posix.run).toBe('npm run --silent package');
  });

  it('has no .funcignore beside it, with which azd refuses remoteBuild: false', () => {
    expect(existsSync('.funcignore')).toBe(false);
  });

  it('deploys templates that are there', () => {
    expect(existsSync(`${project.infra.path}/${project.infra.module}.bicep`)).toBe(true);
  });

  it.each(Object.entries({ ...project.hooks, ...api.hooks }))(
    'runs an npm script as %s, alike on every system',
    (_name, hook) => {
      const [, script = ''] = /^npm run --silent ([\w:-]+)$/.exec(hook.posix.run) ?? [];
      expect(scripts).toHaveProperty([script]);
      expect(hook).toMatchObject({
        posix: { shell: 'sh' },
        windows: { shell: 'pwsh', run: `${hook.posix.run}; exit $LASTEXITCODE` },
      });
    },
  );
});
