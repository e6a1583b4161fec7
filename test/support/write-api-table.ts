// `npm run docs:api`: writes the tables of docs/api.md anew after an operation was changed. With --print it only shows them.
import { writeFileSync } from 'node:fs';
import { API_DOCUMENT, expectedApiDocument } from './api-table.ts';

const document = await expectedApiDocument();
if (process.argv.includes('--print')) process.stdout.write(document);
else writeFileSync(API_DOCUMENT, document);
