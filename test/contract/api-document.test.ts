// docs/api.md says what the table of operations says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

it('docs/api.md has every operation with its permissions and statuses; `npm run docs:api` writes them', () => {
  // In a process of its own: prettier cannot be loaded within jest.
  const expected = execFileSync(process.execPath, ['test/support/write-api-table.ts', '--print'], { encoding: 'utf8' });
  expect(readFileSync('docs/api.md', 'utf8')).toBe(expected);
  expect(expected).toContain('`createUserAppInstallStatus`');
});
