// What can be done with a deployment once its resources are there, as lines that work when pasted.
import type { Environment } from './deployment-settings.ts';

/** The shells that there are lines for. */
export type Shell = 'posix' | 'powershell';

/**
 * The text that follows provisioning.
 * @param environment - the outputs of infra/main.bicep, as azd gives them to a hook
 * @throws Error that names the outputs that are missing
 */
export function nextSteps(environment: Environment, shell: Shell): string {
  const [baseUrl, appIdUri] = required(environment, ['API_BASE_URL', 'API_APP_ID_URI']);
  const url = `${baseUrl.replace(/\/+$/, '')}/beta`;
  const scope = `${appIdUri}/.default`;
  return `The API is at ${url}. Its code is there once "azd deploy" has run, which "azd up" does next.

List the apps that have statuses (an empty list in the beginning), signed in as yourself:

${shell === 'posix' ? posixLines(url, scope) : powershellLines(url, scope)}

You need ${appIdUri}'s permission for it: docs/operations.md, "Who may call it", gives it to users and to applications.
Where az says AADSTS65001 or AADSTS50105: az login --scope ${scope}, and the same page.
`;
}

function posixLines(url: string, scope: string): string {
  return `  ACCESS_TOKEN=$(az account get-access-token --scope "${scope}" --query accessToken --output tsv)
  curl --fail-with-body -H "Authorization: Bearer $ACCESS_TOKEN" "${url}/deviceAppManagement/mobileApps"

Create, read and delete one status:

  ACCESS_TOKEN="$ACCESS_TOKEN" npm run --silent smoke -- --url "${url}"`;
}

function powershellLines(url: string, scope: string): string {
  return `  $env:ACCESS_TOKEN = az account get-access-token --scope "${scope}" --query accessToken --output tsv
  curl.exe --fail-with-body -H "Authorization: Bearer $env:ACCESS_TOKEN" "${url}/deviceAppManagement/mobileApps"

Create, read and delete one status:

  npm run --silent smoke "--" --url "${url}"`;
}

function required<Names extends readonly string[]>(
  environment: Environment,
  names: readonly [...Names],
): { [Index in keyof Names]: string } {
  const values = names.map((name) => environment[name]?.trim() ?? '');
  const missing = names.filter((_name, index) => values[index] === '');
  if (missing.length > 0) throw new Error(`${missing.join(' and ')}: the deployment gave no such output.`);
  return values as { [Index in keyof Names]: string };
}
