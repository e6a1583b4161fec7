// The command line of the benchmark: typed, checked, and explained by --help.
import { parseArgs } from 'node:util';
import { type ContestantName, contestantNames } from './contestants/names.ts';
import { type OperationName, operationNames } from './operations.ts';

/** What one run of the benchmark does. */
export interface BenchOptions {
  /** How often all processes are started afresh and warmed up: two processes of one program differ by some per cent. */
  readonly heats: number;
  /** Measured rounds of a heat; each visits every contestant once. */
  readonly rounds: number;
  /** Creates to one contestant in one round; of the other operations a part of it, since they take longer. */
  readonly requests: number;
  /** Creates to each contestant before anything is measured; of the other operations the same part. */
  readonly warmUp: number;
  /** Requests in flight at once, one connection each. */
  readonly connections: number;
  /** Process starts of each variant; 0 leaves the cold start out. */
  readonly coldStarts: number;
  /** Which contestants run; all when the command line names none, of a profile only ours. */
  readonly only: readonly ContestantName[];
  /** Which operations are measured; all when the command line names none, of a profile only the create. */
  readonly operations: readonly OperationName[];
  /** Where the raw figures go, as JSON. */
  readonly json: string | undefined;
  /** Profile instead of comparing. */
  readonly profile: boolean;
  /** Leave with exit code 1 when a goal is missed. */
  readonly strict: boolean;
}

/** The text that `--help` prints. */
export const usage = `npm run bench -- [options]

  --heats N         times that all processes are started afresh (default 3)
  --rounds N        measured rounds of a heat (default 5)
  --requests N      creates a contestant gets in a round, and fewer reads and patches in proportion (default 4000)
  --warm-up N       the same before the first round of a heat (default 15000)
  --connections N   requests in flight at once (default 16)
  --cold-starts N   process starts of each variant, 0 for none (default 11)
  --operations A,B  only these operations: ${operationNames.join(', ')}; cold starts go with create
  --only A,B        only these contestants: ${contestantNames.join(', ')}
  --json FILE       write the raw figures to FILE
  --profile         no comparison: profile our create, or the --operations, and say where the CPU time goes
  --strict          exit with 1 when a goal is missed
  --help            this text`;

/**
 * Reads the command line.
 * @param args - the arguments after the script's name
 * @returns the options, or 'help' when the text of {@link usage} is wanted
 * @throws Error that names the option, when one is unknown or its value is not a whole number in its range or not a known name
 */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      heats: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '4000' },
      'warm-up': { type: 'string', default: '15000' },
      connections: { type: 'string', default: '16' },
      'cold-starts': { type: 'string', default: '11' },
      operations: { type: 'string', default: '' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    heats: wholeNumber('heats', values.heats, 1),
    rounds: wholeNumber('rounds', values.rounds, 1),
    requests: wholeNumber('requests', values.requests, 1),
    warmUp: wholeNumber('warm-up', values['warm-up'], 1),
    connections: wholeNumber('connections', values.connections, 1),
    coldStarts: wholeNumber('cold-starts', values['cold-starts'], 0),
    only: chosen('only', values.only, contestantNames, values.profile ? ['ours'] : contestantNames),
    operations: chosen('operations', values.operations, operationNames, values.profile ? ['create'] : operationNames),
    json: values.json,
    profile: values.profile,
    strict: values.strict,
  };
}

function chosen<Name extends string>(
  option: string,
  text: string,
  known: readonly Name[],
  unnamed: readonly Name[],
): readonly Name[] {
  const named = text.split(',').filter((name) => name !== '');
  const unknown = named.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0)
    throw new Error(`--${option} does not know '${unknown.join("', '")}', only ${known.join(', ')}.`);
  return named.length === 0 ? unnamed : known.filter((name) => named.includes(name));
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`--${name} must be a whole number of at least ${least}, not '${text}'.`);
  }
  return value;
}
