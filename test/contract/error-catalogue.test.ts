// Holds docs/errors.md to the catalogue of errors in the code, in both directions.
import { readFileSync } from 'node:fs';
import { catalogue } from '../../shared/errors/catalogue.ts';

function documentedErrors(): Record<string, { status: number; code: string; message: string; when: string }> {
  const rows = readFileSync('docs/errors.md', 'utf8')
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
    .filter((cells) => cells.length === 7 && /^`\w+`$/.test(cells[1] ?? ''));
  return Object.fromEntries(
    rows.map(([, name = '', status, code = '', message = '', when = '']) => [
      name.replaceAll('`', ''),
      { status: Number(status), code: code.replaceAll('`', ''), message: unescape(message), when },
    ]),
  );
}

/** The formatter escapes what Markdown would take for markup. */
function unescape(text: string): string {
  return text.replace(/\\([_*<>[\]])/g, '$1');
}

describe('docs/errors.md', () => {
  const documented = documentedErrors();

  it('documents every error of the catalogue and no other', () => {
    expect(Object.keys(documented).sort()).toEqual(Object.keys(catalogue).sort());
  });

  it.each(Object.entries(catalogue))('gives %s its status, code and message', (name, entry) => {
    expect(documented[name]).toMatchObject(entry);
  });

  it.each(Object.keys(catalogue))('says when %s happens', (name) => {
    expect(documented[name]?.when).toMatch(/\w.*\.$/);
  });
});
