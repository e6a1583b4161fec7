// The benchmark's statistics are what its verdicts stand on.
import { median, medianRatio, percentile } from '../../../bench/report/statistics.ts';

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test('lies half-way between the two in the middle of an even number', () => {
    expect(median([10, 1, 2, 3])).toBe(2.5);
  });

  test('sorts by size and not by spelling', () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  test('does not exist for no values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('finds the value at the share %p of 1 to 100', (share, expected) => {
    expect(percentile(hundred, share)).toBe(expected);
  });

  test('leaves the values as they are', () => {
    const values = Float64Array.of(3, 1, 2);
    percentile(values, 0.5);
    expect([...values]).toEqual([3, 1, 2]);
  });

  test.each([
    [[], 0.5],
    [[1], 1.5],
    [[1], Number.NaN],
  ])('refuses %p at %p', (values, share) => {
    expect(() => percentile(values, share)).toThrow(RangeError);
  });
});

describe('medianRatio', () => {
  test('compares round by round, so that a slow round of the machine counts for neither', () => {
    expect(medianRatio([10, 100, 12], [20, 200, 20])).toBe(0.5);
  });

  test('wants as many rounds of one as of the other', () => {
    expect(() => medianRatio([1], [1, 2])).toThrow(RangeError);
  });
});
