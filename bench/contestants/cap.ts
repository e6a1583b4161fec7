// The peer of the reads and the update: SAP CAP, an OData v4 service made of a model, with its SQLite in memory. It
// checks no tokens, writes no log and crosses no network to its store.
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mobileAppId, statuses } from '../statuses.ts';
import { serveControl } from './control.ts';

/** The part of `@sap/cds` that is used; it has no types of its own. */
interface Cds {
  server(options: {
    readonly from: string;
    readonly service: 'all';
    readonly in_memory: boolean;
    readonly port: { readonly port: number; readonly host: string };
  }): Promise<Server>;
  readonly ql: {
    readonly INSERT: { into(entity: string): { entries(rows: readonly object[]): PromiseLike<unknown> } };
  };
}

// As a project's own configuration would say it. Everything else is as CAP comes in production (NODE_ENV).
process.env.CDS_CONFIG = JSON.stringify({
  requires: {
    auth: { kind: 'dummy' },
    db: {
      impl: '@cap-js/sqlite',
      credentials: { url: ':memory:' },
      // What the plugin's own configuration says.
      pool: { evictionRunIntervalMillis: 0, min: 1, max: 1 },
    },
  },
  log: { levels: { cds: 'error', odata: 'error' } },
});
const cds = createRequire(import.meta.url)('@sap/cds') as Cds;

const server = await cds.server({
  from: join(import.meta.dirname, 'cap/status-service.cds'),
  service: 'all',
  in_memory: true,
  // Passed on to Node as it is.
  port: { port: 0, host: '127.0.0.1' },
});
await cds.ql.INSERT.into('graph.userStatuses').entries(statuses.map((status) => ({ mobileAppId, ...status })));
if (!server.listening) await once(server, 'listening');
serveControl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
