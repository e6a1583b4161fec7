// Which answer each failure of Cosmos deserves. The caller learns whether and when to try again; the reason is logged.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError, GraphErrorOptions } from '../errors/graph-error.ts';
import { ClientGoneError } from './deadline.ts';

/** What a caller hears of a failure. */
interface FailureAnswer {
  readonly error: 'storeThrottled' | 'storeTimeout' | 'storeUnavailable';
  /** How long the caller waits when Cosmos does not say, in seconds. */
  readonly retryAfterS: number;
  readonly make: (options: GraphErrorOptions) => GraphError;
}

/** Too much at one time: nothing was done. */
const BUSY: FailureAnswer = {
  error: 'storeThrottled',
  retryAfterS: 2,
  make: (options) => graphError('storeThrottled', {}, options),
};

/** Nobody knows whether it was done. */
const LATE: FailureAnswer = {
  error: 'storeTimeout',
  retryAfterS: 2,
  make: (options) => graphError('storeTimeout', {}, options),
};

/**
 * Ours or the platform's to mend, not the caller's. The request itself was sound, so it may be sent again; a 500 would
 * tell clients not to.
 */
const DOWN: FailureAnswer = {
  error: 'storeUnavailable',
  retryAfterS: 5,
  make: (options) => graphError('storeUnavailable', {}, options),
};

/**
 * The answer to each failure that is no result, by the status of Cosmos or else the code or name of what was thrown.
 * docs/errors.md says what each means; a test holds the two together. Whatever is not here is {@link DOWN}, too.
 * @see https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
 */
export const failureAnswers: ReadonlyMap<string | number, FailureAnswer> = new Map<string | number, FailureAnswer>([
  [400, DOWN],
  [401, DOWN],
  [403, DOWN],
  [404, DOWN],
  [408, LATE],
  [409, DOWN],
  [410, DOWN],
  [412, DOWN],
  // What is let in is far smaller than what Cosmos takes.
  [413, DOWN],
  [429, BUSY],
  [449, BUSY],
  [500, DOWN],
  [503, DOWN],
  ['TimeoutError', LATE],
  ['AbortError', LATE],
  ['ECONNREFUSED', DOWN],
  ['ECONNRESET', DOWN],
  ['EPIPE', DOWN],
  ['UND_ERR_SOCKET', DOWN],
  ['ENOTFOUND', DOWN],
  ['EAI_AGAIN', DOWN],
  ['ERR_SSL_WRONG_VERSION_NUMBER', DOWN],
  ['CERT_HAS_EXPIRED', DOWN],
  ['SyntaxError', DOWN],
]);

/** A store that asks for more is not coming back as it says, and a client would sleep for as long as it is told. */
const MAX_RETRY_AFTER_S = 60;

interface CosmosFailure {
  readonly code: string | number | undefined;
  readonly substatus: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly name: string | undefined;
}

/**
 * Translates what the Cosmos client threw.
 * @param error - a Cosmos error response, a time-out, an abort or a network error
 * @returns 429, 503 or 504, each with `Retry-After` in whole seconds, from 1 to 60; 499 when nobody hears it any more
 * @see Azure Cosmos DB REST: HTTP status codes for Azure Cosmos DB
 */
export function toStoreError(error: unknown): GraphError {
  if (error instanceof ClientGoneError) return graphError('clientGone', {}, { cause: error });
  const failure = readFailure(error);
  const answer = failureAnswers.get(failure.code ?? '') ?? failureAnswers.get(failure.name ?? '') ?? DOWN;
  const headers = retryAfter(failure, answer.retryAfterS);
  return answer.make({ cause: error, reason: describe(failure, error), headers });
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
  return { 'Retry-After': String(Math.min(Math.max(1, seconds), MAX_RETRY_AFTER_S)) };
}

function describe(failure: CosmosFailure, error: unknown): string {
  const code = failure.code ?? failure.name ?? typeof error;
  return `cosmos ${code}${failure.substatus === undefined ? '' : `/${failure.substatus}`}`;
}
