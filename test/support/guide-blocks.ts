// The pages of docs/guides as programs: which of their code blocks are run, in what order, and what they are to print.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the guides are, from the root of the repository. */
export const GUIDES = 'docs/guides';

/** A fenced block of a page. */
export interface GuideBlock {
  /** The first word behind the fence: what the block is coloured as. */
  readonly language: string;
  /**
   * The second: `run` is run, and so is `kiota` where that tool is; `output` is what the block above prints; the name of a file
   * says where the block belongs. Others are to be read only.
   */
  readonly mark: string;
  readonly code: string;
  /** Where the block begins in the page, from 1. */
  readonly line: number;
}

/** A block that is run, with what the page says that it prints. */
export interface GuideStep {
  readonly block: GuideBlock;
  readonly output: GuideBlock | undefined;
}

/** The names of all guides. */
export function guidePages(): string[] {
  return readdirSync(GUIDES).filter((name) => name.endsWith('.md'));
}

/** The blocks of a guide, in their order. */
export function readGuide(name: string): GuideBlock[] {
  return parseGuide(readFileSync(join(GUIDES, name), 'utf8'));
}

/** Finds the fenced blocks of a Markdown text. */
export function parseGuide(text: string): GuideBlock[] {
  return [...text.matchAll(/^```(\w*)(?: ([\w.]+))?\n([^]*?)^```$/gm)].map(
    ({ 1: language = '', 2: mark = '', 3: code = '', index }) => ({
      ...{ language, mark, code },
      line: text.slice(0, index).split('\n').length,
    }),
  );
}

/** The blocks of a language that are run; by a mark of their own if it is given. */
export function stepsOf(blocks: readonly GuideBlock[], language: string, mark = 'run'): GuideStep[] {
  return blocks.flatMap((block, index) => {
    if (block.language !== language || block.mark !== mark) return [];
    const next = blocks[index + 1];
    return [{ block, output: next?.mark === 'output' ? next : undefined }];
  });
}
