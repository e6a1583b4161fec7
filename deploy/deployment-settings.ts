// The settings of a deployment, as azd keeps them in its environment and the parameter files of infra/ read them: checked
// before anything is made in Azure, where a mistake would show after ten minutes or not at all.

/** Values by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Gives what is wrong with a value, or nothing. */
type Check = (value: string) => string | undefined;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const matches =
  (pattern: RegExp, problem: string): Check =>
  (value) =>
    pattern.test(value) ? undefined : problem;

const isSwitch = matches(/^(?:true|false)$/, 'must be true or false');
const isListOfIds: Check = (value) =>
  value.split(',').every((id) => GUID.test(id))
    ? undefined
    : 'must be object ids, separated by commas and nothing else';

/** Every setting, with what it must be where it is set. */
export const settingChecks: Readonly<Record<string, Check>> = {
  AZURE_ENV_NAME: matches(/^[\w.-]{1,64}$/, 'must be a name of at most 64 letters, digits, - _ and .'),
  AZURE_LOCATION: matches(/^[a-z0-9]+$/, 'must be the name of a region, as westeurope'),
  DEPLOYMENT_PROFILE: matches(/^(?:dev|prod)$/, 'must be dev or prod'),
  ENTRA_TENANT_ID: matches(GUID, 'must be the GUID of one tenant'),
  API_CLIENT_ID: matches(GUID, 'must be the client id of the API, a GUID'),
  API_APP_ID_URI: matches(
    /^[a-z][a-z0-9+.-]*:\/\/[^\s,;*]+$/i,
    'must be one App ID URI, as api://graph-app-install-status',
  ),
  PUBLIC_BASE_URL: checkUrl,
  TRUST_FORWARDED_HEADERS: isSwitch,
  ALERT_EMAIL: matches(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address'),
  BUDGET_START_DATE: matches(/^\d{4}-(?:0[1-9]|1[0-2])-01$/, 'must be the first day of a month, as 2027-01-01'),
  ALLOW_AZURE_CLI: isSwitch,
  API_ASSIGNMENT_REQUIRED: isSwitch,
  API_READERS: isListOfIds,
  API_WRITERS: isListOfIds,
};

/** What azd asks for by itself, and is there when a hook runs. */
const REQUIRED = ['AZURE_ENV_NAME', 'AZURE_LOCATION'];

/** The two that registering the API gives. */
export const REGISTRATION = ['API_CLIENT_ID', 'API_APP_ID_URI'] as const;

/**
 * Finds what is wrong with the settings; whether the API is registered is another question ({@link isRegistered}).
 * @param environment - the environment of an azd hook; an empty value is none
 * @returns a sentence for each problem
 */
export function findSettingProblems(environment: Environment): string[] {
  const problems = Object.entries(settingChecks).flatMap(([name, check]) => {
    const value = valueOf(environment, name);
    if (value === undefined) return REQUIRED.includes(name) ? [`${name} is missing.`] : [];
    const problem = check(value);
    return problem === undefined ? [] : [`${name} ${problem}.`];
  });
  if (REGISTRATION.filter((name) => valueOf(environment, name) === undefined).length === 1) {
    problems.push(`${REGISTRATION.join(' and ')} belong together: set both, or neither.`);
  }
  if (environment.DEPLOYMENT_PROFILE === 'prod' && valueOf(environment, 'ALERT_EMAIL') === undefined) {
    problems.push('ALERT_EMAIL is missing: the alerts of a production deployment would reach nobody.');
  }
  return problems;
}

/** Whether the app registration of the API is known. */
export function isRegistered(environment: Environment): boolean {
  return REGISTRATION.every((name) => valueOf(environment, name) !== undefined);
}

function valueOf(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function checkUrl(value: string): string | undefined {
  const url = URL.parse(value);
  const isPlain = url?.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
  return isPlain ? undefined : 'must be an https URL without user, query and fragment';
}
