// Refuses at once what comes while too much is under way: in a queue everybody would be late, and nothing be saved.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import type { Operation } from '../resources/operation.ts';

/**
 * Who is refused is told to wait for so many seconds, by chance, so that not all come back together. Made once: an error
 * records its stack when it is made, which would be a tenth of what a refusal costs.
 */
const REFUSALS = [refusal(1), refusal(2), refusal(3)] as const;

function refusal(seconds: number): GraphError {
  return graphError('overloaded', {}, { headers: { 'Retry-After': String(seconds) } });
}

/**
 * Refuses a request that is one too many. Operations that are open to everybody are served all the same: they wait for
 * nothing that takes long, and cost hardly more than the refusal.
 * @param operation - what is asked for; neither token nor body has been looked at
 * @throws GraphError `overloaded` (503)
 */
export function refuseExcess({ permissions }: Operation): void {
  if (permissions === 'anonymous') return;
  throw REFUSALS[Math.floor(Math.random() * REFUSALS.length)] ?? REFUSALS[0];
}
