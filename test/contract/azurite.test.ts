// Azurite, which `npm run start:func` gives to Azure's host as its storage, starts and answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Azurite, type AzuritePorts, startAzurite } from '../../local/azurite.ts';
import { freePorts } from '../support/free-ports.ts';

const ROOT = resolve(process.cwd());

describe('azurite', () => {
  let folder: string;
  let ports: AzuritePorts;
  let azurite: Azurite | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'azurite-'));
    const [blob = 0, queue = 0, table = 0] = await freePorts(3);
    ports = { blob, queue, table };
  });

  afterEach(async () => {
    await azurite?.close();
    rmSync(folder, { recursive: true });
  });

  test('answers on its three ports and ends when it is told to', async () => {
    azurite = await startAzurite(ROOT, folder, ports);
    for (const [service, port] of Object.entries(ports)) {
      const response = await fetch(`http://127.0.0.1:${String(port)}/devstoreaccount1?comp=list`);
      // Unsigned, so refused (the table service calls it a bad request): by the service that was asked for.
      expect([400, 403]).toContain(response.status);
      expect(response.headers.get('server')?.toLowerCase()).toContain(`azurite-${service}`);
    }
    await azurite.close();
    await expect(fetch(azurite.blobUrl)).rejects.toThrow('fetch failed');
  });

  test('on a taken port says which', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(ports.blob, '127.0.0.1', listening));
    await expect(startAzurite(ROOT, folder, ports)).rejects.toMatchObject({ code: 'EADDRINUSE', port: ports.blob });
    other.close();
  });
});
