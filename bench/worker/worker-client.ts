// The Functions host's side of an invocation: announces each request on the channel and names it in the HTTP message.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { LoadTarget } from '../load/load-generator.ts';

/** A target that goes the worker's way. */
export interface WorkerTarget extends LoadTarget {
  close(): void;
}

/** The route that the host has matched for a request, and what it took from the path. */
export interface MatchedRoute {
  /** Method and template, as the app registered it. */
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Turns a target into one that the worker can serve.
 * @param target - the request as a client would send it; its origin is the library's own server
 * @param matched - what the host knows of the request's route
 * @param invocationPort - the port of the worker's channel on the loopback address
 */
export async function connectWorkerTarget(
  target: LoadTarget,
  matched: MatchedRoute,
  invocationPort: number,
): Promise<WorkerTarget> {
  const channel = await openChannel(invocationPort);
  // The worker's answers say nothing that the HTTP answer does not; they must be read all the same.
  channel.resume();
  const { host } = new URL(target.origin);
  const parameters = Object.entries(matched.parameters).map(([name, value]) => [name, { string: value }] as const);
  return {
    ...target,
    headers: () => {
      const invocationId = randomUUID();
      const headers = target.headers();
      const triggerMetadata = {
        ...Object.fromEntries(parameters),
        Headers: { json: JSON.stringify(toRecord(headers)) },
        Query: { json: '{}' },
      };
      channel.write(`${JSON.stringify({ invocationId, route: matched.route, triggerMetadata })}\n`);
      return [...headers, 'x-ms-invocation-id', invocationId, 'x-forwarded-host', host, 'x-forwarded-proto', 'http'];
    },
    close: () => channel.destroy(),
  };
}

function toRecord(headers: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2) {
    record[headers[index] ?? ''] = headers[index + 1] ?? '';
  }
  return record;
}

function openChannel(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.on('error', reject);
  });
}
