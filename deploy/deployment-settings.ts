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
  API_BASE_URL: checkUrl,
  API_EXPLORER: matches(/^(?:on|off)$/, 'must be on or off'),
  API_EXPLORER_CLIENT_ID: matches(GUID, 'must be the client id of the explorer, a GUID'),
  ALERT_EMAIL: matches(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address'),
  REPEATABILITY_WINDOW_SECONDS: (value) =>
    /^[1-9]\d*$/.test(value) && Number(value) >= 300 && Number(value) <= 86_400
      ? undefined
      : 'must be a number of seconds from 300 to 86400',
  BUDGET_START_DATE: matches(/^\d{4}-(?:0[1-9]|1[0-2])-01$/, 'must be the first day of a month, as 2027-01-01'),
  ALLOW_AZURE_CLI: isSwitch,
  API_ASSIGNMENT_REQUIRED: isSwitch,
  API_READERS: isListOfIds,
  API_WRITERS: isListOfIds,
};

/** What azd asks for by itself before a hook runs, or is told by `azd env new`. */
const REQUIRED = ['AZURE_ENV_NAME', 'AZURE_LOCATION'];

/** What registering the API reads: who does just that need not know the rest. */
const FOR_REGISTRATION = [
  ...REQUIRED,
  'ALLOW_AZURE_CLI',
  'API_ASSIGNMENT_REQUIRED',
  'API_BASE_URL',
  'API_EXPLORER',
  'API_READERS',
  'API_WRITERS',
];

/** The two that registering the API gives. */
export const REGISTRATION = ['API_CLIENT_ID', 'API_APP_ID_URI'] as const;

/** What it gives beside them where the explorer is on. */
export const EXPLORER_REGISTRATION = 'API_EXPLORER_CLIENT_ID';

/**
 * Finds what is wrong with the settings; whether the API is registered is another question ({@link isRegistered}).
 * @param environment - the environment of an azd hook; an empty value is none
 * @returns a sentence for each problem
 */
export function findSettingProblems(environment: Environment): string[] {
  const problems = findProblemsOf(environment, Object.keys(settingChecks));
  if (REGISTRATION.filter((name) => valueOf(environment, name) === undefined).length === 1) {
    problems.push(`${REGISTRATION.join(' and ')} belong together: set both, or neither.`);
  }
  if (environment.DEPLOYMENT_PROFILE === 'prod' && valueOf(environment, 'ALERT_EMAIL') === undefined) {
    problems.push('ALERT_EMAIL is missing: the alerts of a production deployment would reach nobody.');
  }
  return problems;
}

/**
 * Finds what is wrong with the settings that registering the API reads, whatever the others are.
 * @param environment - azd's; an empty value is none
 * @returns a sentence for each problem
 */
export function findRegistrationProblems(environment: Environment): string[] {
  return findProblemsOf(environment, FOR_REGISTRATION).map((problem) =>
    problem === 'AZURE_LOCATION is missing.'
      ? 'AZURE_LOCATION is missing: "azd env new NAME --location REGION" sets it, or "azd env set AZURE_LOCATION REGION".'
      : problem,
  );
}

function findProblemsOf(environment: Environment, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = valueOf(environment, name);
    if (value === undefined) return REQUIRED.includes(name) ? [`${name} is missing.`] : [];
    const problem = settingChecks[name]?.(value);
    return problem === undefined ? [] : [`${name} ${problem}.`];
  });
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
  if (!isPlain) return 'must be an https URL without user, query and fragment';
  return value.trim().endsWith('/') ? 'must not end in a slash: paths are put behind it' : undefined;
}
