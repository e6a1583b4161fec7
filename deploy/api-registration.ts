// Registers the API in the directory by infra/entra, and keeps its ids in azd's environment, where the main deployment
// finds them.
import { type Environment, EXPLORER_REGISTRATION, REGISTRATION } from './deployment-settings.ts';
import { runTool } from './run-tool.ts';

const PARAMETERS = 'infra/entra/main.bicepparam';
/** How long Resource Manager lets the name of a deployment be; an environment's may be as long by itself. */
const MAX_NAME = 64;

/**
 * Makes the registration, or brings it up to date: it is known by the environment's name.
 * @param environment - azd's, for names and wishes
 * @returns the ids, by their names in the environment
 * @throws Error when az or azd is not there or fails, as where the user may not register applications
 */
export function registerApi(environment: Environment): Record<string, string> {
  const { AZURE_ENV_NAME = '', AZURE_LOCATION = '', AZURE_SUBSCRIPTION_ID = '' } = environment;
  const name = `api-registration-${AZURE_ENV_NAME}`.slice(0, MAX_NAME);
  const printed = runTool(
    'az',
    [
      ...['deployment', 'sub', 'create', '--name', name, '--location', AZURE_LOCATION],
      ...(AZURE_SUBSCRIPTION_ID === '' ? [] : ['--subscription', AZURE_SUBSCRIPTION_ID]),
      ...['--parameters', PARAMETERS, '--query', 'properties.outputs', '--output', 'json'],
    ],
    environment,
  );
  const outputs = JSON.parse(printed) as Readonly<Record<string, { readonly value?: string } | undefined>>;
  // Resource Manager does not always give names in the letter case in which it got them.
  const values = new Map(Object.entries(outputs).map(([name, output]) => [name.toUpperCase(), output?.value]));
  const ids = Object.fromEntries(REGISTRATION.map((name) => [name, values.get(name) ?? '']));
  const missing = REGISTRATION.filter((name) => ids[name] === '');
  if (missing.length > 0) throw new Error(`The registration gave no ${missing.join(' and ')}.`);
  const explorer = values.get(EXPLORER_REGISTRATION) ?? '';
  if (explorer !== '') ids[EXPLORER_REGISTRATION] = explorer;
  for (const [name, value] of Object.entries(ids)) runTool('azd', ['env', 'set', name, value], environment);
  return ids;
}

/** The values of azd's current environment, for a command that azd did not start. */
export function readAzdEnvironment(): Environment {
  return JSON.parse(runTool('azd', ['env', 'get-values', '--output', 'json'])) as Environment;
}
