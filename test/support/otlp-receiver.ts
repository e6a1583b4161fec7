// A receiver of OTLP over HTTP, in JSON as OpenTelemetry's protocol has it: what a collector or a vendor is to the product.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Scalar = string | number | boolean;

/** A span as it was sent, with its attributes by name. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for the first of a trace. */
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, Scalar>>;
}

/** A point of a metric: a sum has a value, a histogram a count and a sum. */
export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly value: number;
  readonly count: number;
}

/** The running receiver. */
export interface OtlpReceiver {
  /** `http://127.0.0.1:port/otlp`: with a path, as vendors have one. */
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  readonly points: readonly ReceivedPoint[];
  /** Attributes of what sent, one for each export. */
  readonly resources: readonly Readonly<Record<string, Scalar>>[];
  /** The headers of each export, and its path. */
  readonly exports: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Answers with this status from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, Scalar>>;
}

interface OtlpSpan extends Omit<ReceivedSpan, 'attributes' | 'status'> {
  readonly attributes: readonly KeyValue[];
  readonly status: { readonly code?: number };
}

interface OtlpPoint {
  readonly attributes: readonly KeyValue[];
  readonly asInt?: number | string;
  readonly asDouble?: number;
  readonly count?: number | string;
  readonly sum?: number;
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] };
}

interface Resource {
  readonly resource: { readonly attributes: readonly KeyValue[] };
}

interface ExportRequest {
  readonly resourceSpans?: readonly (Resource & { readonly scopeSpans: readonly { readonly spans: OtlpSpan[] }[] })[];
  readonly resourceMetrics?: readonly (Resource & {
    readonly scopeMetrics: readonly { readonly metrics: OtlpMetric[] }[];
  })[];
}

function toRecord(attributes: readonly KeyValue[]): Record<string, Scalar> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? '']));
}

function toPoints({ name, unit, sum, histogram }: OtlpMetric): ReceivedPoint[] {
  return [...(sum?.dataPoints ?? []), ...(histogram?.dataPoints ?? [])].map((point) => ({
    metric: name,
    unit,
    attributes: toRecord(point.attributes),
    value: Number(point.asInt ?? point.asDouble ?? point.sum),
    count: Number(point.count ?? 0),
  }));
}

/** Starts a receiver that takes everything. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const points: ReceivedPoint[] = [];
  const resources: Record<string, Scalar>[] = [];
  const exports: { path: string; headers: IncomingMessage['headers'] }[] = [];
  let status = 200;

  const take = ({ resourceSpans = [], resourceMetrics = [] }: ExportRequest): void => {
    for (const { resource } of [...resourceSpans, ...resourceMetrics]) resources.push(toRecord(resource.attributes));
    for (const span of resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap((scope) => scope.spans)) {
      spans.push({ ...span, attributes: toRecord(span.attributes), status: span.status.code ?? 0 });
    }
    const metrics = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics).flatMap((scope) => scope.metrics);
    points.push(...metrics.flatMap(toPoints));
  };
  const receive = async (message: IncomingMessage): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    exports.push({ path: message.url ?? '', headers: message.headers });
    if (status === 200) take(JSON.parse(Buffer.concat(chunks).toString()) as ExportRequest);
  };
  const server = createServer((message, response) => {
    void receive(message).finally(() => {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/otlp`,
    spans,
    points,
    resources,
    exports,
    answerWith(next) {
      status = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
