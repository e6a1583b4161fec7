// The settings of the local stack: local.settings.json, with the environment before it, and the ports on which its parts
// listen. An empty variable means "nothing" here; Azure Functions Core Tools, which read the same file for `func start`,
// take it as missing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopbackHost } from '../shared/loopback.ts';
import { StartFailure } from './start-failure.ts';

/** Values by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the local stack is to run, and with which settings. */
export interface StackSettings {
  /** What local.settings.json itself says. */
  readonly file: Readonly<Record<string, string>>;
  /** What the app is to see in its environment beside what is there: settings of the file, ports put in. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Where the local Functions host listens. */
  readonly port: number;
  readonly httpsPort: number;
  readonly cosmos: {
    readonly endpoint: string;
    readonly database: string;
    readonly container: string;
    /** The published key of an emulator on this machine; undefined for an account. */
    readonly emulatorKey: string | undefined;
    /** Where the embedded emulator is to listen; undefined when the environment names another endpoint. */
    readonly embeddedPort: number | undefined;
  };
  readonly entra: {
    readonly authority: string;
    readonly tenantId: string;
    readonly audiences: readonly string[];
    /** Where the local token issuer is to listen; undefined when the environment names another authority. */
    readonly issuerPort: number | undefined;
  };
}

/**
 * Reads the settings. `COSMOS_PORT` and `ISSUER_PORT` move the embedded emulator and the token issuer; naming another
 * `COSMOS_ENDPOINT` or `ENTRA_AUTHORITY` replaces them.
 * @param folder - where local.settings.json is
 * @throws StartFailure when the file cannot be read or a port is none
 */
export function readStackSettings(folder: string, environment: Environment): StackSettings {
  const values = readValues(join(folder, 'local.settings.json'));
  const cosmos = localService(environment, values, 'COSMOS_ENDPOINT', 'COSMOS_PORT');
  const entra = localService(environment, values, 'ENTRA_AUTHORITY', 'ISSUER_PORT');
  const { COSMOS_KEY, ...others } = values;
  const defaults: Readonly<Record<string, string>> = {
    ...others,
    COSMOS_ENDPOINT: cosmos.url,
    ENTRA_AUTHORITY: entra.url,
    // The emulator's key is no default for an account, where the app rightly refuses it.
    ...(COSMOS_KEY !== undefined && isLoopbackUrl(cosmos.url) && { COSMOS_KEY }),
  };

  const setting = (name: string): string => (environment[name] ?? defaults[name] ?? '').trim();
  const emulatorKey = setting('COSMOS_KEY');
  return {
    file: values,
    defaults,
    port: readPort(environment, 'PORT', 0) ?? 7071,
    httpsPort: readPort(environment, 'HTTPS_PORT', 0) ?? 7443,
    cosmos: {
      endpoint: cosmos.url,
      database: setting('COSMOS_DATABASE'),
      container: setting('COSMOS_CONTAINER'),
      emulatorKey: isLoopbackUrl(cosmos.url) && emulatorKey !== '' ? emulatorKey : undefined,
      embeddedPort: cosmos.port,
    },
    entra: {
      authority: entra.url,
      tenantId: setting('ENTRA_TENANT_ID'),
      audiences: setting('ENTRA_AUDIENCE')
        .split(',')
        .map((audience) => audience.trim())
        .filter((audience) => audience !== ''),
      issuerPort: entra.port,
    },
  };
}

/** Puts the defaults into the environment where it names nothing itself. */
export function applyDefaults(defaults: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(defaults)) environment[name] ??= value;
}

/** The settings that are the app's own, which trims them. The others are the host's, and what is empty may be its default. */
const APP_SETTING = /^(?:API|COSMOS|ENTRA)_/;

/**
 * The environment in which Core Tools gives the app these settings. Core Tools fill in from local.settings.json what the
 * environment leaves out or leaves empty: so what differs from the file is named, and a space stands for "nothing".
 */
export function coreToolsEnvironment(settings: StackSettings, environment: Environment): Environment {
  const merged: Record<string, string | undefined> = { ...environment };
  for (const [name, value] of Object.entries(settings.file)) {
    if (!APP_SETTING.test(name)) continue;
    const wanted = environment[name] ?? settings.defaults[name] ?? '';
    if (wanted !== value) merged[name] = wanted === '' ? ' ' : wanted;
  }
  return merged;
}

/** A service that is part of the stack unless the environment names another; `port` is given when it is part of it. */
function localService(
  environment: Environment,
  values: Readonly<Record<string, string>>,
  urlName: string,
  portName: string,
): { readonly url: string; readonly port: number | undefined } {
  const local = URL.parse(values[urlName] ?? '');
  const port = readPort(environment, portName, 1);
  if (local !== null && port !== undefined) local.port = String(port);
  const url = (environment[urlName] ?? local?.origin ?? '').trim().replace(/\/+$/, '');
  return { url, port: url === local?.origin ? Number(local.port) : undefined };
}

/** @param minimum - 0 where any free port will do */
function readPort(environment: Environment, name: string, minimum: 0 | 1): number | undefined {
  const value = environment[name];
  if (value === undefined || value === '') return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < minimum || port > 65_535) {
    throw new StartFailure(
      `${name} is "${value}", which is no port: it takes a whole number from ${minimum} to 65535.`,
    );
  }
  return port;
}

function readValues(file: string): Record<string, string> {
  try {
    const { Values = {} } = JSON.parse(readFileSync(file, 'utf8')) as { Values?: Record<string, string> };
    return Values;
  } catch (error) {
    throw new StartFailure(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isLoopbackUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && isLoopbackHost(parsed.hostname);
}
