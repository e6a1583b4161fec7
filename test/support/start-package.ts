// A program: serves the app of a deployed package from the folder that it is started in, as the local Functions host loads
// it, and prints its URL. Whoever starts it gives the settings of the app; HTTPS_PORT has it listen with TLS as well, with
// the certificate in CERTIFICATE_FOLDER.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureCertificate } from '../../local/certificate.ts';
import { type HostJson, type HttpsEndpoint, startFunctionsHost } from '../../local/functions-host/host.ts';
import { loadFunctionApp } from '../../local/functions-host/load-app.ts';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const { main } = readJson('package.json') as { main: string };
const standIn = fileURLToPath(new URL('../../local/functions-host/functions-core.ts', import.meta.url));
const log = (level: string, message: string): void => {
  process.stderr.write(`${level} ${message}\n`);
};

async function readTls(): Promise<HttpsEndpoint | undefined> {
  const { HTTPS_PORT: port, CERTIFICATE_FOLDER: folder } = process.env;
  if (port === undefined || folder === undefined) return undefined;
  return { port: Number(port), ...(await ensureCertificate(folder)) };
}

const host = await startFunctionsHost({
  registrations: loadFunctionApp(resolve(main), standIn, log),
  hostJson: readJson('host.json') as HostJson,
  http: { port: 0, host: '127.0.0.1' },
  https: await readTls(),
  log,
});
process.stdout.write(`${host.url}\n`);
process.once('SIGINT', () => {
  void host.close();
});
