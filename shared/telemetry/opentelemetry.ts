// Telemetry by OpenTelemetry, sent as OTLP over HTTP. The only module that knows OpenTelemetry; loaded when it is configured.
import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  createTraceState,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Telemetry, TelemetrySettings } from './telemetry.ts';
import { toTraceparent, type TraceContext } from './trace-context.ts';

/** Name of what is recorded, and prefix of the names that no convention gives. */
const SCOPE = 'app_install_status';

/** How long an export may take with all its attempts, and the last one may hold up the end of the process. */
const EXPORT_TIMEOUT_MS = 5_000;

/**
 * Starts to record. Names follow OpenTelemetry's semantic conventions for HTTP servers and Azure Cosmos DB where they
 * have one. Like the log it has no token, body, path or name of a person.
 * @param log - told when an export fails
 */
export function createOpenTelemetry(settings: TelemetrySettings, log: (line: string) => void): Telemetry {
  listenToFailures(log);
  const resource = resourceFromAttributes({
    'service.name': settings.serviceName,
    // Without it the sums of several instances could not be told apart.
    'service.instance.id': randomUUID(),
  });
  const receiver = { headers: { ...settings.headers }, timeoutMillis: EXPORT_TIMEOUT_MS };
  const traceExporter = new OTLPTraceExporter({ ...receiver, url: `${settings.endpoint}/v1/traces` });
  const metricExporter = new OTLPMetricExporter({ ...receiver, url: `${settings.endpoint}/v1/metrics` });
  const tracers = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: traceExporter })],
  });
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  const tracer = tracers.getTracer(SCOPE);
  const meter = meters.getMeter(SCOPE);
  const requestDuration = meter.createHistogram('http.server.request.duration', { unit: 's' });
  const charges = meter.createHistogram('azure.cosmosdb.client.operation.request_charge', { unit: '{request_unit}' });
  const tokenChecks = meter.createCounter(`${SCOPE}.token_checks`, { unit: '{check}' });
  const throttles = meter.createCounter(`${SCOPE}.store.throttles`, { unit: '{response}' });

  return {
    startRequest(method, parent) {
      const startedAt = performance.now();
      const attributes = { 'http.request.method': method };
      const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, contextOf(parent));
      const context = traceContextOf(span);
      return {
        context,
        startTokenCheck() {
          const check = tracer.startSpan('token check', {}, trace.setSpan(ROOT_CONTEXT, span));
          let result = 'unread';
          return {
            tokenLookedUp(isRemembered) {
              result = isRemembered ? 'remembered' : 'verified';
            },
            end(isAccepted) {
              const outcome = { [`${SCOPE}.token_check.result`]: isAccepted ? result : 'refused' };
              tokenChecks.add(1, outcome);
              check.setAttributes(outcome).end();
            },
          };
        },
        end(facts) {
          const { operation = 'none', status, error } = facts;
          const measured: Attributes = {
            ...attributes,
            [`${SCOPE}.operation`]: operation,
            'http.response.status_code': status,
          };
          if (error !== undefined) measured['error.type'] = error;
          requestDuration.record((performance.now() - startedAt) / 1000, measured);
          span.updateName(operation === 'none' ? method : operation).setAttributes({
            ...measured,
            [`${SCOPE}.request_id`]: facts.requestId,
            [`${SCOPE}.request_charge`]: facts.requestCharge,
          });
          // What a caller does wrong is no fault of the server (semantic conventions for HTTP spans, Status).
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },

    startStoreCall(operation, parent) {
      const attributes = { 'db.system.name': 'azure.cosmosdb', 'db.operation.name': operation };
      const span = tracer.startSpan(`cosmos ${operation}`, { kind: SpanKind.CLIENT, attributes }, contextOf(parent));
      return {
        context: traceContextOf(span),
        end(requestCharge, error) {
          const measured: Attributes = error === undefined ? attributes : { ...attributes, 'error.type': error };
          charges.record(requestCharge, measured);
          span.setAttributes({ ...measured, 'azure.cosmosdb.operation.request_charge': requestCharge });
          if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },

    countThrottle() {
      throttles.add(1);
    },

    async shutdown() {
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
}

function listenToFailures(log: (line: string) => void): void {
  const tell = (message: string, ...details: unknown[]): void => {
    log(JSON.stringify({ event: 'telemetry', message: [message, ...details.map(String)].join(' ') }));
  };
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function contextOf(parent: TraceContext | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags, tracestate } = parent;
  const state = tracestate === undefined ? {} : { traceState: createTraceState(tracestate) };
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true, ...state });
}

function traceContextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  return {
    traceparent: toTraceparent(traceId, spanId, traceFlags.toString(16).padStart(2, '0')),
    traceId,
    spanId,
    flags: traceFlags,
    tracestate: traceState?.serialize(),
  };
}
