// The five pages of userAppInstallStatus in Graph's reference: each page's request, and the response that it shows.
import { randomUUID } from 'node:crypto';
import { testDocumentedPages } from '../../support/documented-page.ts';
import { documentedBody } from '../../support/documented-request.ts';
import { type Stack, startStack } from '../../support/stack.ts';

/** The id of the pages' responses. Their create leaves it to the service; here it is given, to have it to compare. */
const ID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

/** The entity of the pages' responses, in their order. */
const { '@odata.type': type, ...values } = documentedBody;
const documentedEntity = { '@odata.type': type, id: ID, ...values };

let stack: Stack;
let collection: string;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());
beforeEach(() => {
  collection = `/beta/deviceAppManagement/mobileApps/${randomUUID()}/userStatuses`;
});

testDocumentedPages({
  stack: () => stack,
  collection: () => collection,
  body: documentedBody,
  before: { ...documentedBody, userName: 'Before', installedDeviceCount: 0 },
  entity: documentedEntity,
});
