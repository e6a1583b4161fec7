// Builds what the page at /docs is made of: its script and style, and Scalar's browser build. Each is compressed here, once,
// and named by its content, so that a browser may keep it for good.
import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';

const SOURCES = fileURLToPath(new URL('explorer/', import.meta.url));
/** Where Scalar is kept compressed, which takes two seconds: it is another file with another version only. */
const KEPT = fileURLToPath(new URL('dist/explorer/', import.meta.url));
/** Of Scalar's packages the one that has its browser build without the 300 packages that this is built from. */
const SCALAR = '@scalar/fastify-api-reference';
const LICENSE = 'scalar.LICENSE.txt';
/** The names of the files, which the page is written with. */
const MANIFEST = 'assets.json';

/**
 * Builds into a folder of its own. What is there and still wanted stays: somebody may be reading it.
 * @param {string} folder - made where it is not there
 * @returns {Promise<void>}
 */
export async function buildExplorer(folder) {
  const [scalar, script, style] = await Promise.all([scalarFile(), bundle('page.ts'), bundle('page.css')]);
  mkdirSync(folder, { recursive: true });
  const older = readdirSync(folder);
  copyFileSync(join(KEPT, `${scalar}.br`), join(folder, `${scalar}.br`));
  copyFileSync(join(scalarFolder(), 'LICENSE'), join(folder, LICENSE));
  const names = {
    scalar,
    script: writeAsset(folder, 'page', 'js', script),
    style: writeAsset(folder, 'page', 'css', style),
  };
  writeWhole(folder, MANIFEST, `${JSON.stringify(names, undefined, 2)}\n`);
  const wanted = [MANIFEST, LICENSE, ...Object.values(names).map((name) => `${name}.br`)];
  for (const name of older.filter((each) => !wanted.includes(each))) rmSync(join(folder, name), { force: true });
}

/** @param {string} entryPoint */
async function bundle(entryPoint) {
  const { outputFiles } = await build({
    absWorkingDir: SOURCES,
    entryPoints: [entryPoint],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * Compresses Scalar, unless its version is there already.
 * @returns {Promise<string>} its name, without `.br`
 */
async function scalarFile() {
  const { version } = /** @type {{ version: string }} */ (
    parseJson(readFileSync(join(scalarFolder(), 'package.json'), 'utf8'))
  );
  const stem = `scalar-${version}`;
  const kept = existsSync(KEPT)
    ? readdirSync(KEPT).find((name) => name.startsWith(`${stem}.`) && name.endsWith('.js.br'))
    : undefined;
  if (kept !== undefined) return kept.replace(/\.br$/, '');
  mkdirSync(KEPT, { recursive: true });
  return writeAsset(KEPT, stem, 'js', await scalarScript());
}

/** The plugin has the script within its own code, and gives it to whoever asks the server that it is plugged into. */
async function scalarScript() {
  const [{ fastify }, { default: plugin }] = await Promise.all([
    import('fastify'),
    import('@scalar/fastify-api-reference'),
  ]);
  const server = fastify();
  await server.register(plugin, { routePrefix: '/scalar', configuration: { url: 'unused' } });
  const { statusCode, body } = await server.inject('/scalar/js/scalar.js');
  await server.close();
  if (statusCode !== 200) throw new Error(`${SCALAR} does not give its script: status ${statusCode}.`);
  return body;
}

function scalarFolder() {
  return dirname(dirname(createRequire(import.meta.url).resolve(SCALAR)));
}

/**
 * @param {string} folder
 * @param {string} stem
 * @param {string} extension
 * @param {string} text
 * @returns {string} the name under which it is served
 */
function writeAsset(folder, stem, extension, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const name = `${stem}.${hash}.${extension}`;
  // 9 of 11: 3 % more bytes, in a tenth of the time.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeWhole(folder, `${name}.br`, brotliCompressSync(text, { params }));
  return name;
}

/**
 * Two builds may be at it at once, and nobody reads half a file.
 * @param {string} folder
 * @param {string} name
 * @param {string | Uint8Array} content
 */
function writeWhole(folder, name, content) {
  const draft = join(folder, `${name}.${randomUUID()}`);
  writeFileSync(draft, content);
  renameSync(draft, join(folder, name));
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parseJson(text) {
  return JSON.parse(text);
}
