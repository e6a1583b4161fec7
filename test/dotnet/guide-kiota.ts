// Has Kiota make a client of openapi.json, and the guide's program use it, as the guide tells.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readGuide, stepsOf } from '../support/guide-blocks.ts';
import { type GuideSurroundings, posixShell, replaceAll, runBlocks } from '../support/guide-session.ts';
import { ensureDotnetTool, KIOTA } from './dotnet-tool.ts';
import { dotnet, isWithoutFeed } from './dotnet.ts';
import { requireShown } from './require-shown.ts';

const PAGE = 'from-your-old-graph-script.md';
/** What the guide's reader begins with: a folder of its own with openapi.json in it. */
const FOLDER = fileURLToPath(new URL('../../.local/kiota-guide', import.meta.url));

/** Nothing is left running, and nobody is asked for anything but packages. */
const QUIETLY = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  MSBUILDDISABLENODEREUSE: '1',
  UseSharedCompilation: 'false',
  KIOTA_CLI_TELEMETRY_OPTOUT: 'true',
  KIOTA_OFFLINE_ENABLED: 'true',
};

/**
 * Does what the guide says.
 * @returns how it went, as the end of a sentence
 * @throws Error when something fails or prints something else than the guide shows
 */
export async function followKiotaGuide(stack: GuideSurroundings): Promise<string> {
  const program = ensureDotnetTool(KIOTA);
  if (program === undefined) return 'Kiota was skipped: it is not here, and the feed that has it does not answer';
  const blocks = readGuide(PAGE);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync('openapi.json', join(FOLDER, 'openapi.json'));
  const files = blocks.filter(({ mark }) => mark.includes('.'));
  for (const { mark, code } of files) writeFileSync(join(FOLDER, mark), replaceAll(code, stack.places));
  // Apart, so that a feed that does not answer is told from a client that cannot be built.
  const restored = dotnet('restore', FOLDER, '--disable-build-servers');
  if (isWithoutFeed(restored)) return 'Kiota was skipped: the feed that has its packages does not answer';
  if (restored.status !== 0) throw new Error(`${PAGE}: its project cannot be restored:\n${restored.output}`);

  const steps = stepsOf(blocks, posixShell.language, 'kiota');
  if (steps.length === 0 || files.length === 0) throw new Error(`${PAGE} has nothing for Kiota.`);
  const path = [dirname(program), process.env.PATH].join(delimiter);
  const environment = { ...stack.environment, ...QUIETLY, PATH: path };
  const outputs = await runBlocks(
    posixShell,
    steps.map(({ block }) => block),
    { ...stack, environment, folder: FOLDER },
  );
  requireShown(PAGE, steps, outputs);
  return `Kiota ${KIOTA.version} makes the client whose program prints what the page shows`;
}
