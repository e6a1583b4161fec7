// The JSON body of an error, spelt as the live Graph service spells it.
import type { GraphError } from '../errors/graph-error.ts';
import type { RequestIds } from './request-ids.ts';

/**
 * Makes the body of an error.
 * @param error - what went wrong
 * @param ids - the ids of the request
 * @param at - the time of the answer
 * @returns an object with `innerError`, not `innererror`: Microsoft's JavaScript client reads only the former
 */
export function toErrorBody(error: GraphError, ids: RequestIds, at: Date): Record<string, unknown> {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.target === undefined ? {} : { target: error.target }),
      ...(error.details.length === 0 ? {} : { details: error.details }),
      innerError: {
        // Without a zone, as Graph writes it; it is UTC.
        date: at.toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}
