// The report for a person: one table of requests, one of cold starts, the goals.
import type { ColdStarts, ColdStartVariant } from '../cold-start/cold-start.ts';
import type { Comparison, Round } from '../comparison.ts';
import { contestantLabels } from '../contestants/names.ts';
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

/** The table of the comparison: medians over the rounds. */
export function formatComparison(comparison: Comparison): string {
  const bare = comparison.get('bare');
  const rows = [...comparison].map(([name, rounds]) => {
    const cpu = medianOf(rounds, 'cpuMicroseconds');
    const all = rounds.map((round) => round.cpuMicroseconds);
    return [
      contestantLabels[name],
      cpu.toFixed(0),
      `${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)}`,
      bare === undefined ? '' : (cpu / medianOf(bare, 'cpuMicroseconds')).toFixed(2),
      medianOf(rounds, 'requestsPerSecond').toFixed(0),
      medianOf(rounds, 'p50Milliseconds').toFixed(2),
      medianOf(rounds, 'p99Milliseconds').toFixed(2),
      (medianOf(rounds, 'residentBytes') / 1_048_576).toFixed(0),
    ];
  });
  const heading = ['create', 'CPU µs/request', 'min-max', '× (a)', 'requests/s', 'p50 ms', 'p99 ms', 'RSS MiB'];
  return formatTable([heading, ...rows]);
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
