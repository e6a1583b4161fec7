// Runs what the guides say for PowerShell in a real one.
import { type GuideBlock, guidePages, readGuide, stepsOf } from '../support/guide-blocks.ts';
import { type GuideShell, type GuideSurroundings, powerShell, runBlocks } from '../support/guide-session.ts';
import { ensureDotnetTool } from './dotnet-tool.ts';
import { requireShown } from './require-shown.ts';

const POWERSHELL = { packageId: 'PowerShell', version: '7.6.9', command: 'pwsh' };

/**
 * Runs the blocks of all guides.
 * @returns how it went, as the end of a sentence
 * @throws Error when a block fails or prints something else than its guide shows
 */
export async function runPowerShellOfGuides(stack: GuideSurroundings): Promise<string> {
  const program = ensureDotnetTool(POWERSHELL);
  if (program === undefined) return 'PowerShell was skipped: it is not here, and the feed that has it does not answer';
  const shell = powerShell(program);
  await requireFailuresAreSeen(shell, stack);
  let ran = 0;
  for (const page of guidePages()) ran += await runPage(page, shell, stack);
  if (ran === 0) throw new Error('The guides have nothing for PowerShell.');
  return `PowerShell ${POWERSHELL.version} runs ${ran} blocks of the guides, which print what the pages show`;
}

/** @returns how many blocks were run */
async function runPage(page: string, shell: GuideShell, stack: GuideSurroundings): Promise<number> {
  const blocks = readGuide(page);
  const steps = stepsOf(blocks, shell.language);
  const unread = blocks.filter(({ language, mark }) => language === shell.language && mark !== 'run').map(asParsed);
  if (steps.length + unread.length === 0) return 0;
  const all = [...steps.map(({ block }) => block), ...unread];
  const outputs = await runBlocks(shell, all, stack).catch((cause: unknown) => {
    throw new Error(`${page}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  requireShown(page, steps, outputs);
  return steps.length;
}

/** What is not run is parsed at least. */
function asParsed(block: GuideBlock): GuideBlock {
  return { ...block, code: `[void][scriptblock]::Create(@'\n${block.code}'@)\n` };
}

/** A runner that sees nothing wrong would pass for good pages. */
async function requireFailuresAreSeen(shell: GuideShell, stack: GuideSurroundings): Promise<void> {
  const block = { language: shell.language, mark: 'run', code: 'Get-Nothing\n', line: 1 };
  const said = await runBlocks(shell, [block], stack).catch(String);
  if (typeof said !== 'string' || !said.includes('The block at line 1 failed')) {
    throw new Error('A block of PowerShell that fails is not seen.');
  }
}
