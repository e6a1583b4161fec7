// `npm run bench`: our create, reads and patch beside their peers, and the cold start. docs/performance.md says how to
// read the figures.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { buildBenchApps, type BenchApps } from './app/build-apps.ts';
import { measureColdStarts, type ColdStarts } from './cold-start/cold-start.ts';
import { addRounds, compare, type Comparison, type Round } from './comparison.ts';
import { startContestant, type Contestant, type ContestantProcess } from './contestants/contestants.ts';
import type { ContestantName } from './contestants/names.ts';
import { operationGroups, type OperationName, operations } from './operations.ts';
import { readOptions, usage, type BenchOptions } from './options.ts';
import { profileContestant } from './profile/profile-ours.ts';
import { judge } from './report/goals.ts';
import { formatColdStarts, formatComparison, formatGoals } from './report/table.ts';
import { startSurroundings, type Surroundings } from './surroundings.ts';

const root = resolve(import.meta.dirname, '..');
/** Git and the deployment leave it out, and packages are found from it. */
const cache = join(root, 'node_modules/.cache/bench');
const bundle = join(root, 'dist/functions/index.cjs');

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The contestants of operations that are measured together, each for all of them that are its own. */
async function withContestants<Result>(
  names: readonly ContestantName[],
  group: readonly OperationName[],
  surroundings: Surroundings,
  app: string,
  act: (contestants: readonly Contestant[]) => Promise<Result>,
): Promise<Result> {
  const processes: ContestantProcess[] = [];
  try {
    for (const name of names) {
      const own = group.filter((operation) => operations[operation].contestants.includes(name));
      if (own.length > 0) processes.push(await startContestant(name, own, surroundings, app));
    }
    const all = processes.flatMap((process) => process.contestants);
    const inOrder = group.flatMap((operation) =>
      operations[operation].contestants.flatMap((name) =>
        all.filter((contestant) => contestant.operation === operation && contestant.name === name),
      ),
    );
    return await act(inOrder);
  } finally {
    for (const process of processes) process.stop();
  }
}

async function runComparison(options: BenchOptions, surroundings: Surroundings, apps: BenchApps): Promise<void> {
  const comparison = new Map<OperationName, Map<ContestantName, Round[]>>();
  for (const group of operationGroups) {
    const chosen = group.filter((operation) => options.operations.includes(operation));
    for (let heat = 1; heat <= options.heats && chosen.length > 0; heat++) {
      progress(`${chosen.join(', ')}: heat ${heat} of ${options.heats}`);
      const rounds = await withContestants(options.only, chosen, surroundings, apps.signedIn, (contestants) =>
        compare(contestants, options, surroundings.countStored, progress),
      );
      for (const [operation, byName] of rounds) {
        for (const [name, more] of byName) addRounds(comparison, { operation, name }, more);
      }
    }
  }
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  const method = `medians of ${options.heats} × ${options.rounds} rounds of ${options.requests} creates, or their part of it, ${options.connections} in flight`;
  console.log(`\n${machine}; ${method}\n\n${formatComparison(comparison)}\n`);

  const coldStarts = await runColdStarts(options, surroundings, apps);
  const goals = judge(comparison, coldStarts);
  if (coldStarts !== undefined) console.log(formatColdStarts(coldStarts));
  if (goals.length > 0) console.log(`\n${formatGoals(goals)}`);
  if (options.json !== undefined) await writeRaw(options.json, { machine, options, comparison, coldStarts, goals });
  if (options.strict && goals.some((goal) => !goal.met && !goal.aim)) process.exitCode = 1;
}

async function runColdStarts(
  options: BenchOptions,
  surroundings: Surroundings,
  apps: BenchApps,
): Promise<ColdStarts | undefined> {
  if (options.coldStarts === 0 || !options.operations.includes('create')) return undefined;
  progress(`cold start: ${options.coldStarts} starts of each variant`);
  return await measureColdStarts({ ...apps, bundle }, surroundings, options.coldStarts);
}

interface RawFigures {
  readonly machine: string;
  readonly options: BenchOptions;
  readonly comparison: Comparison;
  readonly coldStarts: ColdStarts | undefined;
  readonly goals: readonly object[];
}

async function writeRaw(file: string, figures: RawFigures): Promise<void> {
  const { comparison, coldStarts, ...rest } = figures;
  const byOperation = [...comparison].map(([operation, byName]) => [operation, Object.fromEntries(byName)] as const);
  const maps = { comparison: Object.fromEntries(byOperation), coldStarts: Object.fromEntries(coldStarts ?? []) };
  await writeFile(file, `${JSON.stringify({ ...rest, ...maps }, null, 2)}\n`);
}

async function runProfile(options: BenchOptions, surroundings: Surroundings, apps: BenchApps): Promise<void> {
  for (const operation of options.operations) {
    const names = options.only.filter((name) => operations[operation].contestants.includes(name));
    for (const name of names) {
      const file = join(cache, `${name}-${operation}.cpuprofile`);
      const report = await withContestants([name], [operation], surroundings, apps.signedIn, async ([contestant]) =>
        contestant === undefined ? '' : await profileContestant(contestant, options, root, file),
      );
      console.log(`\n${operations[operation].label}: ${report}`);
    }
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return;
  }
  if (!existsSync(bundle)) throw new Error('There is no bundle to measure: run `npm run build` first.');
  await mkdir(cache, { recursive: true });
  const apps = await buildBenchApps(root, cache);
  const surroundings = await startSurroundings();
  try {
    await (options.profile ? runProfile : runComparison)(options, surroundings, apps);
  } finally {
    await surroundings.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
