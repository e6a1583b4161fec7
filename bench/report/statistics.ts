// The few statistics that the benchmark reports.

/**
 * The value below which a share of the values lies (nearest rank).
 * @param values - in any order, at least one; not changed
 * @param share - between 0 and 1: 0.5 is the median's rank, 0.99 the p99
 * @throws RangeError when there are no values or the share is out of range
 */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined || !(share >= 0)) {
    throw new RangeError(`There is no ${share} share of ${sorted.length} values.`);
  }
  return value;
}

/**
 * The middle of the values; of an even number of values, half-way between the two in the middle.
 * @param values - in any order, at least one; not changed
 * @throws RangeError when there are no values
 */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of no values.');
  return (lower + upper) / 2;
}

/**
 * The ratios of two contestants, round by round: what happened to the machine in a round happened to both.
 * @param ours - one figure a round
 * @param theirs - the other contestant's figures of the same rounds
 * @returns the median of the rounds' ratios
 * @throws RangeError when the two do not have the same number of rounds
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new RangeError('Both contestants need a figure for each round.');
  return median(ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN)));
}
