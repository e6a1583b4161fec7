// What the app has around it in tests: issuer and emulator on free loopback ports, in the test's process, wherever the app is.
import { Agent } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Container, CosmosClient } from '@azure/cosmos';
import { type Certificate, ensureCertificate } from '../../local/certificate.ts';
import { ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { signToken } from '../../local/token-issuer/access-token.ts';
import { type IssuerKey, loadIssuerKey } from '../../local/token-issuer/issuer-key.ts';
import { startTokenIssuer } from '../../local/token-issuer/token-issuer.ts';
import type { Stack } from './running-product.ts';

export const TENANT_ID = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
export const CLIENT_ID = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
export const APP_ID_URI = 'api://graph-app-install-status';
export const EMULATOR_KEY = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** The running services. */
export interface StackServices extends Pick<Stack, 'authority' | 'cosmosUrl' | 'token' | 'closeEmulator' | 'close'> {
  /** What the app is to be configured with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where certificate and key of the issuer are. */
  readonly folder: string;
  readonly tls: Certificate;
  readonly issuerKey: IssuerKey;
  /** Makes the container where it is missing, and gives it by a client of its own. */
  openContainer(cosmos: {
    readonly endpoint: string;
    readonly database: string;
    readonly container: string;
  }): Promise<Container>;
}

/** Starts them. */
export async function startStackServices(): Promise<StackServices> {
  const folder = mkdtempSync(join(tmpdir(), 'app-install-status-'));
  const tls = await ensureCertificate(folder);
  const emulator = await startCosmosEmulator({ port: 0, cert: tls.cert, key: tls.key, log: () => undefined });
  const issuer = await startTokenIssuer({
    port: 0,
    keyFolder: folder,
    tenantId: TENANT_ID,
    audiences: [CLIENT_ID, APP_ID_URI],
  });
  const { authority } = issuer;
  const issuerKey = loadIssuerKey(folder);
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  const clients: CosmosClient[] = [];
  let closed: Promise<void> | undefined;
  const closeEmulator = (): Promise<void> => (closed ??= emulator.close());

  return {
    authority,
    cosmosUrl: emulator.endpoint,
    environment: {
      ENTRA_AUTHORITY: authority,
      ENTRA_TENANT_ID: TENANT_ID,
      ENTRA_AUDIENCE: `${CLIENT_ID},${APP_ID_URI}`,
      COSMOS_ENDPOINT: emulator.endpoint,
      COSMOS_DATABASE: 'tests',
      COSMOS_CONTAINER: 'statuses',
      COSMOS_KEY: EMULATOR_KEY,
    },
    folder,
    tls,
    issuerKey,
    async openContainer({ endpoint, database, container }) {
      await ensureContainer({ endpoint, database, container, key: EMULATOR_KEY });
      const client = new CosmosClient({ endpoint, key: EMULATOR_KEY, agent });
      clients.push(client);
      return client.database(database).container(container);
    },
    token: (options) => signToken(issuerKey, { authority, tenantId: TENANT_ID, audience: CLIENT_ID, ...options }),
    closeEmulator,
    async close() {
      for (const client of clients) client.dispose();
      agent.destroy();
      await issuer.close();
      await closeEmulator();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
