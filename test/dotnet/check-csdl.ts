// Has Microsoft's own OData library read our metadata document, where there is a .NET SDK; says so where there is none.
// A document with a fault is given to it as well, so that a reader that finds nothing does not pass for a good document.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceModel } from '../../shared/metadata/service-model.ts';
import { toCsdl } from '../../shared/odata/csdl.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = join(ROOT, 'test', 'dotnet', 'csdl-validator', 'csdl-validator.csproj');
/** What is built stays outside the sources, and makes the next run quick. */
const ARTIFACTS = join(ROOT, '.local', 'csdl-validator');
/** The validator's library needs this .NET at least. */
const MIN_SDK = 8;
/** NuGet's name for a feed that does not answer. */
const FEED_UNREACHABLE = 'NU1301';

interface Run {
  readonly status: number | null;
  readonly output: string;
}

function dotnet(...args: string[]): Run {
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  const { status, stdout, stderr, error } = spawnSync('dotnet', args, { cwd: ROOT, env, encoding: 'utf8' });
  return error === undefined ? { status, output: `${stdout}${stderr}` } : { status: null, output: error.message };
}

function hasSdk(): boolean {
  const { status, output } = dotnet('--list-sdks');
  return status === 0 && output.split('\n').some((line) => Number.parseInt(line, 10) >= MIN_SDK);
}

/** Whether there is a validator now; without a way to a feed of packages there is none, and that is no fault of ours. */
function build(): boolean {
  // Without build servers: nothing is left running.
  const options = ['--artifacts-path', ARTIFACTS, '--disable-build-servers', '--verbosity', 'quiet'];
  const { status, output } = dotnet('build', PROJECT, ...options);
  if (status !== 0 && !output.includes(FEED_UNREACHABLE)) throw new Error(`The validator cannot be built:\n${output}`);
  return status === 0;
}

function read(name: string, document: string): Run {
  const file = join(ARTIFACTS, name);
  writeFileSync(file, document);
  return dotnet(join(ARTIFACTS, 'bin', 'csdl-validator', 'debug', 'csdl-validator.dll'), file);
}

function check(): string {
  if (!hasSdk()) return `skipped: there is no .NET SDK ${MIN_SDK} or newer on this machine.`;
  mkdirSync(ARTIFACTS, { recursive: true });
  if (!build()) return "skipped: the validator's packages are not here, and the feed that has them does not answer.";
  const document = toCsdl(serviceModel);
  const { status, output } = read('metadata.xml', document);
  if (status !== 0) throw new Error(`Microsoft.OData.Edm refuses the metadata document:\n${output}`);
  const faulty = read('faulty.xml', document.replaceAll('"graph.mobileApp"', '"graph.nowhere"'));
  if (faulty.status !== 1 || !faulty.output.includes("'graph.nowhere' could not be found")) {
    throw new Error(`Microsoft.OData.Edm does not see a type that is not there:\n${faulty.output}`);
  }
  return `Microsoft.OData.Edm reads ${relative(ROOT, join(ARTIFACTS, 'metadata.xml'))} and finds it valid.`;
}

try {
  process.stdout.write(`check:csdl ${check()}\n`);
} catch (error) {
  process.stderr.write(`check:csdl failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
