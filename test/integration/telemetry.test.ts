// Traces and metrics of the whole product, as a receiver of OTLP gets them: who called what, what it cost, what failed.
import { randomUUID } from 'node:crypto';
import { sendBatch, write } from '../support/batch.ts';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, send } from '../support/http-client.ts';
import {
  type OtlpReceiver,
  type ReceivedPoint,
  type ReceivedSpan,
  startOtlpReceiver,
} from '../support/otlp-receiver.ts';
import type { Stack } from '../support/stack.ts';
import { startStackBehind } from '../support/stack-behind.ts';
import { type LossyStore, startLossyStore } from '../support/lossy-store.ts';
import { type StoreRequest, storeRequestsOf } from '../support/store-requests.ts';

const OPERATION = 'app_install_status.operation';
const CHARGE = 'azure.cosmosdb.operation.request_charge';
const CALLER = '00f067aa0ba902b7';

let receiver: OtlpReceiver;
let stack: Stack;
let proxy: LossyStore;
let created: Answer;
let toStore: readonly StoreRequest[];
/** Of each request, in the order in which they are made. */
const traces = {
  create: newTraceId(),
  again: newTraceId(),
  refused: newTraceId(),
  batch: newTraceId(),
  unrecorded: newTraceId(),
};

function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}

const traced = (traceId: string, flags = '01'): Record<string, string> => ({
  traceparent: `00-${traceId}-${CALLER}-${flags}`,
  tracestate: 'vendor=1',
});

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=of%20the%20receiver',
    OTEL_SERVICE_NAME: 'under-test',
  };
  ({ stack, between: proxy } = await startStackBehind(startLossyStore, environment));
  const collection = `${stack.url}/beta${userStatuses('an-app')}`;
  const token = stack.token();
  const post = (headers: Record<string, string>): Promise<Answer> =>
    send(collection, { token, json: documentedBody, headers });

  const first = await storeRequestsOf(() => post(traced(traces.create)));
  created = first.result;
  toStore = first.requests;
  proxy.loseNext('busy');
  await send(collection, { token, json: { ...documentedBody, id: 'busy' }, headers: traced(traces.again) });
  await send(collection, { token: `${token}x`, headers: traced(traces.refused) });
  const requests = [1, 2].map(() => write('POST', userStatuses('an-app'), documentedBody));
  await sendBatch(stack.url, requests, { token, headers: traced(traces.batch) });
  await post(traced(traces.unrecorded, '00'));
  await post({});
  await stack.close();
});
afterAll(async () => {
  await proxy.close();
  await receiver.close();
});

const spansOf = (traceId: string): readonly ReceivedSpan[] => receiver.spans.filter((span) => span.traceId === traceId);

function onlySpan(traceId: string, name: string): ReceivedSpan {
  const [span, ...others] = spansOf(traceId).filter((each) => each.name === name);
  if (span === undefined || others.length > 0) throw new Error(`There is not one span '${name}'.`);
  return span;
}

function pointsOf(metric: string): readonly ReceivedPoint[] {
  return receiver.points.filter((point) => point.metric === metric);
}

describe('the trace of a create', () => {
  it('goes on from the caller: the request, and the token check and the calls of the store below it', () => {
    const request = onlySpan(traces.create, 'createUserAppInstallStatus');
    expect(request).toMatchObject({ kind: 2, parentSpanId: CALLER, status: 0, traceState: 'vendor=1' });
    expect(request.attributes).toMatchObject({
      [OPERATION]: 'createUserAppInstallStatus',
      'http.request.method': 'POST',
      'http.response.status_code': 201,
      'app_install_status.request_id': created.headers['request-id'],
    });
    const below = spansOf(traces.create).filter((span) => span !== request);
    expect(below.length).toBeGreaterThanOrEqual(2);
    for (const span of below) expect(span.parentSpanId).toBe(request.spanId);
    expect(onlySpan(traces.create, 'token check').attributes).toEqual({
      'app_install_status.token_check.result': 'verified',
    });
  });

  it('has what Cosmos charged, of each call and of all', () => {
    const calls = spansOf(traces.create).filter((span) => span.kind === 3);
    expect(calls.length).toBeGreaterThan(0);
    for (const { attributes } of calls) {
      expect(attributes).toMatchObject({ 'db.system.name': 'azure.cosmosdb' });
      expect(attributes[CHARGE]).toBeGreaterThan(0);
    }
    const sum = calls.reduce((charges, { attributes }) => charges + Number(attributes[CHARGE]), 0);
    const request = onlySpan(traces.create, 'createUserAppInstallStatus');
    expect(request.attributes['app_install_status.request_charge']).toBe(sum);
  });

  it('is told to Cosmos, with the call as the parent', () => {
    // Each is seen twice: on its way to the proxy, and behind it.
    const told = new Set(toStore.map(({ headers }) => `${headers.traceparent} ${headers.tracestate}`));
    const calls = spansOf(traces.create).filter((span) => span.kind === 3);
    expect(told).toEqual(new Set(calls.map(({ spanId }) => `00-${traces.create}-${spanId}-01 vendor=1`)));
  });

  it('is told to the caller, and stands in the log', () => {
    const { spanId } = onlySpan(traces.create, 'createUserAppInstallStatus');
    expect(created.headers.traceresponse).toBe(`00-${traces.create}-${spanId}-01`);
    const line = stack.log.find(({ message }) => message.includes(String(created.headers['request-id'])));
    expect(line?.message).toContain(`"traceId":"${traces.create}"`);
  });

  it('holds no token, no name and no path', () => {
    expect(JSON.stringify([receiver.spans, receiver.points])).not.toMatch(/eyJ|User Name|User Principal|an-app/);
  });
});

