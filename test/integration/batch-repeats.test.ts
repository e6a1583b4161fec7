// A batch that comes again over the whole stack: creates in it are known again, each by itself.
import { randomUUID } from 'node:crypto';
import { type BatchAnswer, type BatchRequest, sendBatch, write } from '../support/batch.ts';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { errorOf, send } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { startStackBehind } from '../support/stack-behind.ts';
import { type LossyStore, startLossyStore } from '../support/lossy-store.ts';

let proxy: LossyStore;
let stack: Stack;
let token: string;
let path: string;

let close: () => Promise<void>;

beforeAll(async () => {
  ({ stack, between: proxy, close } = await startStackBehind(startLossyStore));
  token = stack.token();
});
afterAll(() => close());

beforeEach(async () => {
  path = userStatuses(randomUUID());
  // So that the app is known, and what a test counts is its own.
  const { headers } = await send(`${stack.url}/beta${path}`, { token, json: { ...documentedBody, id: 'first' } });
  await send(String(headers.location), { method: 'DELETE', token });
});

const batch = (
  requests: readonly BatchRequest[],
  headers: Readonly<Record<string, string>> = {},
): Promise<BatchAnswer> => sendBatch(stack.url, requests, { token, headers });
const create = (more: object = {}, headers: object = {}): BatchRequest => ({
  ...write('POST', path, documentedBody, headers),
  ...more,
});
const repeatable = (): object => ({
  'repeatability-request-id': randomUUID(),
  'Repeatability-First-Sent': new Date().toUTCString(),
});

function idsOf({ responses }: BatchAnswer): unknown[] {
  return responses.map(({ body }) => body?.id);
}

async function storedIds(): Promise<unknown[]> {
  const { json } = await send(`${stack.url}/beta${path}?$select=id`, { token });
  return (json.value as readonly { readonly id: string }[]).map(({ id }) => id).sort();
}

describe('with one client-request-id', () => {
  it('gives the same statuses again, though some of them were changed', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const requests = Array.from({ length: 20 }, () => create());
    const first = await batch(requests, headers);
    await batch([write('PATCH', `${path}/${String(first.responses[3]?.body?.id)}`, { failedDeviceCount: 77 })]);

    const again = await batch(requests, headers);

    expect(again.statuses).toEqual(Array(20).fill(201));
    expect(again.responses.map(({ body }) => body)).toEqual(first.responses.map(({ body }) => body));
    expect(again.responses.map(({ headers: { ETag } }) => ETag)).toEqual(
      first.responses.map(({ headers: { ETag } }) => ETag),
    );
    expect(await storedIds()).toEqual(idsOf(first).sort());
  });

  it('makes two of two that are alike: their ids tell them apart', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const { statuses } = await batch([create(), create()], headers);
    expect(statuses).toEqual([201, 201]);
    expect(await storedIds()).toHaveLength(2);
  });

  it('knows a request again by its id in another letter case, which is the same id', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const first = await batch([create({ id: 'Row-A' }), create({ id: 'row-b' })], headers);
    const again = await batch([create({ id: 'ROW-a' }), create({ id: 'row-B' })], headers);
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(await storedIds()).toEqual(idsOf(first).sort());
  });

  it('makes the missing ones when a part was made before', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const first = await batch([create()], headers);
    const again = await batch([create(), create()], headers);
    expect(idsOf(again)[0]).toBe(idsOf(first)[0]);
    expect(await storedIds()).toEqual(idsOf(again).sort());
  });

  it('is safe to be sent twenty times at once', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const requests = Array.from({ length: 10 }, () => create());
    const answers = await Promise.all(Array.from({ length: 20 }, () => batch(requests, headers)));

    for (const { statuses } of answers) expect(statuses).toEqual(Array(10).fill(201));
    expect(new Set(answers.flatMap(idsOf)).size).toBe(10);
    expect(await storedIds()).toHaveLength(10);
  });

  it('in a serial batch gives the first answers again', async () => {
    const headers = { 'client-request-id': randomUUID() };
    const requests = [
      create({ id: 'a' }),
      create({ id: 'b', dependsOn: ['a'] }),
      create({ id: 'c', dependsOn: ['b'] }),
    ];
    const first = await batch(requests, headers);
    expect(idsOf(await batch(requests, headers))).toEqual(idsOf(first));
    expect(await storedIds()).toHaveLength(3);
  });
});

