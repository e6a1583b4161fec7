// What a run has to show, and whether it did.
import { median } from '../report/statistics.ts';
import type { Tally } from './traffic.ts';

/** A claim, what was seen, and whether it holds. */
export interface Verdict {
  readonly claim: string;
  readonly seen: string;
  readonly holds: boolean;
}

/** A step of the run. */
export interface StepResult {
  readonly name: string;
  readonly tally: Tally;
  /** Cores that the app was busy on. */
  readonly cores: number;
  readonly residentBytes: number;
  /** After collection, behind the step. */
  readonly heapBytes: number;
}

/** A whole run. */
export interface RunResult {
  /** With more and more callers at once, until saturation. */
  readonly ramp: readonly StepResult[];
  /** As many at once as saturated the app, once more, right ahead of overload: machines are not always equally fast. */
  readonly saturated: StepResult;
  /** First at twice the saturating rate, then with more callers at once than may be under way. */
  readonly overload: readonly StepResult[];
  /** Parts of the steady load, of equal length. */
  readonly steady: readonly StepResult[];
  /** Requests that the app has under way at most. */
  readonly limit: number;
}

/** Growth of the heap that is none, as a part of it. */
const HEAP_TOLERANCE = 0.1;

/** How much is served, at least, of what is served at saturation, while as much again is to be refused. */
const LEFT_UNDER_OVERLOAD = 0.25;

/** A load that is mostly not sent shows nothing; this machine has other things to do, too. */
const UNSENT_TOLERANCE = 0.1;

/** How much longer than the average one of a hundred waits, at most, the time ahead of the app's first look included. */
const SLOWEST = 3;

/** Answers 2xx a second. */
export function servedPerSecond({ tally }: Pick<StepResult, 'tally'>): number {
  return tally.served.count / tally.seconds;
}

/** Judges a run. */
export function judge(run: RunResult): readonly Verdict[] {
  return [answersVerdict(run), ...overloadVerdicts(run), heapVerdict(run)];
}

function answersVerdict({ ramp, saturated, overload, steady }: RunResult): Verdict {
  const faults = [...ramp, saturated, ...overload, ...steady].flatMap(({ name, tally }) =>
    [...tally.faults].map(([what, count]) => `${name}: ${count} × ${what}`),
  );
  return {
    claim: 'no answer but 2xx, and 503 with Retry-After',
    seen: faults.length === 0 ? 'no other' : faults.join('; '),
    holds: faults.length === 0,
  };
}

function overloadVerdicts({ ramp, saturated, overload, steady, limit }: RunResult): readonly Verdict[] {
  const withinLimit = refusedIn([...ramp, saturated, ...steady]);
  const beyond = refusedIn(overload);
  const rate = servedPerSecond(saturated);
  const left = Math.min(...overload.map(servedPerSecond)) / rate;
  const unsent = unsentShareOf(overload);
  const slowest = Math.max(...overload.map(({ tally }) => tally.served.percentile(99))) / 1000;
  // Who is let in waits for as many others, at most, as are let in (Little's law).
  const bound = (1000 * SLOWEST * limit) / (LEFT_UNDER_OVERLOAD * rate);
  return [
    {
      claim: 'only what is beyond the limit is refused',
      seen: `${withinLimit} within it, ${beyond} beyond`,
      holds: withinLimit === 0 && beyond > 0,
    },
    {
      claim: `what was to come under overload came, but for ${percent(UNSENT_TOLERANCE)}`,
      seen: `${percent(unsent)} did not`,
      holds: unsent <= UNSENT_TOLERANCE,
    },
    {
      claim: `under overload at least ${percent(LEFT_UNDER_OVERLOAD)} of the saturating rate is served`,
      seen: percent(left),
      holds: left >= LEFT_UNDER_OVERLOAD,
    },
    {
      claim: `p99 under overload within ${bound.toFixed(0)} ms, ${SLOWEST} × ${limit} ÷ ${(LEFT_UNDER_OVERLOAD * rate).toFixed(0)} a second`,
      seen: `${slowest.toFixed(0)} ms`,
      holds: slowest <= bound,
    },
  ];
}

/** The part of the requests at a rate that their sender had no time for. */
function unsentShareOf(steps: readonly StepResult[]): number {
  return Math.max(
    ...steps.map(
      ({ tally: { unsent, served, refused } }) => unsent / Math.max(1, unsent + served.count + refused.count),
    ),
  );
}

function refusedIn(steps: readonly StepResult[]): number {
  return steps.reduce((sum, { tally }) => sum + tally.refused.count, 0);
}

/** The first part is left out: what is remembered is filled there. */
function heapVerdict({ steady: [, ...steps] }: RunResult): Verdict {
  const claim = `heap after collection grows by less than ${percent(HEAP_TOLERANCE)} under steady load`;
  if (steps.length < 2) return { claim, seen: 'too few parts', holds: false };
  const heaps = steps.map(({ heapBytes }) => heapBytes);
  const third = Math.max(1, Math.floor(heaps.length / 3));
  const growth = median(heaps.slice(-third)) / median(heaps.slice(0, third)) - 1;
  const seen = `${growth < 0 ? '' : '+'}${(100 * growth).toFixed(1)} % from the first third to the last`;
  return { claim, seen, holds: growth < HEAP_TOLERANCE };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
