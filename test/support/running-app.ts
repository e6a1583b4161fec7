// Integration tests against an app that somebody else started on this machine: `npm start`, or `npm run start:func` with
// Azure's own host. TEST_APP_URL names it; its services are those of local.settings.json.
import { CosmosClient } from '@azure/cosmos';
import { Agent } from 'node:https';
import { readStackSettings } from '../../local/settings.ts';
import { signToken } from '../../local/token-issuer/access-token.ts';
import { loadIssuerKey } from '../../local/token-issuer/issuer-key.ts';
import { isLoopbackHost } from '../../shared/loopback.ts';
import type { Stack } from './running-product.ts';

/**
 * Makes a stack of the running app, with nothing stored.
 * @param url - of the app, on this machine
 * @throws Error when the app or its store is elsewhere: everything in the store is removed
 */
export async function connectToRunningApp(url: string): Promise<Stack> {
  const { cosmos, entra } = readStackSettings(process.cwd(), process.env);
  for (const each of [url, cosmos.endpoint]) {
    if (!isLoopbackHost(URL.parse(each)?.hostname ?? '')) throw new Error(`${each} is not on this machine.`);
  }
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  const client = new CosmosClient({ endpoint: cosmos.endpoint, key: cosmos.emulatorKey ?? '', agent });
  const container = client.database(cosmos.database).container(cosmos.container);
  await removeAll(container);
  const issuerKey = loadIssuerKey('.local');
  const { authority, tenantId } = entra;
  const [audience = ''] = entra.audiences;
  return {
    url: url.replace(/\/+$/, ''),
    httpsUrl: '',
    authority,
    cosmosUrl: cosmos.endpoint,
    issuerKey,
    certificate: '',
    container,
    log: [],
    token: (options) => signToken(issuerKey, { authority, tenantId, audience, ...options }),
    closeEmulator: () => Promise.reject(new Error('The store of a running app is not ours to close.')),
    close: () => {
      client.dispose();
      agent.destroy();
      return Promise.resolve();
    },
  };
}

async function removeAll(container: Stack['container']): Promise<void> {
  const { resources } = await container.items.readAll<{ id: string; mobileAppId: string }>().fetchAll();
  for (const { id, mobileAppId } of resources) await container.item(id, mobileAppId).delete();
}
