// The builds of the function app that the benchmark needs beside the one that is deployed.
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildApp } from '../../build.mjs';

/** Files to load. */
export interface BenchApps {
  /** As deployed, but signed in to the store with the benchmark's token. */
  readonly signedIn: string;
  /** What an app without a bundler deploys: our own sources translated, every package loaded from node_modules. */
  readonly unbundled: string;
  /** The program around the app whose start is timed. */
  readonly coldStartHost: string;
}

/**
 * Builds them.
 * @param root - the folder of the project
 * @param folder - where they go: below a folder in which Node finds the project's packages
 * @throws Error when something does not build
 */
export async function buildBenchApps(root: string, folder: string): Promise<BenchApps> {
  const apps: BenchApps = {
    signedIn: join(folder, 'signed-in.cjs'),
    unbundled: join(folder, 'unbundled.cjs'),
    coldStartHost: join(folder, 'cold-start-host.cjs'),
  };
  await buildApp({ outfile: apps.unbundled, minify: false, bundlePackages: false });
  await buildApp({ entryPoint: 'bench/app/index.ts', outfile: apps.signedIn });
  await build({
    entryPoints: [join(root, 'bench/cold-start/cold-start-host.ts')],
    outfile: apps.coldStartHost,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'warning',
  });
  return apps;
}
