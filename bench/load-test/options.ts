// The command line of `npm run load`: typed, checked, and explained by --help.
import { parseArgs } from 'node:util';

/** What one run does. */
export interface LoadTestOptions {
  /** How long the load is steady, in minutes. */
  readonly minutes: number;
  /** How long each step lasts that looks for saturation, in seconds; under overload twice as long. */
  readonly stepSeconds: number;
  /** Requests that the app has under way at most (its `MAX_CONCURRENT_REQUESTS`). */
  readonly limit: number;
}

/** The text that `--help` prints. */
export const usage = `npm run load -- [options]

Loads the app on this machine, canned store and all, until more requests at once bring no more answers; then with too
many; then steadily for some minutes. Leaves with 1 when a verdict at the end is a failure.

  --minutes N       minutes of steady load, also a fraction (default 10)
  --step-seconds N  seconds of each step before that, also a fraction (default 10)
  --limit N         requests that the app has under way at most, its MAX_CONCURRENT_REQUESTS (default 256)
  --help            this text`;

/**
 * Reads the command line.
 * @param args - the arguments after the script's name
 * @returns the options, or 'help' when the text of {@link usage} is wanted
 * @throws Error that names the option, when one is unknown or its value is out of its range
 */
export function readOptions(args: readonly string[]): LoadTestOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      'step-seconds': { type: 'string', default: '10' },
      limit: { type: 'string', default: '256' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const limit = positive('limit', values.limit, 10_000);
  if (!Number.isInteger(limit)) throw new Error(`--limit must be a whole number, not '${values.limit}'.`);
  return {
    // The caller's token is good for a day.
    minutes: positive('minutes', values.minutes, 24 * 60 - 60),
    stepSeconds: positive('step-seconds', values['step-seconds'], 600),
    limit,
  };
}

function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0 && value <= most)) throw new Error(`--${name} must be a number above 0 to ${most}, not '${text}'.`);
  return value;
}
