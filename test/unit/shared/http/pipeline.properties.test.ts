// Whatever a client sends, it is the client's fault: no request gets a 5xx, and every answer is whole.
import fc from 'fast-check';
import { isGuid } from '../../../../shared/odata/key.ts';
import { documentedBody } from '../../../support/documented-request.ts';
import { type Answer, COLLECTION, createPipelineUnderTest, type Sending } from './pipeline-under-test.ts';
import { codePoint } from '../../../support/code-point.ts';

const anyKey = fc.oneof(
  fc.string({ unit: codePoint }),
  fc.constantFrom(
    'x',
    '.',
    '..',
    ' ',
    '\u00a0',
    '\u2003',
    '$count',
    'a/b',
    '%',
    '\ud800',
    '__proto__',
    'x'.repeat(1100),
  ),
);

/** Encodes as much as is needed to stand in a URL, and sometimes more. */
const keySegment = fc.tuple(anyKey, fc.boolean()).map(([key, isPredicate]) => {
  const encoded = encodeURIComponent(key.toWellFormed()).replaceAll("'", '%27');
  return isPredicate ? `mobileApps('${encoded.replaceAll('%27', '%27%27')}')` : `mobileApps/${encoded}`;
});

const path = fc.oneof(
  fc.constant(COLLECTION),
  keySegment.map((segment) => `/beta/deviceAppManagement/${segment}/userStatuses`),
  fc.tuple(keySegment, anyKey).map(([segment, key]) => {
    return `/deviceAppManagement/${segment}/userStatuses/${encodeURIComponent(key.toWellFormed())}`;
  }),
  fc.webPath(),
);

const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((text) => `?${text}`),
  fc.constant('?$format=json'),
  fc
    .array(
      fc
        .tuple(
          fc.constantFrom('$filter', '$orderby', '$select', '$top', '$skip', '$count', '$skiptoken', 'filter'),
          fc.oneof(
            fc.string({ unit: codePoint }),
            fc.constantFrom("userName eq 'x'", 'userName', 'failedDeviceCount desc', '5', 'true'),
          ),
        )
        .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`),
      { maxLength: 3 },
    )
    .map((options) => `?${options.join('&')}`),
);

/** What can be in a header field at all: printable ASCII and tab, obs-text (RFC 9110 §5.5). */
const fieldValue = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }), fc.constant(0x09)))
  .map((codes) => String.fromCharCode(...codes).trim());

function field(...likely: string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...likely), fieldValue);
}

const headers = fc.record(
  {
    accept: field('application/json', '*/*', 'application/json;odata.metadata=full', 'text/html'),
    prefer: field('return=minimal', 'return=representation', 'odata.maxpagesize=1'),
    'content-type': field('application/json', 'application/json;charset=utf-8', 'text/plain'),
    'content-length': field('0', '10', '99999'),
    'content-encoding': field('identity', 'gzip'),
    'odata-version': field('4.0', '4.01'),
    'odata-maxversion': field('4.0', '4.01'),
    'client-request-id': field('c-1'),
  },
  { requiredKeys: [] },
);

const member = fc.oneof(
  fc.constantFrom(...Object.keys(documentedBody), 'id', 'app@odata.bind', '__proto__'),
  fc.string(),
);

const body = fc.oneof(
  fc.constant(JSON.stringify(documentedBody)),
  anyKey.map((id) => JSON.stringify({ ...documentedBody, id })),
  fc.dictionary(member, fc.jsonValue()).map((members) => JSON.stringify({ ...documentedBody, ...members })),
  fc.json(),
  fc.string({ unit: codePoint }),
  fc.uint8Array(),
);

const request: fc.Arbitrary<Sending> = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path: fc.tuple(path, query).map((parts) => parts.join('')),
    token: fc.constantFrom('writer', 'writer', 'writer', 'reader', 'unknown', ''),
    headers,
    body,
  })
  .map(({ body: content, ...rest }) => {
    return rest.method === 'GET' || rest.method === 'HEAD' ? rest : { ...rest, body: content };
  });

const create: fc.Arbitrary<Sending> = fc.record({ headers, body, method: fc.constant('POST') });

function expectWhole(answer: Answer): void {
  expect(isGuid(answer.headers['request-id'] ?? '')).toBe(true);
  expect(answer.headers['client-request-id']).toMatch(/^[\x21-\x7e]+$/);
  expect(answer.headers['OData-Version']).toBe('4.0');
  // The host writes them: what cannot stand in a header would become its own 500.
  expect(() => new Headers(answer.headers)).not.toThrow();
  if (answer.status >= 400 && answer.hasBody) {
    const { error } = JSON.parse(answer.text) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: expect.stringMatching(/./) as string, message: expect.any(String) as string });
  }
}

describe.each([
  ['any request', request, 2_000],
  ['any create', create, 1_000],
] as const)('%s', (_kind, arbitrary, numRuns) => {
  test('gets an answer of class 2xx or 4xx with all its headers', async () => {
    const { send, log } = createPipelineUnderTest();
    await fc.assert(
      fc.asyncProperty(arbitrary, async (sending) => {
        const answer = await send(sending);
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(500);
        expectWhole(answer);
      }),
      { numRuns },
    );
    expect(log.filter(({ event }) => event === 'unexpectedError')).toEqual([]);
    // Not all were refused at the door.
    expect(log.some(({ callerAppId }) => callerAppId !== undefined)).toBe(true);
  });
});
