// The shape of errors with Graph's schema names, and one response for each status with the codes that the catalogue has.
import { catalogue, type ErrorName } from '../errors/catalogue.ts';
import { type HeaderName, headersOf } from './headers.ts';
import { componentRef, type JsonObject } from './json.ts';

const ODATA_ERRORS = 'microsoft.graph.ODataErrors';

/** Name of the schema of an error. */
export const ERROR_SCHEMA = `${ODATA_ERRORS}.ODataError`;

/** Nobody reads the first; the second is that of a request within a batch, which the batch's body has. */
const NOT_OVER_HTTP: readonly ErrorName[] = ['clientGone', 'dependencyFailed'];

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'There is no access token, or it is refused',
  403: 'The permission is missing',
  404: 'There is no such entity',
  405: 'The method is not offered',
  406: 'The form that is asked for cannot be given',
  408: 'The body does not arrive',
  409: 'There is an entity with this key',
  412: 'A condition does not hold',
  413: 'The body is too large',
  415: 'The body is in another form than JSON in UTF-8',
  429: 'The store is asked too often, or the entity is changed by many at once',
  500: 'A fault of the service',
  501: 'What is asked for is not supported by this operation',
  503: 'The service cannot answer at the moment',
  504: 'The store did not answer in time',
};

const ALWAYS: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
  504: ['Retry-After'],
};

/** Name of the response component of a status: `error404`. */
export function errorResponseName(status: number): string {
  return `error${status}`;
}

/** The schemas of an error. */
export function errorSchemas(): Record<string, JsonObject> {
  const text = (description: string): JsonObject => ({ type: 'string', description });
  return {
    [ERROR_SCHEMA]: {
      title: 'ODataError',
      type: 'object',
      required: ['error'],
      properties: { error: componentRef('schemas', `${ODATA_ERRORS}.MainError`) },
      additionalProperties: false,
    },
    [`${ODATA_ERRORS}.MainError`]: {
      title: 'MainError',
      type: 'object',
      required: ['code', 'message', 'innerError'],
      properties: {
        code: text('For programs: stable.'),
        message: text('For people: may be improved at any time.'),
        target: text('What it is about: a property, a header, a query option.'),
        details: {
          type: 'array',
          items: componentRef('schemas', `${ODATA_ERRORS}.ErrorDetails`),
          description: 'Where there are several faults, each of them.',
        },
        innerError: componentRef('schemas', `${ODATA_ERRORS}.InnerError`),
      },
      additionalProperties: false,
    },
    [`${ODATA_ERRORS}.ErrorDetails`]: {
      title: 'ErrorDetails',
      type: 'object',
      required: ['code', 'message'],
      properties: { code: text('For programs.'), message: text('For people.'), target: text('What it is about.') },
      additionalProperties: false,
    },
    [`${ODATA_ERRORS}.InnerError`]: {
      title: 'InnerError',
      type: 'object',
      required: ['date', 'request-id', 'client-request-id'],
      properties: {
        date: {
          type: 'string',
          pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$',
          description: 'When it was answered, in UTC; without a zone, as Graph writes it.',
        },
        'request-id': text('The header of the same name.'),
        'client-request-id': text('The header of the same name.'),
      },
      additionalProperties: false,
    },
  };
}

/** A status with what the catalogue says of it. */
interface StatusErrors {
  readonly status: number;
  readonly names: readonly ErrorName[];
}

function errorsByStatus(): readonly StatusErrors[] {
  const byStatus = new Map<number, ErrorName[]>();
  for (const name of Object.keys(catalogue) as ErrorName[]) {
    if (NOT_OVER_HTTP.includes(name)) continue;
    const { status } = catalogue[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  return [...byStatus].map(([status, names]) => ({ status, names })).sort((one, other) => one.status - other.status);
}

/**
 * The responses of failures, one for each status.
 * @param examples - names of example components, by status
 * @throws TypeError when the catalogue has a status that has no title here (a mistake of ours, found by the tests)
 */
export function errorResponses(examples: ReadonlyMap<number, readonly string[]>): Record<string, JsonObject> {
  return Object.fromEntries(
    errorsByStatus().map(({ status, names }) => [
      errorResponseName(status),
      errorResponse({ status, names }, examples.get(status) ?? []),
    ]),
  );
}

function errorResponse({ status, names }: StatusErrors, examples: readonly string[]): JsonObject {
  const title = TITLES[status];
  if (title === undefined) throw new TypeError(`The status ${status} of the catalogue has no title.`);
  const entries = names.map((name) => catalogue[name]);
  const lines = entries.map(({ code, message }) => `- \`${code}\`: ${message}`);
  return {
    description: `${title}.\n\n${lines.join('\n')}`,
    headers: headersOf(ALWAYS[status] ?? [], ['Repeatability-Result']),
    content: {
      'application/json': {
        schema: componentRef('schemas', ERROR_SCHEMA),
        ...(examples.length === 0
          ? {}
          : { examples: Object.fromEntries(examples.map((name) => [name, componentRef('examples', name)])) }),
      },
    },
    // Not in the schema: of a narrowed one generators make a class for each status.
    'x-error-codes': [...new Set(entries.map(({ code }) => code))],
  };
}
