// Ends a program of the local stack cleanly when it is told to stop, or when the npm that ran it is gone.

/** A second Ctrl-C, by the convention of shells: 128 and the number of SIGINT. */
const FORCED_EXIT_CODE = 130;
/** npm passes a Ctrl-C on that the terminal has sent to the program as well: within this time, two are one. */
const SAME_SIGNAL_MS = 500;
/** How often it is looked whether npm is still there, in milliseconds. */
const ORPHAN_CHECK_MS = 500;

/**
 * Runs `stop` on the first SIGINT (Ctrl-C) or SIGTERM and then exits with 0; a second one ends the process at once.
 * @param stop - ends everything that was started
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(FORCED_EXIT_CODE);
      return;
    }
    stoppingSince = performance.now();
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  if (process.env.npm_lifecycle_event !== undefined)
    onOrphaned(() => {
      onSignal('SIGTERM');
    });
}

/** A SIGTERM for npm ends npm and the shell between, and tells the program nothing; its parent is another one then. */
function onOrphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, ORPHAN_CHECK_MS).unref();
}
