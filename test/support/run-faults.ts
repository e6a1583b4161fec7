// `npm run faults`: the fault proof with as many faults as somebody has time for, and with the seed of a run that failed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { summaryOf, tableOf } from './fault-report.ts';
import { proveFaults } from './fault-run.ts';

const help = `Usage: npm run faults -- [options]

Reports statuses through Microsoft's client to the app, whose store fails in every way that it can and which is killed and
started again meanwhile; then compares what is stored with what was acknowledged. Everything is on this machine.

  --faults N   how many faults are injected: 20000 unless told otherwise, which takes a few minutes
  --seed N     the seed of an earlier run, which gives the same faults; another one each time unless told otherwise
  --help       this text

The exit code is 1 when a status was lost or doubled, or an answer was not what it has to be.
`;

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} has to be a whole number from 1, and '${text}' is not.`);
  return Number(text);
}

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e8)) },
    help: { type: 'boolean', default: false },
  },
});

async function run(): Promise<void> {
  const faults = wholeNumber('faults', values.faults);
  const seed = wholeNumber('seed', values.seed);
  process.stdout.write(`Seed ${seed}, ${faults} faults.\n`);
  const report = await proveFaults({
    seed,
    faults,
    onProgress: (injected, stories) => process.stderr.write(`${injected} faults, ${stories} stories begun\n`),
  });
  process.stdout.write(`\n${tableOf(report)}\n\n${summaryOf(report)}\n`);
  if (report.violations.length === 0) {
    process.stdout.write('Nothing was lost, and nothing was doubled.\n');
    return;
  }
  const log = join(mkdtempSync(join(tmpdir(), 'faults-')), 'app.log');
  writeFileSync(log, report.log);
  process.stdout.write(`${report.violations.join('\n')}\nWhat the app logged is in ${log}\n`);
  process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
if (values.help) process.stdout.write(help);
else {
  await run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
