// `npm run start:func`: the app in Azure's own Functions host (`func start`), with the same services beside it as
// `npm start`, and azurite for what the host itself keeps in Azure Storage.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { DEFAULT_AZURITE_PORTS, startAzurite } from './azurite.ts';
import { describeSample } from './banner.ts';
import { createLogWriter, type Log } from './functions-host/log-writer.ts';
import { localToken } from './local-token.ts';
import { makeCompany } from './sample/company.ts';
import { fillWithSample } from './sample/fill.ts';
import { type Closeable, privateFolder, servicePorts, startServices } from './services.ts';
import { coreToolsEnvironment, readStackSettings, type StackSettings } from './settings.ts';
import { listening, type PortUse, reportFailure, StartFailure } from './start-failure.ts';
import { readStartOptions, requireSampleCanBeWritten, startHelp } from './start-options.ts';
import { onStopSignal } from './stop-signal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';

const HOW_TO_GET_FUNC = `"func" is not on the PATH: Azure Functions Core Tools 4 are not installed. Get them with one of

  npm install --global azure-functions-core-tools@4
  winget install Microsoft.Azure.FunctionsCoreTools
  brew tap azure/functions && brew install azure-functions-core-tools@4
  apt-get install azure-functions-core-tools-4     (from Microsoft's package repository)

"npm start" runs the app without them.`;

/** How often it is looked whether the host is ready, in milliseconds. */
const READY_CHECK_MS = 500;

const HELP = `Runs the app in Azure's own Functions host, with a Cosmos emulator, a token issuer and azurite beside it.`;

async function start(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(startHelp('npm run start:func', HELP));
    return;
  }
  if (!isOnPath('func')) throw new StartFailure(HOW_TO_GET_FUNC);
  const settings = readStackSettings(root, process.env);
  if (options.sample) requireSampleCanBeWritten(settings);
  const { log, flush } = createLogWriter((lines) => process.stderr.write(lines));
  const ports = [...servicePorts(settings), ...storagePorts(settings)];
  const services = await listening(ports, () => startAllServices(settings, log));
  const close = async (): Promise<void> => {
    await services.close();
    flush();
  };

  const func = startFunc(settings);
  const ended = exitCodeOf(func);
  onStopSignal(async (signal) => {
    // Ctrl-C reaches the whole group by itself; a SIGTERM is for this process alone.
    if (signal !== 'SIGINT') func.kill(signal);
    await ended;
    await close();
  });
  if (options.sample) void fillOnceReady(settings, func);
  const code = await ended;
  await close();
  process.exitCode = code;
}

async function startAllServices(settings: StackSettings, log: Log): Promise<Closeable> {
  const services = await startServices(root, settings, log);
  if (!wantsAzurite(settings)) return services;
  try {
    const azurite = await startAzurite(root, join(privateFolder(root), 'azurite'), DEFAULT_AZURITE_PORTS);
    return {
      close: async () => {
        await Promise.all([azurite.close(), services.close()]);
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

function wantsAzurite({ defaults }: StackSettings): boolean {
  // The host's own settings come from the file where the environment has them empty, too.
  const { AzureWebJobsStorage: given = '' } = process.env;
  return (given === '' ? defaults.AzureWebJobsStorage : given) === 'UseDevelopmentStorage=true';
}

function storagePorts(settings: StackSettings): PortUse[] {
  if (!wantsAzurite(settings)) return [];
  return Object.entries(DEFAULT_AZURITE_PORTS).map(([service, port]) => ({
    part: `azurite's ${service} service`,
    port: Number(port),
    advice: 'End it, or, if it is a storage emulator, name it with AzureWebJobsStorage=<connection string>.',
  }));
}

function startFunc(settings: StackSettings): ChildProcess {
  const args = process.env.PORT === undefined ? ['start'] : ['start', '--port', String(settings.port)];
  return spawn('func', args, {
    cwd: root,
    stdio: 'inherit',
    // npm installs it as a .cmd file there, which only a shell runs.
    shell: isWindows,
    env: coreToolsEnvironment(settings, process.env),
  });
}

/** The host says by itself when it is ready, but not to us. */
async function fillOnceReady(settings: StackSettings, func: ChildProcess): Promise<void> {
  const url = `http://localhost:${settings.port}`;
  try {
    while (!(await isReady(url))) {
      if (func.exitCode !== null || func.signalCode !== null) return;
      await wait(READY_CHECK_MS, undefined, { ref: false });
    }
    const company = makeCompany();
    await fillWithSample({ url: `${url}/beta`, token: localToken(settings, privateFolder(root)) }, company);
    console.log(`Sample data: ${describeSample(company)}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/health/ready`);
    return ok;
  } catch {
    return false;
  }
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

function isOnPath(program: string): boolean {
  const extensions = isWindows ? (process.env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => extensions.some((extension) => isProgram(join(folder, program + extension))));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

start().catch(reportFailure);
