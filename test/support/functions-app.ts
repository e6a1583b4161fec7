// Tiny function apps on the local Functions host: registered with the real library, reached over real HTTP.
import { app, type HttpFunctionOptions, type HttpRequest } from '@azure/functions';
import { takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { type FunctionsHost, type FunctionsHostOptions, startFunctionsHost } from '../../local/functions-host/host.ts';

/** A running app of a test. */
export interface RunningApp extends FunctionsHost {
  readonly port: number;
  /** What was logged, as `level message`. */
  readonly lines: string[];
}

/**
 * Starts an app on a free port of 127.0.0.1, without a route prefix.
 * @param functions - by name; hooks that were registered before belong to the app as well
 */
export async function startApp(
  functions: Readonly<Record<string, HttpFunctionOptions>>,
  options: Partial<FunctionsHostOptions> = {},
): Promise<RunningApp> {
  for (const [name, each] of Object.entries(functions)) app.http(name, each);
  const lines: string[] = [];
  const host = await startFunctionsHost({
    registrations: takeRegistrations(),
    hostJson: { extensions: { http: { routePrefix: '' } } },
    http: { port: 0, host: '127.0.0.1' },
    log: (level, message) => {
      lines.push(`${level} ${message}`);
    },
    ...options,
  });
  return { ...host, port: Number(new URL(host.url).port), lines };
}

/** A function that answers with its own name and the parameters of its route. */
export function named(name: string, route: string, methods: HttpFunctionOptions['methods']): HttpFunctionOptions {
  return {
    route,
    ...(methods !== undefined && { methods }),
    handler: (request: HttpRequest) => ({ jsonBody: { name, params: request.params } }),
  };
}
