// A child process of the benchmark, talked to over its own channel. Nothing else of Node's child_process is used.
import { spawn, type ChildProcess } from 'node:child_process';

/** A running child. */
export interface BenchProcess<Request extends object, Answer extends { readonly type: string }> {
  /**
   * Sends a request and waits for the answer of the named type.
   * @throws Error when the child ends before it has answered
   */
  ask<Type extends Answer['type']>(request: Request, type: Type): Promise<Extract<Answer, { readonly type: Type }>>;
  /**
   * Waits for a message that is sent unasked.
   * @throws Error when the child ends before
   */
  next<Type extends Answer['type']>(type: Type): Promise<Extract<Answer, { readonly type: Type }>>;
  /** Resolves when it has ended, to its exit code or the signal. */
  readonly ended: Promise<string>;
  readonly stop: () => void;
}

/** How a child is started. */
export interface BenchProcessOptions {
  /** The script and its arguments. */
  readonly args: readonly string[];
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a script with this process' own Node. What it writes to stdout (the contestants' logs) is written for good,
 * to the null device, and read by nobody; stderr is shown.
 */
export function startBenchProcess<Request extends object, Answer extends { readonly type: string }>(
  options: BenchProcessOptions,
): BenchProcess<Request, Answer> {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...options.args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const next = <Type extends Answer['type']>(type: Type): Promise<Extract<Answer, { readonly type: Type }>> =>
    nextMessage(child, type);
  return {
    next,
    ended: new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve(String(code ?? signal));
      });
    }),
    ask: (request, type) => {
      const answer = next(type);
      child.send(request);
      return answer;
    },
    stop: () => {
      child.kill();
    },
  };
}

function nextMessage<Message>(child: ChildProcess, type: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      child.off('message', onMessage).off('exit', onExit);
      act();
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle(() => {
        reject(new Error(`${child.spawnargs[1] ?? ''} ended (${code ?? signal ?? ''}) before it said '${type}'.`));
      });
    };
    const onMessage = (message: unknown): void => {
      if ((message as { readonly type: string }).type !== type) return;
      settle(() => {
        resolve(message as Message);
      });
    };
    child.on('message', onMessage).on('exit', onExit);
  });
}
