// Operations are given up when their time is over, and left alone before.
import { ClientGoneError, DeadlineError, withDeadline } from '../../../../shared/store/deadline.ts';

describe('withDeadline', () => {
  test('gives what the operation gives, and never tells it to stop', async () => {
    let signal: AbortSignal | undefined;
    const result = withDeadline(10, (given) => {
      signal = given;
      return Promise.resolve('result');
    });
    await expect(result).resolves.toBe('result');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(signal?.aborted).toBe(false);
  });

  test('gives what the operation throws', async () => {
    await expect(withDeadline(10_000, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
  });

  test('rejects in time, tells the operation to stop and does not mind how it ends', async () => {
    let signal: AbortSignal | undefined;
    const endless = withDeadline(10, (given) => {
      signal = given;
      return new Promise((_resolve, reject) => {
        given.addEventListener('abort', () => {
          reject(new Error('stopped'));
        });
      });
    });
    await expect(endless).rejects.toThrow(new DeadlineError('No result within 10 ms.'));
    expect(signal?.aborted).toBe(true);
  });

  test('does not begin when no time is left', async () => {
    const run = jest.fn(() => Promise.resolve('result'));
    await expect(withDeadline(0, run)).rejects.toThrow(DeadlineError);
    expect(run).not.toHaveBeenCalled();
  });

  test('ends with its client, and not before', async () => {
    jest.useFakeTimers();
    try {
      const client = { destroyed: false };
      let signal: AbortSignal | undefined;
      const run = (given: AbortSignal): Promise<never> => {
        signal = given;
        return new Promise<never>(() => undefined);
      };
      const rejected = expect(withDeadline(5_000, run, client)).rejects.toThrow(ClientGoneError);
      jest.advanceTimersByTime(1_000);
      expect(signal?.aborted).toBe(false);

      client.destroyed = true;
      jest.advanceTimersByTime(250);

      await rejected;
      expect(signal?.aborted).toBe(true);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test('takes no more time with a client than without', async () => {
    jest.useFakeTimers();
    try {
      const endless = withDeadline(600, () => new Promise<never>(() => undefined), { destroyed: false });
      let isOver = false;
      const rejected = expect(endless.finally(() => (isOver = true))).rejects.toThrow('No result within 600 ms.');
      await jest.advanceTimersByTimeAsync(599);
      expect(isOver).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      await rejected;
    } finally {
      jest.useRealTimers();
    }
  });
});
