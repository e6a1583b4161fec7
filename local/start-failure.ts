// What can go wrong at the start and be put right by the person at the keyboard: told in one message, without a stack trace.
import { createServer } from 'node:net';
import { listen } from './listen.ts';

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
 * Starts what listens on several ports, and explains all of those that it cannot have.
 * @param uses - the ports that are wanted, all on 127.0.0.1
 * @param start - leaves nothing running when it fails
 * @throws StartFailure when one of the ports is taken or not allowed; else what `start` throws
 */
export async function listening<Started>(uses: readonly PortUse[], start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    const { port: failedPort } = error as { readonly port?: unknown };
    if (portProblem(error) === undefined) throw error;
    const explained: string[] = [];
    // The first failure ended the start, so the ports behind it are tried now: one message saves several attempts.
    for (const { part, port, advice } of uses) {
      const problem = portProblem(port === failedPort ? error : await failureToListen(port));
      if (problem !== undefined) explained.push(`Port ${port}, which ${part} wants, ${problem}. ${advice}`);
    }
    throw explained.length === 0 ? error : new StartFailure(explained.join('\n'), { cause: error });
  }
}

async function failureToListen(port: number): Promise<unknown> {
  const server = createServer();
  try {
    await listen(server, port, '127.0.0.1');
  } catch (error) {
    return error;
  }
  server.close();
  return undefined;
}

/** The advice to choose another port by an environment variable. */
export function chooseBy(variable: string): string {
  return `End it, or choose another port with ${variable}.`;
}

const PORT_PROBLEMS: Partial<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used by this user',
};

function portProblem(error: unknown): string | undefined {
  return PORT_PROBLEMS[String((error as NodeJS.ErrnoException | undefined)?.code)];
}

/** Ends the process with a failed start: a message where it says enough, a stack trace where it is our fault. */
export function reportFailure(error: unknown): never {
  // The app's own ConfigurationError comes from the bundle: another class of the same name.
  const isExplained = error instanceof Error && ['StartFailure', 'ConfigurationError'].includes(error.name);
  console.error(isExplained ? error.message : error);
  process.exit(1);
}
