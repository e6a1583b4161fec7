// Finds the Bicep compiler: on the PATH, or as a NuGet package where there is a .NET SDK.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dotnet, hasSdk, isWithoutFeed, type Run } from '../dotnet/dotnet.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = join(ROOT, 'test', 'dotnet', 'bicep', 'bicep.csproj');
/** What the restore leaves behind stays outside the sources. */
const ARTIFACTS = join(ROOT, '.local', 'bicep');
/** The first SDK that can leave what it makes somewhere else. */
const MIN_SDK = 8;
/** What is committed was made with it; another one may write the same thing differently. */
const VERSION = '0.49.2';

/** A compiler that can be run. */
export interface Bicep {
  readonly version: string;
  /** Whether what it writes can be compared with what is committed. */
  readonly isOurs: boolean;
  /** Runs it in a folder with variables added to the environment. */
  run(folder: string, variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Run>;
}

/**
 * Finds a compiler: of our version where there is one, or any.
 * @returns the compiler, or why there is none
 * @throws Error when NuGet answers and the package cannot be restored all the same
 */
export function findBicep(): Bicep | string {
  const onPath = asBicep('bicep');
  if (onPath?.isOurs === true) return onPath;
  if (!hasSdk(MIN_SDK)) return onPath ?? `no bicep on the PATH, and no .NET SDK ${MIN_SDK} or newer to bring it.`;
  const restored = restore();
  return restored ?? onPath ?? 'no bicep on the PATH, and the feed that has it does not answer.';
}

function asBicep(program: string): Bicep | undefined {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8', env: environment({}) });
  const version = error === undefined ? /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  if (version === undefined) return undefined;
  return {
    version,
    isOurs: version === VERSION,
    run: (folder, variables, ...args) => run(program, args, folder, environment(variables)),
  };
}

function restore(): Bicep | undefined {
  const name = `Azure.Bicep.CommandLine.${runtime()}`;
  const cache = dotnet('nuget', 'locals', 'global-packages', '--list')
    .output.replace(/^.*global-packages: /s, '')
    .trim();
  const program = join(
    cache,
    name.toLowerCase(),
    VERSION,
    'tools',
    process.platform === 'win32' ? 'bicep.exe' : 'bicep',
  );
  if (existsSync(program)) return asBicep(program);
  const properties = [`BicepPackage=${name}`, `BicepVersion=${VERSION}`, `ArtifactsPath=${ARTIFACTS}`];
  const options = [...properties, 'UseArtifactsOutput=true'].map((property) => `-property:${property}`);
  const run = dotnet('restore', PROJECT, ...options);
  if (isWithoutFeed(run)) return undefined;
  const bicep = asBicep(program);
  if (bicep === undefined) throw new Error(`${name} cannot be restored:\n${run.output}`);
  return bicep;
}

/** .NET's name of this kind of machine. */
function runtime(): string {
  const system = { win32: 'win', darwin: 'osx' }[process.platform as string] ?? 'linux';
  return `${system}-${process.arch}`;
}

function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  // Small machines have no ICU, and the compiler needs none.
  return { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', ...variables };
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      resolve({ status: null, output: error.message });
    });
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}
