// Tells failures apart by their entry in the catalogue: several have one status, and several one code.
import type { ErrorName } from './catalogue.ts';
import { GraphError } from './graph-error.ts';

/** Whether something that was thrown is the failure of that name. */
export function isError(error: unknown, name: ErrorName): error is GraphError {
  return error instanceof GraphError && error.entry === name;
}
