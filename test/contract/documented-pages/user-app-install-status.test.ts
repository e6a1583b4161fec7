// The five pages of userAppInstallStatus in Graph's reference: each page's request, and the response that it shows.
import { randomUUID } from 'node:crypto';
import { entityResponse, sendDocumented, shown } from '../../support/documented-page.ts';
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

async function given(body: object = documentedBody): Promise<void> {
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
  const answer = await sendDocumented(stack, { method: 'POST', path: collection, body: documentedBody });

  expect(shown(answer)).toEqual(entityResponse(201, { ...documentedEntity, id: answer.json.id }));
  expect(answer.json.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('update: 200 OK, the changed entity', async () => {
  await given({ ...documentedBody, userName: 'Before', installedDeviceCount: 0 });

  const answer = await sendDocumented(stack, { method: 'PATCH', path: `${collection}/${ID}`, body: documentedBody });

  expect(shown(answer)).toEqual(entityResponse(200, documentedEntity));
});

test('delete: 204 No Content', async () => {
  await given();

  const answer = await sendDocumented(stack, { method: 'DELETE', path: `${collection}/${ID}` });

  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await sendDocumented(stack, { method: 'GET', path: `${collection}/${ID}` })).status).toBe(404);
});
