// Azure Storage for `func start`, which keeps its locks and keys there: azurite, in memory, in a process of its own.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Where azurite's services listen. */
export interface AzuritePorts {
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

/** The ports that `UseDevelopmentStorage=true` means. */
export const DEFAULT_AZURITE_PORTS: AzuritePorts = { blob: 10_000, queue: 10_001, table: 10_002 };

/** A running azurite. */
export interface Azurite {
  readonly blobUrl: string;
  readonly close: () => Promise<void>;
}

/** Printed by azurite when its last service listens. */
const READY = 'Table service is successfully listening';

/**
 * Starts azurite on 127.0.0.1 and waits until its services listen.
 * @param root - the project's folder, whose installed package is run
 * @param folder - where azurite runs, made when it is not there
 * @throws Error when it ends before it is ready; `code` and `port` tell of a taken port
 */
export async function startAzurite(root: string, folder: string, ports: AzuritePorts): Promise<Azurite> {
  const require = createRequire(join(root, 'package.json'));
  const manifest = require('azurite/package.json') as { readonly bin: { readonly azurite: string } };
  const program = join(require.resolve('azurite/package.json'), '..', manifest.bin.azurite);
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [program, ...argumentsFor(ports)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  const printed = await readUntil(child, READY);
  if (!printed.includes(READY)) throw failureOf(printed);

  return {
    blobUrl: `http://127.0.0.1:${ports.blob}`,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Collects what a program prints until it prints the mark or ends; what it prints later is dropped. */
function readUntil(child: ChildProcessByStdio<null, Readable, Readable>, mark: string): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    const settle = (): void => {
      for (const stream of [child.stdout, child.stderr]) stream.off('data', collect).resume();
      resolve(printed);
    };
    const collect = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes(mark)) settle();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('close', settle);
  });
}

function argumentsFor(ports: AzuritePorts): string[] {
  const services = Object.entries(ports).flatMap(([service, port]) => [
    `--${service}Host`,
    '127.0.0.1',
    `--${service}Port`,
    String(port),
  ]);
  // The Functions host may speak a newer version of the storage API than azurite knows; all that it uses is old.
  return [...services, '--inMemoryPersistence', '--skipApiVersionCheck', '--silent', '--disableTelemetry'];
}

function failureOf(output: string): Error {
  const taken = /EADDRINUSE[^\n]*:(\d+)/.exec(output)?.[1];
  const error = new Error(`azurite did not start:\n${output.trim()}`);
  return taken === undefined ? error : Object.assign(error, { code: 'EADDRINUSE', port: Number(taken) });
}
