// Holds what is committed of the infrastructure to its sources: formatted, without a warning, and compiled to the committed
// template and snapshots. With --write it makes them so. Where there is no Bicep compiler it says so.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { containerDefinition } from '../../shared/store/container-definition.ts';
import { type Bicep, findBicep } from './bicep.ts';
import { describeGraphTypes } from './graph-types.ts';
import { sampleSubscription, sampleVariables } from './sample-environment.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything is made in a copy, so that a check changes nothing and what is made shows by comparison. */
const COPY = join(ROOT, '.local', 'infra');
const SOURCES = ['infra', 'test/infra'];
const IS_SOURCE = /\.bicep(?:param)?$|\/bicepconfig\.json$/;

const CONTAINER = 'infra/cosmos-container.json';
const TEMPLATE = 'infra/main.json';
/** Parameter files whose deployment is evaluated. */
const PARAMETERS = [
  'infra/main.dev.bicepparam',
  'infra/main.prod.bicepparam',
  'test/infra/private-api.bicepparam',
  'test/infra/behind-gateway.bicepparam',
];
/** The same of the registration, in turn: the compiler cannot bring one extension for two at a time. */
const REGISTRATIONS = [
  'infra/entra/main.bicepparam',
  'test/infra/trial-registration.bicepparam',
  'test/infra/explorer-registration.bicepparam',
];
/** Parameter files that make no deployment, and what they are told. */
const REFUSED: Readonly<Record<string, string>> = {
  'test/infra/refused/key-setting.bicepparam': 'is not given Cosmos_Key',
  'test/infra/refused/platform-setting.bicepparam': 'is not given WEBSITE_RUN_FROM_PACKAGE',
  'test/infra/refused/odd-throughput.bicepparam': 'multiple of 1,000',
};
const GRAPH_TYPES = 'graph-types';

function read(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return undefined;
  }
}

const toJson = (value: unknown): Promise<string> => format(JSON.stringify(value), { parser: 'json', printWidth: 120 });

async function run(bicep: Bicep, ...args: string[]): Promise<void> {
  const { status, output } = await bicep.run(COPY, sampleVariables, ...args);
  if (status !== 0 || / : (?:Error|Warning) /.test(output)) throw new Error(`bicep ${args.join(' ')}:\n${output}`);
}

/** Puts a description of Graph's types where the copy has the address of the extension. */
async function bringGraphTypes(bicep: Bicep): Promise<void> {
  const folder = join(COPY, GRAPH_TYPES);
  const { index, types } = describeGraphTypes();
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.json'), index);
  writeFileSync(join(folder, 'types.json'), types);
  const archive = `${GRAPH_TYPES}/types.tgz`;
  const { status, output } = await bicep.run(
    COPY,
    {},
    'publish-extension',
    `${GRAPH_TYPES}/index.json`,
    '--target',
    archive,
  );
  if (status !== 0) throw new Error(`bicep publish-extension:\n${output}`);
  const { analyzers } = JSON.parse(read(COPY, 'infra/bicepconfig.json') ?? '') as { analyzers: unknown };
  const config = { analyzers, extensions: { microsoftGraphV1: `../../${archive}` } };
  writeFileSync(join(COPY, 'infra/entra/bicepconfig.json'), JSON.stringify(config));
}

/** The compiler writes outputs in an order of the day. */
async function putSnapshotInOrder(file: string): Promise<void> {
  const { outputs, ...rest } = JSON.parse(read(COPY, file) ?? '') as { outputs: Record<string, unknown> };
  const sorted = Object.entries(outputs).sort(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(join(COPY, file), await toJson({ ...rest, outputs: Object.fromEntries(sorted) }));
}

function snapshotCommand(parameters: string): string[] {
  const { tenantId, subscriptionId, location } = sampleSubscription;
  // Without a name, what one module takes from another is not followed.
  const name = ['--deployment-name', 'example'];
  const where = ['--tenant-id', tenantId, '--subscription-id', subscriptionId, '--location', location, ...name];
  return ['snapshot', parameters, '--mode', 'overwrite', ...where];
}

async function expectRefusal(bicep: Bicep, parameters: string, message: string): Promise<void> {
  const { status, output } = await bicep.run(COPY, sampleVariables, ...snapshotCommand(parameters));
  if (status === 0 || !output.includes(message)) throw new Error(`${parameters} is not refused:\n${output}`);
}

async function snapshot(bicep: Bicep, parameters: string): Promise<void> {
  await run(bicep, ...snapshotCommand(parameters));
  await putSnapshotInOrder(parameters.replace('.bicepparam', '.snapshot.json'));
}

/** Makes everything in the copy that is made of something else. */
async function make(bicep: Bicep): Promise<void> {
  rmSync(COPY, { recursive: true, force: true });
  for (const folder of SOURCES) {
    const filter = (file: string): boolean =>
      statSync(file).isDirectory() || IS_SOURCE.test(file.replaceAll('\\', '/'));
    cpSync(join(ROOT, folder), join(COPY, folder), { recursive: true, filter });
  }
  writeFileSync(join(COPY, CONTAINER), await toJson(containerDefinition));
  const compile = async (): Promise<void> => {
    await run(bicep, 'format', '--pattern', '**/*.bicep*');
    await run(bicep, 'build', 'infra/main.bicep', '--outfile', TEMPLATE);
  };
  await Promise.all([compile(), bringGraphTypes(bicep)]);
  const waiting = [
    async (): Promise<void> => {
      for (const parameters of REGISTRATIONS) await snapshot(bicep, parameters);
    },
    ...PARAMETERS.map((parameters) => () => snapshot(bicep, parameters)),
    ...Object.entries(REFUSED).map((refused) => () => expectRefusal(bicep, ...refused)),
  ];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  await Promise.all([work(), work()]);
}

/** Files of the copy that are not what is committed. */
function findDifferences(): string[] {
  return readdirSync(COPY, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(COPY.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => !file.startsWith(GRAPH_TYPES) && file !== 'infra/entra/bicepconfig.json')
    .filter((file) => read(COPY, file) !== read(ROOT, file));
}

async function check(isWriting: boolean): Promise<string> {
  const bicep = findBicep();
  if (typeof bicep === 'string') return `skipped: ${bicep}`;
  await make(bicep);
  const summary = `Bicep ${bicep.version} compiles main, entra and the profiles without a warning`;
  const differences = findDifferences();
  if (isWriting) {
    for (const file of differences) cpSync(join(COPY, file), join(ROOT, file));
    return `${summary}; written: ${differences.join(', ') || 'nothing, all was up to date'}.`;
  }
  if (!bicep.isOurs) return `${summary}; not compared with what is committed, which another version wrote.`;
  if (differences.length > 0) {
    throw new Error(`not what \`npm run infra:build\` writes:\n${differences.map((file) => `  ${file}`).join('\n')}`);
  }
  return `${summary}, to what is committed.`;
}

const [option] = process.argv.slice(2);
try {
  process.stdout.write(`check:infra ${await check(option === '--write')}\n`);
} catch (error) {
  process.stderr.write(`check:infra failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