describe('other traces', () => {
  it('say that the token was known', () => {
    expect(onlySpan(traces.again, 'token check').attributes).toEqual({
      'app_install_status.token_check.result': 'remembered',
    });
  });

  it('say why a caller was refused, which is no fault of the server', () => {
    const request = onlySpan(traces.refused, 'listUserAppInstallStatuses');
    expect(request).toMatchObject({ status: 0, attributes: { 'error.type': 'accessTokenInvalid' } });
    expect(request.attributes['http.response.status_code']).toBe(401);
    expect(onlySpan(traces.refused, 'token check').attributes).toEqual({
      'app_install_status.token_check.result': 'refused',
    });
  });

  it('have the requests of a batch below the batch, and one token check', () => {
    const batch = spansOf(traces.batch).find(({ parentSpanId }) => parentSpanId === CALLER);
    const items = spansOf(traces.batch).filter(({ name }) => name === 'createUserAppInstallStatus');
    expect(items.map(({ parentSpanId }) => parentSpanId)).toEqual([batch?.spanId, batch?.spanId]);
    onlySpan(traces.batch, 'token check');
    expect(items.map(({ spanId }) => spanId)).toContain(onlySpan(traces.batch, 'cosmos createMany').parentSpanId);
  });

  it('are not recorded where the caller does not', () => {
    expect(spansOf(traces.unrecorded)).toEqual([]);
  });

  it('begin here where the caller names none', () => {
    const known: ReadonlySet<string> = new Set(Object.values(traces));
    const own = receiver.spans.filter(({ traceId }) => !known.has(traceId));
    expect(own.filter(({ kind, parentSpanId }) => kind === 2 && parentSpanId === undefined)).toHaveLength(1);
  });
});

describe('metrics', () => {
  it('count requests by operation and status, recorded or not', () => {
    const counts = pointsOf('http.server.request.duration').map(({ attributes, count, unit }) => [
      attributes[OPERATION],
      attributes['http.response.status_code'],
      count,
      unit,
    ]);
    expect(counts).toHaveLength(3);
    expect(counts).toEqual(
      expect.arrayContaining([
        ['createUserAppInstallStatus', 201, 6, 's'],
        ['listUserAppInstallStatuses', 401, 1, 's'],
        [expect.stringMatching(/batch/i), 200, 1, 's'],
      ]),
    );
  });

  it('sum up what Cosmos charged, by its operation', () => {
    const charges = pointsOf('azure.cosmosdb.client.operation.request_charge');
    const creates = charges.find(({ attributes }) => attributes['db.operation.name'] === 'create');
    expect(creates).toMatchObject({ unit: '{request_unit}' });
    expect(creates?.value).toBeGreaterThan(0);
    expect(charges.map(({ attributes }) => attributes['db.operation.name'])).toContain('createMany');
  });

  it('count token checks by result', () => {
    const results = pointsOf('app_install_status.token_checks').map(({ attributes, value }) => [
      attributes['app_install_status.token_check.result'],
      value,
    ]);
    expect(new Map(results as [string, number][])).toEqual(
      new Map([
        ['verified', 1],
        ['remembered', 4],
        ['refused', 1],
      ]),
    );
  });

  it('count the throttles of the store, of which the caller heard nothing', () => {
    expect(pointsOf('app_install_status.store.throttles')).toMatchObject([{ value: 1 }]);
  });
});

describe('an export', () => {
  it('goes to the paths of the two signals, with the headers that are configured', () => {
    expect(new Set(receiver.exports.map(({ path }) => path))).toEqual(new Set(['/otlp/v1/traces', '/otlp/v1/metrics']));
    for (const { headers } of receiver.exports) {
      expect(headers).toMatchObject({ 'api-key': 'of the receiver', 'content-type': 'application/json' });
    }
  });

  it('says which service and which instance of it sent', () => {
    const [first, ...others] = receiver.resources;
    expect(first).toMatchObject({ 'service.name': 'under-test', 'service.instance.id': expect.any(String) as string });
    for (const resource of others) expect(resource).toEqual(first);
  });
});
