// What the app needs around it on this machine: Cosmos emulator and token issuer, as far as the settings ask for them.
import { join } from 'node:path';
import { ensureCertificate, type Certificate } from './certificate.ts';
import { ensureContainer, startCosmosEmulator } from './cosmos-emulator.ts';
import type { Log } from './functions-host/log-writer.ts';
import type { StackSettings } from './settings.ts';
import { chooseBy, type PortUse, StartFailure } from './start-failure.ts';
import { startTokenIssuer } from './token-issuer/token-issuer.ts';

/** Something that was started and can be ended. */
export interface Closeable {
  readonly close: () => Promise<void>;
}

/** The running services. */
export interface Services extends Closeable {
  /** For everything on this machine that listens with TLS. */
  readonly certificate: Certificate;
}

/** The folder for keys and certificates, which git ignores. */
export function privateFolder(root: string): string {
  return join(root, '.local');
}

/** The ports that {@link startServices} takes. */
export function servicePorts({ entra, cosmos }: StackSettings): PortUse[] {
  const wanted = [
    { part: 'the token issuer', port: entra.issuerPort, advice: chooseBy('ISSUER_PORT') },
    { part: 'the Cosmos emulator', port: cosmos.embeddedPort, advice: chooseBy('COSMOS_PORT') },
  ];
  return wanted.flatMap(({ port, ...use }) => (port === undefined ? [] : { ...use, port }));
}

/**
 * Starts what the settings ask for.
 * @param root - the project's folder
 * @throws StartFailure when the Cosmos endpoint does not answer
 * @throws Error when a port is taken (`code` is `EADDRINUSE`, with `port`); nothing is left running in either case
 */
export async function startServices(root: string, settings: StackSettings, log: Log): Promise<Services> {
  const certificate = await ensureCertificate(privateFolder(root));
  const starting = await Promise.allSettled([
    startIssuer(root, settings.entra),
    startCosmos(settings.cosmos, certificate, log),
  ]);
  const started = starting.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const close = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.close()));
  };
  const failures = starting.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) {
    await close();
    throw failures[0];
  }
  return { certificate, close };
}

async function startIssuer(root: string, entra: StackSettings['entra']): Promise<Closeable[]> {
  const { issuerPort, tenantId, audiences } = entra;
  if (issuerPort === undefined) return [];
  return [await startTokenIssuer({ port: issuerPort, keyFolder: privateFolder(root), tenantId, audiences })];
}

async function startCosmos(cosmos: StackSettings['cosmos'], certificate: Certificate, log: Log): Promise<Closeable[]> {
  const { embeddedPort, endpoint, emulatorKey, database, container } = cosmos;
  const started: Closeable[] = [];
  if (embeddedPort !== undefined) {
    started.push(await startCosmosEmulator({ port: embeddedPort, ...certificate, log }));
  }
  if (emulatorKey === undefined) return started;
  try {
    await ensureContainer({ endpoint, key: emulatorKey, database, container });
    return started;
  } catch (error) {
    await Promise.all(started.map((each) => each.close()));
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(
      `The container "${container}" could not be made in the Cosmos emulator at ${endpoint}: ${reason}`,
    );
  }
}
