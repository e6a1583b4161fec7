// Loads a function app as the Azure worker does: requires the package's `main` with `@azure/functions-core` in place.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Registrations, type SystemLog, setSystemLog, takeRegistrations } from './functions-core.ts';

/**
 * Requires a function app and gives back what it registered. Runs under Node itself: jest has its own module loader, and
 * maps the module in its configuration.
 * @param main - absolute path of the app's CommonJS entry point
 * @param standIn - absolute path of functions-core.ts
 * @param systemLog - told what the Functions library has to say
 * @throws what the app throws while it is loaded; Error when it registers nothing
 */
export function loadFunctionApp(main: string, standIn: string, systemLog: SystemLog): Registrations {
  setSystemLog(systemLog);
  const url = pathToFileURL(standIn).href;
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === '@azure/functions-core' ? { url, shortCircuit: true } : nextResolve(specifier, context),
  });
  createRequire(main)(main);
  const registrations = takeRegistrations();
  // As of a file that a build is just writing: an app without functions would be a host that knows no path.
  if (registrations.functions.length === 0) throw new Error(`${main} registers no functions. Was it built whole?`);
  return registrations;
}
