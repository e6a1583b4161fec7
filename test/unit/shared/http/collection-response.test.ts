// The answers of collections and counts: their control information, their next link and their members.
import { negotiateFormat } from '../../../../shared/http/accept.ts';
import { type ResponseContext, toResponse } from '../../../../shared/http/response.ts';
import { parseSelect } from '../../../../shared/odata/select.ts';
import type { CollectionMember, CollectionOutcome } from '../../../../shared/resources/operation.ts';
import { mobileAppInstallStatus } from '../../../../shared/resources/mobile-app-install-status/definition.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../support/documented-request.ts';

const ROOT = 'https://status.contoso.com/beta';
const collection = `${ROOT}/deviceAppManagement/mobileApps/a1/userStatuses`;
const context = `${ROOT}/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses`;

const common = {
  'request-id': 'r-1',
  'client-request-id': 'c-1',
  'OData-Version': '4.0',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

function contextWith(accept: string | null = null, query = ''): ResponseContext {
  return {
    ids: { requestId: 'r-1', clientRequestId: 'c-1' },
    root: { baseUrl: 'https://status.contoso.com', version: 'beta' },
    format: negotiateFormat(accept, undefined),
    preferences: { return: 'minimal', maxPageSize: undefined, createIfMissing: false },
    query,
    acceptEncoding: null,
  };
}

function page(facts: Partial<CollectionOutcome> = {}): CollectionOutcome {
  return {
    kind: 'collection',
    type: userAppInstallStatus,
    path: [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }, { name: 'userStatuses' }],
    members: [
      { key: "O'Brien", values: { ...documentedValues, id: "O'Brien", audit: {} }, version: '"v1"', expanded: [] },
    ],
    selection: undefined,
    expansion: [],
    count: undefined,
    skipToken: undefined,
    appliedMaxPageSize: undefined,
    ...facts,
  };
}

function bodyOf(outcome: CollectionOutcome, response: ResponseContext): Record<string, unknown> {
  return JSON.parse(toResponse(outcome, response).body as string) as Record<string, unknown>;
}

function withMetadata(level: string): ResponseContext {
  return contextWith(`application/json;odata.metadata=${level}`);
}

