// What marks a request as one that may come again: Repeatable Requests, else the id of the request.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type RepeatabilityRules, readRepetitionMark } from '../../../../shared/http/repeatability.ts';
import { thrownBy } from '../thrown.ts';

const NOW = Date.parse('2026-11-25T08:49:37Z');
const WINDOW_MS = 600_000;
const ID = '0d6ad0a3-0f3c-4c0a-9e0f-4f7f8d5d5a10';
const rules: RepeatabilityRules = { isRepeatable: true, windowMs: WINDOW_MS, now: () => new Date(NOW) };

type Given = Readonly<Record<string, string>>;

function read(headers: Given, changes: Partial<RepeatabilityRules> = {}): ReturnType<typeof readRepetitionMark> {
  return readRepetitionMark({ get: (name) => headers[name] ?? null }, { ...rules, ...changes });
}

/** The headers of a create that was first sent so long ago, in milliseconds. */
function repeatable(age = 0, id = ID): Given {
  return {
    'repeatability-request-id': id,
    'repeatability-first-sent': new Date(NOW - age).toUTCString(),
  };
}

describe('with Repeatability headers', () => {
  test('is the id, as it is, whatever the client-request-id', () => {
    const mark = { kind: 'repeatabilityRequestId', id: ID };
    expect(read(repeatable())).toEqual(mark);
    expect(read({ ...repeatable(), 'client-request-id': randomUUID() })).toEqual(mark);
    expect(read(repeatable(0, 'Any~text:1'))).toEqual({ ...mark, id: 'Any~text:1' });
    expect(read(repeatable(0, 'x'.repeat(128)))).toEqual({ ...mark, id: 'x'.repeat(128) });
  });

  test('is another mark for another Repeatability-Client-ID', () => {
    const ids = [undefined, 'a', 'b', 'a b'].map((client) =>
      read({ ...repeatable(), ...(client === undefined ? {} : { 'repeatability-client-id': client }) }),
    );
    expect(new Set(ids.map((mark) => mark?.id)).size).toBe(4);
    expect(read({ ...repeatable(), 'repeatability-client-id': '' })).toEqual(ids[0]);
  });

  test('keeps ids of clients apart, whatever is in them', () => {
    const client = fc.string().filter((text) => text !== '');
    const id = fc.stringMatching(/^[!-~]{1,9}$/);
    const markOf = (clientId: string, requestId: string): string | undefined =>
      read({ ...repeatable(0, requestId), 'repeatability-client-id': clientId })?.id;
    fc.assert(
      fc.property(client, id, client, id, (oneClient, one, otherClient, other) => {
        const isSame = oneClient === otherClient && one === other;
        expect(markOf(oneClient, one) === markOf(otherClient, other)).toBe(isSame);
      }),
    );
  });

  const malformed: readonly (readonly [string, Given])[] = [
    ['Repeatability-Request-ID', { 'repeatability-first-sent': new Date(NOW).toUTCString() }],
    ['Repeatability-First-Sent', { 'repeatability-request-id': ID }],
    ...['', ' ', 'a b', 'ü', 'x'.repeat(129), `${ID}, ${ID}`, 'a\tb'].map(
      (id) => ['Repeatability-Request-ID', repeatable(0, id)] as const,
    ),
    ...[
      '',
      'Invalid Date',
      '2026-11-25T08:49:37Z',
      '1795596577',
      'now',
      'Wednesday, 25-Nov-26 08:49:37 GMT',
      'Wed Nov 25 08:49:37 2026',
      'Wed, 25 Nov 2026 08:49:37 UTC',
      'Wed, 25 Nov 2026 08:49:37 +0000',
      'Wed, 25 Nov 2026 08:49:37',
      'Wed, 25 Nov 2026 8:49:37 GMT',
      'wed, 25 nov 2026 08:49:37 gmt',
      ' Wed, 25 Nov 2026 08:49:37 GMT',
      // Dates that there are not, all of them within the window if they are read kindly.
      'Mon, 25 Nov 2026 08:49:37 GMT',
      'Wed, 25 Nov 0026 08:49:37 GMT',
      'Wed, 25 Nov 2026 08:48:60 GMT',
      'Wed, 25 Nov 2026 08:61:37 GMT',
      'Wed, 25 Nov 2026 08:49:37 GMT, Wed, 25 Nov 2026 08:49:37 GMT',
    ].map((date) => ['Repeatability-First-Sent', { ...repeatable(), 'repeatability-first-sent': date }] as const),
  ];

  test.each(malformed)('refuses a malformed or missing %s: %j', (header, headers) => {
    for (const isRepeatable of [true, false]) {
      expect(thrownBy(() => read(headers, { isRepeatable }))).toMatchObject({
        status: 400,
        target: header,
        headers: { 'Repeatability-Result': 'rejected' },
      });
    }
  });

  test.each<readonly [Given, string, string]>([
    [
      { 'repeatability-first-sent': new Date(NOW).toUTCString() },
      'Repeatability-Request-ID',
      'it is missing beside Repeatability-First-Sent.',
    ],
    [{ 'repeatability-request-id': ID }, 'Repeatability-First-Sent', 'it is missing beside Repeatability-Request-ID.'],
    [repeatable(0, ' '), 'Repeatability-Request-ID', 'it is not a text of 1 to 128 visible characters.'],
    [
      { ...repeatable(), 'repeatability-first-sent': 'now' },
      'Repeatability-First-Sent',
      "it is not a date such as 'Wed, 25 Nov 2026 08:49:37 GMT'.",
    ],
  ])('says what is wrong with %j', (headers, header, problem) => {
    expect(thrownBy(() => read(headers)).message).toBe(`The ${header} header cannot be read: ${problem}`);
  });

  test('refuses 31 November, which is no 1 December', () => {
    const headers = { ...repeatable(), 'repeatability-first-sent': 'Tue, 31 Nov 2026 00:00:00 GMT' };
    const error = thrownBy(() => read(headers, { now: () => new Date('2026-12-01T00:01:00Z') }));
    expect(error).toMatchObject({ status: 400, target: 'Repeatability-First-Sent' });
  });

  test.each([WINDOW_MS, 1, 0, -300_000])('takes a create that was first sent %d ms ago', (age) => {
    expect(read(repeatable(age))).toBeDefined();
  });

  test.each([
    [WINDOW_MS + 1_000, 'is longer ago'],
    [86_400_000, 'is longer ago'],
    [NOW, 'is longer ago'],
    [-301_000, 'lies in the future'],
  ])('is too late or early by a clock, and says which: %d ms ago', (age, problem) => {
    expect(thrownBy(() => read(repeatable(age)))).toMatchObject({
      status: 412,
      entry: 'repeatedTooLate',
      target: 'Repeatability-First-Sent',
      headers: { 'Repeatability-Result': 'rejected' },
      message: `A create is known again for 600 seconds. By the time here, Repeatability-First-Sent ${problem}.`,
    });
  });

  test('has the window that is configured', () => {
    expect(read(repeatable(3_600_000), { windowMs: 3_600_000 })).toBeDefined();
    expect(thrownBy(() => read(repeatable(301_000), { windowMs: 300_000 }))).toMatchObject({ status: 412 });
  });

  test('is 501 where nothing is known again, however old', () => {
    for (const age of [0, 2 * WINDOW_MS]) {
      expect(thrownBy(() => read(repeatable(age), { isRepeatable: false }))).toMatchObject({
        status: 501,
        entry: 'repeatabilityNotSupported',
        headers: { 'Repeatability-Result': 'rejected' },
        message: expect.stringMatching(/again has the same effect/) as string,
      });
    }
  });

  test('is 501 for a batch, which is told where the headers belong', () => {
    expect(thrownBy(() => read(repeatable(), { isRepeatable: false, isBatch: true }))).toMatchObject({
      status: 501,
      message: expect.stringMatching(/on the requests in the batch/) as string,
    });
  });
});

