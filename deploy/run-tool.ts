// Runs az and azd, which are programs of the machine and not packages of this project.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';

/**
 * Runs a tool of the machine in the project's folder and gives what it printed; what it writes to stderr goes to ours.
 * @param environment - beside our own
 * @throws Error when it is not there or ends with a failure
 */
export function runTool(
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): string {
  // Both are .cmd files there, which only a shell runs; a shell takes arguments apart, so none may have anything to take.
  const unsafe = isWindows ? args.find((arg) => !/^[\w.:/=@-]*$/.test(arg)) : undefined;
  if (unsafe !== undefined) throw new Error(`${tool} is not given "${unsafe}", which a shell would take apart.`);
  const { status, stdout, error } = spawnSync(tool, args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: isWindows,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined) throw new Error(`${tool} could not be run: ${error.message}. Is it installed?`);
  if (status !== 0) throw new Error(`${tool} ${args[0] ?? ''} failed, see above.`);
  return stdout;
}
