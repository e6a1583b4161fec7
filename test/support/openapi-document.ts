// The OpenAPI document as it is committed: of no service in particular. `npm run openapi` writes it; a test compares.
import { type ApiSite, createOpenApiDocument } from '../../shared/openapi/document.ts';
import { operations } from '../../shared/operations.ts';

/** The document, from the root of the repository. */
export const OPENAPI_DOCUMENT = 'openapi.json';

/** Entra's name for whichever tenant a work account is of; a running service names its own. */
const ANY_TENANT = 'https://login.microsoftonline.com/organizations/oauth2/v2.0';

/** The site of the committed document. */
export const COMMITTED_SITE: ApiSite = {
  baseUrl: 'http://localhost:7071',
  // No variable: Kiota makes a base URL of it as it is.
  note: 'Where `npm start` has it. The document that a running service gives names that service.',
  tokenSource: {
    authorizeUrl: `${ANY_TENANT}/authorize`,
    tokenUrl: `${ANY_TENANT}/token`,
    audience: 'api://graph-app-install-status',
  },
};

/** What openapi.json has to say. */
export function expectedOpenApiDocument(): string {
  return `${JSON.stringify(createOpenApiDocument(operations, COMMITTED_SITE), undefined, 2)}\n`;
}
