// A DateTimeOffset becomes one text whose order is the order in time.
import fc from 'fast-check';
import {
  findMomentProblem,
  parseDateTimeOffset,
  showMoment,
  toStoredMoment,
} from '../../../../shared/odata/date-time-offset.ts';

describe('parseDateTimeOffset', () => {
  it.each([
    ['2017-01-01T00:02:49.3205976-08:00', '2017-01-01T08:02:49.3205976Z'],
    ['2017-01-01T00:02:49Z', '2017-01-01T00:02:49.0000000Z'],
    ['2017-01-01T00:02Z', '2017-01-01T00:02:00.0000000Z'],
    ['2017-01-01t00:02:49.5z', '2017-01-01T00:02:49.5000000Z'],
    ['2017-12-31T23:59:59.999+00:00', '2017-12-31T23:59:59.9990000Z'],
    ['2016-02-29T23:30:00-01:00', '2016-03-01T00:30:00.0000000Z'],
    ['2017-01-01T05:29:00+05:30', '2016-12-31T23:59:00.0000000Z'],
    ['2017-01-01T00:00:00+14:00', '2016-12-31T10:00:00.0000000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.0000000Z'],
    ['0000-12-31T23:30:00-01:00', '0001-01-01T00:30:00.0000000Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
    ['2017-01-01T00:00:00.123456700000Z', '2017-01-01T00:00:00.1234567Z'],
  ])('reads %s as %s', (text, moment) => {
    expect(parseDateTimeOffset(text)).toBe(moment);
  });

  it.each([
    '',
    '2017-01-01',
    '2017-01-01T00:00:00',
    '2017-01-01 00:00:00Z',
    '2017-02-29T00:00:00Z',
    '2017-02-30T00:00:00Z',
    '2017-04-31T00:00:00Z',
    '2017-13-01T00:00:00Z',
    '2017-00-10T00:00:00Z',
    '2017-01-00T00:00:00Z',
    '2017-01-32T00:00:00Z',
    '2017-01-01T24:00:00Z',
    '2017-01-01T00:60:00Z',
    '2017-01-01T00:00:60Z',
    '2017-01-01T00:00:00.Z',
    '2017-01-01T00:00:00.1234567890123Z',
    '2017-01-01T00:00:00+14:01',
    '2017-01-01T00:00:00+0800',
    '2017-01-01T00:00:00+08:60',
    '-2017-01-01T00:00:00Z',
    '12017-01-01T00:00:00Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00Z',
    '2017-01-01T00:00:00Z ',
    '2017-01-01T00:00:00Z\n',
  ])('takes %j for no moment', (text) => {
    expect(parseDateTimeOffset(text)).toBeUndefined();
  });

  const digits = fc.stringMatching(/^[0-9]{0,12}$/);
  const anyMoment = fc.record({
    seconds: fc.integer({ min: -50_000_000_000, max: 200_000_000_000 }),
    fraction: digits,
    offset: fc.integer({ min: -840, max: 840 }),
  });
  type Moment = typeof anyMoment extends fc.Arbitrary<infer Value> ? Value : never;

  function write({ seconds, fraction, offset }: Moment): string {
    const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
    const minutes = Math.abs(offset);
    const zone = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
    return `${local}${fraction === '' ? '' : `.${fraction}`}${offset < 0 ? '-' : '+'}${zone}`;
  }
  const instant = ({ seconds, fraction }: Moment): bigint =>
    BigInt(seconds) * 1_000_000_000_000n + BigInt(fraction.padEnd(12, '0'));
  const sign = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0);

  it('gives texts that are in the order of their moments, to the last of twelve digits', () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, fc.boolean(), (first, other, isClose) => {
        const second = isClose ? { ...other, seconds: first.seconds } : other;
        const [a = '', b = ''] = [parseDateTimeOffset(write(first)), parseDateTimeOffset(write(second))];

        expect(a).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z\d*$/);
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(sign(instant(first) - instant(second)));
      }),
    );
  });

  it('gives the same text for the same moment at any offset', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: -840, max: 840 }), (moment, offset) => {
        expect(parseDateTimeOffset(write(moment))).toBe(parseDateTimeOffset(write({ ...moment, offset })));
      }),
    );
  });
});

describe('findMomentProblem', () => {
  it.each(['2017-01-01T00:02:49.3205976-08:00', '2017-01-01T00:02Z', '2017-01-01T00:00:00.1234567000Z'])(
    'takes %s',
    (text) => {
      expect(findMomentProblem(text)).toBeUndefined();
    },
  );

  it.each([
    ['2017-01-01T00:02:49', 'no offset'],
    ['yesterday', 'not an Edm.DateTimeOffset'],
    ['2017-01-01T00:02:49.32059761Z', 'more than 7 digits'],
  ])('refuses %s: %s', (text, problem) => {
    expect(findMomentProblem(text)).toContain(problem);
  });
});

describe('toStoredMoment', () => {
  it('is the moment as a text that is read gives it', () => {
    expect(toStoredMoment(new Date('2017-01-01T00:02:49.32-08:00'))).toBe('2017-01-01T08:02:49.3200000Z');
  });
});

describe('showMoment', () => {
  it.each([
    ['2017-01-01T08:02:49.3205976Z', '2017-01-01T08:02:49.3205976Z'],
    ['2017-01-01T08:02:49.3200000Z', '2017-01-01T08:02:49.32Z'],
    ['2017-01-01T08:02:50.0000000Z', '2017-01-01T08:02:50Z'],
  ])('shows %s as %s', (stored, shown) => {
    expect(showMoment(stored)).toBe(shown);
  });
});
