// Runs the blocks of a guide as a reader does: one after the other, in one shell, in the folder of the project.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GuideBlock } from './guide-blocks.ts';

const run = promisify(execFile);

/** How the blocks of a language are run. */
export interface GuideShell {
  readonly language: string;
  /** Whether a block finds what the ones above it have left, such as variables. */
  readonly isOneForAll: boolean;
  /** The program and its arguments, with a script of all blocks as text. */
  readonly command: (script: string) => readonly [program: string, ...args: string[]];
  /** Makes a script of blocks, which prints the mark behind the output of each. */
  readonly script: (blocks: readonly string[], mark: string) => string;
}

/** A line that no block prints. */
const MARK = '\u001e end of block \u001e';

/** The shell that every Unix has; a command that fails ends it. */
export const posixShell: GuideShell = {
  language: 'sh',
  isOneForAll: true,
  command: (script) => ['sh', '-euc', script],
  script: (blocks, mark) => blocks.map((block) => `${block}printf '\\n%s\\n' '${mark}'\n`).join(''),
};

/** Node: each block is a module of its own. */
export const nodeShell: GuideShell = {
  language: 'js',
  isOneForAll: false,
  command: (script) => [process.execPath, '--input-type=module', '--eval', script],
  script: (blocks, mark) => `${blocks.join('\n')}\nconsole.log('\\n${mark}');\n`,
};

/** Gives PowerShell, wherever it is. Variables live from block to block: each is dot-sourced. */
export function powerShell(program: string): GuideShell {
  return {
    language: 'powershell',
    isOneForAll: true,
    command: (script) => [program, '-NoProfile', '-NonInteractive', '-Command', script],
    script: (blocks, mark) =>
      [
        "$ErrorActionPreference = 'Stop'",
        "$PSStyle.OutputRendering = 'PlainText'",
        ...blocks.map((block) => `. {\n${block}} | Out-String -Width 200 | Write-Host\nWrite-Host "\`n${mark}"`),
      ].join('\n'),
  };
}

/** Where the blocks run. */
export interface GuideSurroundings {
  /** Beside the environment of the tests. */
  readonly environment: Readonly<Record<string, string>>;
  /** What stands in the page, and what it is here: other ports. */
  readonly places: ReadonlyMap<string, string>;
  /** Where the blocks run; in the folder of the project unless told otherwise. */
  readonly folder?: string;
}

/**
 * Runs the blocks of a page.
 * @returns what each printed on its standard output, with the places as they stand in the page
 * @throws Error when a block fails, with the line in its page and what it said
 */
export async function runBlocks(
  shell: GuideShell,
  blocks: readonly GuideBlock[],
  surroundings: GuideSurroundings,
): Promise<string[]> {
  if (shell.isOneForAll) return await runTogether(shell, blocks, surroundings);
  const outputs: string[] = [];
  for (const block of blocks) outputs.push(...(await runTogether(shell, [block], surroundings)));
  return outputs;
}

async function runTogether(
  shell: GuideShell,
  blocks: readonly GuideBlock[],
  { environment, places, folder = process.cwd() }: GuideSurroundings,
): Promise<string[]> {
  const inPlace = blocks.map(({ code }) => replaceAll(code, places));
  const [program, ...args] = shell.command(shell.script(inPlace, MARK));
  const env = { ...process.env, ...environment };
  try {
    const { stdout } = await run(program, args, { env, cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return outputsOf(stdout).map((output) => replaceAll(output, inverse(places)));
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { readonly stdout?: string; readonly stderr?: string };
    const failed = blocks[outputsOf(stdout).length];
    const said = `${stdout.split(`${MARK}\n`).at(-1) ?? ''}${stderr}`;
    throw new Error(`The block at line ${String(failed?.line)} failed:\n${said}`, { cause: error });
  }
}

function outputsOf(stdout: string): string[] {
  return stdout.split(`\n${MARK}\n`).slice(0, -1);
}

/** A text of a page with other places for those in it. */
export function replaceAll(text: string, places: ReadonlyMap<string, string>): string {
  return [...places].reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text);
}

function inverse(places: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...places].map(([from, to]) => [to, from]));
}
