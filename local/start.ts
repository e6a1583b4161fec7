// `npm start`: the whole product on this machine, with nothing but Node: the compiled function app in the local Functions
// host, the Cosmos emulator and the token issuer.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { banner } from './banner.ts';
import { certificateFile } from './certificate.ts';
import { type FunctionsHost, type HostJson, startFunctionsHost } from './functions-host/host.ts';
import { loadFunctionApp } from './functions-host/load-app.ts';
import { createLogWriter, type Log } from './functions-host/log-writer.ts';
import type { Registrations } from './functions-host/functions-core.ts';
import { privateFolder, servicePorts, type Services, startServices } from './services.ts';
import { applyDefaults, readStackSettings, type StackSettings } from './settings.ts';
import { localToken } from './local-token.ts';
import { makeCompany } from './sample/company.ts';
import { fillWithSample } from './sample/fill.ts';
import { chooseBy, listening, type PortUse, reportFailure } from './start-failure.ts';
import { readStartOptions, requireSampleCanBeWritten, startHelp } from './start-options.ts';
import { onStopSignal } from './stop-signal.ts';

const HOST = '127.0.0.1';
const HELP =
  'Runs the whole product on this machine: the function app in a local Functions host, a Cosmos emulator and a token issuer.';
const root = fileURLToPath(new URL('..', import.meta.url));

async function start(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(startHelp('npm start', HELP));
    return;
  }
  const { log: write, flush } = createLogWriter((lines) => process.stdout.write(lines));
  process.once('exit', flush);
  let isFilling = options.sample;
  // Nobody asked for the thousand lines of our own requests.
  const log: Log = (level, message) => {
    if (!isFilling || level !== 'information') write(level, message);
  };

  const settings = readStackSettings(root, process.env);
  if (options.sample) requireSampleCanBeWritten(settings);
  applyDefaults(settings.defaults, process.env);
  // Loaded before anything is started: what it does not accept in the configuration ends the start here.
  const registrations = loadApp(log);

  const { services, host } = await listening([...hostPorts(settings), ...servicePorts(settings)], () =>
    startStack(registrations, settings, log),
  );
  const stopping = new AbortController();
  onStopSignal(async () => {
    stopping.abort();
    console.log('\nStopping: requests under way may finish. Ctrl-C again ends it at once.');
    await host.close();
    await services.close();
    flush();
  });
  const { url, httpsUrl } = localhostUrls(host);
  const keyFolder = privateFolder(root);
  const sample = options.sample ? makeCompany() : undefined;
  if (sample !== undefined) {
    console.log('Writing the sample data.');
    try {
      await fillWithSample({ url: `${url}/beta`, token: localToken(settings, keyFolder) }, sample);
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
    isFilling = false;
  }
  // The process ends as soon as everything is closed.
  if (stopping.signal.aborted) return;
  const certificate = relative(root, certificateFile(keyFolder));
  const explorer = explorerOf(registrations);
  console.log(banner({ settings, url, httpsUrl, keyFolder, certificateFile: certificate, explorer, sample }));
}

function loadApp(log: Log): Registrations {
  const { main } = readJson('package.json') as { main: string };
  return loadFunctionApp(join(root, main), join(root, 'local/functions-host/functions-core.ts'), log);
}

function hostPorts({ port, httpsPort }: StackSettings): PortUse[] {
  return [
    { part: 'the Functions host (http)', port, advice: chooseBy('PORT') },
    { part: 'the Functions host (https)', port: httpsPort, advice: chooseBy('HTTPS_PORT') },
  ];
}

async function startStack(
  registrations: Registrations,
  settings: StackSettings,
  log: Log,
): Promise<{ readonly services: Services; readonly host: FunctionsHost }> {
  const services = await startServices(root, settings, log);
  try {
    const host = await startFunctionsHost({
      registrations,
      hostJson: readJson('host.json') as HostJson,
      http: { port: settings.port, host: HOST },
      https: { port: settings.httpsPort, ...services.certificate },
      homePage: explorerOf(registrations),
      log,
    });
    return { services, host };
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** The path of the explorer, where the app has it on. */
function explorerOf({ functions }: Registrations): string | undefined {
  return functions.some(({ metadata }) => metadata.name === 'getExplorer') ? '/docs' : undefined;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function localhostUrls({ url, httpsUrl = '' }: FunctionsHost): { readonly url: string; readonly httpsUrl: string } {
  return { url: url.replace(HOST, 'localhost'), httpsUrl: httpsUrl.replace(HOST, 'localhost') };
}

start().catch(reportFailure);
