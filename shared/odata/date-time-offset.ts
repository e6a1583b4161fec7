// Edm.DateTimeOffset as a moment: one fixed-width text in UTC, so that the order of texts is the order in time.
import { shorten } from '../errors/shorten.ts';

/** OData ABNF, dateTimeOffsetValue: seconds may be left out, a fraction has 1 to 12 digits; letters in either case. */
const DATE_TIME_OFFSET =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,12}))?)?(?:Z|([+-])(\d\d):([0-5]\d))$/i;

/** What is right but for the offset, which people forget. */
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/i;

/** Digits of a fraction of a second that are stored; 100 ns, which is Graph's precision. */
const STORED_DIGITS = 7;

const MINUTE_MS = 60_000;

/** Largest offset from UTC, in minutes. Source: XML Schema 1.1 Part 2, timezoneFrag. */
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * Reads a DateTimeOffset literal of OData 4.
 * @returns the moment as `YYYY-MM-DDTHH:MM:SS.fffffffZ`, which is the form in which documents keep it. Digits beyond
 * the seventh follow the `Z` when they are not all zero: such a text stands between the two moments that can be stored
 * on either side of it, so that it compares as it should with every stored one and is equal to none.
 * Undefined when the text is not a moment of the years 0001 to 9999.
 */
export function parseDateTimeOffset(text: string): string | undefined {
  const match = DATE_TIME_OFFSET.exec(text);
  if (match === null) return undefined;
  const [
    ,
    date = '',
    hour = '',
    minute = '',
    second = '00',
    fraction = '',
    sign,
    offsetHours = '',
    offsetMinutes = '',
  ] = match;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  if (Math.abs(offset) > MAX_OFFSET_MINUTES) return undefined;

  const local = new Date(`${date}T${hour}:${minute}:${second}Z`);
  // Date takes 30 February for 1 March.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(date)) return undefined;
  const moment = new Date(local.getTime() - offset * MINUTE_MS);
  const year = moment.getUTCFullYear();
  if (year < 1 || year > 9999) return undefined;

  const stored = fraction.slice(0, STORED_DIGITS).padEnd(STORED_DIGITS, '0');
  const beyond = fraction.slice(STORED_DIGITS).replace(/0+$/, '');
  return `${moment.toISOString().slice(0, 19)}.${stored}Z${beyond}`;
}

/** Says what is wrong with a text that is not a moment; a sentence. */
export function describeNonMoment(text: string): string {
  const shown = shorten(text);
  if (WITHOUT_OFFSET.test(text)) return `${shown} has no offset: end it with Z, or with +hh:mm or -hh:mm.`;
  return `${shown} is not an Edm.DateTimeOffset such as 2017-01-01T00:02:49.3205976-08:00.`;
}

/** What keeps a text from being stored as a moment, as a sentence. */
export function findMomentProblem(text: string): string | undefined {
  const moment = parseDateTimeOffset(text);
  if (moment === undefined) return describeNonMoment(text);
  return moment.endsWith('Z') ? undefined : `${shorten(text)} has more than ${STORED_DIGITS} digits of a second.`;
}

/** A point in time as documents keep it. */
export function toStoredMoment(at: Date): string {
  return `${at.toISOString().slice(0, -1)}0000Z`;
}

/** A stored moment as Graph writes it: in UTC, without the zeros that end the fraction. */
export function showMoment(stored: string): string {
  return stored.replace(/\.?0*Z$/, 'Z');
}
