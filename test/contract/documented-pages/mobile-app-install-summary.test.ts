// The two pages of mobileAppInstallSummary in Graph's reference; the second one's request is refused, on purpose.
import { entityResponse, sendDocumented, shown } from '../../support/documented-page.ts';
import { errorOf } from '../../support/http-client.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { deviceDocuments, store } from '../../support/stored-statuses.ts';

const APP_ID = '0b8a0ab5-7e4f-4ac4-8a1c-21b1fa9d3d6a';

const PATH = `/beta/deviceAppManagement/mobileApps/${APP_ID}/installSummary`;

/** The body of the update page. */
const documentedSummary = {
  '@odata.type': '#microsoft.graph.mobileAppInstallSummary',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notApplicableDeviceCount: 8,
  notInstalledDeviceCount: 7,
  pendingInstallDeviceCount: 9,
  installedUserCount: 2,
  failedUserCount: 15,
  notApplicableUserCount: 6,
  notInstalledUserCount: 5,
  pendingInstallUserCount: 7,
};

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  // As many devices of each state as the page counts, each of a user of its own.
  const states = [
    ...Array<string>(4).fill('installed'),
    ...Array<string>(1).fill('failed'),
    ...Array<string>(8).fill('notApplicable'),
    ...Array<string>(7).fill('notInstalled'),
    ...Array<string>(9).fill('pendingInstall'),
  ];
  const devices = states.map((installState, index) => ({
    id: `d${index}`,
    installState,
    userPrincipalName: `user${index}@contoso.example`,
  }));
  await store(stack.container, deviceDocuments(APP_ID, devices));
});
afterAll(() => stack.close());

// The page wraps the entity in `value`, which no entity response does; its counts of users cannot come of its devices
// (15 users with a failed device, and one failed device), so that those here are of one user a device.
test('get: 200 OK, the entity', async () => {
  const answer = await sendDocumented(stack, { method: 'GET', path: PATH });

  const { '@odata.type': type, ...counts } = documentedSummary;
  expect(shown(answer)).toEqual(
    entityResponse(200, {
      '@odata.type': type,
      id: APP_ID,
      ...counts,
      installedUserCount: 4,
      failedUserCount: 1,
      notApplicableUserCount: 8,
      notInstalledUserCount: 7,
      pendingInstallUserCount: 9,
    }),
  );
  expect(answer.json['@odata.context']).toBe(
    `${stack.url}/beta/$metadata#deviceAppManagement/mobileApps('${APP_ID}')/installSummary`,
  );
});

// The page says 200 OK. What would be written could not be both kept and counted (docs/decisions/0010).
test('update: 405, and nothing is changed', async () => {
  const before = await sendDocumented(stack, { method: 'GET', path: PATH });

  const answer = await sendDocumented(stack, { method: 'PATCH', path: PATH, body: documentedSummary });

  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect(errorOf(answer).message).toContain('counted from the statuses of the app and cannot be written');
  expect((await sendDocumented(stack, { method: 'GET', path: PATH })).json).toEqual(before.json);
});
