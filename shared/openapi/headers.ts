// The response headers, and which answer has which of them.
import { componentRef, type JsonObject } from './json.ts';

interface HeaderFacts {
  readonly description: string;
  readonly example: string;
  /** Whether every answer that lists it has it. */
  readonly isAlways: boolean;
}

const HEADERS = {
  'request-id': {
    description: 'Id of the request, made by the service; the log has it.',
    example: '7d1f8a55-6a3a-4a6e-8f0e-0a8f6a0d3b11',
    isAlways: true,
  },
  'client-request-id': {
    description: 'The id that the client sent, or the request-id where it sent none.',
    example: '0d6ad0a3-0f3c-4c0a-9e0f-4f7f8d5d5a10',
    isAlways: true,
  },
  'OData-Version': { description: 'Version of the protocol.', example: '4.0', isAlways: true },
  'Cache-Control': { description: 'Whether the answer may be kept.', example: 'no-store', isAlways: true },
  ETag: {
    description: 'Version of the entity, for `If-Match` and `If-None-Match`.',
    example: 'W/"0000d826-0000-0700-0000-6565a5c10000"',
    isAlways: true,
  },
  Location: {
    description: 'URL of the entity that was created.',
    example: 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/my-app/userStatuses/adele',
    isAlways: true,
  },
  'OData-EntityId': {
    description: 'The same as Location, where the answer has no body.',
    example: 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/my-app/userStatuses/adele',
    isAlways: true,
  },
  'Preference-Applied': {
    description: 'The preferences of `Prefer` that were followed.',
    example: 'return=minimal',
    isAlways: false,
  },
  'Repeatability-Result': {
    description: 'Whether a request with Repeatability headers was accepted or rejected.',
    example: 'accepted',
    isAlways: false,
  },
  'Retry-After': { description: 'Seconds to wait before the next try.', example: '1', isAlways: true },
  'WWW-Authenticate': {
    description: 'Where to get a token, or which permission is missing (RFC 6750 §3).',
    example: 'Bearer realm="", error="insufficient_scope", scope="DeviceManagementApps.ReadWrite.All"',
    isAlways: true,
  },
  Allow: { description: 'The methods that are offered.', example: 'GET, HEAD', isAlways: true },
  traceresponse: {
    description: "The request's place in the trace, where the service records traces (W3C Trace Context).",
    example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    isAlways: false,
  },
} as const satisfies Record<string, HeaderFacts>;

/** The name of a response header. */
export type HeaderName = keyof typeof HEADERS;

const COMMON: readonly HeaderName[] = [
  'request-id',
  'client-request-id',
  'OData-Version',
  'Cache-Control',
  'traceresponse',
];

/** A header that only some of the answers have that list it. */
const SOMETIMES = 'optional-';

/** The headers as components. */
export function headerComponents(): Record<string, JsonObject> {
  const components: Record<string, JsonObject> = {};
  for (const [name, { description, example, isAlways }] of Object.entries(HEADERS)) {
    const header = { description, schema: { type: 'string' }, example };
    components[name] = isAlways ? { ...header, required: true } : header;
    if (SOMETIMES_MISSING.has(name)) components[`${SOMETIMES}${name}`] = header;
  }
  return components;
}

/** Headers that some answers have always and others not. */
const SOMETIMES_MISSING: ReadonlySet<string> = new Set<HeaderName>(['Location', 'OData-EntityId']);

/**
 * The headers of an answer, beside those that every answer has.
 * @param always - those that it has always
 * @param sometimes - those that it may have
 */
export function headersOf(always: readonly HeaderName[], sometimes: readonly HeaderName[] = []): JsonObject {
  const refs = [...COMMON, ...always].map((name) => [name, componentRef('headers', name)] as const);
  const optional = sometimes.map((name) => {
    const component = SOMETIMES_MISSING.has(name) ? `${SOMETIMES}${name}` : name;
    return [name, componentRef('headers', component)] as const;
  });
  return Object.fromEntries([...refs, ...optional]);
}
