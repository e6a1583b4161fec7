// The way every request walks: ids, route, caller, permission, what is asked, the operation, the answer, one log line.
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { AccessTokenVerifier } from '../auth/access-token-verifier.ts';
import type { Caller } from '../auth/caller.ts';
import type { Challenge } from '../auth/challenge.ts';
import { requirePermission } from '../auth/permissions.ts';
import { createCoalescingStore } from '../batch/coalescing-store.ts';
import { graphError } from '../errors/catalogue.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { DispatchItem, Operation, OperationRequest, Outcome, Services } from '../resources/operation.ts';
import type { RepetitionMark } from '../resources/repetition.ts';
import type { Client, StoreCall, Waiting } from '../store/document-store.ts';
import { logRequest, type RequestFacts } from '../telemetry/request-log.ts';
import type { RequestSpan, Telemetry } from '../telemetry/telemetry.ts';
import { readTraceContext } from '../telemetry/trace-context.ts';
import { checkToken } from '../telemetry/token-check.ts';
import { negotiateFormatOf } from './accept.ts';
import { type HeaderSource, type Incoming, toIncoming } from './batch-item.ts';
import { readConditions } from './conditional-headers.ts';
import { refuseExcess } from './admission.ts';
import { forwardedOrigin } from './forwarded.ts';
import type { InFlight } from './in-flight.ts';
import { checkODataVersion } from './odata-version.ts';
import { parsePreferences } from './prefer.ts';
import { parseQueryOptions } from './query-options.ts';
import { readRepetitionMark } from './repeatability.ts';
import { readJsonBody } from './request-body.ts';
import { makeRequestIds, type RequestIds } from './request-ids.ts';
import { splitUrl } from './request-url.ts';
import { toErrorResponse, toResponse } from './response.ts';
import type { Router } from './router.ts';

/** Largest request body in bytes; a status is a few hundred. */
const MAX_BODY_BYTES = 64 * 1024;

/** What the pipeline is made of. */
export interface PipelineOptions {
  readonly router: Router;
  readonly verifier: AccessTokenVerifier;
  readonly challenge: Challenge;
  readonly services: Services;
  readonly publicBaseUrl: string | undefined;
  /** Whether a proxy in front of the service sets `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  readonly trustForwardedHeaders: boolean;
  /** Counts requests while they run, those of a batch as one: says which are too many, and the end waits for them. */
  readonly inFlight: InFlight;
  /** Finds the client that waits for an invocation; undefined where that cannot be known. */
  readonly findClient?: (invocationId: string) => Client | undefined;
  /** Undefined where none is configured. */
  readonly telemetry: Telemetry | undefined;
}

/** Handles one request; it always resolves to a response, because the host answers a throw badly or not at all. */
export type RequestHandler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

/** What is known of a request while it is handled. */
interface Exchange {
  readonly request: Incoming;
  readonly context: InvocationContext;
  readonly ids: RequestIds;
  readonly storeCall: StoreCall;
  readonly span: RequestSpan | undefined;
  operation: Operation | undefined;
  caller: Caller | undefined;
  repetitionMark: RepetitionMark | undefined;
}

/** Makes the handler that all triggers share. */
export function createRequestHandler(options: PipelineOptions): RequestHandler {
  const { inFlight } = options;
  return async (request, context) => {
    const { method, url, headers } = request;
    const readBody = (limit: number): Promise<unknown> => readJsonBody(request, limit);
    const isExcess = !inFlight.begin();
    try {
      return await handle({ method, url, headers, readBody, isExcess, batch: undefined }, context, options);
    } finally {
      // Whatever happens: room that is not given back is lost for good.
      inFlight.end();
    }
  };
}

async function handle(
  request: Incoming,
  context: InvocationContext,
  options: PipelineOptions,
  refusal?: GraphError,
): Promise<HttpResponseInit> {
  const { telemetry } = options;
  const startedAt = performance.now();
  const ids = makeRequestIds(request.headers.get('client-request-id'));
  const parent = request.batch === undefined ? readTraceContext(request.headers) : request.batch.trace;
  const span = telemetry?.startRequest(request.method, parent);
  const trace = span?.context ?? parent;
  const waiting: Waiting = request.batch?.waiting ?? {
    until: undefined,
    client: options.findClient?.(context.invocationId),
  };
  const exchange: Exchange = {
    request,
    context,
    ids,
    storeCall: { requestCharge: 0, trace, waiting },
    span,
    operation: undefined,
    caller: request.batch?.caller,
    repetitionMark: undefined,
  };
  let response: HttpResponseInit;
  let failure = refusal;
  try {
    if (refusal !== undefined) throw refusal;
    response = await answer(exchange, options);
  } catch (error) {
    failure = toGraphError(error, context, ids);
    response = toErrorResponse(failure, ids, options.services.now());
  }
  if (exchange.repetitionMark?.kind === 'repeatabilityRequestId') {
    (response.headers as Record<string, string>)['Repeatability-Result'] ??= 'accepted';
  }
  const facts: RequestFacts = {
    operation: exchange.operation?.name,
    method: request.method,
    status: response.status ?? 200,
    durationMs: performance.now() - startedAt,
    ...ids,
    traceId: trace?.traceId,
    callerAppId: exchange.caller?.appId,
    requestCharge: exchange.storeCall.requestCharge,
    ...(failure === undefined ? {} : { error: failure.entry, errorCode: failure.code, reason: failure.reason }),
  };
  logRequest(context, facts);
  span?.end(facts);
  if (span !== undefined && request.batch === undefined) {
    (response.headers as Record<string, string>).traceresponse = span.context.traceparent;
  }
  return response;
}

