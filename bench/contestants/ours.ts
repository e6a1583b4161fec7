// Ours: the function app behind the local Functions host, which gives it the library's own HttpRequest and writes its
// log to stdout in batches, as `npm start` does.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startFunctionsHost, type HostJson } from '../../local/functions-host/host.ts';
import { loadFunctionApp } from '../../local/functions-host/load-app.ts';
import { createLogWriter } from '../../local/functions-host/log-writer.ts';
import { serveControl } from './control.ts';
import { readSettings } from './settings.ts';

const root = resolve(import.meta.dirname, '../..');
const { log } = createLogWriter((lines) => process.stdout.write(lines));
const host = await startFunctionsHost({
  registrations: loadFunctionApp(readSettings().app, join(root, 'local/functions-host/functions-core.ts'), log),
  hostJson: JSON.parse(readFileSync(join(root, 'host.json'), 'utf8')) as HostJson,
  http: { host: '127.0.0.1', port: 0 },
  log,
});
serveControl(host.url);
