// `npm run bench`: our create beside its peers, and its cold start. docs/performance.md says how to read the figures.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { buildBenchApps, type BenchApps } from './app/build-apps.ts';
import { measureColdStarts, type ColdStarts } from './cold-start/cold-start.ts';
import { compare, type Comparison, type Round } from './comparison.ts';
import { startContestant, type Contestant } from './contestants/contestants.ts';
import { contestantNames, type ContestantName } from './contestants/names.ts';
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

function chosenContestants(options: BenchOptions): readonly ContestantName[] {
  const unknown = options.only.filter((name) => !contestantNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`There is no contestant '${unknown.join("', '")}'.`);
  return options.only.length === 0 ? contestantNames : contestantNames.filter((name) => options.only.includes(name));
}

async function withContestants<Result>(
  names: readonly ContestantName[],
  surroundings: Surroundings,
  app: string,
  act: (contestants: readonly Contestant[]) => Promise<Result>,
): Promise<Result> {
  const contestants: Contestant[] = [];
  try {
    for (const name of names) contestants.push(await startContestant(name, surroundings, app));
    return await act(contestants);
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

async function runComparison(options: BenchOptions, surroundings: Surroundings, apps: BenchApps): Promise<void> {
  const names = chosenContestants(options);
  const comparison = new Map<ContestantName, Round[]>(names.map((name) => [name, []]));
  for (let heat = 1; heat <= options.heats; heat++) {
    progress(`heat ${heat} of ${options.heats}`);
    const heatRounds = await withContestants(names, surroundings, apps.signedIn, (contestants) =>
      compare(contestants, options, surroundings.countStored, progress),
    );
    for (const [name, rounds] of heatRounds) comparison.get(name)?.push(...rounds);
  }
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  const method = `medians of ${options.heats} × ${options.rounds} rounds of ${options.requests} requests, ${options.connections} in flight`;
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
  if (options.coldStarts === 0) return undefined;
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
  const maps = { comparison: Object.fromEntries(comparison), coldStarts: Object.fromEntries(coldStarts ?? []) };
  await writeFile(file, `${JSON.stringify({ ...rest, ...maps }, null, 2)}\n`);
}

async function runProfile(options: BenchOptions, surroundings: Surroundings, apps: BenchApps): Promise<void> {
  const names = options.only.length === 0 ? (['ours'] as const) : chosenContestants(options);
  for (const name of names) {
    const file = join(cache, `${name}.cpuprofile`);
    const report = await withContestants([name], surroundings, apps.signedIn, async ([contestant]) =>
      contestant === undefined ? '' : await profileContestant(contestant, options, root, file),
    );
    console.log(`\n${report}`);
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
