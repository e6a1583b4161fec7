// Every failure that the service answers with on purpose, in one table; docs/errors.md is held to it by a test.
import { GraphError, type GraphErrorOptions } from './graph-error.ts';

interface CatalogueEntry {
  /** HTTP status. */
  readonly status: number;
  /** Graph's `error.code`, in the spelling of the live service. */
  readonly code: string;
  /** The message; `{name}` is replaced by the argument of that name. */
  readonly message: string;
}

/**
 * The catalogue. Codes and wording are Graph's own wherever Graph was seen to use them.
 * Codes that a client may branch on are stable; messages may be improved at any time.
 */
export const catalogue = {
  // Paths
  invalidVersion: { status: 404, code: 'ResourceNotFound', message: 'Invalid version: {segment}' },
  unknownSegment: { status: 400, code: 'BadRequest', message: "Resource not found for the segment '{segment}'." },
  malformedPath: { status: 400, code: 'BadRequest', message: 'The request path is malformed: {problem}' },
  invalidKey: { status: 400, code: 'BadRequest', message: "The key '{name}' is not valid: {problem}" },
  methodNotAllowed: {
    status: 405,
    code: 'Request_BadRequest',
    message: 'Specified HTTP method is not allowed for the request target. Allowed: {allowed}.',
  },
  unsupportedQueryOption: {
    status: 400,
    code: 'BadRequest',
    message: "The query option '{option}' is not supported by this operation.",
  },
  invalidQueryOption: {
    status: 400,
    code: 'BadRequest',
    message: "The value of the query option '{option}' is not valid: {problem}",
  },
  invalidSkipToken: {
    status: 400,
    code: 'BadRequest',
    message: 'The $skiptoken is damaged or belongs to another collection or query. Follow @odata.nextLink as it is.',
  },
  duplicateQueryOption: {
    status: 400,
    code: 'BadRequest',
    message: "The query option '{option}' is given more than once.",
  },
  invalidFilter: {
    status: 400,
    code: 'BadRequest',
    message: 'Invalid filter clause at position {position}: {problem}',
  },
  unsupportedFilter: {
    status: 400,
    code: 'BadRequest',
    message: 'Invalid filter clause at position {position}: {feature} is not supported. {instead}',
  },
  invalidOrderBy: {
    status: 400,
    code: 'BadRequest',
    message: 'Invalid orderby clause at position {position}: {problem}',
  },
  unsupportedSort: {
    status: 400,
    code: 'BadRequest',
    message: "Invalid orderby clause: the sort '{sort}' is not offered. Offered: {offered}.",
  },
  invalidSelect: { status: 400, code: 'BadRequest', message: 'Parsing OData Select and Expand failed: {problem}' },
  invalidExpand: {
    status: 400,
    code: 'BadRequest',
    message: 'Invalid expand clause at position {position}: {problem}',
  },
  invalidSearch: {
    status: 400,
    code: 'BadRequest',
    message: 'Invalid search clause at position {position}: {problem}',
  },

  // Who may
  accessTokenMissing: { status: 401, code: 'InvalidAuthenticationToken', message: 'Access token is empty.' },
  accessTokenInvalid: {
    status: 401,
    code: 'InvalidAuthenticationToken',
    message: 'Access token validation failure.',
  },
  missingPermission: {
    status: 403,
    code: 'Forbidden',
    message:
      '{subject} is not authorized to perform this operation. {subject} must have one of the following {kind}: {permissions}',
  },

  // Headers
  notAcceptable: {
    status: 406,
    code: 'NotAcceptable',
    message: "None of the formats in '{header}' can be served: {problem} Ask for {offered}.",
  },
  unsupportedODataVersion: {
    status: 400,
    code: 'BadRequest',
    message: "The {header} '{value}' is not supported; this service speaks OData 4.0.",
  },
  contentTypeMissing: {
    status: 400,
    code: 'BadRequest',
    message:
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  },
  contentTypeNotJson: {
    status: 400,
    code: 'BadRequest',
    message: "Entity only allows writes with a JSON Content-Type header. '{value}' was sent.",
  },
  unsupportedCharset: {
    status: 415,
    code: 'UnsupportedMediaType',
    message: "The charset '{value}' is not supported; send JSON in UTF-8.",
  },
  unsupportedContentEncoding: {
    status: 415,
    code: 'UnsupportedMediaType',
    message: "The Content-Encoding '{value}' is not supported; send the body uncompressed.",
  },

  // Bodies
  payloadTooLarge: {
    status: 413,
    code: 'RequestEntityTooLarge',
    message: 'The request body is larger than the {limit} bytes that are allowed.',
  },
  emptyPayload: { status: 400, code: 'BadRequest', message: 'Empty Payload. JSON content expected.' },
  bodyTooSlow: { status: 408, code: 'RequestTimeout', message: 'The request body did not arrive within {seconds} s.' },
  incompleteBody: { status: 400, code: 'BadRequest', message: 'The request body ended before it was complete.' },
  malformedJson: {
    status: 400,
    code: 'BadRequest',
    message:
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format. {problem}',
  },
  invalidEntity: { status: 400, code: 'BadRequest', message: '{problem}' },
  invalidEntityManyFaults: {
    status: 400,
    code: 'BadRequest',
    message: 'The request body has {count} faults: {problems}',
  },

  // Entities
  entityNotFound: {
    status: 404,
    code: 'ResourceNotFound',
    message: "No {type} with the id '{id}' exists for the app '{mobileAppId}'.",
  },
  appNotFound: {
    status: 404,
    code: 'ResourceNotFound',
    message: "No mobileApp with the id '{id}' exists. An app begins to exist with its first status.",
  },
  appIsFixed: {
    status: 400,
    code: 'BadRequest',
    message: 'The app of a status is the one that it was created in, and cannot be changed or removed. {hint}',
  },
  summaryIsComputed: {
    status: 405,
    code: 'Request_BadRequest',
    message: 'The install summary is counted from the statuses of the app and cannot be written. Write the statuses.',
  },
  summaryNotReady: {
    status: 503,
    code: 'serviceNotAvailable',
    message: 'The many statuses of the app are being counted, which is not finished. Please retry.',
  },
  removalNotFinished: {
    status: 503,
    code: 'serviceNotAvailable',
    message: '{removed} statuses of the app were removed, and there are more. Please send the request again.',
  },
  malformedCondition: {
    status: 400,
    code: 'BadRequest',
    message: "The {header} header must be '*' or a list of entity tags in quotes.",
  },
  preconditionFailed: {
    status: 412,
    code: 'resourceModified',
    message: 'The condition of the {header} header does not hold for the current version of the entity.',
  },
  writeConflict: {
    status: 429,
    code: 'TooManyRequests',
    message: 'The entity was changed by others again and again while it was to be changed. Please try again.',
  },
  entityExists: {
    status: 409,
    code: 'Conflict',
    message: "A {type} with the id '{id}' exists already for the app '{mobileAppId}'.",
  },

  // Batches
  invalidBatch: { status: 400, code: 'BadRequest', message: '{problem}' },
  nestedBatch: { status: 400, code: 'BadRequest', message: 'A batch cannot be sent within a batch.' },
  dependencyFailed: {
    status: 424,
    code: 'FailedDependency',
    message: 'A request of the batch that this one depends on has failed.',
  },

  // Requests that come again
  malformedRepeatability: {
    status: 400,
    code: 'BadRequest',
    message: 'The {header} header cannot be read: {problem}',
  },
  repeatabilityNotSupported: {
    status: 501,
    code: 'notSupported',
    message: 'This operation takes no Repeatability headers. {instead}',
  },
  repeatedWithOtherPayload: {
    status: 400,
    code: 'BadRequest',
    message: 'Another create with this Repeatability-Request-ID had another body. Send a new id with a new create.',
  },
  repeatedTooLate: {
    status: 412,
    code: 'preconditionFailed',
    message: 'A create is known again for {window} seconds. {problem}',
  },

  // The service and what it stands on
  overloaded: {
    status: 503,
    code: 'serviceNotAvailable',
    message: 'More requests are under way than can be served in time. This one was not begun; please retry it.',
  },
  signingKeysUnavailable: {
    status: 503,
    code: 'serviceNotAvailable',
    message: 'The keys that access tokens are checked with cannot be had at the moment. Please retry later.',
  },
  storeThrottled: { status: 429, code: 'TooManyRequests', message: 'Please retry again later.' },
  storeUnavailable: {
    status: 503,
    code: 'serviceNotAvailable',
    message: 'The store is not available at the moment, or broke off before it answered. Please retry later.',
  },
  storeTimeout: {
    status: 504,
    code: 'serviceNotAvailable',
    message: 'The store did not answer in time. Whether the request took effect is not known; retry it.',
  },
  clientGone: {
    status: 499,
    code: 'clientClosedRequest',
    message: 'The client closed the connection before the answer. Whether the request took effect is not known.',
  },
  notReady: {
    status: 503,
    code: 'serviceNotAvailable',
    message: 'The service cannot serve requests at the moment.',
  },
  internalError: {
    status: 500,
    code: 'generalException',
    message: 'Something went wrong on our side. Name the request-id when you report it.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A name in the {@link catalogue}. */
export type ErrorName = keyof typeof catalogue;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Arguments<Name extends ErrorName> = Readonly<
  Record<Placeholders<(typeof catalogue)[Name]['message']>, string | number>
>;

/**
 * Makes the {@link GraphError} of a catalogue entry.
 * @param name - which entry
 * @param args - a value for each placeholder of its message
 * @param options - target, details, headers and the reason for the log
 */
export function graphError<Name extends ErrorName>(
  name: Name,
  args: Arguments<Name>,
  options?: GraphErrorOptions,
): GraphError {
  const entry = catalogue[name];
  const values: Readonly<Record<string, string | number>> = args;
  const message = entry.message.replace(/\{(\w+)\}/g, (_match, key: string) => String(values[key]));
  return new GraphError(entry.status, entry.code, message, { ...options, entry: name });
}
