// The table of docs/guides/permissions.md, made of the table of operations. `npm run docs:api` writes it; a test compares.
import { readFileSync } from 'node:fs';
import { operations } from '../../shared/operations.ts';
import type { Operation } from '../../shared/resources/operation.ts';

/** The document, from the root of the repository. */
export const PERMISSIONS_GUIDE = 'docs/guides/permissions.md';

/** The comment in the guide ahead of the table, and the heading behind it. */
const AROUND = /(<!-- Made of the table of operations by `npm run docs:api`\. -->\n\n)[^]*?(?=\n\nPersonal )/;

/** What the guide has to say, but for the padding of the table. */
export function expectedPermissionsGuide(): string {
  return readFileSync(PERMISSIONS_GUIDE, 'utf8').replace(AROUND, (_all, comment: string) => comment + table());
}

/** Which requests take which permissions: those on resources by their methods, the others by their paths. */
function table(): string {
  const groups = Map.groupBy(operations, permissionsOf);
  const rows = [...groups].map(([permissions, members]) => `| ${requestsOf(members)} | ${permissions} |`);
  return ['| Requests | Delegated (scopes) | Application (app roles) |', '| --- | --- | --- |', ...rows].join('\n');
}

function permissionsOf({ permissions }: Operation): string {
  if (permissions === 'anonymous') return 'no token | no token';
  if (permissions === 'eachItem') return 'those of each request in it | those of each request in it';
  return [permissions.delegated, permissions.application].map((each) => listOf(each)).join(' | ');
}

function requestsOf(members: readonly Operation[]): string {
  const isGraph = members.every(({ path }) => path.startsWith(`${RESOURCES}/`));
  const methods = [...new Set(members.map(({ method }) => method))];
  if (isGraph) return `${listOf(methods)} below \`${RESOURCES}\``;
  return listOf(members.map(({ method, path }) => `${method} ${path}`));
}

const RESOURCES = '/deviceAppManagement';

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' ');
}
