// Builds what is deployed: one minified CommonJS file, so that a cold start reads one file and not thousands. OpenTelemetry
// is a second one, which is read only where it is configured, and the explorer's files are read when a browser asks for them.
import { statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { buildExplorer } from './build-explorer.mjs';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** The package's `main`, which the Functions host loads. */
export const OUTFILE = 'dist/functions/index.cjs';

/** What is loaded late, and the file that it becomes beside the bundle. */
const TELEMETRY = { source: 'shared/telemetry/opentelemetry.ts', file: 'opentelemetry.cjs' };

/** @type {import('esbuild').Plugin} */
const telemetryApart = {
  name: 'telemetry-apart',
  setup(build) {
    build.onResolve({ filter: /\/telemetry\/opentelemetry\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${TELEMETRY.file}`, external: true } : undefined,
    );
  },
};

/**
 * Bundles the function app.
 * @param {{ entryPoint?: string, outfile?: string, minify?: boolean, bundlePackages?: boolean }} [variant] - another
 *   entry point or outfile, or a build to compare with: without minification, or with every npm package left to `require`
 * @returns {Promise<string>} one line that says what was built
 * @throws {Error} when the code does not build, or builds with a warning
 */
export async function buildApp({
  entryPoint = 'functions/index.ts',
  outfile = OUTFILE,
  minify = true,
  bundlePackages = true,
} = {}) {
  const started = performance.now();
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify,
    // The CommonJS form of jsonc-parser (UMD) hides its requires from bundlers; ES modules are also smaller, once shaken.
    mainFields: ['module', 'main'],
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    packages: bundlePackages ? 'bundle' : 'external',
    logLevel: 'warning',
  };
  const [, ...builds] = await Promise.all([
    buildExplorer(resolve(ROOT, dirname(outfile), 'docs')),
    build({
      ...common,
      entryPoints: [entryPoint],
      outfile,
      // The Azure worker, or the local host, injects this module.
      external: ['@azure/functions-core'],
      plugins: [telemetryApart],
    }),
    build({
      ...common,
      entryPoints: [TELEMETRY.source],
      outfile: join(dirname(outfile), TELEMETRY.file),
    }),
  ]);
  if (builds.some(({ warnings }) => warnings.length > 0)) {
    throw new Error(`${OUTFILE} was built with warnings, see above.`);
  }
  const size = Math.round(statSync(resolve(ROOT, outfile)).size / 1024);
  return `Built ${relative(ROOT, resolve(ROOT, outfile))}: ${size} KiB in ${Math.round(performance.now() - started)} ms`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      outfile: { type: 'string' },
      'no-minify': { type: 'boolean', default: false },
      'packages-external': { type: 'boolean', default: false },
    },
  });
  const { outfile = OUTFILE } = values;
  try {
    const line = await buildApp({
      outfile,
      minify: !values['no-minify'],
      bundlePackages: !values['packages-external'],
    });
    console.log(line);
  } catch (error) {
    // esbuild has printed its own errors already, with the place of each.
    console.error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : error);
    process.exitCode = 1;
  }
}
