// A clock that moves only when a test says so.

/** A clock in milliseconds. */
export interface Clock {
  readonly now: () => number;
  readonly advance: (milliseconds: number) => void;
  /** Shows what it showed at first. */
  readonly reset: () => void;
}

/** @param start - what it shows at first: today's wall clock, unless told otherwise */
export function createClock(start = Date.now()): Clock {
  let time = start;
  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds;
    },
    reset() {
      time = start;
    },
  };
}
