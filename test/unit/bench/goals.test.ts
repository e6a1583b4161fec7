// Whether a run meets the goals must not depend on who reads the table.
import type { Comparison, Round } from '../../../bench/comparison.ts';
import { judge } from '../../../bench/report/goals.ts';

const rounds = (...cpu: number[]): Round[] =>
  cpu.map((cpuMicroseconds) => ({
    cpuMicroseconds,
    requestsPerSecond: 1,
    p50Milliseconds: 1,
    p99Milliseconds: 1,
    residentBytes: 1,
  }));

const comparison = (bare: number, fastify: number, ours: number): Comparison =>
  new Map([
    [
      'create',
      new Map([
        ['bare', rounds(bare)],
        ['fastify', rounds(fastify)],
        ['ours', rounds(ours)],
      ]),
    ],
  ]);

describe('judge', () => {
  test('is content with 1/1.2 of the Fastify handler and 2.5 times the bare one', () => {
    const goals = judge(comparison(100, 300, 250), undefined);
    expect(goals.map(({ aim, met }) => [aim, met])).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
  });

  test('misses each goal by itself', () => {
    expect(judge(comparison(100, 300, 251), undefined).map(({ met }) => met)).toEqual([false, false, false]);
    expect(judge(comparison(90, 310, 250), undefined).map(({ met }) => met)).toEqual([true, false, false]);
  });

  test('reaches the aim at half of the Fastify handler', () => {
    expect(judge(comparison(100, 300, 150), undefined).every(({ met }) => met)).toBe(true);
  });

  test.each([
    [[65], true],
    [[66], false],
    [[10, 66, 90], false],
  ])('judges a cold start of %p ms against 100 ms by the median', (bundle, met) => {
    const coldStarts = new Map([
      ['bundle', bundle],
      ['unbundled', [100]],
    ] as const);
    expect(judge(new Map(), coldStarts)).toEqual([expect.objectContaining({ met, limit: 0.65 })]);
  });

  test.each([
    [[50, 49, 50], true],
    [[51, 51, 49], false],
  ])('wants one of a batch, at %p, for half of a create of 100', (batched, met) => {
    const both: Comparison = new Map([
      ['create', new Map([['ours', rounds(100, 100, 100)]])],
      ['batch', new Map([['ours', rounds(...batched)]])],
    ]);
    expect(judge(both, undefined)).toEqual([expect.objectContaining({ met, limit: 0.5 })]);
  });

  test('says nothing about contestants that did not run', () => {
    expect(judge(new Map([['create', new Map([['bare', rounds(1)]])]]), undefined)).toEqual([]);
  });

  test.each(['get', 'list', 'filter', 'patch'] as const)('wants %s for two thirds of what CAP takes', (operation) => {
    const against = (...ours: number[]): Comparison =>
      new Map([
        [
          operation,
          new Map([
            ['ours', rounds(...ours)],
            ['cap', rounds(300, 600, 900)],
          ]),
        ],
      ]);
    expect(judge(against(200, 400, 600), undefined)).toEqual([
      expect.objectContaining({ limit: 1 / 1.5, aim: false, met: true }),
    ]);
    expect(judge(against(100, 401, 601), undefined)).toEqual([expect.objectContaining({ met: false })]);
  });

  test('judges each operation by its own rounds', () => {
    const goals = judge(
      new Map([
        [
          'get',
          new Map([
            ['ours', rounds(10)],
            ['cap', rounds(100)],
          ]),
        ],
        [
          'patch',
          new Map([
            ['ours', rounds(90)],
            ['cap', rounds(100)],
          ]),
        ],
      ] as const),
      undefined,
    );
    expect(goals.map(({ ratio }) => ratio)).toEqual([0.1, 0.9]);
  });
});
