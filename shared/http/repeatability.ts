// Reads by what a client says that two requests are one: Repeatable Requests, or the id of the request.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { isGuid } from '../odata/key.ts';
import type { RepetitionMark } from '../resources/repetition.ts';

/** What the rules are for a request. */
export interface RepeatabilityRules {
  /** Whether the operation knows a request again. */
  readonly isRepeatable: boolean;
  /** Whether the operation runs others, which have headers of their own. */
  readonly isBatch?: boolean;
  /** How long it does, in milliseconds. */
  readonly windowMs: number;
  readonly now: () => Date;
}

/** OASIS has the id opaque; it goes into a hash only, so any visible text of a bounded length will do. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Clients' clocks differ from ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** What to do instead. */
const NOT_NEEDED = 'Sending it again has the same effect as sending it once.';
const OF_THE_ITEMS = 'Put them on the requests in the batch that are to be known again.';

/** Which of the two clocks is wrong cannot be seen from here, but `innerError.date` says what this one shows. */
const LONG_AGO = 'By the time here, Repeatability-First-Sent is longer ago.';
const AHEAD = 'By the time here, Repeatability-First-Sent lies in the future.';

const REJECTED = { 'Repeatability-Result': 'rejected' };

/**
 * Reads the mark of a request.
 * @returns undefined when the client sent none that could tell a repetition
 * @throws GraphError `malformedRepeatability` (400), `repeatedTooLate` (412), `repeatabilityNotSupported` (501)
 * @see OASIS Repeatable Requests 1.0 §2; Azure REST API Guidelines, "Repeatability of requests"
 */
export function readRepetitionMark(
  headers: { get(name: string): string | null },
  { isRepeatable, isBatch = false, windowMs, now }: RepeatabilityRules,
): RepetitionMark | undefined {
  const id = headers.get('repeatability-request-id');
  const firstSent = headers.get('repeatability-first-sent');
  if (id === null && firstSent === null) return isRepeatable ? clientRequestMark(headers) : undefined;
  if (id === null) throw malformed('Repeatability-Request-ID', 'it is missing beside Repeatability-First-Sent.');
  if (firstSent === null) throw malformed('Repeatability-First-Sent', 'it is missing beside Repeatability-Request-ID.');
  if (!REQUEST_ID.test(id))
    throw malformed('Repeatability-Request-ID', 'it is not a text of 1 to 128 visible characters.');
  const sentAt = parseImfFixdate(firstSent);
  if (sentAt === undefined) {
    throw malformed('Repeatability-First-Sent', "it is not a date such as 'Wed, 25 Nov 2026 08:49:37 GMT'.");
  }
  if (!isRepeatable) {
    throw graphError(
      'repeatabilityNotSupported',
      { instead: isBatch ? OF_THE_ITEMS : NOT_NEEDED },
      { headers: REJECTED },
    );
  }
  const age = now().getTime() - sentAt;
  if (age > windowMs || age < -CLOCK_SKEW_MS) {
    const args = { window: windowMs / 1000, problem: age > windowMs ? LONG_AGO : AHEAD };
    throw graphError('repeatedTooLate', args, { target: 'Repeatability-First-Sent', headers: REJECTED });
  }
  const clientId = headers.get('repeatability-client-id') ?? '';
  return { kind: 'repeatabilityRequestId', id: clientId === '' ? id : `${clientId} ${id}` };
}

function clientRequestMark(headers: { get(name: string): string | null }): RepetitionMark | undefined {
  const id = readGuid(headers.get('client-request-id') ?? '');
  return id === undefined ? undefined : { kind: 'clientRequestId', id };
}

/** Reads a GUID as .NET's `Guid.Parse` does, in digits alone or in brackets, too, and in quotes; undefined for any other text. */
function readGuid(text: string): string | undefined {
  if (isGuid(text)) return text.toLowerCase();
  const bare = /^(?:\{(.*)\}|\((.*)\)|"(.*)")$/.exec(text)?.slice(1).join('') ?? text;
  const hyphenated = bare.replace(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/, '$1-$2-$3-$4-$5');
  return isGuid(hyphenated) ? hyphenated.toLowerCase() : undefined;
}

/** The moment of an IMF-fixdate (RFC 9110 §5.6.7), in milliseconds since 1970; undefined for any other text. */
function parseImfFixdate(text: string): number | undefined {
  const moment = Date.parse(text);
  // The engine reads nearly anything, and 31 February as 3 March; it writes the one form.
  return !Number.isNaN(moment) && new Date(moment).toUTCString() === text ? moment : undefined;
}

function malformed(header: string, problem: string): GraphError {
  return graphError('malformedRepeatability', { header, problem }, { target: header, headers: REJECTED });
}
