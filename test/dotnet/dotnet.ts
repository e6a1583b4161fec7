// The .NET SDK, for checks that Microsoft has made tools for; where there is none, they are skipped.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** NuGet's name for a feed that does not answer. */
const FEED_UNREACHABLE = 'NU1301';

/** What a program that has ended said. */
export interface Run {
  /** Its exit status; null when it could not be started. */
  readonly status: number | null;
  readonly output: string;
}

/** Runs `dotnet` in the root of the project. */
export function dotnet(...args: string[]): Run {
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  const { status, stdout, stderr, error } = spawnSync('dotnet', args, { cwd: ROOT, env, encoding: 'utf8' });
  return error === undefined ? { status, output: `${stdout}${stderr}` } : { status: null, output: error.message };
}

/** Whether this machine has an SDK of a version, or a newer one. */
export function hasSdk(version: number): boolean {
  const { status, output } = dotnet('--list-sdks');
  return status === 0 && output.split('\n').some((line) => Number.parseInt(line, 10) >= version);
}

/** Whether a run failed only for want of a way to the packages, which is no fault of ours. */
export function isWithoutFeed({ status, output }: Run): boolean {
  return status !== 0 && output.includes(FEED_UNREACHABLE);
}
