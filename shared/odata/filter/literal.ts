// Reads the literals of $filter that stand without quotes, and tells what a wrong one might have been meant to be.
import { shorten } from '../../errors/shorten.ts';
import { isGuid } from '../key.ts';
import { describeNonMoment, parseDateTimeOffset } from '../date-time-offset.ts';
import { MAX_INT32, MIN_INT32, unsignedHint } from '../int32.ts';
import type { Literal } from './expression.ts';
import { invalidFilter, unsupportedInFilter } from './filter-error.ts';

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME_OF_DAY = /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;
const STARTS_LIKE_MOMENT = /^\d{4}-\d\d-\d\dT/i;

/**
 * Reads an unquoted literal.
 * @param text - the whole of it
 * @param position - where it stands, for messages
 * @throws GraphError 400 when it is none, or one of a type that no property here has
 */
export function readLiteral(text: string, position: number): Literal {
  if (isGuid(text)) {
    throw unsupportedInFilter(position, `The Edm.Guid literal ${text}`, 'Keys are strings; put it in single quotes.');
  }
  if (INTEGER.test(text)) return { kind: 'int32', value: readInt32(text, position) };
  if (STARTS_LIKE_MOMENT.test(text)) return { kind: 'dateTimeOffset', value: readMoment(text, position) };
  const otherType = DECIMAL.test(text)
    ? 'Edm.Decimal'
    : DATE.test(text)
      ? 'Edm.Date'
      : TIME_OF_DAY.test(text)
        ? 'Edm.TimeOfDay'
        : undefined;
  if (otherType !== undefined) {
    const instead =
      otherType === 'Edm.Date' ? `Give the moment: ${text}T00:00:00Z.` : 'No property here has that type.';
    throw unsupportedInFilter(position, `The ${otherType} literal ${shorten(text)}`, instead);
  }
  throw invalidFilter(position, `'${shorten(text)}' is not a literal. Strings stand in single quotes.`);
}

function readInt32(text: string, position: number): number {
  const value = Number(text);
  // Without the sum, -0 would stay -0.
  if (value >= MIN_INT32 && value <= MAX_INT32) return value + 0;
  const range = `${shorten(text)} is outside the range of Edm.Int32, ${MIN_INT32} to ${MAX_INT32}.`;
  throw invalidFilter(position, `${range}${unsignedHint(value)}`);
}

function readMoment(text: string, position: number): string {
  const moment = parseDateTimeOffset(text);
  if (moment !== undefined) return moment;
  const problem = describeNonMoment(text);
  // A '+' in a query is a blank, which ends the literal before its offset.
  const hint = problem.includes('has no offset') ? " In a URL the '+' is written %2B." : '';
  throw invalidFilter(position, `${problem}${hint}`);
}
