// azd's preprovision hook: checks the settings, and registers the API where that has not been done.
import { registerApi } from './api-registration.ts';
import { findSettingProblems, isRegistered, REGISTRATION } from './deployment-settings.ts';

const NOT_REGISTERED = `The API is not registered in the directory: ${REGISTRATION.join(' and ')} are missing. A workflow does
not register it. "npm run deploy:register", run once by somebody who may register applications, prints both.`;

function prepare(environment: NodeJS.ProcessEnv): void {
  const problems = findSettingProblems(environment);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n');
    throw new Error(`The deployment's settings are not usable ("azd env set NAME VALUE" changes one):\n${lines}`);
  }
  if (isRegistered(environment)) return;
  if (environment.CI !== undefined && environment.CI !== 'false') throw new Error(NOT_REGISTERED);
  console.log('Registering the API in the directory, which is done once …');
  const ids = registerApi(environment);
  console.log(
    Object.entries(ids)
      .map(([name, value]) => `  ${name}=${value}`)
      .join('\n'),
  );
}

try {
  prepare(process.env);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
