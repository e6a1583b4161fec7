// The way every request walks: ids, route, caller, permission, what is asked, the operation, the answer, one log line.
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { AccessTokenVerifier } from '../auth/access-token-verifier.ts';
import type { Caller } from '../auth/caller.ts';
import type { Challenge } from '../auth/challenge.ts';
import { requirePermission } from '../auth/permissions.ts';
import { graphError } from '../errors/catalogue.ts';
import { GraphError } from '../errors/graph-error.ts';
import type { Operation, OperationRequest, Outcome, Services } from '../resources/operation.ts';
import type { RepetitionMark } from '../resources/repetition.ts';
import { logRequest } from '../telemetry/request-log.ts';
import { negotiateFormatOf } from './accept.ts';
import { readConditions } from './conditional-headers.ts';
import { forwardedOrigin } from './forwarded.ts';
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
}

/** Handles one request; it always resolves to a response, because the host answers a throw badly or not at all. */
export type RequestHandler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

/** What is known of a request while it is handled. */
interface Exchange {
  readonly request: HttpRequest;
  readonly ids: RequestIds;
  readonly storeCall: { requestCharge: number };
  operation: Operation | undefined;
  caller: Caller | undefined;
  repetitionMark: RepetitionMark | undefined;
}

/** Makes the handler that all triggers share. */
export function createRequestHandler(options: PipelineOptions): RequestHandler {
  return async (request, context) => {
    const startedAt = performance.now();
    const ids = makeRequestIds(request.headers.get('client-request-id'));
    const exchange: Exchange = {
      request,
      ids,
      storeCall: { requestCharge: 0 },
      operation: undefined,
      caller: undefined,
      repetitionMark: undefined,
    };
    let response: HttpResponseInit;
    let failure: GraphError | undefined;
    try {
      response = await answer(exchange, options);
    } catch (error) {
      failure = toGraphError(error, context, ids);
      response = toErrorResponse(failure, ids, options.services.now());
    }
    if (exchange.repetitionMark?.kind === 'repeatabilityRequestId') {
      (response.headers as Record<string, string>)['Repeatability-Result'] ??= 'accepted';
    }
    logRequest(context, {
      operation: exchange.operation?.name,
      method: request.method,
      status: response.status ?? 200,
      durationMs: performance.now() - startedAt,
      ...ids,
      callerAppId: exchange.caller?.appId,
      requestCharge: exchange.storeCall.requestCharge,
      ...(failure === undefined ? {} : { error: failure.entry, errorCode: failure.code, reason: failure.reason }),
    });
    return response;
  };
}

async function answer(exchange: Exchange, options: PipelineOptions): Promise<HttpResponseInit> {
  const { request, ids, storeCall } = exchange;
  const { headers } = request;
  const url = splitUrl(request.url);
  const { operation, keys, version } = options.router.match(request.method, url.path);
  exchange.operation = operation;
  const permitted = permit(operation, exchange, options);
  const run = permitted instanceof Promise ? await permitted : permitted;
  checkODataVersion(headers);
  const query = parseQueryOptions(url.query, version, operation.queryOptions);
  const format = negotiateFormatOf(operation.produces, headers.get('accept'), query.format);
  const conditions = readConditions(headers);
  exchange.repetitionMark = readRepetitionMark(headers, {
    isRepeatable: operation.isRepeatable === true,
    windowMs: options.services.repeatabilityWindowMs,
    now: options.services.now,
  });
  const preferences = parsePreferences(headers.get('prefer'));
  const body = operation.hasBody ? await readJsonBody(request, MAX_BODY_BYTES) : undefined;
  const outcome = await run({
    keys,
    body,
    conditions,
    query: query.values,
    maxPageSize: preferences.maxPageSize,
    storeCall,
    requestId: ids.requestId,
    repetitionMark: exchange.repetitionMark,
  });
  const root = { baseUrl: baseUrlOf(options, headers, url.origin), version };
  return toResponse(outcome, { ids, root, format, preferences, query: url.query });
}

function baseUrlOf(
  { publicBaseUrl, trustForwardedHeaders }: PipelineOptions,
  headers: HttpRequest['headers'],
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
  { services, verifier, challenge }: PipelineOptions,
): RunOperation | Promise<RunOperation> {
  if (operation.permissions === 'anonymous') return (request) => operation.run(request, services);
  const { permissions } = operation;
  const admit = (caller: Caller): RunOperation => {
    exchange.caller = caller;
    requirePermission(caller, permissions, challenge);
    return (request) => operation.run({ ...request, caller }, services);
  };
  const verified = verifier.verify(exchange.request.headers.get('authorization'));
  return verified instanceof Promise ? verified.then(admit) : admit(verified);
}

function toGraphError(error: unknown, context: InvocationContext, ids: RequestIds): GraphError {
  if (error instanceof GraphError) return error;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.error(JSON.stringify({ event: 'unexpectedError', requestId: ids.requestId, stack }));
  return graphError('internalError', {}, { cause: error, reason: 'unexpected error' });
}
