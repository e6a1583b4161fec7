// Prints the TypeScript types of openapi.json, in a process of its own: jest cannot load the generator.
import { readFileSync } from 'node:fs';
import openapiTypes, { astToString } from 'openapi-typescript';
import { OPENAPI_DOCUMENT } from './openapi-document.ts';

process.stdout.write(astToString(await openapiTypes(readFileSync(OPENAPI_DOCUMENT, 'utf8'), { silent: true })));
