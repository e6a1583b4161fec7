// What can go wrong at the start and be put right by the person at the keyboard: told in one message, without a stack trace.

/** A failure whose message says what to do. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** A port that a part of the local stack wants. */
export interface PortUse {
  /** Who wants it, as a person knows it. */
  readonly part: string;
  readonly port: number;
  /** What to do about it, when the other program is to stay. */
  readonly advice: string;
}

/**
 * Starts a part that listens, and explains a port that it cannot have.
 * @param uses - the ports that the part wants
 * @throws StartFailure when one of them is taken or not allowed; else what the part throws
 */
export async function listening<Part>(uses: readonly PortUse[], start: () => Promise<Part>): Promise<Part> {
  try {
    return await start();
  } catch (error) {
    const { code, port } = error as { readonly code?: unknown; readonly port?: unknown };
    const problem = PORT_PROBLEMS[String(code)];
    const use = uses.findLast((each) => each.port === port) ?? uses.at(-1);
    if (problem === undefined || use === undefined) throw error;
    throw new StartFailure(`Port ${use.port}, which ${use.part} wants, ${problem}. ${use.advice}`, { cause: error });
  }
}

/** The advice to choose another port by an environment variable. */
export function chooseBy(variable: string): string {
  return `End it, or choose another port with ${variable}.`;
}

const PORT_PROBLEMS: Partial<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used by this user',
};

/** Ends the process with a failed start: a message where it says enough, a stack trace where it is our fault. */
export function reportFailure(error: unknown): never {
  // The app's own ConfigurationError comes from the bundle: another class of the same name.
  const isExplained = error instanceof Error && ['StartFailure', 'ConfigurationError'].includes(error.name);
  console.error(isExplained ? error.message : error);
  process.exit(1);
}
