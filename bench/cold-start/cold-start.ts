// Cold start: from the start of a process to its first 201, the bundle beside the same sources as loose files.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { Client } from 'undici';
import { matchedRoute } from '../contestants/requests.ts';
import { toTarget } from '../contestants/target.ts';
import { send } from '../load/load-generator.ts';
import type { Surroundings } from '../surroundings.ts';
import { connectWorkerTarget } from '../worker/worker-client.ts';

/** What is started. */
export type ColdStartVariant = 'bundle' | 'unbundled' | 'bundle-compile-cache';

/** Milliseconds from the start of the process to the first 201, by variant. */
export type ColdStarts = ReadonlyMap<ColdStartVariant, readonly number[]>;

/** The files that are started. */
export interface ColdStartEntries {
  readonly coldStartHost: string;
  readonly bundle: string;
  readonly unbundled: string;
}

/**
 * Starts every variant the given number of times, in turn. One start of each beforehand is not counted: it fills the
 * disk's cache and the compile cache.
 * @param starts - counted starts of each variant
 * @throws Error when a process does not answer 201
 */
export async function measureColdStarts(
  entries: ColdStartEntries,
  surroundings: Surroundings,
  starts: number,
): Promise<ColdStarts> {
  const compileCache = { NODE_COMPILE_CACHE: join(surroundings.folder, 'compile-cache') };
  const noCompileCache = { NODE_DISABLE_COMPILE_CACHE: '1' };
  const variants = [
    { name: 'bundle', entry: entries.bundle, env: noCompileCache },
    { name: 'unbundled', entry: entries.unbundled, env: noCompileCache },
    { name: 'bundle-compile-cache', entry: entries.bundle, env: compileCache },
  ] as const;
  const results = new Map<ColdStartVariant, number[]>(variants.map(({ name }) => [name, []]));
  for (let start = 0; start <= starts; start++) {
    for (const { name, entry, env } of variants) {
      const milliseconds = await timeToFirstCreate(name, [entries.coldStartHost, entry], env, surroundings);
      if (start > 0) results.get(name)?.push(milliseconds);
    }
  }
  return results;
}

async function timeToFirstCreate(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  surroundings: Surroundings,
): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...surroundings.coldStartEnvironment, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  try {
    const { httpUri, invocationPort } = await waysIn(child);
    const created = toTarget('worker', 'create', new URL(httpUri).origin, surroundings.accessToken);
    const target = { ...created, name: `cold start of the ${name}` };
    const workerTarget = await connectWorkerTarget(target, matchedRoute, invocationPort);
    const client = new Client(target.origin);
    const answer = await send(client, workerTarget);
    const milliseconds = performance.now() - start;
    workerTarget.close();
    await client.destroy();
    if (answer.status !== 201) throw new Error(`The ${target.name} answered ${answer.status}: ${answer.body}`);
    return milliseconds;
  } finally {
    await stopped(child);
  }
}

async function waysIn(child: ChildProcess): Promise<{ readonly httpUri: string; readonly invocationPort: number }> {
  const pipe = child.stdio[3] as Readable;
  let text = '';
  for await (const chunk of pipe) {
    text += String(chunk);
    if (text.endsWith('}')) return JSON.parse(text) as { httpUri: string; invocationPort: number };
  }
  throw new Error('The process ended before it had loaded the function app.');
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill();
  });
}
