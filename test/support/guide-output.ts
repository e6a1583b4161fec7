// Compares what a block of a guide printed with what the page shows, where `…` stands for what is different each time.
import type { GuideBlock } from './guide-blocks.ts';

const ANYTHING = '…';

/** Two values that are equal when the page tells the truth; where it does not, their difference says in what. */
export interface Comparison {
  readonly shown: unknown;
  readonly printed: unknown;
}

/**
 * Compares an output.
 * - In JSON, the text `…` stands for any value, as last member of an array for any others, and as name of a member for any
 *   others; within a text, for any part of it. White space does not matter.
 * - In other outputs, `…` stands for any part of a line, and alone in a line for any lines.
 * @param output - what the page shows
 */
export function compareOutput({ language, code }: GuideBlock, printed: string): Comparison {
  if (language !== 'json') {
    return isLike(code.trim(), printed.trim())
      ? { shown: code, printed: code }
      : { shown: code.trim(), printed: printed.trim() };
  }
  const shown: unknown = JSON.parse(code);
  return { shown, printed: folded(shown, parse(printed)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `no JSON: ${text}`;
  }
}

/** What was printed, with everything that the page leaves open as the page shows it. */
function folded(shown: unknown, printed: unknown): unknown {
  if (shown === ANYTHING && printed !== undefined) return shown;
  if (typeof shown === 'string' && typeof printed === 'string') return isLike(shown, printed) ? shown : printed;
  if (Array.isArray(shown) && Array.isArray(printed)) {
    const isOpen = shown.at(-1) === ANYTHING && printed.length >= shown.length;
    const members = isOpen ? printed.slice(0, shown.length - 1) : printed;
    const result = members.map((member, index) => folded((shown as unknown[])[index], member));
    return isOpen ? [...result, ANYTHING] : result;
  }
  if (!isObject(shown) || !isObject(printed)) return printed;
  const isOpen = ANYTHING in shown;
  const named = Object.entries(printed)
    .filter(([name]) => !isOpen || name in shown)
    .map(([name, value]) => [name, folded(shown[name], value)] as const);
  return { ...Object.fromEntries(named), ...(isOpen && { [ANYTHING]: shown[ANYTHING] }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLike(shown: string, printed: string): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => (line.trim() === ANYTHING ? '[^]*' : line.split(ANYTHING).map(literally).join('.*')))
    .join('\n');
  return new RegExp(`^${pattern}$`).test(printed);
}

/** A text as a pattern that matches it alone. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
