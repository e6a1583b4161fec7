// One error for all the faults of a body.
import { graphError } from './catalogue.ts';
import type { GraphError, GraphErrorDetail } from './graph-error.ts';

/** The message is for a person; the whole list is in `details`. */
const FAULTS_IN_MESSAGE = 10;

/**
 * One error for all the faults of a body: a single fault speaks for itself, several are listed in `details`.
 * @param faults - at least one fault, each with its target
 */
export function invalidEntity(faults: readonly GraphErrorDetail[]): GraphError {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) {
    const target = first.target === undefined ? {} : { target: first.target };
    return graphError('invalidEntity', { problem: first.message }, { ...target, details: faults });
  }
  const problems = faults
    .slice(0, FAULTS_IN_MESSAGE)
    .map((fault) => fault.message)
    .join(' ')
    .concat(faults.length > FAULTS_IN_MESSAGE ? ' …' : '');
  return graphError('invalidEntityManyFaults', { count: faults.length, problems }, { details: faults });
}
