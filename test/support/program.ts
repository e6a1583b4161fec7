// Runs a program as a person does in a terminal, and tells what it printed and how it ended.
import { type ChildProcess, spawn } from 'node:child_process';

/** A program that runs or has ended. */
export interface Program {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until stdout matches. Rejects, with everything that was printed, when the program ends before. */
  readonly printed: (pattern: RegExp) => Promise<void>;
  /** Exit code, or undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** As Ctrl-C does: to the program and all that it started. */
  readonly interrupt: (signal?: NodeJS.Signals) => void;
}

/**
 * Starts a program in a process group of its own.
 * @param environment - beside the test's own environment; undefined removes a variable
 * @param folder - where it is started; the project's own unless told otherwise
 */
export function startProgram(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  folder = process.cwd(),
): Program {
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (text.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (text.stderr += String(chunk)));
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? undefined);
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(text.stdout)) resolve();
        };
        child.stdout?.on('data', look);
        look();
        void ended.then((code) => {
          reject(new Error(`It ended with ${String(code)} and had printed:\n${text.stdout}\n${text.stderr}`));
        });
      }),
    ended,
    interrupt: (signal = 'SIGINT') => {
      try {
        process.kill(-(child.pid ?? 0), signal);
      } catch {
        // It has ended, and all that it started.
      }
    },
  };
}
