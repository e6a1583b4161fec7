// The embedded Cosmos emulator as the local stack starts it: reached over TLS by the real client, and quiet.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { type Certificate, ensureCertificate } from '../../local/certificate.ts';
import { type CosmosEmulator, ensureContainer, startCosmosEmulator } from '../../local/cosmos-emulator.ts';
import { containerDefinition } from '../../shared/store/container-definition.ts';

describe('the Cosmos emulator of the local stack', () => {
  const lines: string[] = [];
  let folder: string;
  let certificate: Certificate;
  let emulator: CosmosEmulator;
  let client: CosmosClient;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    certificate = await ensureCertificate(folder);
    emulator = await startCosmosEmulator({
      port: 0,
      ...certificate,
      log: (level, message) => lines.push(`${level} ${message}`),
    });
    // Trusts this certificate and no other: it is valid and names the endpoint.
    const agent = new Agent({ ca: certificate.cert, keepAlive: true });
    client = new CosmosClient({ endpoint: emulator.endpoint, key: 'a2V5', agent });
  });

  afterAll(async () => {
    client.dispose();
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  test('gets database and container as the app wants them, as often as it is asked', async () => {
    const where = { endpoint: emulator.endpoint, key: 'a2V5', database: 'd', container: 'c' };
    await ensureContainer(where);
    await ensureContainer(where);
    const { resource } = await client.database('d').container('c').read();
    expect(resource?.partitionKey?.paths).toEqual(containerDefinition.partitionKey?.paths);
  });

  test('sends its failures to the log, and leaves the console to everybody else', async () => {
    const seen: unknown[] = [];
    const spy = jest.spyOn(console, 'error').mockImplementation((...args: unknown[]) => seen.push(...args));
    // Started with the spy in place, so that the spy is what is behind it.
    const second = await startCosmosEmulator({
      port: 0,
      ...certificate,
      log: (level, message) => lines.push(`${level} ${message}`),
    });
    const broken = await fetchFrom(second.endpoint, certificate);
    // eslint-disable-next-line no-console -- it is the console that is looked at
    console.error('somebody else');
    await second.close();
    spy.mockRestore();
    expect(broken).toBe(500);
    expect(seen).toEqual(['somebody else']);
    expect(lines.join('\n')).toMatch(/^warning Cosmos emulator: .*/);
  });

  test('on a taken port says so', async () => {
    const port = Number(new URL(emulator.endpoint).port);
    await expect(startCosmosEmulator({ port, ...certificate, log: () => undefined })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
  });
});

/** Asks for something that the emulator stumbles over: a database that is no JSON. */
async function fetchFrom(endpoint: string, { cert }: Certificate): Promise<number | undefined> {
  const { request } = await import('node:https');
  return new Promise((resolve, reject) => {
    request(`${endpoint}/dbs`, { method: 'POST', ca: cert, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end('{');
  });
}
