// Runs what the guides say for PowerShell in a real one, where there is a .NET SDK; says so where there is none. The stack is
// that of the guides' other blocks, and so is the comparison of what is printed.
import { isDeepStrictEqual } from 'node:util';
import { type GuideBlock, guidePages, readGuide, stepsOf } from '../support/guide-blocks.ts';
import { compareOutput } from '../support/guide-output.ts';
import { type GuideShell, type GuideSurroundings, powerShell, runBlocks } from '../support/guide-session.ts';
import { startGuideStack } from '../support/guide-stack.ts';
import { ensureDotnetTool } from './dotnet-tool.ts';
import { hasSdk } from './dotnet.ts';

/** PowerShell 7.6 runs on this .NET. */
const MIN_SDK = 10;
const POWERSHELL = { packageId: 'PowerShell', version: '7.6.9', command: 'pwsh' };

async function check(): Promise<string> {
  if (!hasSdk(MIN_SDK)) return `skipped: there is no .NET SDK ${MIN_SDK} or newer on this machine.`;
  const program = ensureDotnetTool(POWERSHELL);
  if (program === undefined) return 'skipped: PowerShell is not here, and the feed that has it does not answer.';
  const shell = powerShell(program);
  const stack = await startGuideStack();
  try {
    await requireFailuresAreSeen(shell, stack);
    let ran = 0;
    for (const page of guidePages()) ran += await checkPage(page, shell, stack);
    if (ran === 0) throw new Error('The guides have nothing for PowerShell.');
    return `PowerShell ${POWERSHELL.version} runs the ${ran} blocks of the guides, and they print what the pages show.`;
  } finally {
    await stack.close();
  }
}

/** @returns how many blocks were run */
async function checkPage(page: string, shell: GuideShell, stack: GuideSurroundings): Promise<number> {
  const blocks = readGuide(page);
  const steps = stepsOf(blocks, shell.language);
  const unread = blocks.filter(({ language, mark }) => language === shell.language && mark !== 'run').map(asParsed);
  if (steps.length + unread.length === 0) return 0;
  const outputs = await inPage(page, () => runBlocks(shell, [...steps.map(({ block }) => block), ...unread], stack));
  for (const [index, { output }] of steps.entries()) {
    if (output === undefined) continue;
    const { shown, printed } = compareOutput(output, outputs[index] ?? '');
    if (!isDeepStrictEqual(shown, printed)) {
      const [wanted, came] = [shown, printed].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
      throw new Error(`${page}, line ${output.line} shows\n${String(wanted)}\nand this was printed:\n${String(came)}`);
    }
  }
  return steps.length;
}

/** What is not run is parsed at least. */
function asParsed(block: GuideBlock): GuideBlock {
  return { ...block, code: `[void][scriptblock]::Create(@'\n${block.code}'@)\n` };
}

/** A runner that sees nothing wrong would pass for good pages. */
async function requireFailuresAreSeen(shell: GuideShell, stack: GuideSurroundings): Promise<void> {
  const block = { language: shell.language, mark: 'run', line: 1 };
  const said = await runBlocks(shell, [{ ...block, code: 'Get-Nothing\n' }], stack).catch(String);
  if (typeof said !== 'string' || !said.includes('The block at line 1 failed')) {
    throw new Error('A block that fails is not seen.');
  }
}

async function inPage<Result>(page: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`${page}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

try {
  process.stdout.write(`check:powershell ${await check()}\n`);
} catch (error) {
  process.stderr.write(`check:powershell failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
