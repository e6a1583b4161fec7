// Has Microsoft's own OData library read our metadata document, where there is a .NET SDK; says so where there is none.
// A document with a fault is given to it as well, so that a reader that finds nothing does not pass for a good document.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceModel } from '../../shared/metadata/service-model.ts';
import { toCsdl } from '../../shared/odata/csdl.ts';
import { dotnet, hasSdk, isWithoutFeed, type Run } from './dotnet.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROJECT = join(ROOT, 'test', 'dotnet', 'csdl-validator', 'csdl-validator.csproj');
/** What is built stays outside the sources, and makes the next run quick. */
const ARTIFACTS = join(ROOT, '.local', 'csdl-validator');
/** The validator's library needs this .NET at least. */
const MIN_SDK = 8;

/** Whether there is a validator now; without a way to a feed of packages there is none, and that is no fault of ours. */
function build(): boolean {
  // Without build servers: nothing is left running.
  const options = ['--artifacts-path', ARTIFACTS, '--disable-build-servers', '--verbosity', 'quiet'];
  const run = dotnet('build', PROJECT, ...options);
  if (run.status !== 0 && !isWithoutFeed(run)) throw new Error(`The validator cannot be built:\n${run.output}`);
  return run.status === 0;
}

function read(name: string, document: string): Run {
  const file = join(ARTIFACTS, name);
  writeFileSync(file, document);
  return dotnet(join(ARTIFACTS, 'bin', 'csdl-validator', 'debug', 'csdl-validator.dll'), file);
}

function check(): string {
  if (!hasSdk(MIN_SDK)) return `skipped: there is no .NET SDK ${MIN_SDK} or newer on this machine.`;
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
