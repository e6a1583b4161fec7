// What the blocks of a guide have printed is what the guide shows; for checks that are no tests of jest.
import { isDeepStrictEqual } from 'node:util';
import type { GuideStep } from '../support/guide-blocks.ts';
import { compareOutput } from '../support/guide-output.ts';

/**
 * Compares the outputs of blocks.
 * @throws Error that says which page and line shows what, and what was printed
 */
export function requireShown(page: string, steps: readonly GuideStep[], outputs: readonly string[]): void {
  for (const [index, { output }] of steps.entries()) {
    if (output === undefined) continue;
    const { shown, printed } = compareOutput(output, outputs[index] ?? '');
    if (isDeepStrictEqual(shown, printed)) continue;
    const [wanted, came] = [shown, printed].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
    throw new Error(`${page}, line ${output.line} shows\n${String(wanted)}\nand this was printed:\n${String(came)}`);
  }
}
