// Whether the service could serve a request now, asked of what it stands on, in bounded time and not too often.
import { GraphError } from '../errors/graph-error.ts';

/** One thing the service stands on. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves when all is well, rejects when not. */
  readonly check: () => Promise<void>;
}

/** How readiness is asked. */
export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Longest wait for the checks, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long an answer is good for, in milliseconds: probes come often, and each check costs a call. */
  readonly cacheMs?: number;
}

/**
 * Makes the readiness question.
 * @returns a function that resolves to the problems, for the log, or to nothing when the service is ready; it never rejects
 */
export function createReadiness(options: ReadinessOptions): () => Promise<string | undefined> {
  const { checks, now, timeoutMs = 2_000, cacheMs = 5_000 } = options;
  let answer: Promise<string | undefined> | undefined;
  let askedAt = 0;
  let goodUntil = 0;
  return () => {
    const time = now();
    // A clock that was set back must not keep an answer alive.
    if (answer !== undefined && time >= askedAt && time < goodUntil) return answer;
    askedAt = time;
    // Set before the checks end, so that probes that come meanwhile share one answer.
    goodUntil = time + cacheMs + timeoutMs;
    answer = ask(checks, timeoutMs).then((problem) => {
      goodUntil = now() + cacheMs;
      return problem;
    });
    return answer;
  };
}

async function ask(checks: readonly ReadinessCheck[], timeoutMs: number): Promise<string | undefined> {
  const problems = await Promise.all(checks.map((check) => findProblem(check, timeoutMs)));
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? undefined : found.join('; ');
}

async function findProblem({ name, check }: ReadinessCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    await Promise.race([check(), deadline]);
    return undefined;
  } catch (error) {
    return `${name}: ${reasonOf(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

/** What an error says to the log: its reason, which the caller never hears, where it has one. */
function reasonOf(error: unknown): string {
  if (error instanceof GraphError) return error.reason ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
