// `npm run docs:api`: writes the tables of docs/api.md, and that of the guide to permissions, anew after an operation was
// changed. With --print it only shows those of docs/api.md, with --print-permissions only the guide.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { API_DOCUMENT, expectedApiDocument } from './api-table.ts';
import { expectedPermissionsGuide, PERMISSIONS_GUIDE } from './permissions-table.ts';

const options = { ...(await resolveConfig(PERMISSIONS_GUIDE)), parser: 'markdown' };
const documents = [
  { option: '--print', file: API_DOCUMENT, text: await expectedApiDocument() },
  { option: '--print-permissions', file: PERMISSIONS_GUIDE, text: await format(expectedPermissionsGuide(), options) },
];
const shown = documents.find(({ option }) => process.argv.includes(option));
if (shown !== undefined) process.stdout.write(shown.text);
else for (const { file, text } of documents) writeFileSync(file, text);
