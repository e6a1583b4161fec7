// The answers: their status, their headers and their bodies.
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { negotiateFormat } from '../../../../shared/http/accept.ts';
import { type ResponseContext, toErrorResponse, toResponse } from '../../../../shared/http/response.ts';
import type { EntityOutcome } from '../../../../shared/resources/operation.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../support/documented-request.ts';

const ids = { requestId: 'r-1', clientRequestId: 'c-1' };
const url = 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1';

const common = {
  'request-id': 'r-1',
  'client-request-id': 'c-1',
  'OData-Version': '4.0',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

function contextWith(
  preference: 'minimal' | 'representation' | undefined,
  accept: string | null = null,
): ResponseContext {
  return {
    ids,
    root: { baseUrl: 'https://status.contoso.com', version: 'beta' },
    format: negotiateFormat(accept, undefined),
    preferences: { return: preference, maxPageSize: undefined, createIfMissing: false },
    query: '',
    acceptEncoding: null,
  };
}

function outcome(change: EntityOutcome['change']): EntityOutcome {
  return {
    kind: 'entity',
    change,
    type: userAppInstallStatus,
    path: [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }, { name: 'userStatuses', key: 's1' }],
    values: { id: 's1', ...documentedValues },
    version: '"v1"',
    selection: undefined,
    expanded: [],
  };
}

describe('an entity that was created', () => {
  test('is answered with 201, its URL and itself', () => {
    const { status, headers, body } = toResponse(outcome('created'), contextWith(undefined));
    expect(status).toBe(201);
    expect(headers).toEqual({
      ...common,
      ETag: 'W/"v1"',
      Location: url,
      'Content-Type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    });
    expect(JSON.parse(body as string)).toEqual({
      '@odata.context':
        "https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses/$entity",
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      '@odata.etag': 'W/"v1"',
      id: 's1',
      ...documentedValues,
    });
  });

  test('is answered with 204 and no body when the client prefers that', () => {
    expect(toResponse(outcome('created'), contextWith('minimal'))).toEqual({
      status: 204,
      headers: {
        ...common,
        ETag: 'W/"v1"',
        Location: url,
        'OData-EntityId': url,
        'Preference-Applied': 'return=minimal',
      },
    });
  });

  test('says that a wanted representation was a preference', () => {
    const { status, headers } = toResponse(outcome('created'), contextWith('representation'));
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'Preference-Applied': 'return=representation', Location: url });
    expect(headers).not.toHaveProperty('OData-EntityId');
  });
});

describe('an entity that was read', () => {
  test.each([undefined, 'minimal', 'representation'] as const)('comes with 200, whatever return=%s', (preference) => {
    const { status, headers, body } = toResponse(outcome('none'), contextWith(preference));
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('Location');
    expect(headers).not.toHaveProperty('Preference-Applied');
    expect(JSON.parse(body as string)).toMatchObject({ id: 's1' });
  });

  test('comes in the form that was negotiated', () => {
    const { headers, body } = toResponse(
      outcome('none'),
      contextWith(undefined, 'application/json;odata.metadata=none'),
    );
    expect(headers).toMatchObject({ 'Content-Type': expect.stringContaining('odata.metadata=none;') as string });
    expect(JSON.parse(body as string)).toEqual({ id: 's1', ...documentedValues });
  });
});

describe('a plain answer', () => {
  test('is JSON without control information', () => {
    const json = { kind: 'json', status: 200, body: { status: 'alive' } } as const;
    expect(toResponse(json, contextWith(undefined))).toEqual({
      status: 200,
      headers: { ...common, 'Content-Type': 'application/json; charset=utf-8' },
      body: '{"status":"alive"}',
    });
  });
});

describe('a failure', () => {
  const at = new Date('2026-11-24T12:34:56.789Z');

  test('has the shape of Graph and the media type that its clients parse', () => {
    const { status, headers, body } = toErrorResponse(new GraphError(404, 'ResourceNotFound', 'Not there.'), ids, at);
    expect(status).toBe(404);
    expect(headers).toEqual({ ...common, 'Content-Type': 'application/json' });
    expect(JSON.parse(body as string)).toEqual({
      error: {
        code: 'ResourceNotFound',
        message: 'Not there.',
        innerError: { date: '2026-11-24T12:34:56', 'request-id': 'r-1', 'client-request-id': 'c-1' },
      },
    });
  });

  test('carries its headers, its target and its details, and keeps reason and cause', () => {
    const details = [
      { code: 'BadRequest', message: 'One.', target: 'a' },
      { code: 'BadRequest', message: 'Two.' },
    ];
    const error = new GraphError(400, 'BadRequest', 'Both.', {
      target: 'a',
      details,
      headers: { 'Retry-After': '5' },
      reason: 'secret reason',
      cause: new Error('secret cause'),
    });
    const { headers, body } = toErrorResponse(error, ids, at);
    expect(headers).toEqual({ ...common, 'Retry-After': '5', 'Content-Type': 'application/json' });
    expect(JSON.parse(body as string)).toMatchObject({ error: { target: 'a', details } });
    expect(body).not.toContain('secret');
  });
});
