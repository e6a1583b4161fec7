// Refuses at once what comes while too much is under way: in a queue everybody would be late, and nothing be saved.
import { graphError } from '../errors/catalogue.ts';
import type { Operation } from '../resources/operation.ts';

/** Who is refused is told to wait for 1 to so many seconds, by chance, so that not all come back together. */
const LONGEST_WAIT_S = 3;

/**
 * Refuses a request that is one too many. Operations that are open to everybody are served all the same: they wait for
 * nothing that takes long, and cost hardly more than the refusal.
 * @param operation - what is asked for; neither token nor body has been looked at
 * @throws GraphError `overloaded` (503)
 */
export function refuseExcess({ permissions }: Operation): void {
  if (permissions === 'anonymous') return;
  const seconds = 1 + Math.floor(Math.random() * LONGEST_WAIT_S);
  throw graphError('overloaded', {}, { headers: { 'Retry-After': String(seconds) } });
}
