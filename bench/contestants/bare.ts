// Peer (a), the floor: node:http and undici, and nothing is checked, logged or added. No service could be this.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { serveControl } from './control.ts';
import { readSettings } from './settings.ts';

const settings = readSettings();
const store = new Pool(new URL(settings.cosmosEndpoint).origin, { connections: 16, connect: { timeout: 5_000 } });
const documentsPath = `/dbs/${settings.database}/colls/${settings.container}/docs`;
const authorization = encodeURIComponent(`type=aad&ver=1.0&sig=${settings.storeToken}`);

async function create(path: string, body: string): Promise<string> {
  const entity = { ...(JSON.parse(body) as object), id: randomUUID() };
  const mobileAppId = path.split('/')[4] ?? '';
  const answer = await store.request({
    method: 'POST',
    path: documentsPath,
    headers: {
      authorization,
      'content-type': 'application/json',
      'x-ms-date': new Date().toUTCString(),
      'x-ms-version': '2020-07-15',
      'x-ms-documentdb-partitionkey': JSON.stringify([mobileAppId]),
    },
    body: JSON.stringify({ ...entity, mobileAppId, schemaVersion: 1 }),
  });
  await answer.body.dump();
  if (answer.statusCode !== 201) throw new Error(`The store answered ${answer.statusCode}.`);
  return JSON.stringify(entity);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    create(request.url ?? '', Buffer.concat(chunks).toString()).then(
      (entity) => {
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(entity) });
        response.end(entity);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}

const server = createServer(handle);
server.listen(0, '127.0.0.1', () => {
  serveControl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
