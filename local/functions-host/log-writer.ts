// Writes log lines in batches: one write for all lines of 50 ms costs a request less than a write of its own.

/** Levels of the Functions runtime, quietest last. */
const LEVELS = ['trace', 'debug', 'information', 'warning', 'error', 'critical', 'none'] as const;

/** A level of the Functions runtime. */
export type LogLevel = (typeof LEVELS)[number];

/** Takes one line of log. */
export type Log = (level: string, message: string) => void;

/** A batching log. */
export interface LogWriter {
  readonly log: Log;
  /** Writes what waits. */
  readonly flush: () => void;
}

/** How long a line may wait, in milliseconds. */
const BATCH_MS = 50;

/**
 * Makes a log that writes each message as it is, one a line: what the app logs is structured already.
 * @param write - receives whole lines
 * @param minimum - quieter messages are dropped; an unknown level is written
 */
export function createLogWriter(write: (lines: string) => void, minimum: LogLevel = 'information'): LogWriter {
  const dropped: ReadonlySet<string> = new Set(LEVELS.slice(0, LEVELS.indexOf(minimum)));
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting;
    waiting = '';
    if (lines !== '') write(lines);
  };

  return {
    log: (level, message) => {
      if (dropped.has(level)) return;
      waiting += message + '\n';
      // Unreferenced: a last line does not keep the process alive, its end flushes.
      timer ??= setTimeout(flush, BATCH_MS).unref();
    },
    flush,
  };
}
