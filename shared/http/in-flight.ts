// Counts requests while they run, so that there are never more than can be served in time, and what they stand on is
// taken away only behind the last of them.

/** How long requests are waited for, in milliseconds: two calls of a store that does not answer take as long. */
const PATIENCE_MS = 10_000;

/** The requests under way. Beginning and ending make nothing but a sum: each request does it. */
export interface InFlight {
  /**
   * Counts a request.
   * @returns whether it is within the limit; one that is not is to be refused, and ends all the same
   */
  begin(): boolean;
  end(): void;
  /**
   * Resolves when no request is under way.
   * @returns how many still are when the time is over
   */
  settled(): Promise<number>;
}

/**
 * Makes a count of nothing.
 * @param limit - so many requests may be under way (docs/decisions/0015)
 * @param patienceMs - the longest wait of {@link InFlight.settled}
 */
export function createInFlight(limit: number, patienceMs = PATIENCE_MS): InFlight {
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
      return count <= limit;
    },
    end() {
      count -= 1;
      if (count === 0) onIdle?.();
    },
    settled: () => (count === 0 ? Promise.resolve(0) : (settling ??= settle())),
  };
}
