// The Cosmos DB of the local stack: an emulator in this process and in memory, and the container that the app expects.
import { format } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { createHttpsServer } from '@vercel/cosmosdb-server';
import { containerDefinition } from '../shared/store/container-definition.ts';
import { createStoreHttpClient } from '../shared/store/http-client.ts';
import type { Certificate } from './certificate.ts';
import { patchEmulator } from './emulator-patches.ts';
import type { Log } from './functions-host/log-writer.ts';
import { listen } from './listen.ts';

/** What {@link startCosmosEmulator} needs. */
export interface CosmosEmulatorOptions extends Certificate {
  /** 0 takes any free port. */
  readonly port: number;
  /** Told of what the emulator could not do. */
  readonly log: Log;
}

/** A running emulator. */
export interface CosmosEmulator {
  /** `https://localhost:{port}` */
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** Where a container is, and how an emulator is signed in to. */
export interface EmulatorContainer {
  readonly endpoint: string;
  /** The emulator's published key. */
  readonly key: string;
  readonly database: string;
  readonly container: string;
}

/** Longer than a client keeps an idle connection, in milliseconds, so that the client ends it. */
const KEEP_ALIVE_MS = 130_000;

/**
 * Starts the emulator on 127.0.0.1, with nothing in it.
 * @throws Error when the port is taken (`code` is `EADDRINUSE`)
 * @throws StartFailure when its query engine is not the one that our patches are for
 */
export async function startCosmosEmulator(options: CosmosEmulatorOptions): Promise<CosmosEmulator> {
  patchEmulator();
  const { port, cert, key, log } = options;
  // Without keepAlive it ends the connection after each answer.
  const server = createHttpsServer({ cert, key, keepAlive: true, keepAliveTimeout: KEEP_ALIVE_MS });
  const boundPort = await listen(server, port, '127.0.0.1');
  const restoreConsole = divertErrors(log);
  return {
    endpoint: `https://localhost:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          restoreConsole();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/**
 * Makes database and container where they are missing, in any emulator on this machine.
 * @throws what the Cosmos client throws when the endpoint cannot be reached or refuses
 */
export async function ensureContainer(where: EmulatorContainer): Promise<void> {
  const httpClient = createStoreHttpClient();
  const client = new CosmosClient({ endpoint: where.endpoint, key: where.key, httpClient });
  try {
    const { database } = await client.databases.createIfNotExists({ id: where.database });
    await database.containers.createIfNotExists({ id: where.container, ...containerDefinition });
  } finally {
    client.dispose();
    await httpClient.close();
  }
}

/** The emulator writes its failures to the console and has no other way; everybody else's lines are left alone. */
function divertErrors(log: Log): () => void {
  const original = console.error;
  console.error = (...args: unknown[]): void => {
    const [error] = args;
    if (error instanceof Error && /cosmosdb-(?:server|query)/.test(error.stack ?? '')) {
      log('warning', `Cosmos emulator: ${format(...args)}`);
    } else {
      original(...args);
    }
  };
  return () => {
    console.error = original;
  };
}
