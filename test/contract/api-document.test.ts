// docs/api.md and the guide to permissions say what the table of operations says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { operations } from '../../shared/operations.ts';

/** In a process of its own: prettier cannot be loaded within jest. */
function expectedText(option: string): string {
  return execFileSync(process.execPath, ['test/support/write-api-table.ts', option], { encoding: 'utf8' });
}

it('docs/api.md has every operation with its permissions and statuses; `npm run docs:api` writes them', () => {
  const expected = expectedText('--print');
  expect(readFileSync('docs/api.md', 'utf8')).toBe(expected);
  expect(expected).toContain('`createUserAppInstallStatus`');
});

it('docs/guides/permissions.md has the permissions of every request; `npm run docs:api` writes them', () => {
  const expected = expectedText('--print-permissions');
  expect(readFileSync('docs/guides/permissions.md', 'utf8')).toBe(expected);
  expect(expected).toMatch(/`GET` below `\/deviceAppManagement` +\| `DeviceManagementApps\.Read\.All` /);
});

it('takes the same permissions for all requests of a method on resources, as the guide has it', () => {
  const onResources = operations.filter(({ path }) => path.startsWith('/deviceAppManagement'));
  const kinds = new Set(onResources.map(({ method, permissions }) => JSON.stringify([method, permissions])));
  expect(kinds.size).toBe(new Set(onResources.map(({ method }) => method)).size);
});
