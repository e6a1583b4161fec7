// `npm run load`: starts store, issuer and app, loads the app, and says what came of it. docs/performance.md says how to
// read the figures.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { buildApp } from '../../build.mjs';
import { startBenchProcess } from '../bench-process.ts';
import { formatTable } from '../report/table.ts';
import { startSurroundings, type Surroundings } from '../surroundings.ts';
import { type App, CROWD, LoadTest } from './load-test.ts';
import { type LoadTestOptions, readOptions, usage } from './options.ts';
import { createRequests } from './requests.ts';
import { createTraffic } from './traffic.ts';
import { judge, type RunResult, servedPerSecond, type StepResult, type Verdict } from './verdicts.ts';

const root = resolve(import.meta.dirname, '../..');
/** Git and the deployment leave it out, and packages are found from it. */
const cache = join(root, 'node_modules/.cache');

/** Each with a token of its own. */
const CALLERS = 300;

const MIB = 1_048_576;

function formatSteps(title: string, steps: readonly StepResult[]): string {
  const heading = [title, 'served/s', 'p50 ms', 'p99 ms', 'refused', 'p99 ms', 'cores', 'RSS MiB', 'heap MiB'];
  const rows = steps.map(({ name, tally, cores, residentBytes, heapBytes }) => {
    const { served, refused, unsent } = tally;
    const answered = served.count + refused.count;
    return [
      unsent === 0 ? name : `${name}, but for ${unsent}`,
      servedPerSecond({ tally }).toFixed(0),
      (served.percentile(50) / 1000).toFixed(1),
      (served.percentile(99) / 1000).toFixed(1),
      refused.count === 0 ? '' : `${((100 * refused.count) / answered).toFixed(1)} %`,
      refused.count === 0 ? '' : (refused.percentile(99) / 1000).toFixed(1),
      cores.toFixed(2),
      (residentBytes / MIB).toFixed(0),
      (heapBytes / MIB).toFixed(1),
    ];
  });
  return formatTable([heading, ...rows]);
}

function formatVerdicts(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ claim, seen, holds }) => `${holds ? 'holds' : 'FAILS'}  ${claim}: ${seen}`).join('\n');
}

/**
 * @param file - the app to load
 * @throws Error when the app ends, which is how Node answers to a rejection that nobody handles
 */
async function loadApp(surroundings: Surroundings, file: string, options: LoadTestOptions): Promise<RunResult> {
  const app: App = startBenchProcess({
    args: [join(root, 'bench/contestants/ours.ts'), JSON.stringify({ ...surroundings.settings, app: file })],
    nodeOptions: ['--expose-gc'],
    env: { ...surroundings.contestantEnvironment, MAX_CONCURRENT_REQUESTS: String(options.limit) },
  });
  const run = async (): Promise<RunResult> => {
    const { url } = await app.next('listening');
    const accessTokens = Array.from({ length: CALLERS }, surroundings.newAccessToken);
    const traffic = await createTraffic(url, createRequests(url, accessTokens), CROWD * options.limit);
    const result = await new LoadTest(app, traffic, options).run();
    await traffic.close();
    return result;
  };
  const end = app.ended.then((how) => {
    throw new Error(`FAILS  The app ended (${how}). Node ends it on a rejection or an error that nobody handles.`);
  });
  try {
    return await Promise.race([run(), end]);
  } finally {
    end.catch(() => undefined);
    app.stop();
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return;
  }
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'load-'));
  const surroundings = await startSurroundings();
  try {
    const file = join(folder, 'app.cjs');
    await buildApp({ entryPoint: 'bench/app/index.ts', outfile: file });
    const result = await loadApp(surroundings, file, options);
    const verdicts = judge(result);
    console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
    console.log(`\n${formatSteps('rising load', result.ramp)}`);
    console.log(`\n${formatSteps('overload', [result.saturated, ...result.overload])}`);
    console.log(`\n${formatSteps('steady load', result.steady)}`);
    console.log(`\n${formatVerdicts(verdicts)}`);
    if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    await surroundings.close();
    await rm(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // What is under way would go on until its step is over.
  process.exit(1);
});
