// `npm run openapi`: writes openapi.json anew after an operation or an entity type was changed.
import { writeFileSync } from 'node:fs';
import { expectedOpenApiDocument, OPENAPI_DOCUMENT } from './openapi-document.ts';

writeFileSync(OPENAPI_DOCUMENT, expectedOpenApiDocument());
