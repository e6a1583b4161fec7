// `npm run deploy:register`: registers the API of azd's current environment in the directory, or brings the registration up
// to date with API_READERS, API_WRITERS, ALLOW_AZURE_CLI and API_ASSIGNMENT_REQUIRED.
import { readAzdEnvironment, registerApi } from './api-registration.ts';
import { findRegistrationProblems } from './deployment-settings.ts';

try {
  const environment = { ...readAzdEnvironment(), ...process.env };
  const problems = findRegistrationProblems(environment);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  for (const [name, value] of Object.entries(registerApi(environment))) console.log(`${name}=${value}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
