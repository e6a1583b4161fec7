// The run: rising load, too much of it, and as much as the app can take for a long time; the app is measured in each step.
import type { BenchProcess } from '../bench-process.ts';
import type { ControlAnswer, ControlRequest } from '../contestants/control.ts';
import type { LoadTestOptions } from './options.ts';
import type { Tally, Traffic } from './traffic.ts';
import { type RunResult, servedPerSecond, type StepResult } from './verdicts.ts';

/** The app's process. */
export type App = BenchProcess<ControlRequest, ControlAnswer>;

/** Callers under overload, as a multiple of what may be under way. */
export const CROWD = 4;

const WARM_UP_CALLERS = 16;

/** The rise goes on to here in any case: on a busy machine a step may bring nothing by chance. */
const FEWEST_CALLERS = 32;

const MOST_CALLERS = 256;

/** Twice as many callers have to bring so much more, or the app is saturated. */
const WORTHWHILE = 1.05;

/** Parts that the steady load is measured in. */
const PARTS = 20;

/** Runs the steps. */
export class LoadTest {
  readonly #app: App;
  readonly #traffic: Traffic;
  readonly #options: LoadTestOptions;

  constructor(app: App, traffic: Traffic, options: LoadTestOptions) {
    this.#app = app;
    this.#traffic = traffic;
    this.#options = options;
  }

  /** Runs all of them. */
  async run(): Promise<RunResult> {
    const { limit, stepSeconds, minutes } = this.#options;
    await this.#atOnce('warming up', Math.min(WARM_UP_CALLERS, limit), stepSeconds);
    const ramp = await this.#ramp();
    const rates = ramp.map(servedPerSecond);
    const saturating = 2 ** rates.findIndex((rate) => rate * WORTHWHILE >= Math.max(...rates));
    const saturated = await this.#atOnce(`${saturating} at once`, saturating, stepSeconds);
    const tooMany = 2 * servedPerSecond(saturated);
    const doubled = await this.#step(`${tooMany.toFixed(0)} a second`, () =>
      this.#traffic.perSecond(tooMany, 2 * stepSeconds),
    );
    const crowd = await this.#atOnce(`${CROWD * limit} at once`, CROWD * limit, 2 * stepSeconds);
    const steady: StepResult[] = [];
    for (let part = 1; part <= PARTS; part++) {
      steady.push(await this.#atOnce(`${saturating} at once, ${part}`, saturating, (60 * minutes) / PARTS));
    }
    return { ramp, saturated, overload: [doubled, crowd], steady, limit };
  }

  /** Twice as many callers each time, until more of them have brought nothing twice in turn. */
  async #ramp(): Promise<readonly StepResult[]> {
    const { limit, stepSeconds } = this.#options;
    const steps: StepResult[] = [];
    let best = 0;
    let vain = 0;
    const most = Math.min(MOST_CALLERS, limit);
    for (let callers = 1; callers <= most && (callers <= FEWEST_CALLERS || vain < 2); callers *= 2) {
      const step = await this.#atOnce(`${callers} at once`, callers, stepSeconds);
      steps.push(step);
      vain = servedPerSecond(step) < best * WORTHWHILE ? vain + 1 : 0;
      best = Math.max(best, servedPerSecond(step));
    }
    return steps;
  }

  #atOnce(name: string, callers: number, seconds: number): Promise<StepResult> {
    return this.#step(name, () => this.#traffic.atOnce(callers, seconds));
  }

  async #step(name: string, load: () => Promise<Tally>): Promise<StepResult> {
    process.stderr.write(`${name}\n`);
    const before = await this.#app.ask({ type: 'usage' }, 'usage');
    const tally = await load();
    const after = await this.#app.ask({ type: 'usage' }, 'usage');
    const { heapBytes } = await this.#app.ask({ type: 'memory' }, 'memory');
    const cores = (after.cpuMicroseconds - before.cpuMicroseconds) / 1e6 / tally.seconds;
    return { name, tally, cores, residentBytes: after.residentBytes, heapBytes };
  }
}
