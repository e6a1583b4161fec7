// What every answer of every test is held to sees what is wrong with an answer; else it would see nothing anywhere.
import { operations } from '../../shared/operations.ts';
import { type Exchange, requireDocumentedAnswer } from '../support/openapi-answers.ts';

const HEADERS = {
  'request-id': '1',
  'client-request-id': '1',
  'odata-version': '4.0',
  'cache-control': 'no-store',
  'content-type': 'application/json;odata.metadata=minimal;charset=utf-8',
  etag: 'W/"1"',
  location: 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a/userStatuses/s1',
};

const ENTITY = {
  '@odata.context': 'https://status.contoso.com/beta/$metadata#x',
  '@odata.type': '#microsoft.graph.userAppInstallStatus',
  '@odata.etag': 'W/"1"',
  id: 's1',
  userName: 'Adele Vance',
  userPrincipalName: 'adele@contoso.example',
  installedDeviceCount: 1,
  failedDeviceCount: 0,
  notInstalledDeviceCount: 0,
};

interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly url: string;
  readonly sent: unknown;
}

const CREATED: Answer = {
  operation: 'createUserAppInstallStatus',
  status: 201,
  body: ENTITY,
  headers: HEADERS,
  url: 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a/userStatuses',
  sent: ENTITY,
};

const PAGE: Answer = { ...CREATED, operation: 'listUserAppInstallStatuses', status: 200, body: { value: [ENTITY] } };

const NOT_FOUND: Answer = {
  ...CREATED,
  operation: 'getUserAppInstallStatus',
  status: 404,
  headers: { ...HEADERS, 'content-type': 'application/json' },
  body: {
    error: {
      code: 'ResourceNotFound',
      message: 'No …',
      innerError: { date: '2026-11-25T08:49:37', 'request-id': '1', 'client-request-id': '1' },
    },
  },
};

function check({ operation: name, status, body, headers, url, sent }: Answer): void {
  const operation = operations.find((each) => each.name === name);
  if (operation === undefined) throw new Error(`There is no ${name}.`);
  const exchange: Exchange = {
    operation,
    method: operation.method,
    url,
    sent,
    status,
    body,
    header: (of) => headers[of],
  };
  requireDocumentedAnswer(exchange);
}

const nameless = Object.fromEntries(Object.entries(ENTITY).filter(([name]) => name !== 'userName'));
const error = (NOT_FOUND.body as { readonly error: object }).error;

it.each([
  ['a create', CREATED],
  ['a page', PAGE],
  ['a page of less, as it was asked for', { ...PAGE, url: `${PAGE.url}?$select=id`, body: { value: [{ id: 's1' }] } }],
  ['a failure', NOT_FOUND],
] as const)('passes %s', (_what, answer) => {
  expect(() => {
    check(answer);
  }).not.toThrow();
});

it.each([
  ['a status', { ...CREATED, status: 202 }, 'not among its statuses'],
  ['no header', { ...CREATED, headers: { ...HEADERS, location: undefined } }, 'without the header Location'],
  ['another media type', { ...CREATED, headers: { ...HEADERS, 'content-type': 'text/html' } }, 'does not offer'],
  ['a member', { ...CREATED, body: { ...ENTITY, userMood: 'good' } }, 'unevaluated properties'],
  ['a member of a page', { ...PAGE, body: { value: [], total: 0 } }, 'unevaluated properties'],
  ['a value of another type', { ...PAGE, body: { value: [{ ...ENTITY, failedDeviceCount: '0' }] } }, 'must be integer'],
  ['a value out of range', { ...CREATED, body: { ...ENTITY, failedDeviceCount: -1 } }, 'must be >= 0'],
  ['another type', { ...CREATED, body: { ...ENTITY, '@odata.type': '#microsoft.graph.user' } }, 'must match pattern'],
  ['less than was not asked for', { ...CREATED, body: nameless }, 'without the property userName'],
  ['another code', { ...NOT_FOUND, body: { error: { ...error, code: 'itemNotFound' } } }, 'with the code itemNotFound'],
  ['another spelling', { ...NOT_FOUND, body: { error: { ...error, innererror: {} } } }, 'additional properties'],
  ['a body where there is none', { ...CREATED, status: 204, headers: { ...HEADERS, 'odata-entityid': 'x' } }, 'a body'],
  ['what nobody may create', { ...CREATED, sent: nameless }, 'accepted what the document has not: data must have'],
] as const)('does not pass %s', (_what, answer, problem) => {
  expect(() => {
    check(answer);
  }).toThrow(problem);
});
