// `npm run test:mutation`: changes the code in one place after the other, and counts the changes that a test notices.
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { MutantResult } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { mutationParts, partsOf, type MutationPart } from './mutation-parts.ts';

/** Below it the command fails. In percent. */
const MIN_SCORE = 80;

const help = `Usage: npm run test:mutation -- [part or file ...]

Changes the code in one place after the other (a mutant), runs the tests beside it, and counts the mutants that a test
notices. All parts take half an hour on two cores; a part or a file is done alone when it is named:

${mutationParts.map(({ name, files }) => `  ${name.padEnd(12)}${files.join(' ')}`).join('\n')}

The survivors are printed, and are in coverage/mutation/<part>.html. The exit code is 1 when a part scores less than ${MIN_SCORE} %.
`;

interface Row {
  readonly name: string;
  readonly mutants: number;
  /** In percent; undefined where there was nothing to change, as in a file of constants. */
  readonly score: number | undefined;
}

/** What Stryker calls the mutation score: what is detected, of all that could have been. */
function rowOf(name: string, results: readonly MutantResult[]): Row {
  const count = (...statuses: readonly string[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const [noticed, unnoticed] = [count('Killed', 'Timeout'), count('Survived', 'NoCoverage')];
  const mutants = noticed + unnoticed;
  return { name, mutants, score: mutants === 0 ? undefined : (noticed / mutants) * 100 };
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, mutants, score }) => `| ${name} | ${mutants} | ${score === undefined ? '' : `${score.toFixed(1)} %`} |`,
  );
  return ['| what | mutants | score |', '| --- | ---: | ---: |', ...lines].join('\n');
}

async function mutate({ name, files, tests }: MutationPart): Promise<readonly Row[]> {
  const stryker = new Stryker({
    mutate: [...files],
    jest: { config: { testMatch: tests.map((glob) => `<rootDir>/test/unit/shared/${glob}`) } },
    htmlReporter: { fileName: `coverage/mutation/${name}.html` },
    jsonReporter: { fileName: `coverage/mutation/${name}.json` },
  });
  const results = await stryker.runMutationTest();
  const byFile = Object.groupBy(results, ({ fileName }) => fileName);
  const rows = Object.entries(byFile).map(([file, of = []]) => rowOf(`\`${relative(process.cwd(), file)}\``, of));
  return [...rows.filter(({ mutants }) => mutants > 0), rowOf(`**${name}**`, results)];
}

async function run(wishes: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  try {
    for (const part of partsOf(wishes)) rows.push(...(await mutate(part)));
  } finally {
    if (rows.length > 0) process.stdout.write(`\n${tableOf(rows)}\n`);
  }
  const low = rows.filter(({ name, score }) => name.startsWith('**') && score !== undefined && score < MIN_SCORE);
  if (low.length === 0) return;
  process.stdout.write(`\nBelow ${MIN_SCORE} %: ${low.map(({ name }) => name.replaceAll('*', '')).join(', ')}.\n`);
  process.exitCode = 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', default: false } },
});
if (values.help) process.stdout.write(help);
else {
  await run(positionals).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