describe('without them', () => {
  test('is the client-request-id, in one spelling', () => {
    const mark = { kind: 'clientRequestId', id: ID };
    expect(read({ 'client-request-id': ID })).toEqual(mark);
    expect(read({ 'client-request-id': ID.toUpperCase() })).toEqual(mark);
    for (const id of [ID.replaceAll('-', ''), `{${ID}}`, `(${ID})`, `"${ID}"`, `{${ID.replaceAll('-', '')}}`]) {
      expect(read({ 'client-request-id': id })).toEqual(mark);
    }
    expect(read({ 'client-request-id': ID, 'repeatability-client-id': 'alone it says nothing' })).toEqual(mark);
  });

  test.each([
    '',
    'my-run',
    `{${ID})`,
    `{{${ID}}}`,
    `{${ID}`,
    `run {${ID}}`,
    `{${ID}} again`,
    `${ID.replaceAll('-', '')}0`,
    `${ID} `,
    `${ID}, ${ID}`,
    ID.slice(1),
  ])('is nothing for a client-request-id that is no GUID: %j', (id) => {
    expect(read({ 'client-request-id': id })).toBeUndefined();
  });

  test('is nothing where nothing is sent, nor for an operation that knows nothing again', () => {
    expect(read({})).toBeUndefined();
    expect(read({ 'client-request-id': ID }, { isRepeatable: false })).toBeUndefined();
  });
});
