// The one error type of the service: whatever goes wrong on purpose is a GraphError, and it knows its own answer.

/** One of several faults found in one request (`error.details[]` of an OData error body). */
export interface GraphErrorDetail {
  readonly code: string;
  readonly message: string;
  /** What the fault is about: a property name, a header name, a query option. */
  readonly target?: string;
}

/** What a {@link GraphError} may carry beside its status, code and message. */
export interface GraphErrorOptions {
  readonly target?: string;
  readonly details?: readonly GraphErrorDetail[];
  /** Response headers that belong to this failure, such as `WWW-Authenticate`, `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Why it happened, for the log only: never sent to the caller. */
  readonly reason?: string;
  /** Name of its entry in the catalogue, for the log: `code` alone does not tell many failures apart. */
  readonly entry?: string;
  readonly cause?: unknown;
}

/**
 * A failure with its HTTP status and Graph error code.
 * @see OData JSON Format 4.01 §21.1 (error response); Graph's live spelling of the members is in `error-body.ts`.
 */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly status: number;
  readonly code: string;
  readonly target: string | undefined;
  readonly details: readonly GraphErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string | undefined;
  readonly entry: string | undefined;

  constructor(status: number, code: string, message: string, options: GraphErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.target = options.target;
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
    this.reason = options.reason;
    this.entry = options.entry;
  }
}
