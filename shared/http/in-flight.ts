// Counts requests while they run, so that what they stand on is taken away only behind the last of them.

/** How long requests are waited for, in milliseconds: two calls of a store that does not answer take as long. */
const PATIENCE_MS = 10_000;

/** The requests under way. Beginning and ending make nothing but a sum: each request does it. */
export interface InFlight {
  begin(): void;
  end(): void;
  /**
   * Resolves when no request is under way.
   * @returns how many still are when the time is over
   */
  settled(): Promise<number>;
}

/**
 * Makes a count of nothing.
 * @param patienceMs - the longest wait of {@link InFlight.settled}
 */
export function createInFlight(patienceMs = PATIENCE_MS): InFlight {
  let count = 0;
  let onIdle: (() => void) | undefined;
  let settling: Promise<number> | undefined;

  const settle = (): Promise<number> =>
    new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        onIdle = undefined;
        settling = undefined;
        resolve(count);
      };
      const timer = setTimeout(finish, patienceMs);
      onIdle = finish;
    });

  return {
    begin() {
      count += 1;
    },
    end() {
      count -= 1;
      if (count === 0) onIdle?.();
    },
    settled: () => (count === 0 ? Promise.resolve(0) : (settling ??= settle())),
  };
}