async function answer(exchange: Exchange, options: PipelineOptions): Promise<HttpResponseInit> {
  const { request, ids, storeCall } = exchange;
  const { headers } = request;
  const url = splitUrl(request.url);
  const { operation, keys, version } = options.router.match(request.method, url.path);
  exchange.operation = operation;
  if (request.isExcess) refuseExcess(operation);
  const permitted = permit(operation, exchange, options, version);
  const run = permitted instanceof Promise ? await permitted : permitted;
  checkODataVersion(headers);
  const query = parseQueryOptions(url.query, version, operation.queryOptions);
  const format = negotiateFormatOf(operation.produces, headers.get('accept'), query.format);
  const conditions = readConditions(headers);
  exchange.repetitionMark = markOf(exchange, operation, options.services);
  const preferences = parsePreferences(headers.get('prefer'));
  const body = operation.hasBody ? await request.readBody(operation.maxBodyBytes ?? MAX_BODY_BYTES) : undefined;
  const baseUrl = baseUrlOf(options, headers, url.origin);
  const outcome = await run({
    keys,
    body,
    conditions,
    query: query.values,
    maxPageSize: preferences.maxPageSize,
    createIfMissing: preferences.createIfMissing,
    storeCall,
    requestId: ids.requestId,
    baseUrl,
    repetitionMark: exchange.repetitionMark,
  });
  const acceptEncoding = headers.get('accept-encoding');
  return toResponse(outcome, {
    ids,
    root: { baseUrl, version },
    format,
    preferences,
    query: url.query,
    acceptEncoding,
  });
}

function markOf(
  { request: { headers, batch } }: Exchange,
  { isRepeatable = false, permissions }: Operation,
  { repeatabilityWindowMs: windowMs, now }: Services,
): RepetitionMark | undefined {
  const mark = readRepetitionMark(headers, {
    isRepeatable,
    isBatch: permissions === 'eachItem',
    windowMs,
    now,
  });
  // The client's id is that of the whole batch; a Repeatability-Request-ID is the request's own, wherever it is sent.
  if (batch === undefined || mark?.kind !== 'clientRequestId') return mark;
  return { ...mark, id: `${mark.id} ${batch.itemId.toLowerCase()}` };
}

function baseUrlOf(
  { publicBaseUrl, trustForwardedHeaders }: PipelineOptions,
  headers: HeaderSource,
  origin: string,
): string {
  return publicBaseUrl ?? (trustForwardedHeaders ? forwardedOrigin(headers, origin) : origin);
}

type RunOperation = (request: OperationRequest) => Promise<Outcome>;

/**
 * Lets a caller in who may, and gives the operation as this caller runs it: there is no other way to run it. Only keys
 * that have to be fetched make it wait.
 */
function permit(
  operation: Operation,
  exchange: Exchange,
  options: PipelineOptions,
  version: string,
): RunOperation | Promise<RunOperation> {
  const { verifier, challenge } = options;
  const { batch, headers } = exchange.request;
  const services = batch?.services ?? options.services;
  if (operation.permissions === 'anonymous') return (request) => operation.run(request, services);
  if (operation.permissions === 'eachItem' && batch !== undefined) throw graphError('nestedBatch', {});
  const admit = (caller: Caller): RunOperation => {
    exchange.caller = caller;
    if (operation.permissions === 'eachItem') {
      return (request) => operation.run({ ...request, caller }, dispatcherOf(exchange, caller, options, version));
    }
    requirePermission(caller, operation.permissions, challenge);
    return (request) => operation.run({ ...request, caller }, services);
  };
  const verified = batch?.caller ?? checkToken(verifier, headers.get('authorization'), exchange.span);
  return verified instanceof Promise ? verified.then(admit) : admit(verified);
}

/** Runs the requests of a batch: as its caller, below its version root, and with their creates written together. */
function dispatcherOf(
  { request, context, storeCall }: Exchange,
  caller: Caller,
  options: PipelineOptions,
  version: string,
): DispatchItem {
  const services = { ...options.services, store: createCoalescingStore(options.services.store) };
  const root = { version, publicBaseUrl: options.publicBaseUrl };
  return async (item, refusal) => {
    const incoming = toIncoming(item, request, root, {
      itemId: item.id,
      caller,
      services,
      trace: storeCall.trace,
      waiting: storeCall.waiting,
    });
    const { status = 200, headers, body } = await handle(incoming, context, options, refusal);
    return {
      status,
      headers: headers as Record<string, string>,
      body: typeof body === 'string' ? body : undefined,
    };
  };
}

function toGraphError(error: unknown, context: InvocationContext, ids: RequestIds): GraphError {
  if (error instanceof GraphError) return error;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.error(JSON.stringify({ event: 'unexpectedError', requestId: ids.requestId, stack }));
  return graphError('internalError', {}, { cause: error, reason: 'unexpected error' });
}
