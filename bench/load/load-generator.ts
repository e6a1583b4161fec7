// Drives one contestant: a fixed number of requests in flight, each on its own connection, every answer checked.
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/** Whom the load goes to. */
export interface LoadTarget {
  /** The name that a failure is reported under. */
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body: string | null;
  /** What every answer must have; its body must be a JSON object besides. */
  readonly status: number;
  /** The headers of the next request, as name, value, name, value; called once a request. */
  headers(): string[];
}

/** What a load showed. */
export interface LoadResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** One a request, in milliseconds. */
  readonly latencies: Float64Array;
}

/** A contestant's answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** When to come again, where it says so. */
  readonly retryAfter?: string | undefined;
}

/** Sends load to one target over connections that stay open. */
export interface LoadGenerator {
  /**
   * Sends the requests and waits for their answers.
   * @throws Error with the answer's body, as soon as one is not what the target wants
   */
  run(requests: number): Promise<LoadResult>;
  close(): Promise<void>;
}

/**
 * @param target - whom the load goes to
 * @param connections - requests in flight
 */
export function createLoadGenerator(target: LoadTarget, connections: number): LoadGenerator {
  const pool = new Pool(target.origin, { connections, pipelining: 1 });
  return {
    run: async (requests) => {
      const latencies = new Float64Array(requests);
      let next = 0;
      const start = performance.now();
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (next < requests) {
            const index = next++;
            const sent = performance.now();
            const answer = await send(pool, target);
            latencies[index] = performance.now() - sent;
            assertGood(target, answer);
          }
        }),
      );
      return { seconds: (performance.now() - start) / 1000, latencies };
    },
    close: () => pool.close(),
  };
}

function assertGood(target: LoadTarget, answer: Answer): void {
  if (answer.status === target.status && answer.body.startsWith('{')) return;
  throw new Error(`'${target.name}' answered ${answer.status} instead of ${target.status}: ${answer.body}`);
}

/**
 * Sends one request.
 * @param dispatcher - undici's pool or client of the target's origin
 * @throws Error of undici, when there is no answer
 */
export function send(dispatcher: Dispatcher, target: LoadTarget): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let retryAfter: string | undefined;
    const chunks: Buffer[] = [];
    dispatcher.dispatch(
      { path: target.path, method: target.method, headers: target.headers(), body: target.body },
      {
        onRequestStart() {
          // undici wants this method to be there.
        },
        onResponseStart(_controller, statusCode, headers) {
          status = statusCode;
          if (status === 503) retryAfter = headers['retry-after']?.toString();
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          resolve({ status, body: Buffer.concat(chunks).toString('latin1'), retryAfter });
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      },
    );
  });
}