describe('with Repeatability headers of its requests', () => {
  it('gives each its first answer again, with what became of it', async () => {
    const requests = [create({}, repeatable()), create({}, repeatable())];
    const first = await batch(requests);
    const again = await batch(requests);

    expect(idsOf(again)).toEqual(idsOf(first));
    for (const { headers } of [...first.responses, ...again.responses]) {
      expect(headers['Repeatability-Result']).toBe('accepted');
    }
    expect(await storedIds()).toHaveLength(2);
  });

  // Who sends the failed ones of a batch again numbers them anew, or sends them alone.
  it('knows a request again in another place, and outside of the batch', async () => {
    const headers = repeatable() as Readonly<Record<string, string>>;
    const first = await batch([create({ id: 'x' }, headers)]);
    const again = await batch([create(), create({}, headers)]);
    const alone = await send(`${stack.url}/beta${path}`, { token, headers, json: documentedBody });

    expect(idsOf(again)[1]).toBe(idsOf(first)[0]);
    expect([alone.status, alone.json.id]).toEqual([201, idsOf(first)[0]]);
    expect(await storedIds()).toHaveLength(2);
  });

  it('takes two in one batch with one id for one', async () => {
    const headers = repeatable();
    const { responses, statuses } = await batch([create({}, headers), create({}, headers)]);
    expect(statuses).toEqual([201, 201]);
    expect(responses[0]?.body).toEqual(responses[1]?.body);
    expect(await storedIds()).toHaveLength(1);
  });

  it('says of headers of the whole where they belong, and makes nothing', async () => {
    const headers = { 'content-type': 'application/json', ...repeatable() };
    const answer = await send(`${stack.url}/beta/$batch`, {
      token,
      headers,
      json: { requests: [{ ...create(), id: '1' }] },
    });
    expect(answer).toMatchObject({ status: 501, headers: { 'repeatability-result': 'rejected' } });
    expect(errorOf(answer).message).toMatch(/on the requests in the batch/);
    expect(await storedIds()).toEqual([]);
  });

  it('refuses what is wrong in one of them for that one', async () => {
    const headers = repeatable();
    const { responses, statuses } = await batch([
      create({}, headers),
      create({}, { 'Repeatability-Request-ID': 'x' }),
      { method: 'DELETE', url: `${path}/x`, headers },
      create({}, { ...headers, 'Repeatability-First-Sent': new Date(Date.now() - 3_600_000).toUTCString() }),
    ]);
    expect(statuses).toEqual([201, 400, 501, 412]);
    expect(responses.map(({ headers: each }) => each['Repeatability-Result'])).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'rejected',
    ]);
  });
});

describe('when the store’s answer is lost', () => {
  it.each(['busy', 'end'] as const)('(%s), each is written once and answered', async (loss) => {
    proxy.loseNext(loss);
    const { responses, statuses } = await batch(Array.from({ length: 20 }, () => create()));

    expect(statuses).toEqual(Array(20).fill(201));
    // All of them together, and then each by itself, which finds its own.
    expect(proxy.written).toHaveLength(21);
    expect(await storedIds()).toEqual(responses.map(({ body }) => body?.id).sort());
  });

  it('again and again, what was written is still answered once it is asked for again', async () => {
    const headers = { 'client-request-id': randomUUID() };
    proxy.loseNext('end', 'end', 'end');
    const first = await batch([create(), create()], headers);
    expect(first.statuses).toEqual([503, 503]);
    expect(first.responses[0]?.headers['Retry-After']).toBe('5');

    const again = await batch([create(), create()], headers);
    expect(again.statuses).toEqual([201, 201]);
    expect(await storedIds()).toEqual(idsOf(again).sort());
  });
});
