// OpenTelemetry is in a file of its own beside the bundle, which is read where a receiver is configured and nowhere else.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-'));
  const bundle = join(folder, 'index.cjs');
  execFileSync(process.execPath, ['build.mjs', '--outfile', bundle]);
  program = join(folder, 'load.mjs');
  // Loads the app as a host does, and prints what of this folder has been loaded when there is nothing left to load.
  writeFileSync(
    program,
    `import { createRequire } from 'node:module';
     import { loadFunctionApp } from ${JSON.stringify(resolve('local/functions-host/load-app.ts'))};
     const standIn = ${JSON.stringify(resolve('local/functions-host/functions-core.ts'))};
     const { hooks } = loadFunctionApp(${JSON.stringify(bundle)}, standIn, () => {});
     // The end waits for what is being loaded.
     for (const hook of hooks.appTerminate) await hook({});
     const loaded = Object.keys(createRequire(import.meta.url).cache);
     console.log(JSON.stringify(loaded.map((file) => file.replace(${JSON.stringify(`${folder}/`)}, ''))));`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function loadedWith(environment: Readonly<Record<string, string>>): string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      ENTRA_TENANT_ID: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
      ENTRA_AUDIENCE: 'api://status',
      COSMOS_ENDPOINT: 'https://localhost:1',
      COSMOS_DATABASE: 'd',
      COSMOS_CONTAINER: 'c',
      COSMOS_KEY: 'a2V5',
      ...environment,
    },
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout) as string[];
}

test('without a receiver the bundle is all that is read', () => {
  const loaded = loadedWith({ OTEL_SERVICE_NAME: 'status' });
  expect(loaded).toContain('index.cjs');
  expect(loaded).not.toContain('opentelemetry.cjs');
});

test('with one the other file is read', () => {
  const loaded = loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  expect(loaded).toEqual(expect.arrayContaining(['index.cjs', 'opentelemetry.cjs']));
});

test('the bundle has nothing of it', () => {
  expect(readFileSync(join(folder, 'index.cjs'), 'utf8')).not.toMatch(/OTEL_BSP_|resourceSpans/);
  expect(readFileSync(join(folder, 'opentelemetry.cjs'), 'utf8')).toMatch(/resourceSpans/);
});
