// Tells Cosmos which trace a request is part of (W3C Trace Context §3.2, §3.3).
import type { SharedOptions } from '@azure/cosmos';
import type { StoreCall } from './document-store.ts';

type Traced = Pick<SharedOptions, 'initialHeaders'>;

/** Made once: most requests are part of no trace. */
const UNTRACED: Traced = {};

/** The options that an operation of the Cosmos client needs for it. */
export function tracedBy({ trace }: StoreCall): Traced {
  if (trace === undefined) return UNTRACED;
  const { traceparent, tracestate } = trace;
  return { initialHeaders: tracestate === undefined ? { traceparent } : { traceparent, tracestate } };
}
