// The five pages of mobileAppInstallStatus in Graph's reference, on both of the paths that each page names.
import { randomUUID } from 'node:crypto';
import { documentedDeviceBody } from '../../support/documented-device-status.ts';
import { sendDocumented, testDocumentedPages } from '../../support/documented-page.ts';
import { documentedBody } from '../../support/documented-request.ts';
import { type Stack, startStack } from '../../support/stack.ts';

/** The id of the pages' responses. Their create leaves it to the service; here it is given, to have it to compare. */
const ID = '7560ee45-ee45-7560-45ee-607545ee6075';

const USER_ID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

/**
 * The entity of the pages' responses, in their order. They repeat the offset of their requests; here the moment is kept
 * and shown in UTC, as OData allows (Protocol 4.01 §11.4.3: "SHOULD preserve the offset if possible").
 */
const { '@odata.type': type, ...values } = documentedDeviceBody;
const documentedEntity = {
  '@odata.type': type,
  id: ID,
  ...values,
  lastSyncDateTime: '2017-01-01T08:02:49.3205976Z',
};

let stack: Stack;
let app: string;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());
beforeEach(async () => {
  app = `/beta/deviceAppManagement/mobileApps/${randomUUID()}`;
  const user = { ...documentedBody, id: USER_ID };
  await sendDocumented(stack, { method: 'POST', path: `${app}/userStatuses`, body: user });
});

test('the moment of the pages is the one that is shown', () => {
  expect(Date.parse(documentedEntity.lastSyncDateTime)).toBe(Date.parse(documentedDeviceBody.lastSyncDateTime));
});

describe.each(['deviceStatuses', `userStatuses/${USER_ID}/deviceStatuses`])('…/mobileApps/{mobileAppId}/%s', (path) => {
  testDocumentedPages({
    stack: () => stack,
    collection: () => `${app}/${path}`,
    body: documentedDeviceBody,
    before: { deviceName: 'Before', installState: 'pendingInstall', installStateDetail: 'pendingReboot' },
    entity: documentedEntity,
  });
});
