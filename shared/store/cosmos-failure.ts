// Which answer each failure of Cosmos deserves. The caller learns whether and when to try again; the reason is logged.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';

/** How long a caller waits when Cosmos does not say, in seconds. */
const DEFAULT_RETRY_AFTER_S = 2;

const UNAVAILABLE_RETRY_AFTER_S = 5;

interface CosmosFailure {
  readonly code: string | number | undefined;
  readonly substatus: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly name: string | undefined;
}

/**
 * Translates what the Cosmos client threw.
 * @param error - a Cosmos error response, a time-out, an abort or a network error
 * @returns 429, 503 or 504, each with `Retry-After` in seconds
 * @see Azure Cosmos DB REST: HTTP status codes for Azure Cosmos DB
 */
export function toStoreError(error: unknown): GraphError {
  const failure = readFailure(error);
  const options = { cause: error, reason: describe(failure, error) };
  switch (failure.code) {
    case 429:
    case 449:
      return graphError('storeThrottled', {}, { ...options, headers: retryAfter(failure, DEFAULT_RETRY_AFTER_S) });
    case 408:
    case 'TimeoutError':
      return graphError('storeTimeout', {}, { ...options, headers: retryAfter(failure, DEFAULT_RETRY_AFTER_S) });
    default:
      if (failure.name === 'AbortError' || failure.name === 'TimeoutError') {
        return graphError('storeTimeout', {}, { ...options, headers: retryAfter(failure, DEFAULT_RETRY_AFTER_S) });
      }
      // Everything else is ours or the platform's to mend, not the caller's: wrong rights, a missing container, an
      // unreachable endpoint, an answer that broke off. The request itself was sound, so it may be sent again.
      return graphError(
        'storeUnavailable',
        {},
        { ...options, headers: retryAfter(failure, UNAVAILABLE_RETRY_AFTER_S) },
      );
  }
}

/** The HTTP status of a Cosmos error response, or undefined for anything else that was thrown. */
export function cosmosStatus(error: unknown): number | undefined {
  const { code } = readFailure(error);
  return typeof code === 'number' ? code : undefined;
}

function readFailure(error: unknown): CosmosFailure {
  const fields: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {};
  const { code, substatus, retryAfterInMs } = fields;
  return {
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    substatus: typeof substatus === 'number' ? substatus : undefined,
    // The client reads it from a header, and NaN from one that is damaged.
    retryAfterMs: Number.isFinite(retryAfterInMs) ? Number(retryAfterInMs) : undefined,
    name: error instanceof Error ? error.name : undefined,
  };
}

function retryAfter(failure: CosmosFailure, fallbackS: number): { 'Retry-After': string } {
  const seconds = failure.retryAfterMs === undefined ? fallbackS : Math.ceil(failure.retryAfterMs / 1000);
  return { 'Retry-After': String(Math.max(1, seconds)) };
}

function describe(failure: CosmosFailure, error: unknown): string {
  const code = failure.code ?? failure.name ?? typeof error;
  return `cosmos ${code}${failure.substatus === undefined ? '' : `/${failure.substatus}`}`;
}
