// The settings of a deployment: each mistake is told, and the list of them is the one that the templates read.
import { readFileSync } from 'node:fs';
import {
  findRegistrationProblems,
  findSettingProblems,
  isRegistered,
  settingChecks,
} from '../../../deploy/deployment-settings.ts';

const GUID = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
const good = { AZURE_ENV_NAME: 'status-dev', AZURE_LOCATION: 'westeurope' };

describe('settings without a mistake', () => {
  it.each([
    ['what azd asks for alone', {}],
    ['empty values, which are none', { ENTRA_TENANT_ID: '', API_CLIENT_ID: ' ', ALERT_EMAIL: '' }],
    [
      'everything',
      {
        DEPLOYMENT_PROFILE: 'prod',
        ENTRA_TENANT_ID: GUID,
        API_CLIENT_ID: GUID,
        API_APP_ID_URI: `api://${GUID}/graph-app-install-status-dev`,
        PUBLIC_BASE_URL: 'https://status.contoso.example/intune',
        TRUST_FORWARDED_HEADERS: 'true',
        ALERT_EMAIL: 'operators+status@contoso.example',
        BUDGET_START_DATE: '2027-01-01',
        REPEATABILITY_WINDOW_SECONDS: '86400',
        ALLOW_AZURE_CLI: 'true',
        API_ASSIGNMENT_REQUIRED: 'false',
        API_READERS: GUID,
        API_WRITERS: `${GUID},${GUID}`,
      },
    ],
  ])('%s', (_case, settings) => {
    expect(findSettingProblems({ ...good, ...settings })).toEqual([]);
  });
});

describe('a mistake', () => {
  it.each([
    [{ AZURE_ENV_NAME: undefined }, 'AZURE_ENV_NAME is missing.'],
    [{ AZURE_LOCATION: '' }, 'AZURE_LOCATION is missing.'],
    [{ AZURE_LOCATION: 'West Europe' }, 'AZURE_LOCATION must be'],
    [{ AZURE_ENV_NAME: 'a b; rm' }, 'AZURE_ENV_NAME must be'],
    [{ DEPLOYMENT_PROFILE: 'production' }, 'DEPLOYMENT_PROFILE must be'],
    [{ ENTRA_TENANT_ID: 'contoso.onmicrosoft.com' }, 'ENTRA_TENANT_ID must be'],
    [{ API_CLIENT_ID: 'my-api', API_APP_ID_URI: 'api://x' }, 'API_CLIENT_ID must be'],
    [{ API_CLIENT_ID: GUID, API_APP_ID_URI: 'api://x,api://y' }, 'API_APP_ID_URI must be'],
    [{ API_CLIENT_ID: GUID }, 'belong together'],
    [{ API_APP_ID_URI: 'api://x' }, 'belong together'],
    [{ PUBLIC_BASE_URL: 'http://status.contoso.example' }, 'PUBLIC_BASE_URL must be'],
    [{ PUBLIC_BASE_URL: 'https://status.contoso.example/?a=1' }, 'PUBLIC_BASE_URL must be'],
    [{ PUBLIC_BASE_URL: 'https://status.contoso.example/' }, 'PUBLIC_BASE_URL must not end in a slash'],
    [{ PUBLIC_BASE_URL: 'https://status.contoso.example/intune/ ' }, 'PUBLIC_BASE_URL must not end in a slash'],
    [{ TRUST_FORWARDED_HEADERS: 'yes' }, 'TRUST_FORWARDED_HEADERS must be'],
    [{ API_EXPLORER: 'true' }, 'API_EXPLORER must be'],
    [{ API_EXPLORER_CLIENT_ID: 'explorer' }, 'API_EXPLORER_CLIENT_ID must be'],
    [{ ALERT_EMAIL: 'the operators' }, 'ALERT_EMAIL must be'],
    [{ DEPLOYMENT_PROFILE: 'prod' }, 'ALERT_EMAIL is missing'],
    [{ BUDGET_START_DATE: '2027-01-15' }, 'BUDGET_START_DATE must be'],
    [{ BUDGET_START_DATE: '2027-13-01' }, 'BUDGET_START_DATE must be'],
    [{ REPEATABILITY_WINDOW_SECONDS: '299' }, 'REPEATABILITY_WINDOW_SECONDS must be'],
    [{ REPEATABILITY_WINDOW_SECONDS: '86401' }, 'REPEATABILITY_WINDOW_SECONDS must be'],
    [{ REPEATABILITY_WINDOW_SECONDS: '0x258' }, 'REPEATABILITY_WINDOW_SECONDS must be'],
    [{ ALLOW_AZURE_CLI: '1' }, 'ALLOW_AZURE_CLI must be'],
    [{ API_ASSIGNMENT_REQUIRED: 'no' }, 'API_ASSIGNMENT_REQUIRED must be'],
    [{ API_READERS: `${GUID};${GUID}` }, 'API_READERS must be'],
    [{ API_WRITERS: `${GUID}, ${GUID}` }, 'API_WRITERS must be'],
  ])('is told: %j', (settings, problem) => {
    expect(findSettingProblems({ ...good, ...settings })).toEqual([expect.stringContaining(problem)]);
  });

  it('does not keep the others from being told', () => {
    expect(findSettingProblems({ DEPLOYMENT_PROFILE: 'x', ALERT_EMAIL: 'y' })).toHaveLength(4);
  });
});

describe('who registers the API', () => {
  it('is asked for what the registration needs, and not for the rest', () => {
    expect(
      findRegistrationProblems({ ...good, DEPLOYMENT_PROFILE: 'prod', ALERT_EMAIL: '?', API_CLIENT_ID: 'x' }),
    ).toEqual([]);
    expect(findRegistrationProblems({ ...good, API_WRITERS: 'me', ALLOW_AZURE_CLI: 'yes' })).toEqual([
      expect.stringContaining('ALLOW_AZURE_CLI must be'),
      expect.stringContaining('API_WRITERS must be'),
    ]);
  });

  it('is told where a fresh environment gets its region from', () => {
    expect(findRegistrationProblems({ AZURE_ENV_NAME: 'status-dev' })).toEqual([
      expect.stringContaining('AZURE_LOCATION is missing: "azd env new NAME --location REGION" sets it'),
    ]);
  });
});

it('knows an API that is registered', () => {
  expect(isRegistered({ API_CLIENT_ID: GUID, API_APP_ID_URI: 'api://x' })).toBe(true);
  expect(isRegistered({ API_CLIENT_ID: GUID, API_APP_ID_URI: '' })).toBe(false);
});

it('checks all settings that the parameter files read, and no others', () => {
  const read = ['infra/main.bicepparam', 'infra/entra/main.bicepparam']
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/readEnvironmentVariable\('(\w+)'/g)])
    .map(([, name]) => name);
  expect(Object.keys(settingChecks).sort()).toEqual([...new Set(read)].sort());
});
