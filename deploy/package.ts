// `npm run package [-- FOLDER]`: makes the folder that is deployed.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePackage, PACKAGE_FOLDER } from './app-package.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

try {
  console.log(await makePackage(resolve(ROOT, process.argv[2] ?? PACKAGE_FOLDER)));
} catch (error) {
  // esbuild has printed its own errors already, with the place of each.
  console.error(error instanceof Error ? (error.message.split('\n')[0] ?? '') : error);
  process.exitCode = 1;
}
