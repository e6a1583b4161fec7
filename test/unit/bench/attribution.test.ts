// "Where the time goes" is only as good as the sums behind it.
import type { Profiler } from 'node:inspector';
import { attribute } from '../../../bench/profile/attribution.ts';

const node = (id: number, functionName: string, url: string, children: number[]): Profiler.ProfileNode => ({
  id,
  callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
  children,
});

/** (root) → ours → sdk → writev; (root) → writev; (root) → (idle). Times in microseconds. */
const profile: Profiler.Profile = {
  nodes: [
    node(1, '(root)', '', [2, 5, 6]),
    node(2, 'handle', 'shared/http', [3]),
    node(3, 'create', '@azure/cosmos', [4]),
    node(4, 'writev', '', []),
    node(5, 'writev', '', []),
    node(6, '(idle)', '', []),
  ],
  startTime: 0,
  endTime: 1100,
  samples: [2, 3, 4, 4, 5, 6, 6],
  timeDeltas: [0, 100, 200, 300, 100, 300, 5000],
};

const originOf = (frame: Profiler.ProfileNode['callFrame']): { owner: string; label: string } => {
  if (frame.functionName.startsWith('(')) return { owner: frame.functionName, label: frame.functionName };
  return { owner: frame.url === '' ? 'node' : frame.url, label: frame.functionName };
};

describe('attribute', () => {
  const { busyMilliseconds, self, onBehalf, frames } = attribute(profile, originOf);

  test('leaves idle time out', () => {
    expect(busyMilliseconds).toBe(1);
  });

  test('gives each owner the time of its own functions, the largest first', () => {
    expect(self).toEqual([
      { name: 'node', share: 0.7 },
      { name: '@azure/cosmos', share: 0.2 },
      { name: 'shared/http', share: 0.1 },
    ]);
  });

  test("gives Node's time to the package that called it, and to Node when it called itself", () => {
    expect(onBehalf).toEqual([
      { name: '@azure/cosmos', share: 0.6 },
      { name: 'node', share: 0.3 },
      { name: 'shared/http', share: 0.1 },
    ]);
  });

  test('adds up a function over all the stacks that it was seen in', () => {
    expect(frames[0]).toEqual({ name: 'writev', share: 0.7 });
  });

  test('survives a profile without samples', () => {
    expect(attribute({ nodes: [], startTime: 0, endTime: 0 }, originOf)).toMatchObject({
      busyMilliseconds: 0,
      self: [],
    });
  });
});
