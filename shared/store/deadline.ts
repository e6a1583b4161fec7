// Ends what takes too long: the Cosmos client's own patience, 120 tries of three seconds, is not that of a caller.

/** Says that an operation was given up; its code is the one that the Cosmos client gives to its own time-outs. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'TimeoutError';
}

/**
 * Runs an operation for a limited time.
 * @param limitMs - the longest wait, in milliseconds
 * @param run - the operation; the signal tells it to stop, though nobody waits until it has
 * @throws DeadlineError when the time is over, and whatever the operation throws; both as a rejection
 */
export function withDeadline<Result>(limitMs: number, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      // In this order, so that what stops the operation does not become its result.
      reject(new DeadlineError(`No result within ${limitMs} ms.`));
      controller.abort();
    }, limitMs);
    const running = run(controller.signal);
    running.then(resolve, reject);
    const stopClock = (): void => {
      clearTimeout(timer);
    };
    running.then(stopClock, stopClock);
  });
}
