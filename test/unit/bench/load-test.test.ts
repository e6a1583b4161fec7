// What a load test asks for and what it makes of its figures: a run that shows something else than it claims has to fail.
import { createHistogram } from 'node:perf_hooks';
import { readOptions } from '../../../bench/load-test/options.ts';
import { judge, type RunResult, type StepResult } from '../../../bench/load-test/verdicts.ts';

interface Shown {
  readonly served?: number;
  /** Of all that are served. */
  readonly milliseconds?: number;
  readonly refused?: number;
  readonly unsent?: number;
  readonly faults?: Readonly<Record<string, number>>;
  readonly heapBytes?: number;
}

/** A step of a second. */
function step({
  served = 1000,
  milliseconds = 10,
  refused = 0,
  unsent = 0,
  faults = {},
  heapBytes = 1e7,
}: Shown): StepResult {
  const [ofServed, ofRefused] = [createHistogram(), createHistogram()];
  for (let count = 0; count < served; count++) ofServed.record(milliseconds * 1000);
  for (let count = 0; count < refused; count++) ofRefused.record(1000);
  const tally = {
    seconds: 1,
    served: ofServed,
    refused: ofRefused,
    faults: new Map(Object.entries(faults)),
    unsent,
  };
  return { name: 'a step', tally, cores: 1, residentBytes: 1e8, heapBytes };
}

const good: RunResult = {
  ramp: [step({ served: 500 }), step({ served: 1000 })],
  saturated: step({ served: 1000 }),
  overload: [step({ served: 600, milliseconds: 300, refused: 900 }), step({ served: 600, refused: 100 })],
  steady: Array.from({ length: 7 }, () => step({})),
  limit: 256,
};

/** The claims that do not hold. */
function failed(changes: Partial<RunResult>): string[] {
  return judge({ ...good, ...changes })
    .filter(({ holds }) => !holds)
    .map(({ claim, seen }) => `${claim}: ${seen}`);
}

describe('the verdicts', () => {
  test('hold for a run that shows what is claimed', () => {
    expect(failed({})).toEqual([]);
    expect(judge(good)).toHaveLength(6);
  });

  test.each(['ramp', 'overload', 'steady'] as const)('are against any other answer: %s', (part) => {
    const steps = [...good[part].slice(0, -1), step({ refused: part === 'overload' ? 1 : 0, faults: { '500': 2 } })];
    expect(failed({ [part]: steps })).toEqual([expect.stringContaining('a step: 2 × 500')]);
  });

  test('are against a refusal within the limit, and none beyond', () => {
    const refused = expect.stringContaining('only what is beyond the limit is refused') as string;
    expect(failed({ steady: [...good.steady, step({ refused: 1 })] })).toEqual([refused]);
    expect(failed({ overload: good.overload.map(() => step({})) })).toEqual([refused]);
  });

  test('are against less than a quarter of what is served at saturation under overload', () => {
    const [, crowd = step({})] = good.overload;
    const seen = expect.stringMatching(/is served: 24 %$/) as string;
    expect(failed({ overload: [step({ served: 240, refused: 1760 }), crowd] })).toEqual([seen]);
    const nothing = expect.stringMatching(/is served: 0 %$/) as string;
    expect(failed({ overload: [crowd, step({ served: 0, refused: 100_000 })] })).toEqual([nothing]);
  });

  test('are against a load that was not sent', () => {
    const [doubled = step({}), crowd = step({})] = good.overload;
    const little = step({ served: 600, refused: 1000, unsent: 160 });
    expect(failed({ overload: [little, crowd] })).toEqual([]);
    const most = step({ served: 600, refused: 1000, unsent: 5000 });
    expect(failed({ overload: [most, doubled] })).toEqual([expect.stringContaining('76 % did not')]);
  });

  test('are against one of a hundred that waits for too long', () => {
    const [doubled = step({})] = good.overload;
    const seen = expect.stringMatching(
      /^p99 under overload within 3072 ms, 3 × 256 ÷ 250 a second: 32\d\d ms$/,
    ) as string;
    expect(failed({ overload: [doubled, step({ milliseconds: 3200, refused: 1 })] })).toEqual([seen]);
  });

  test('are against a heap that grows, but for the first part, and not against one that shrinks', () => {
    const steadyAt = (megabytes: readonly number[]): Partial<RunResult> => ({
      steady: megabytes.map((each) => step({ heapBytes: each * 1e6 })),
    });
    expect(failed(steadyAt([1, 10, 10, 10, 10, 10, 10]))).toEqual([]);
    expect(failed(steadyAt([10, 10, 10, 10, 10, 10.9, 10.9]))).toEqual([]);
    expect(failed(steadyAt([10, 10, 10, 10, 9, 7, 7]))).toEqual([]);
    expect(failed(steadyAt([10, 10, 10, 10.4, 10.8, 11.2, 11.2]))).toEqual([expect.stringContaining('+12.0 %')]);
    expect(failed(steadyAt([10, 10]))).toHaveLength(1);
  });
});

describe('the command line', () => {
  test('has ten minutes, ten seconds and the limit of the app unless told otherwise', () => {
    expect(readOptions([])).toEqual({ minutes: 10, stepSeconds: 10, limit: 256 });
    expect(readOptions(['--minutes', '0.5', '--step-seconds=2', '--limit', '8'])).toEqual({
      minutes: 0.5,
      stepSeconds: 2,
      limit: 8,
    });
    expect(readOptions(['--help'])).toBe('help');
  });

  test.each(['--minutes=0', '--minutes=ten', '--step-seconds=-1', '--limit=1.5', '--limit=10001', '--fast'])(
    'names the option that is wrong: %s',
    (option) => {
      expect(() => readOptions([option])).toThrow(option.split('=')[0]);
    },
  );
});
