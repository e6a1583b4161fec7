// The folder that is deployed: the bundle and the two files which the Functions host reads beside it, and nothing else.
// No dependencies are installed where it goes, so that what was tested is what runs.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../build.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a package has in it, at the top. */
const PARTS = ['dist', 'host.json', 'package.json'];

/** Where `npm run package` puts it; `dist` of azure.yaml names it too. */
export const PACKAGE_FOLDER = 'dist/package';

/**
 * Builds the app into a folder of its own.
 * @param folder - made, or made anew where an older package is in it
 * @returns one line that says what was built
 * @throws Error when something else is in the folder, or the code does not build
 */
export async function makePackage(folder: string): Promise<string> {
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => !PARTS.includes(name)) : [];
  if (others.length > 0) throw new Error(`${folder} is not emptied: ${others.join(', ')} would go with it.`);
  const { license, main, version } = readPackageJson();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const line = await buildApp({ outfile: resolve(folder, main) });
  copyFileSync(join(ROOT, 'host.json'), join(folder, 'host.json'));
  // Without scripts and dependencies no build on the way has anything to run; without a name jest, which reads every
  // package.json below the project, finds no second package of one name.
  const packageJson = { private: true, version, license, main };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson, undefined, 2)}\n`);
  return line;
}

function readPackageJson(): { readonly license: string; readonly main: string; readonly version: string } {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as ReturnType<typeof readPackageJson>;
}
