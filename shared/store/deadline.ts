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
export async function withDeadline<Result>(
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      // In this order, so that what stops the operation does not become its result.
      reject(new DeadlineError(`No result within ${limitMs} ms.`));
      controller.abort();
    }, limitMs);
  });
  try {
    return await Promise.race([run(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
