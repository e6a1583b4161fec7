// Runs before npm scripts: installs what package-lock.json asks for and is not there, and with --build builds the app when
// its sources are newer. Plain JavaScript, because it must run on whatever Node a fresh machine has. Everything it prints
// goes to stderr: stdout belongs to the script that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const LOCKFILE = join(ROOT, 'package-lock.json');
/** What was installed last: the lockfile's hash. npm removes it together with the rest of node_modules. */
const STAMP = join(MODULES, '.installed-lockfile-sha256');
/** npm starts here; the packages of the project bring the Node that everything else runs on. */
const MIN_NODE_FOR_NPM = [20, 0];
/** TypeScript without a build step needs 22.18, undici 22.19. */
const MIN_NODE = [22, 19];

/** @param {string} message */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** @param {number[]} minimum */
function isOlderThan(minimum) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = minimum;
  return major < minMajor || (major === minMajor && minor < minMinor);
}

function ensureInstalled() {
  const lockfile = readFileSync(LOCKFILE);
  const hash = createHash('sha256').update(lockfile).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  if (!isInstalled(lockfile.toString('utf8'))) install();
  checkNode();
  writeFileSync(STAMP, hash);
}

/**
 * Whether npm's own account of node_modules has every package of the lockfile; optional ones may be for other machines.
 * @param {string} lockfile
 */
function isInstalled(lockfile) {
  const account = join(MODULES, '.package-lock.json');
  if (!existsSync(account)) return false;
  const installed = packagesOf(readFileSync(account, 'utf8'));
  return Object.entries(packagesOf(lockfile)).every(
    ([path, { integrity, optional }]) =>
      !path.startsWith('node_modules/') ||
      optional === true ||
      (path in installed && installed[path]?.integrity === integrity),
  );
}

/**
 * @typedef {{ integrity?: string, optional?: boolean }} LockedPackage
 * @param {string} lockfile
 */
function packagesOf(lockfile) {
  const { packages } = /** @type {{ packages: Record<string, LockedPackage> }} */ (parseJson(lockfile));
  return packages;
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parseJson(text) {
  return JSON.parse(text);
}

function install() {
  process.stderr.write('Installing the packages of package-lock.json …\n');
  // Development packages too, also where NODE_ENV says production: the local stack is made of them.
  const quietly = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // Windows cannot delete the node.exe that runs this script, which `npm ci` would try.
  const isOwnNode = process.platform === 'win32' && process.execPath.startsWith(MODULES + sep);
  const command = isOwnNode ? ['install', '--no-save', ...quietly] : ['ci', ...quietly];
  const npm = process.env.npm_execpath ?? '';
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2] };
  const { status, error } =
    basename(npm) === 'npm-cli.js'
      ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...command], options)
      : spawnSync('npm', command, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return;
  const reason = error === undefined ? 'see above' : error.message;
  stop(`The packages could not be installed (${reason}). "npm ${command.join(' ')}" repeats it.`);
}

/** The scripts that follow find node_modules/.bin/node first, where there is one for this machine; else they run on ours. */
function checkNode() {
  const bin = join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const isThere = existsSync(bin);
  if (isThere && spawnSync(bin, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0) {
    return;
  }
  if (isOlderThan(MIN_NODE)) {
    const reason = isThere
      ? 'does not run on this machine'
      : 'is not installed (it comes as an optional package: "npm ci --include=optional")';
    stop(
      `This needs Node ${MIN_NODE.join('.')} or newer, and this is Node ${process.versions.node}. The Node that the project ` +
        `brings along ${reason}. Install a newer Node.`,
    );
  }
  // One for another C library, say: it would only stand in the way of the machine's own.
  rmSync(bin, { force: true });
}

/**
 * When anything in a folder was last changed, in milliseconds since 1970; folders count, so that a deletion is noticed.
 * @param {string} path
 * @returns {number}
 */
function lastChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

async function ensureBuilt() {
  const sources = ['functions', 'shared', 'explorer', 'build.mjs', 'build-explorer.mjs', 'package.json', STAMP];
  const changed = Math.max(...sources.map((source) => lastChange(resolve(ROOT, source))));
  const { main } = /** @type {{ main: string }} */ (parseJson(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const output = join(ROOT, main);
  if (existsSync(output) && statSync(output).mtimeMs > changed) return;
  // Not before: it needs packages that may just have been installed.
  const { buildApp } = await import('../build.mjs');
  process.stderr.write(`${await buildApp()}\n`);
}

if (isOlderThan(MIN_NODE_FOR_NPM)) {
  stop(`This needs Node ${MIN_NODE_FOR_NPM[0]} or newer with its npm, and this is Node ${process.versions.node}.`);
}
ensureInstalled();
if (process.argv.includes('--build')) {
  ensureBuilt().catch((/** @type {unknown} */ error) => {
    stop(`The app was not built: ${error instanceof Error ? error.message : String(error)}`);
  });
}
