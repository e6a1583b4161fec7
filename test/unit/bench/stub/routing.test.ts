// The canned Cosmos has to give the answer that belongs to the request, and to count it as what it is.
import { cannedResponses } from '../../../../bench/stub/cosmos-responses.ts';
import { route } from '../../../../bench/stub/routing.ts';
import { failedStatuses, pageSize, statusToGet, statuses } from '../../../../bench/statuses.ts';

const canned = cannedResponses('https://localhost:8081/');
const documents = '/dbs/appInstallStatus/colls/statuses/docs';
const nobody = Buffer.alloc(0);

const head = (line: string, ...headers: string[]): string =>
  [`${line} HTTP/1.1`, 'host: localhost:8081', ...headers].join('\r\n');

const bodyOf = (answer: Buffer): Record<string, unknown> => {
  const text = answer.toString();
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as Record<string, unknown>;
};

const queryHead = head(`POST ${documents}`, 'x-ms-documentdb-isquery: true');
const querySelecting = (selection: string, ...names: string[]): Buffer =>
  Buffer.from(
    JSON.stringify({ query: `SELECT ${selection} FROM c`, parameters: names.map((name) => ({ name, value: 1 })) }),
  );
const query = (...names: string[]): Buffer => querySelecting('*', ...names);

describe('route', () => {
  test('gives the document that is read', () => {
    const { answer, kind } = route(head(`GET ${documents}/${statusToGet.id}`), nobody, canned);
    expect(kind).toBe('read');
    expect(bodyOf(answer)).toMatchObject({ ...statusToGet, entityType: 'userAppInstallStatus' });
  });

  test('gives each document its own version, in the body as in the header', () => {
    const versions = statuses.map(({ id }) => {
      const { answer } = route(head(`GET ${documents}/${id}`), nobody, canned);
      expect(answer.toString()).toContain(`\r\netag: ${String(bodyOf(answer)._etag)}\r\n`);
      return bodyOf(answer)._etag;
    });
    expect(new Set(versions).size).toBe(statuses.length);
  });

  test('gives a page with a continuation for a query of our two conditions', () => {
    const { answer, kind } = route(queryHead, query('@mobileAppId', '@entityType'), canned);
    expect(kind).toBe('query');
    expect(bodyOf(answer)).toMatchObject({ _count: pageSize });
    expect(answer.toString()).toContain('\r\nx-ms-continuation: ');
  });

  test('gives what the filter finds, and no continuation, for a query with a value of a filter', () => {
    const { answer, kind } = route(queryHead, query('@mobileAppId', '@entityType', '@p0'), canned);
    expect(kind).toBe('query');
    expect(bodyOf(answer).Documents).toEqual(
      failedStatuses.map((status) => expect.objectContaining(status) as unknown),
    );
    expect(answer.toString()).not.toContain('x-ms-continuation');
  });

  test('gives of each document what the query selects', () => {
    const { answer, kind } = route(queryHead, querySelecting('c["userName"], c["lacking"], c["id"]', '@p0'), canned);
    expect(kind).toBe('query');
    expect(bodyOf(answer).Documents).toEqual(failedStatuses.map(({ userName, id }) => ({ userName, id })));
  });

  test('takes a write for what it is', () => {
    expect(route(head(`POST ${documents}`), nobody, canned)).toEqual({ answer: canned.created, kind: 'create' });
    expect(route(head(`POST ${documents}/`, 'Prefer: return=minimal'), nobody, canned)).toEqual({
      answer: canned.createdMinimal,
      kind: 'create',
    });
    expect(route(head(`PUT ${documents}/${statusToGet.id}`), nobody, canned)).toEqual({
      answer: canned.replaced,
      kind: 'replace',
    });
  });

  test.each([1, 2, 20])('answers each of %d creates in one request', (count) => {
    const bulkHead = head(`POST ${documents}`, 'x-ms-cosmos-is-batch-request: true', 'Prefer: return=minimal');
    const operation = { operationType: 'Create', partitionKey: '["a1"]', resourceBody: { id: '1' } };
    const { answer, kind } = route(bulkHead, Buffer.from(JSON.stringify(Array(count).fill(operation))), canned);
    expect(kind).toBe('bulk');
    expect(bodyOf(answer)).toHaveLength(count);
    expect(bodyOf(answer)).toMatchObject(Array(count).fill({ statusCode: 201 }));
  });

  test('has no answer for no creates, nor for more than a batch has', () => {
    const bulkHead = head(`POST ${documents}`, 'x-ms-cosmos-is-batch-request: true', 'Prefer: return=minimal');
    for (const count of [0, 21]) {
      const body = Buffer.from(JSON.stringify(Array(count).fill({ operationType: 'Create' })));
      expect(route(bulkHead, body, canned)).toEqual({ answer: canned.unknown, kind: undefined });
    }
  });

  test.each([
    ['/', 'account'],
    ['/dbs/appInstallStatus', 'database'],
    ['/dbs/appInstallStatus/colls/statuses/', 'container'],
    ['/dbs/appInstallStatus/colls/statuses/pkranges', 'partitionKeyRanges'],
    ['/dbs/appInstallStatus/colls/statuses/docs/nobody', 'unknown'],
    ['/offers', 'unknown'],
  ] as const)('does not count what is about no document: GET %s', (path, name) => {
    expect(route(head(`GET ${path}`), nobody, canned)).toEqual({ answer: canned[name], kind: undefined });
  });

  test.each([
    `DELETE ${documents}/${statusToGet.id}`,
    `POST ${documents}/${statusToGet.id}`,
    'PUT /dbs/appInstallStatus',
  ])('does not know %s', (line) => {
    expect(route(head(line), nobody, canned)).toEqual({ answer: canned.unknown, kind: undefined });
  });
});

describe('cannedResponses', () => {
  test('states the length of each body', () => {
    const { documents: byId, createdMany, page, found, ...others } = canned;
    const pages = [page('*'), page('c["id"]'), found('*')];
    for (const answer of [...Object.values(others), ...byId.values(), ...createdMany.values(), ...pages]) {
      const text = answer.toString();
      const start = text.indexOf('\r\n\r\n') + 4;
      expect(text).toContain(`\r\nContent-Length: ${Buffer.byteLength(text.slice(start))}\r\n`);
    }
  });
});
