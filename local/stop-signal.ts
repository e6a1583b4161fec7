// Ends a program of the local stack cleanly when it is told to stop.

/** A second Ctrl-C, by the convention of shells: 128 and the number of SIGINT. */
const FORCED_EXIT_CODE = 130;

/**
 * Runs `stop` on the first SIGINT (Ctrl-C) or SIGTERM and then exits with 0; a second signal ends the process at once.
 * @param stop - ends everything that was started
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(FORCED_EXIT_CODE);
    isStopping = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
}
