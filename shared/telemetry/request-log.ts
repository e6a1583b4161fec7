// One structured line a request: enough to find, count and bill it, nothing that identifies a person or opens a door.

/** Where lines go: the invocation context on Azure, so that Application Insights relates them to the invocation. */
export interface LogSink {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** The facts of a request that are logged. Never the token, the body, the path or a user's name. */
export interface RequestFacts {
  /** Name of the operation, when one was found. */
  readonly operation: string | undefined;
  readonly method: string;
  readonly status: number;
  /** From the first line of the pipeline to the answer, in milliseconds. */
  readonly durationMs: number;
  readonly requestId: string;
  readonly clientRequestId: string;
  /** The trace that the request is part of, by 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** Client id of the calling app, once it was verified. */
  readonly callerAppId: string | undefined;
  /** Request units that the store charged. */
  readonly requestCharge: number;
  /** Name in the catalogue, Graph code and reason of a failure; name and reason never leave the log. */
  readonly error?: string | undefined;
  readonly errorCode?: string;
  readonly reason?: string | undefined;
}

const WARNINGS = new Set([401, 403, 429]);

/**
 * Writes the line of a request: failures of ours are errors; who is refused or throttled is a warning, also for excess, of which
 * there are many at once; the rest is news.
 */
export function logRequest(sink: LogSink, facts: RequestFacts): void {
  const line = JSON.stringify({ event: 'request', ...facts, durationMs: Math.round(facts.durationMs * 100) / 100 });
  if (WARNINGS.has(facts.status) || facts.error === 'overloaded') sink.warn(line);
  else if (facts.status >= 500) sink.error(line);
  else sink.info(line);
}
