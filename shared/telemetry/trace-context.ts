// The trace that a request is part of, as the caller names it (W3C Trace Context): read strictly, since it is passed on.

/** A place in a trace: what comes next is a child of it. */
export interface TraceContext {
  /** The `traceparent` header that says so, in version 00. */
  readonly traceparent: string;
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Bit 0 says that the caller records the trace. */
  readonly flags: number;
  /** What tracing systems of the caller add to it, as it was sent; undefined when nothing usable was. */
  readonly tracestate: string | undefined;
}

/** Headers by name; null for one that was not sent. */
interface Headers {
  get(name: string): string | null;
}

/** Version, trace id, parent id and flags, in lower case. Only a later version may go on, behind another dash. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** 512 characters are what has to be passed on at least (§3.3.1.5); more is dropped, which is allowed. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * Reads the trace that a request names.
 * @returns undefined without a `traceparent`, and for one that is malformed or comes twice: the trace begins anew then
 * @see W3C Trace Context §3.2 and §4.3
 */
export function readTraceContext(headers: Headers): TraceContext | undefined {
  const header = headers.get('traceparent');
  if (header === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(header) ?? [];
  if (traceId === '' || (version === '00' && rest !== undefined)) return undefined;
  const tracestate = headers.get('tracestate');
  return {
    traceparent: toTraceparent(traceId, spanId, flags),
    traceId,
    spanId,
    flags: Number.parseInt(flags, 16),
    tracestate: tracestate !== null && TRACESTATE.test(tracestate) ? tracestate : undefined,
  };
}

/** Writes a `traceparent` header in version 00; `traceresponse` has the same form. */
export function toTraceparent(traceId: string, spanId: string, flags: string): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
