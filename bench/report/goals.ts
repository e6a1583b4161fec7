// The goals that the product has set itself, and whether a run met them.
import type { ColdStarts } from '../cold-start/cold-start.ts';
import type { Comparison } from '../comparison.ts';
import type { ContestantName } from '../contestants/names.ts';
import { type OperationName, operationNames, operations } from '../operations.ts';
import { median, medianRatio } from './statistics.ts';

const comparedWithCap = operationNames.filter((name) => operations[name].contestants.includes('cap'));

/** A ratio with a limit. */
export interface Goal {
  readonly what: string;
  /** What was measured. */
  readonly ratio: number;
  /** The largest ratio that meets the goal. */
  readonly limit: number;
  /** An aim is reported like a goal, but missing it is no failure. */
  readonly aim: boolean;
  readonly met: boolean;
}

/**
 * Judges a run.
 * @returns the goals for which there are figures, empty when nothing of ours ran
 */
export function judge(comparison: Comparison, coldStarts: ColdStarts | undefined): readonly Goal[] {
  const goals: Goal[] = [];
  const add = (what: string, ratio: number | undefined, limit: number, aim = false): void => {
    if (ratio !== undefined) goals.push({ what, ratio, limit, aim, met: ratio <= limit });
  };
  const toFastify = cpuRatio(comparison, 'create', 'fastify');
  add('create, CPU of ours / (b) Fastify', toFastify, 1 / 1.2);
  add('create, CPU of ours / (a) bare', cpuRatio(comparison, 'create', 'bare'), 2.5);
  add('create, CPU of ours / (b) Fastify', toFastify, 0.5, true);
  add('create in a batch, CPU / create by itself', batchRatio(comparison), 0.5);
  for (const operation of comparedWithCap) {
    add(`${operations[operation].label}, CPU of ours / CAP`, cpuRatio(comparison, operation, 'cap'), 1 / 1.5);
  }
  const bundled = coldStarts?.get('bundle');
  const unbundled = coldStarts?.get('unbundled');
  if (bundled !== undefined && unbundled !== undefined) {
    add('cold start of the bundle / unbundled', median(bundled) / median(unbundled), 0.65);
  }
  return goals;
}

function batchRatio(comparison: Comparison): number | undefined {
  const alone = comparison.get('create')?.get('ours');
  const batched = comparison.get('batch')?.get('ours');
  if (alone === undefined || batched === undefined) return undefined;
  return medianRatio(
    batched.map((round) => round.cpuMicroseconds),
    alone.map((round) => round.cpuMicroseconds),
  );
}

function cpuRatio(comparison: Comparison, operation: OperationName, peer: ContestantName): number | undefined {
  const ours = comparison.get(operation)?.get('ours');
  const theirs = comparison.get(operation)?.get(peer);
  if (ours === undefined || theirs === undefined) return undefined;
  return medianRatio(
    ours.map((round) => round.cpuMicroseconds),
    theirs.map((round) => round.cpuMicroseconds),
  );
}
