// The whole product in the test's process: issuer, emulator, function app and local host, on free loopback ports.
import { CosmosClient } from '@azure/cosmos';
import { app } from '@azure/functions';
import { Agent } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerFunctions } from '../../functions/register.ts';
import { type Certificate, ensureCertificate } from '../../local/certificate.ts';
import { ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { startFunctionsHost } from '../../local/functions-host/host.ts';
import { signToken } from '../../local/token-issuer/access-token.ts';
import { loadIssuerKey } from '../../local/token-issuer/issuer-key.ts';
import { startTokenIssuer } from '../../local/token-issuer/token-issuer.ts';
import { createApplication } from '../../shared/app.ts';
import { readConfiguration } from '../../shared/config.ts';
import { connectToRunningApp } from './running-app.ts';
import type { Stack } from './running-product.ts';

export type { Stack } from './running-product.ts';

export const TENANT_ID = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
export const CLIENT_ID = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
export const APP_ID_URI = 'api://graph-app-install-status';
export const EMULATOR_KEY = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** What a test puts in place of the usual parts of the app. */
export interface StackParts {
  /** The wall clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Puts something between the app and the emulator, and gives the endpoint that the app is told. */
  readonly storeBehind?: (endpoint: string, tls: Certificate) => Promise<string>;
}

/**
 * Starts everything, or connects to the app that TEST_APP_URL names.
 * @param environment - adds to or replaces the variables that the app is configured with
 * @param parts - what cannot be told to an app that runs already
 */
export async function startStack(
  environment: Readonly<Record<string, string>> = {},
  parts: StackParts = {},
): Promise<Stack> {
  const { TEST_APP_URL: runningApp = '' } = process.env;
  const isUsual = Object.keys({ ...environment, ...parts }).length === 0;
  if (runningApp !== '' && isUsual) return connectToRunningApp(runningApp);
  const folder = mkdtempSync(join(tmpdir(), 'app-install-status-'));
  const tls = await ensureCertificate(folder);
  const emulator = await startCosmosEmulator({ port: 0, cert: tls.cert, key: tls.key, log: () => undefined });
  const issuer = await startTokenIssuer({
    port: 0,
    keyFolder: folder,
    tenantId: TENANT_ID,
    audiences: [CLIENT_ID, APP_ID_URI],
  });
  const configuration = readConfiguration({
    ENTRA_AUTHORITY: issuer.authority,
    ENTRA_TENANT_ID: TENANT_ID,
    ENTRA_AUDIENCE: `${CLIENT_ID},${APP_ID_URI}`,
    COSMOS_ENDPOINT: emulator.endpoint,
    COSMOS_DATABASE: 'tests',
    COSMOS_CONTAINER: 'statuses',
    COSMOS_KEY: EMULATOR_KEY,
    ...environment,
  });
  const { endpoint, database, container: containerName } = configuration.cosmos;
  await ensureContainer({ endpoint, database, container: containerName, key: EMULATOR_KEY });
  const { storeBehind, ...appParts } = parts;
  const seen = storeBehind === undefined ? endpoint : await storeBehind(endpoint, tls);
  const cosmos = { ...configuration.cosmos, endpoint: seen };
  const application = createApplication({ ...configuration, cosmos }, appParts);
  registerFunctions(app, application);
  const log: { level: string; message: string }[] = [];
  const host = await startFunctionsHost({
    registrations: takeRegistrations(),
    hostJson: { extensions: { http: { routePrefix: '' } } },
    http: { port: 0, host: '127.0.0.1' },
    https: { port: 0, cert: tls.cert, key: tls.key },
    log: (level, message) => {
      log.push({ level, message });
    },
  });
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  const client = new CosmosClient({ endpoint, key: EMULATOR_KEY, agent });
  const issuerKey = loadIssuerKey(folder);
  let closed: Promise<void> | undefined;
  const closeEmulator = (): Promise<void> => (closed ??= emulator.close());

  return {
    url: host.url,
    httpsUrl: host.httpsUrl ?? '',
    authority: issuer.authority,
    cosmosUrl: emulator.endpoint,
    issuerKey,
    certificate: tls.cert,
    container: client.database(database).container(containerName),
    log,
    token: (options) =>
      signToken(issuerKey, { authority: issuer.authority, tenantId: TENANT_ID, audience: CLIENT_ID, ...options }),
    closeEmulator,
    async close() {
      await host.close();
      await application.close();
      client.dispose();
      agent.destroy();
      await issuer.close();
      await closeEmulator();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
