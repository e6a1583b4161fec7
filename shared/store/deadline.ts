// Ends what takes too long: the Cosmos client's own patience, 120 tries of three seconds, is not that of a caller.
import type { Client } from './document-store.ts';

/** Says that an operation was given up; its code is the one that the Cosmos client gives to its own time-outs. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'TimeoutError';
}

/** Says that an operation was given up because nobody waits for its result. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * How often a client is looked after, in milliseconds. To be told would cost each operation a listener; like this, one
 * that is over sooner, as nearly all are, pays nothing.
 */
const LOOK_MS = 250;

/**
 * Runs an operation for a limited time.
 * @param limitMs - the longest wait, in milliseconds; the operation is not begun when there is none left
 * @param run - the operation; the signal tells it to stop, though nobody waits until it has
 * @param client - the operation ends with it, where one is known
 * @throws DeadlineError when the time is over, ClientGoneError when the client has gone, and whatever the operation
 * throws; all as a rejection
 */
export function withDeadline<Result>(
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
  client?: Client,
): Promise<Result> {
  if (limitMs <= 0) return Promise.reject(new DeadlineError('No time is left.'));
  if (client?.destroyed === true) return Promise.reject(new ClientGoneError('The client has gone.'));
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const giveUp = (error: Error): void => {
      // In this order, so that what stops the operation does not become its result.
      reject(error);
      controller.abort();
    };
    let leftMs = limitMs;
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      const stepMs = client === undefined ? leftMs : Math.min(leftMs, LOOK_MS);
      leftMs -= stepMs;
      timer = setTimeout(onStep, stepMs);
    };
    const onStep = (): void => {
      if (client?.destroyed === true) giveUp(new ClientGoneError('The client has gone.'));
      else if (leftMs <= 0) giveUp(new DeadlineError(`No result within ${limitMs} ms.`));
      else wait();
    };
    wait();
    const running = run(controller.signal);
    running.then(resolve, reject);
    const stopClock = (): void => {
      clearTimeout(timer);
    };
    running.then(stopClock, stopClock);
  });
}
