// Catches what a function throws, so that a test can look at all of it.
import { GraphError } from '../../../shared/errors/graph-error.ts';

/** The GraphError that the function throws; anything else fails the test. */
export function thrownBy(run: () => unknown): GraphError {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** The GraphError with which the promise rejects; anything else fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<GraphError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('The promise did not reject.');
}
