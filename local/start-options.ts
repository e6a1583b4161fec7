// What can be asked of `npm start` and `npm run start:func` on their command lines.
import { parseArgs } from 'node:util';
import type { Environment, StackSettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';

/** What was asked for. */
export interface StartOptions {
  readonly help: boolean;
  /** Fill the stack with the sample company. */
  readonly sample: boolean;
}

/**
 * Reads the options.
 * @param args - what stands behind the program's name
 * @param environment - where npm puts options that it took for its own
 * @throws StartFailure when there is another option, a value, or a word that is none
 */
export function readStartOptions(args: readonly string[], environment: Environment): StartOptions {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { help: { type: 'boolean', short: 'h' }, sample: { type: 'boolean' } },
    // Told in words of ours below: Node's are about its own parser.
    strict: false,
    tokens: true,
  });
  const wrong = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [token.value];
    if (token.kind === 'option-terminator') return [];
    const isKnown = ['help', 'sample'].includes(token.name);
    return isKnown && token.value === undefined ? [] : [`${token.rawName}${valueOf(token.value)}`];
  });
  if (wrong.length > 0) {
    const known = 'There are --sample and --help; ports and the like are set by environment variables.';
    throw new StartFailure(`"${wrong.join(' ')}" is no option. ${known}`);
  }
  const sample = values.sample === true;
  if (!sample && environment.npm_config_sample !== undefined) {
    const command = environment.npm_lifecycle_event === 'start:func' ? 'npm run start:func' : 'npm start';
    throw new StartFailure(`npm kept --sample to itself. Two dashes pass it on: ${command} -- --sample`);
  }
  return { help: values.help === true, sample };
}

function valueOf(value: string | undefined): string {
  return value === undefined ? '' : `=${value}`;
}

/** The help of a command, such as `npm start`. */
export function startHelp(command: string, what: string): string {
  return `Usage: ${command} -- [options]

${what}

  --sample   fill it with a small made-up company: apps, users, devices, and how installations went
  --help     this text

PORT, HTTPS_PORT, COSMOS_PORT and ISSUER_PORT in the environment move its parts to other ports. COSMOS_ENDPOINT and
ENTRA_AUTHORITY replace the emulator and the token issuer. README.md has the rest.`;
}

/**
 * Makes sure that samples only go where nobody keeps data of worth, and that there are tokens to write them with.
 * @throws StartFailure when the store is an account or the token issuer is another
 */
export function requireSampleCanBeWritten({ cosmos, entra }: StackSettings): void {
  const reasons = [
    ...(cosmos.emulatorKey === undefined
      ? [
          `COSMOS_ENDPOINT is ${cosmos.endpoint}, which is no emulator on this machine: made-up data are not written there.`,
        ]
      : []),
    ...(entra.issuerPort === undefined
      ? [`ENTRA_AUTHORITY is ${entra.authority}, whose tokens this program does not have.`]
      : []),
  ];
  if (reasons.length > 0) throw new StartFailure(`--sample cannot be done. ${reasons.join('\n')}`);
}
