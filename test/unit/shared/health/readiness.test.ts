// Readiness: asked of everything at once, in bounded time, not too often, and never a rejection.
import { createReadiness, type ReadinessCheck } from '../../../../shared/health/readiness.ts';
import { createClock } from '../../../support/clock.ts';

const well: ReadinessCheck = { name: 'store', check: () => Promise.resolve() };
const never: ReadinessCheck = { name: 'keys', check: () => new Promise(() => undefined) };

function failing(name: string, thrown: unknown): ReadinessCheck {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything may be thrown
  return { name, check: () => Promise.reject(thrown) };
}

function counting(
  check: () => Promise<void> = () => Promise.resolve(),
): ReadinessCheck & { readonly calls: () => number } {
  let calls = 0;
  return {
    name: 'counted',
    calls: () => calls,
    check: () => {
      calls += 1;
      return check();
    },
  };
}

function readiness(checks: readonly ReadinessCheck[], clock = createClock(0)): () => Promise<string | undefined> {
  return createReadiness({ checks, now: clock.now, timeoutMs: 20, cacheMs: 5_000 });
}

describe('createReadiness', () => {
  test('finds no problem when all is well', async () => {
    await expect(readiness([well, well])()).resolves.toBeUndefined();
    await expect(readiness([])()).resolves.toBeUndefined();
  });

  test('names every problem', async () => {
    const find = readiness([failing('store', new Error('no route')), well, failing('keys', 'text')]);
    await expect(find()).resolves.toBe('store: no route; keys: text');
  });

  test('does not wait for an answer that does not come', async () => {
    await expect(readiness([well, never])()).resolves.toBe('keys: no answer within 20 ms');
  });

  test('takes a check that throws at once for one that rejects', async () => {
    const check = (): Promise<void> => {
      throw new Error('at once');
    };
    await expect(readiness([{ name: 'store', check }])()).resolves.toBe('store: at once');
  });

  test('does not mind a rejection that comes too late', async () => {
    let fail = (): void => undefined;
    const late = new Promise<void>((_resolve, reject) => {
      fail = () => {
        reject(new Error('late'));
      };
    });
    await expect(readiness([{ name: 'store', check: () => late }])()).resolves.toContain('no answer');
    fail();
    await expect(late).rejects.toThrow('late');
  });

  test('asks once for all who want to know at the same time', async () => {
    const counted = counting();
    const find = readiness([counted]);
    await Promise.all([find(), find(), find()]);
    expect(counted.calls()).toBe(1);
  });

  test.each([
    ['good', undefined, undefined],
    ['bad', new Error('down'), 'counted: down'],
  ])('remembers a %s answer for as long as it was told, and then asks again', async (_kind, failure, answer) => {
    const clock = createClock(0);
    const counted = counting(() => (failure === undefined ? Promise.resolve() : Promise.reject(failure)));
    const find = readiness([counted], clock);
    await expect(find()).resolves.toBe(answer);
    clock.advance(4_999);
    await expect(find()).resolves.toBe(answer);
    expect(counted.calls()).toBe(1);
    clock.advance(1);
    await expect(find()).resolves.toBe(answer);
    expect(counted.calls()).toBe(2);
  });

  test('counts the time from the answer, not from the question', async () => {
    const clock = createClock(0);
    const counted = counting(() => {
      clock.advance(15);
      return Promise.resolve();
    });
    const find = readiness([counted], clock);
    await find();
    clock.advance(4_999);
    await find();
    expect(counted.calls()).toBe(1);
  });

  test('does not keep an old answer when the clock is set back', async () => {
    const clock = createClock(10_000_000);
    const counted = counting();
    const find = readiness([counted], clock);
    await find();
    clock.advance(-3_600_000);
    await find();
    expect(counted.calls()).toBe(2);
  });

  test('has limits of its own when it is told none', async () => {
    const counted = counting();
    const find = createReadiness({ checks: [counted], now: () => 0 });
    await find();
    await find();
    expect(counted.calls()).toBe(1);
  });
});