describe('a page of a collection', () => {
  test('is 200 with context, type and tag of each member, and nothing of what was not asked for', () => {
    const { status, headers } = toResponse(page(), contextWith());
    expect(status).toBe(200);
    expect(headers).toEqual({
      ...common,
      'Content-Type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    });
    expect(Object.entries(bodyOf(page(), contextWith()))).toEqual([
      ['@odata.context', context],
      [
        'value',
        [
          {
            '@odata.type': '#microsoft.graph.userAppInstallStatus',
            '@odata.etag': 'W/"v1"',
            id: "O'Brien",
            ...documentedValues,
          },
        ],
      ],
    ]);
  });

  test('may be empty', () => {
    expect(bodyOf(page({ members: [] }), contextWith())).toEqual({ '@odata.context': context, value: [] });
  });

  test('has count and next link before its members, and the preference that was followed in a header', () => {
    const outcome = page({ count: 7, skipToken: 'abc', appliedMaxPageSize: 1 });
    const response = contextWith(null, "%24filter=userName eq 'a'&$skip=3&$top=1");
    expect(Object.keys(bodyOf(outcome, response))).toEqual([
      '@odata.context',
      '@odata.count',
      '@odata.nextLink',
      'value',
    ]);
    expect(bodyOf(outcome, response)).toMatchObject({
      '@odata.count': 7,
      '@odata.nextLink': `${collection}?$filter=userName%20eq%20'a'&$top=1&$skiptoken=abc`,
    });
    expect(toResponse(outcome, response).headers).toMatchObject({ 'Preference-Applied': 'odata.maxpagesize=1' });
  });

  test.each([
    ['false', 0],
    ['true', '0'],
  ])('has the count as it is wanted with IEEE754Compatible=%s', (flag, count) => {
    const response = contextWith(`application/json;IEEE754Compatible=${flag}`);
    expect(bodyOf(page({ count: 0 }), response)).toMatchObject({ '@odata.count': count });
    expect(bodyOf(page(), response)).not.toHaveProperty('@odata.count');
  });

  test('with metadata=none keeps count and next link alone', () => {
    expect(bodyOf(page({ count: 1, skipToken: 'abc' }), withMetadata('none'))).toEqual({
      '@odata.count': 1,
      '@odata.nextLink': `${collection}?$skiptoken=abc`,
      value: [{ id: "O'Brien", ...documentedValues }],
    });
  });

  test('with metadata=full has the links of each member', () => {
    const url = `${collection}/O%27Brien`;
    expect(bodyOf(page(), withMetadata('full'))).toMatchObject({
      '@odata.context': context,
      value: [
        {
          '@odata.type': '#microsoft.graph.userAppInstallStatus',
          '@odata.id': url,
          '@odata.etag': 'W/"v1"',
          '@odata.editLink': url,
          'app@odata.navigationLink': `${url}/app`,
          'deviceStatuses@odata.navigationLink': `${url}/deviceStatuses`,
        },
      ],
    });
  });

  test('shows what was selected, and names it in the context', () => {
    const selection = parseSelect('userName,id', userAppInstallStatus);
    expect(bodyOf(page({ selection }), contextWith())).toEqual({
      '@odata.context': `${context}(userName,id)`,
      value: [
        {
          '@odata.type': '#microsoft.graph.userAppInstallStatus',
          '@odata.etag': 'W/"v1"',
          id: "O'Brien",
          userName: 'User Name value',
        },
      ],
    });
  });

  test('says which entity it is of a member whose key was not selected, but with metadata=none', () => {
    const outcome = page({ selection: parseSelect('userName', userAppInstallStatus) });
    expect(bodyOf(outcome, contextWith())).toMatchObject({
      value: [{ '@odata.id': `${collection}/O%27Brien`, userName: 'User Name value' }],
    });
    expect(bodyOf(outcome, withMetadata('none'))).toEqual({ value: [{ userName: 'User Name value' }] });
  });

  test('shows the links of the navigation properties that were selected', () => {
    const outcome = page({ selection: parseSelect('id,app', userAppInstallStatus) });
    const text = JSON.stringify(bodyOf(outcome, withMetadata('full')));
    expect(text).toContain('"app@odata.navigationLink"');
    expect(text).not.toContain('deviceStatuses@odata');
    expect(JSON.stringify(bodyOf(outcome, contextWith()))).not.toContain('app@odata');
  });

  test('shows null for a selected property that is not stored', () => {
    const outcome = page({
      selection: parseSelect('userName', userAppInstallStatus),
      members: [{ key: 's1', values: { id: 's1' }, version: 'v', expanded: [] }],
    });
    expect(bodyOf(outcome, withMetadata('none'))).toEqual({ value: [{ userName: null }] });
  });
});

describe('the next page of what is expanded', () => {
  const devices: CollectionMember['expanded'][number] = {
    item: { name: 'deviceStatuses', selection: parseSelect('id,errorCode', mobileAppInstallStatus), top: 2 },
    type: mobileAppInstallStatus,
    value: {
      kind: 'collection',
      path: [...page().path.slice(0, 2), { name: 'userStatuses', key: "O'Brien" }, { name: 'deviceStatuses' }],
      members: [],
      skipToken: 'abc',
    },
  };
  const outcome = page({ members: [{ key: "O'Brien", values: {}, version: 'v', expanded: [devices] }] });
  const linkWith = (response: ResponseContext): unknown =>
    (bodyOf(outcome, response).value as Record<string, unknown>[])[0]?.['deviceStatuses@odata.nextLink'];

  test('is at the collection itself, with the options that were in the parentheses', () => {
    expect(linkWith(contextWith())).toBe(
      `${collection}/O%27Brien/deviceStatuses?$select=id,errorCode&$top=2&$skiptoken=abc`,
    );
  });

  test('begins where the service is, whatever the version root', () => {
    const root = { baseUrl: 'https://gateway.contoso.com/graph', version: '' };
    expect(linkWith({ ...contextWith(), root })).toMatch(
      /^https:\/\/gateway\.contoso\.com\/graph\/deviceAppManagement\/mobileApps\/a1\/userStatuses\/O%27Brien\/deviceStatuses\?/,
    );
  });

  test.each([
    ['$format=application/json;odata.metadata%3Dnone&$top=3', true],
    ['%24FORMAT=application/json;odata.metadata%3Dnone', true],
    ['format=application/json;odata.metadata%3Dnone', true],
    ['$filter=id%20ne%20null&$skip=3&formats=x', false],
  ])('keeps the format and no other option of the request: %s', (query, isKept) => {
    const format = isKept ? '$format=application%2Fjson%3Bodata.metadata%3Dnone&' : '';
    expect(linkWith(contextWith(null, query))).toBe(
      `${collection}/O%27Brien/deviceStatuses?$select=id,errorCode&$top=2&${format}$skiptoken=abc`,
    );
  });
});

describe('a count', () => {
  test('is a number as plain text', () => {
    expect(toResponse({ kind: 'count', count: 42 }, contextWith())).toEqual({
      status: 200,
      headers: { ...common, 'Content-Type': 'text/plain; charset=utf-8' },
      body: '42',
    });
  });
});

describe('answers without a body', () => {
  test('are 204, and 304 with the tag of the version', () => {
    expect(toResponse({ kind: 'noContent' }, contextWith())).toEqual({ status: 204, headers: common });
    expect(toResponse({ kind: 'notModified', version: '"v1"' }, contextWith())).toEqual({
      status: 304,
      headers: { ...common, ETag: 'W/"v1"' },
    });
  });
});
