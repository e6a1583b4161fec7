// Tools that come as NuGet packages, kept for the next run where git ignores them.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dotnet, isWithoutFeed } from './dotnet.ts';

const TOOLS = fileURLToPath(new URL('../../.local/dotnet-tools', import.meta.url));

/** A tool as NuGet has it. */
export interface DotnetTool {
  readonly packageId: string;
  readonly version: string;
  /** What it is called by. */
  readonly command: string;
}

/** Microsoft's generator of clients. */
export const KIOTA: DotnetTool = { packageId: 'Microsoft.OpenApi.Kiota', version: '1.38.0', command: 'kiota' };

/**
 * Installs a tool, where it is not there yet.
 * @returns its program; undefined when the feed of packages does not answer, which is no fault of ours
 * @throws Error when it cannot be installed for another reason
 */
export function ensureDotnetTool({ packageId, version, command }: DotnetTool): string | undefined {
  const folder = join(TOOLS, `${packageId}-${version}`);
  const program = join(folder, process.platform === 'win32' ? `${command}.exe` : command);
  if (existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  const run = dotnet('tool', 'install', packageId, '--version', version, '--tool-path', folder);
  if (run.status === 0) return program;
  if (isWithoutFeed(run)) return undefined;
  throw new Error(`${packageId} ${version} cannot be installed:\n${run.output}`);
}
