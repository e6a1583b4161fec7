// The two ways in which a $filter is refused: it is wrong, or it is valid OData that this service does not evaluate.
import { graphError } from '../../errors/catalogue.ts';
import type { GraphError } from '../../errors/graph-error.ts';

const TARGET = { target: '$filter' };

/** The error for a filter that is wrong. `problem` is one or more whole sentences. */
export function invalidFilter(position: number, problem: string): GraphError {
  return graphError('invalidFilter', { position, problem }, TARGET);
}

/**
 * The error for what OData allows and this service does not.
 * @param feature - with its article and name: `The function 'length'`
 * @param instead - a sentence on what can be had instead
 */
export function unsupportedInFilter(position: number, feature: string, instead: string): GraphError {
  return graphError('unsupportedFilter', { position, feature, instead }, TARGET);
}
