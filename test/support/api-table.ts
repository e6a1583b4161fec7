// The tables of docs/api.md, made of the table of operations. `npm run docs:api` writes them; a contract test compares.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { statusesOf } from '../../shared/operation-statuses.ts';
import { operations } from '../../shared/operations.ts';
import type { Operation } from '../../shared/resources/operation.ts';

/** The document, from the root of the repository. */
export const API_DOCUMENT = 'docs/api.md';

const BEGIN = '<!-- Made of the table of operations by `npm run docs:api`. -->';

/** What docs/api.md has to say: its own introduction, and the tables as the operations are now. */
export async function expectedApiDocument(): Promise<string> {
  const [introduction = ''] = readFileSync(API_DOCUMENT, 'utf8').split(BEGIN);
  const text = `${introduction}${BEGIN}\n\n${tables()}`;
  return await format(text, { ...(await resolveConfig(API_DOCUMENT)), parser: 'markdown' });
}

function tables(): string {
  const graph = operations.filter(
    (operation) => operation.permissions !== 'anonymous' && operation.permissions !== 'eachItem',
  );
  const anonymous = operations.filter(({ permissions }) => permissions === 'anonymous');
  const batches = operations.filter(({ permissions }) => permissions === 'eachItem');
  return [
    '## Operations of the resources',
    table(
      ['Operation', 'Request', 'Query options', 'Delegated permissions', 'Application permissions', 'Statuses'],
      graph.map((operation) => [
        `\`${operation.name}\`<br>${operation.summary}`,
        requestOf(operation),
        listOf(operation.queryOptions.map((name) => `$${name}`)),
        listOf(operation.permissions.delegated),
        listOf(operation.permissions.application),
        statusesOf(operation).join(' '),
      ]),
    ),
    '## Batches',
    'They need a token; each request in them needs the permissions of its own operation.',
    table(
      ['Operation', 'Request', 'Statuses'],
      batches.map((operation) => [
        `\`${operation.name}\`<br>${operation.summary}`,
        requestOf(operation),
        statusesOf(operation).join(' '),
      ]),
    ),
    '## Operations of the service',
    'They are open to everybody.',
    table(
      ['Operation', 'Request', 'Statuses'],
      anonymous.map((operation) => [
        `\`${operation.name}\`<br>${operation.summary}`,
        requestOf(operation),
        statusesOf(operation).join(' '),
      ]),
    ),
  ].join('\n\n');
}

function requestOf({ method, path }: Operation): string {
  return `\`${method} ${path}\``;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
