// One invocation of a function: builds what the function is given, runs the hooks around it and returns its result.
import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { format } from 'node:util';
import type { TraceContext } from '@azure/functions';
import type { Registrations } from './functions-core.ts';
import { HttpRequestClass, InvocationContextClass } from './library.ts';
import type { Log } from './log-writer.ts';
import { NodeRequest } from './node-request.ts';
import type { RequestTarget } from './request-target.ts';
import type { RouteMatch } from './router.ts';

/** Calls the matched function; rejects with what the function or a hook throws. */
export type Invoke = (
  match: RouteMatch,
  message: IncomingMessage,
  target: RequestTarget,
  response: ServerResponse,
) => Promise<unknown>;

/**
 * Where Node announces the requests that reach a server of this process. In Azure the host forwards each to the
 * library's server with the id of its invocation; that request is announced here in its place.
 */
const received = channel('http.server.request.start');

/** Given to a request without a query, so that the library does not take its URL apart. */
const NO_QUERY: Readonly<Record<string, string>> = Object.freeze({});

/** Makes the function that carries out invocations for one app. */
export function createInvoke({ hooks }: Registrations, log: Log): Invoke {
  const logHandler = (level: string, ...args: unknown[]): void => {
    const [only] = args;
    log(level, args.length === 1 && typeof only === 'string' ? only : format(...args));
  };
  return async (match, message, target, response) => {
    const invocationId = randomUUID();
    if (received.hasSubscribers) {
      received.publish({ request: { headers: { 'x-ms-invocation-id': invocationId } }, response });
    }
    const nativeRequest = new NodeRequest(message, target.url, message.method ?? '');
    const { params } = match;
    const request = new HttpRequestClass(
      target.hasQuery ? { nativeRequest, params } : { nativeRequest, params, query: NO_QUERY },
    );
    const traceContext = readTraceContext(message);
    const context = new InvocationContextClass({
      invocationId,
      functionName: match.function.name,
      logHandler,
      ...(traceContext !== undefined && { traceContext }),
    });
    const isHooked = hooks.preInvocation.length > 0 || hooks.postInvocation.length > 0;
    if (isHooked) return invokeWithHooks(match, hooks, request, context);
    return match.callback(request, context);
  };
}

/** @see W3C Trace Context §3 */
function readTraceContext({ headers }: IncomingMessage): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  return typeof tracestate === 'string'
    ? { traceParent: traceparent, traceState: tracestate }
    : { traceParent: traceparent };
}

async function invokeWithHooks(
  match: RouteMatch,
  hooks: Registrations['hooks'],
  request: unknown,
  invocationContext: unknown,
): Promise<unknown> {
  const hookData: Record<string, unknown> = {};
  const before = { hookData, invocationContext, inputs: [request], functionCallback: match.callback };
  for (const hook of hooks.preInvocation) await hook(before);

  const { inputs } = before;
  const after: Record<string, unknown> = { hookData, invocationContext, inputs, result: undefined, error: undefined };
  try {
    after.result = await before.functionCallback(...inputs, invocationContext);
  } catch (error) {
    after.error = error;
  }
  for (const hook of hooks.postInvocation) await hook(after);

  const { result, error } = after;
  if (error === undefined || error === null) return result;
  throw error instanceof Error ? error : new Error(format(error));
}
