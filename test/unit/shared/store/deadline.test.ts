// Operations are given up when their time is over, and left alone before.
import { DeadlineError, withDeadline } from '../../../../shared/store/deadline.ts';

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
});
