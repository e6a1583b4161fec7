// Joins conditions that come from different places: a filter, a search, the collection itself.
import type { FilterExpression } from './expression.ts';

/** Holds when all of them hold; undefined when there is none. */
export function conjunction(...conditions: readonly (FilterExpression | undefined)[]): FilterExpression | undefined {
  const operands = conditions.filter((condition) => condition !== undefined);
  return operands.length > 1 ? { kind: 'and', operands } : operands[0];
}
