// What the app registers, what the local host serves and what is deployed are the same functions.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { app } from '@azure/functions';
import { registerFunctions } from '../../functions/register.ts';
import { type Registrations, takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { type FunctionsHost, type HostJson, startFunctionsHost } from '../../local/functions-host/host.ts';
import type { HttpFunction } from '../../local/functions-host/router.ts';
import { createApplication } from '../../shared/app.ts';
import { readConfiguration } from '../../shared/config.ts';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const settings = (readJson('local.settings.json') as { Values: Record<string, string> }).Values;
const hostJson = readJson('host.json') as HostJson & Record<string, unknown>;

/** A path that a route template matches: each parameter stands for itself. */
const pathOf = (route: string): string => `/${route.replace('{*path}', 'any/path').replaceAll(/[{}]/g, '')}`;

describe('the functions of the app', () => {
  const served: string[] = [];
  let registrations: Registrations;
  let host: FunctionsHost;

  beforeAll(async () => {
    registerFunctions(app, createApplication(readConfiguration(settings)));
    // Names whoever is called and answers in its place: routes are looked at here, not what is behind them.
    app.hook.preInvocation((context) => {
      context.functionHandler = () => {
        served.push(context.invocationContext.functionName);
        return {};
      };
    });
    registrations = takeRegistrations();
    host = await startFunctionsHost({
      registrations,
      hostJson,
      http: { port: 0, host: '127.0.0.1' },
      log: () => undefined,
    });
  });

  afterAll(() => host.close());

  test('are served as they are registered: name, route, methods, authorisation level', () => {
    const registered = registrations.functions.map(({ metadata }): HttpFunction => {
      const trigger = Object.values(metadata.bindings).find(({ type }) => type === 'httpTrigger');
      return {
        name: metadata.name,
        route: trigger?.route ?? '',
        methods: trigger?.methods ?? [],
        authLevel: trigger?.authLevel ?? '',
      };
    });
    expect(registered.length).toBeGreaterThan(1);
    expect(host.functions).toEqual(registered);
  });

  test('have no function key: the app checks tokens itself', () => {
    expect(new Set(host.functions.map(({ authLevel }) => authLevel))).toEqual(new Set(['anonymous']));
  });

  test('are reached by their own routes and methods', async () => {
    served.length = 0;
    const expected: string[] = [];
    for (const { name, route, methods } of host.functions) {
      for (const method of methods) {
        expected.push(name);
        await fetch(host.url + pathOf(route), { method });
      }
    }
    expect(served).toEqual(expected);
  });

  test('leave no path and no common method to the host: the catch-all answers in Graph’s shape', async () => {
    served.length = 0;
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    for (const method of methods) {
      for (const path of ['/', '/unknown', '/V1.0/deviceAppManagement', "/beta/x('y')/"]) {
        await fetch(host.url + path, { method });
      }
    }
    expect(new Set(served)).toEqual(new Set(['odata']));
    expect(served).toHaveLength(methods.length * 4);
  });
});

describe('what is deployed', () => {
  test('is the bundle that package.json names, and it registers the same functions and hooks', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      const outfile = join(folder, 'index.cjs');
      execFileSync(process.execPath, ['build.mjs', '--outfile', outfile]);
      const program = join(folder, 'list.mjs');
      writeFileSync(
        program,
        `import { loadFunctionApp } from ${JSON.stringify(resolve('local/functions-host/load-app.ts'))};
         const loaded = loadFunctionApp(${JSON.stringify(outfile)}, ${JSON.stringify(resolve('local/functions-host/functions-core.ts'))}, () => {});
         console.log(JSON.stringify({
           model: loaded.programmingModel.name,
           functions: loaded.functions.map(({ metadata }) => metadata.name),
           hooks: Object.entries(loaded.hooks).filter(([, hooks]) => hooks.length > 0).map(([name]) => name),
         }));`,
      );
      const printed = execFileSync(process.execPath, [program], { env: { ...process.env, ...settings } });

      registerFunctions(app, createApplication(readConfiguration(settings)));
      expect(JSON.parse(printed.toString())).toEqual({
        model: '@azure/functions',
        functions: takeRegistrations().functions.map(({ metadata }) => metadata.name),
        hooks: ['appStart', 'appTerminate'],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is refused by the local host when it registers nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      const outfile = join(folder, 'index.cjs');
      writeFileSync(outfile, '');
      const program = join(folder, 'load.mjs');
      writeFileSync(
        program,
        `import { loadFunctionApp } from ${JSON.stringify(resolve('local/functions-host/load-app.ts'))};
         loadFunctionApp(${JSON.stringify(outfile)}, ${JSON.stringify(resolve('local/functions-host/functions-core.ts'))}, () => {});`,
      );
      const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
      expect(status).toBe(1);
      expect(stderr).toContain(`${outfile} registers no functions. Was it built whole?`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is found by `func start`: host.json without prefix and bundle, settings that name the worker', () => {
    expect(readJson('package.json')).toHaveProperty('main', 'dist/functions/index.cjs');
    expect(hostJson).toMatchObject({ version: '2.0', extensions: { http: { routePrefix: '' } } });
    expect(hostJson).not.toHaveProperty('extensionBundle');
    expect(settings).toMatchObject({ FUNCTIONS_WORKER_RUNTIME: 'node', AzureWebJobsDisableHomepage: 'true' });
  });
});
