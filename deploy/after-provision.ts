// azd's postprovision hook: says where the API is and how to call it.
import { nextSteps } from './next-steps.ts';

try {
  console.log(nextSteps(process.env, process.platform === 'win32' ? 'powershell' : 'posix'));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
