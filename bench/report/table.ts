// The report for a person: one table for each operation, one of cold starts, the goals.
import type { ColdStarts, ColdStartVariant } from '../cold-start/cold-start.ts';
import type { Comparison, Round } from '../comparison.ts';
import { contestantLabels, type ContestantName, contestantShortNames } from '../contestants/names.ts';
import { type OperationName, operations } from '../operations.ts';
import type { Goal } from './goals.ts';
import { median } from './statistics.ts';

/** What the table calls the variants of the cold start. */
const coldStartLabels: Readonly<Record<ColdStartVariant, string>> = {
  bundle: 'bundle, as it is deployed',
  unbundled: 'unbundled: the same sources, packages from node_modules',
  'bundle-compile-cache': 'bundle with NODE_COMPILE_CACHE (no goal)',
};

/**
 * Lays rows out in columns: the first to the left, the others to the right.
 * @param rows - the first is the heading; all of the same length
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const [heading = [], ...body] = rows;
  return [line(heading), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

/** The tables of the comparison: medians over the rounds. */
export function formatComparison(comparison: Comparison): string {
  return [...comparison].map(([operation, contestants]) => formatOperation(operation, contestants)).join('\n\n');
}

function formatOperation(operation: OperationName, contestants: ReadonlyMap<ContestantName, readonly Round[]>): string {
  const { label, contestants: all } = operations[operation];
  const [peer = 'ours'] = all;
  const peerRounds = contestants.get(peer);
  const rows = [...contestants].map(([name, rounds]) => {
    const cpu = medianOf(rounds, 'cpuMicroseconds');
    const figures = rounds.map((round) => round.cpuMicroseconds);
    return [
      contestantLabels[name],
      cpu.toFixed(0),
      `${Math.min(...figures).toFixed(0)}-${Math.max(...figures).toFixed(0)}`,
      peerRounds === undefined ? '' : (cpu / medianOf(peerRounds, 'cpuMicroseconds')).toFixed(2),
      medianOf(rounds, 'requestsPerSecond').toFixed(0),
      medianOf(rounds, 'p50Milliseconds').toFixed(2),
      medianOf(rounds, 'p99Milliseconds').toFixed(2),
      (medianOf(rounds, 'residentBytes') / 1_048_576).toFixed(0),
    ];
  });
  const against = `× ${contestantShortNames[peer]}`;
  return formatTable([
    [label, 'CPU µs/request', 'min-max', against, 'requests/s', 'p50 ms', 'p99 ms', 'RSS MiB'],
    ...rows,
  ]);
}

/** The table of the cold starts. */
export function formatColdStarts(coldStarts: ColdStarts): string {
  const rows = [...coldStarts].map(([variant, milliseconds]) => [
    coldStartLabels[variant],
    median(milliseconds).toFixed(0),
    `${Math.min(...milliseconds).toFixed(0)}-${Math.max(...milliseconds).toFixed(0)}`,
  ]);
  return formatTable([['process start to first 201', 'ms', 'min-max'], ...rows]);
}

/** One line a goal. */
export function formatGoals(goals: readonly Goal[]): string {
  const rows = goals.map((goal) => [
    `${goal.aim ? 'aim ' : 'goal'}  ${goal.what}`,
    goal.ratio.toFixed(3),
    `≤ ${goal.limit.toFixed(3)}`,
    goal.met ? 'met' : goal.aim ? 'not yet' : 'MISSED',
  ]);
  return formatTable([['', 'measured', 'limit', ''], ...rows]);
}

function medianOf(rounds: readonly Round[], figure: keyof Round): number {
  return median(rounds.map((round) => round[figure]));
}
