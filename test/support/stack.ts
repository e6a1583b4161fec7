// The whole product in the test's process: issuer, emulator, function app and local host, on free loopback ports.
import { app } from '@azure/functions';
import { registerFunctions } from '../../functions/register.ts';
import type { Certificate } from '../../local/certificate.ts';
import { takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { startFunctionsHost } from '../../local/functions-host/host.ts';
import { createApplication } from '../../shared/app.ts';
import { readConfiguration } from '../../shared/config.ts';
import { connectToRunningApp } from './running-app.ts';
import type { Stack } from './running-product.ts';
import { startStackServices } from './stack-services.ts';

export type { Stack } from './running-product.ts';
export { APP_ID_URI, CLIENT_ID, EMULATOR_KEY, TENANT_ID } from './stack-services.ts';

/** What a test puts in place of the usual parts of the app. */
export interface StackParts {
  /** The wall clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Puts something between the app and the emulator, and gives the endpoint that the app is told. */
  readonly storeBehind?: (endpoint: string, tls: Certificate) => Promise<string>;
}

/**
 * Starts everything, or connects to the app that TEST_APP_URL names.
 * @param environment - adds to or replaces the variables that the app is configured with
 * @param parts - what cannot be told to an app that runs already
 */
export async function startStack(
  environment: Readonly<Record<string, string>> = {},
  parts: StackParts = {},
): Promise<Stack> {
  const { TEST_APP_URL: runningApp = '' } = process.env;
  const isUsual = Object.keys({ ...environment, ...parts }).length === 0;
  if (runningApp !== '' && isUsual) return connectToRunningApp(runningApp);
  const services = await startStackServices();
  const { tls, authority, cosmosUrl, issuerKey, token, closeEmulator } = services;
  const configuration = readConfiguration({ ...services.environment, ...environment });
  const container = await services.openContainer(configuration.cosmos);
  const { storeBehind, ...appParts } = parts;
  const { endpoint } = configuration.cosmos;
  const seen = storeBehind === undefined ? endpoint : await storeBehind(endpoint, tls);
  const cosmos = { ...configuration.cosmos, endpoint: seen };
  const application = createApplication({ ...configuration, cosmos }, appParts);
  registerFunctions(app, application);
  const log: { level: string; message: string }[] = [];
  const host = await startFunctionsHost({
    registrations: takeRegistrations(),
    hostJson: { extensions: { http: { routePrefix: '' } } },
    http: { port: 0, host: '127.0.0.1' },
    https: { port: 0, cert: tls.cert, key: tls.key },
    log: (level, message) => {
      log.push({ level, message });
    },
  });

  return {
    url: host.url,
    httpsUrl: host.httpsUrl ?? '',
    authority,
    cosmosUrl,
    issuerKey,
    certificate: tls.cert,
    container,
    log,
    token,
    closeEmulator,
    async close() {
      await host.close();
      await application.close();
      await services.close();
    },
  };
}
