// The port behind which requests are traced and counted. Where nothing is configured there is none, and nobody calls it.
import type { RequestFacts } from './request-log.ts';
import type { TraceContext } from './trace-context.ts';

/** Where telemetry goes: a receiver of OTLP over HTTP. */
export interface TelemetrySettings {
  /** Its base URL; the signals' own paths are added to it. */
  readonly endpoint: string;
  /** Sent with each export, for the receiver to know us by. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

/** Operations of the store, by the names that they have in its port. */
export type StoreOperation = 'create' | 'createMany' | 'read' | 'replace' | 'delete' | 'list' | 'scan' | 'count';

/** Records what happens. None of it throws or waits. */
export interface Telemetry {
  /**
   * Begins a request.
   * @param parent - the trace that it is part of; a new one begins without
   */
  startRequest(method: string, parent: TraceContext | undefined): RequestSpan;
  /** Begins a call of the store for a request. */
  startStoreCall(operation: StoreOperation, parent: TraceContext | undefined): StoreCallSpan;
  /** Counts an answer of the store that asks to come again, also one that its client then hides by coming again. */
  countThrottle(): void;
  /** Sends what is recorded; resolves in any case, after some seconds at the latest. */
  shutdown(): Promise<void>;
}

/** A request under way. */
export interface RequestSpan {
  /** The place of this request in the trace. */
  readonly context: TraceContext;
  /** Begins the check of its access token. */
  startTokenCheck(): TokenCheckSpan;
  end(facts: RequestFacts): void;
}

/** The check of a token. */
export interface TokenCheckSpan {
  /** Whether the token was known from an earlier request; not said where the check does not get so far. */
  tokenLookedUp(isRemembered: boolean): void;
  end(isAccepted: boolean): void;
}

/** A call of the store. */
export interface StoreCallSpan {
  /** The place of this call in the trace. */
  readonly context: TraceContext;
  /**
   * @param requestCharge - in request units
   * @param error - name of the failure in the catalogue of errors, when it failed
   */
  end(requestCharge: number, error: string | undefined): void;
}
