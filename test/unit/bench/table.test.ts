// The report has to show each figure in the row and under the operation that it belongs to.
import { addRounds, type Comparison, type Round } from '../../../bench/comparison.ts';
import { formatComparison } from '../../../bench/report/table.ts';

const round = (cpuMicroseconds: number): Round => ({
  cpuMicroseconds,
  requestsPerSecond: 1000,
  p50Milliseconds: 1,
  p99Milliseconds: 2,
  residentBytes: 1_048_576,
});

const comparison = (): Comparison => {
  const rounds: Parameters<typeof addRounds>[0] = new Map();
  addRounds(rounds, { operation: 'get', name: 'cap' }, [round(300), round(500)]);
  addRounds(rounds, { operation: 'get', name: 'ours' }, [round(100)]);
  addRounds(rounds, { operation: 'get', name: 'ours' }, [round(150), round(90)]);
  addRounds(rounds, { operation: 'create', name: 'ours' }, [round(200)]);
  return rounds;
};

describe('addRounds', () => {
  test('adds to the rounds of the same operation and contestant only', () => {
    expect(
      comparison()
        .get('get')
        ?.get('ours')
        ?.map(({ cpuMicroseconds }) => cpuMicroseconds),
    ).toEqual([100, 150, 90]);
    expect(comparison().get('create')?.get('ours')).toHaveLength(1);
  });
});

describe('formatComparison', () => {
  const [get = '', create = ''] = formatComparison(comparison()).split('\n\n');

  test('has a table for each operation, which compares medians with the peer', () => {
    expect(get).toMatch(/^get +CPU µs\/request +min-max +× CAP/);
    expect(get).toMatch(/\nSAP CAP.* 400 +300-500 +1\.00 /);
    expect(get).toMatch(/\nours.* 100 +90-150 +0\.25 /);
  });

  test('leaves the ratio out when the peer did not run', () => {
    expect(create).toMatch(/^create .*× \(a\)/);
    expect(create).toMatch(/\nours.* 200 +200-200 {2,}1000 /);
  });
});
