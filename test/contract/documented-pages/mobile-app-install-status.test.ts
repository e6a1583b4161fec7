// The five pages of mobileAppInstallStatus in Graph's reference, on both of the paths that each page names.
import { randomUUID } from 'node:crypto';
import { documentedDeviceBody } from '../../support/documented-device-status.ts';
import { entityResponse, sendDocumented, shown } from '../../support/documented-page.ts';
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
  let collection: string;

  beforeEach(() => {
    collection = `${app}/${path}`;
  });

  async function given(body: object = documentedDeviceBody): Promise<void> {
    const answer = await sendDocumented(stack, { method: 'POST', path: collection, body: { ...body, id: ID } });
    expect(answer.status).toBe(201);
  }

  test('list: 200 OK, the entities in value', async () => {
    await given();

    const answer = await sendDocumented(stack, { method: 'GET', path: collection });

    const { value, ...others } = answer.json;
    const [first, ...rest] = value as unknown[];
    expect(shown(answer, first)).toEqual(entityResponse(200, documentedEntity));
    expect([rest, Object.keys(others)]).toEqual([[], ['@odata.context']]);
  });

  // The page wraps the entity in `value`, which no entity response does: an artefact of how it was made.
  test('get: 200 OK, the entity', async () => {
    await given();

    const answer = await sendDocumented(stack, { method: 'GET', path: `${collection}/${ID}` });

    expect(shown(answer)).toEqual(entityResponse(200, documentedEntity));
  });

  test('create: 201 Created, the entity with the id that the service made', async () => {
    const answer = await sendDocumented(stack, { method: 'POST', path: collection, body: documentedDeviceBody });

    expect(shown(answer)).toEqual(entityResponse(201, { ...documentedEntity, id: answer.json.id }));
    expect(answer.json.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('update: 200 OK, the changed entity', async () => {
    await given({ deviceName: 'Before', installState: 'pendingInstall', installStateDetail: 'pendingReboot' });

    const answer = await sendDocumented(stack, {
      method: 'PATCH',
      path: `${collection}/${ID}`,
      body: documentedDeviceBody,
    });

    expect(shown(answer)).toEqual(entityResponse(200, documentedEntity));
  });

  test('delete: 204 No Content', async () => {
    await given();

    const answer = await sendDocumented(stack, { method: 'DELETE', path: `${collection}/${ID}` });

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await sendDocumented(stack, { method: 'GET', path: `${collection}/${ID}` })).status).toBe(404);
  });
});
