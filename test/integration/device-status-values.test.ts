// What a device status may say: enumerations by name, the twins, error codes, moments; and how it is told what it may not.
import { deviceStatuses } from '../support/documented-device-status.ts';
import { type Answer, type ErrorBody, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const STATES = ['installed', 'failed', 'notInstalled', 'uninstallFailed', 'pendingInstall', 'unknown', 'notApplicable'];

const DETAILS = [
  'noAdditionalDetails',
  'dependencyFailedToInstall',
  'dependencyWithRequirementsNotMet',
  'dependencyPendingReboot',
  'dependencyWithAutoInstallDisabled',
  'supersededAppUninstallFailed',
  'supersededAppUninstallPendingReboot',
  'removingSupersededApps',
  'iosAppStoreUpdateFailedToInstall',
  'vppAppHasUpdateAvailable',
  'userRejectedUpdate',
  'uninstallPendingReboot',
  'supersedingAppsDetected',
  'supersededAppsDetected',
  'seeInstallErrorCode',
  'autoInstallDisabled',
  'managedAppNoLongerPresent',
  'userRejectedInstall',
  'userIsNotLoggedIntoAppStore',
  'untargetedSupersedingAppsDetected',
  'appRemovedBySupersedence',
  'seeUninstallErrorCode',
  'pendingReboot',
  'installingDependencies',
  'contentDownloaded',
  'supersedingAppsNotApplicable',
  'powerShellScriptRequirementNotMet',
  'registryRequirementNotMet',
  'fileSystemRequirementNotMet',
  'platformNotApplicable',
  'minimumCpuSpeedNotMet',
  'minimumLogicalProcessorCountNotMet',
  'minimumPhysicalMemoryNotMet',
  'minimumOsVersionNotMet',
  'minimumDiskSpaceNotMet',
  'processorArchitectureNotApplicable',
];

let stack: Stack;
let token: string;
let collection: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  collection = `${stack.url}/beta${deviceStatuses('the-app')}`;
});
afterAll(() => stack.close());

function create(values: object): Promise<Answer> {
  return send(collection, { token, json: values });
}

async function created(values: object): Promise<Record<string, unknown>> {
  const answer = await create({ installState: 'installed', ...values });
  expect(answer.status).toBe(201);
  const got = await send(String(answer.headers.location), { token });
  expect(got.json).toEqual(answer.json);
  return answer.json;
}

async function refused(values: object): Promise<ErrorBody> {
  const answer = await create({ installState: 'installed', ...values });
  expect(answer.status).toBe(400);
  return errorOf(answer);
}

/** Creates one and patches it; what it was comes with the answer. */
async function patched(before: object, change: object): Promise<Answer> {
  const { id } = await created(before);
  return send(`${collection}/${String(id)}`, { method: 'PATCH', token, json: change });
}

describe('what is left out', () => {
  it('has the default of the type: now, no details, no error, null', async () => {
    const from = new Date().toISOString();

    const { lastSyncDateTime, ...values } = await created({});

    expect(values).toMatchObject({
      deviceName: null,
      deviceId: null,
      mobileAppInstallStatusValue: 'installed',
      installState: 'installed',
      installStateDetail: 'noAdditionalDetails',
      errorCode: 0,
      osVersion: null,
      osDescription: null,
      userName: null,
      userPrincipalName: null,
      displayVersion: null,
    });
    const at = Date.parse(String(lastSyncDateTime));
    expect(at).toBeGreaterThanOrEqual(Date.parse(from));
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('is not touched by an update', async () => {
    const before = { lastSyncDateTime: '2020-02-29T12:00:00Z', errorCode: -5, installStateDetail: 'pendingReboot' };

    const answer = await patched(before, { deviceName: 'Renamed' });

    expect(answer.json).toMatchObject({ ...before, deviceName: 'Renamed', installState: 'installed' });
  });
});

describe('null', () => {
  it.each(['deviceName', 'deviceId', 'osVersion', 'osDescription', 'userName', 'userPrincipalName', 'displayVersion'])(
    'may be said of %s, on create and update',
    async (name) => {
      expect((await created({ [name]: null }))[name]).toBeNull();
      const answer = await patched({ [name]: 'x' }, { [name]: null });
      expect([answer.status, answer.json[name]]).toEqual([200, null]);
    },
  );

  it.each(['lastSyncDateTime', 'mobileAppInstallStatusValue', 'installState', 'installStateDetail', 'errorCode', 'id'])(
    'may not be said of %s, on create or update',
    async (name) => {
      for (const answer of [
        await create({ installState: 'failed', [name]: null }),
        await patched({}, { [name]: null }),
      ]) {
        expect([answer.status, errorOf(answer).target]).toEqual([400, name]);
        expect(errorOf(answer).message).toContain(`'${name}' must not be null`);
      }
    },
  );
});

describe('enumerations', () => {
  it('take all 7 states and all 36 details by name', async () => {
    expect([STATES.length, new Set(DETAILS).size]).toEqual([7, 36]);
    const answers = await Promise.all([
      ...STATES.map((installState) => created({ installState })),
      ...DETAILS.map((installStateDetail) => created({ installStateDetail })),
    ]);

    expect(answers.map((answer) => answer.installState)).toEqual([...STATES, ...DETAILS.map(() => 'installed')]);
    expect(answers.map((answer) => answer.installStateDetail)).toEqual([
      ...STATES.map(() => 'noAdditionalDetails'),
      ...DETAILS,
    ]);
  });

  it.each(['Installed', 'INSTALLED'])('say which name was meant by %s', async (installState) => {
    const { target, message } = await refused({ installState });
    expect(target).toBe('installState');
    expect(message).toBe(`Requested value '${installState}' was not found. Did you mean 'installed'?`);
  });

  it.each(['done', '', '1', ' installed', 'installed,failed', 'unknownFutureValue', '__proto__', 'constructor'])(
    'tell the names instead of %j',
    async (mobileAppInstallStatusValue) => {
      const { target, message } = await refused({ installState: undefined, mobileAppInstallStatusValue });
      expect(target).toBe('mobileAppInstallStatusValue');
      expect(message).toBe(
        `Requested value '${mobileAppInstallStatusValue}' was not found. ` +
          `'mobileAppInstallStatusValue' must be one of ${STATES.join(', ')}.`,
      );
    },
  );

  it.each([1, true, ['installed'], { name: 'installed' }])('are names, not %j', async (installState) => {
    const { target, message } = await refused({ installState });
    expect(target).toBe('installState');
    expect(message).toContain("'installState' must be the name of a member: one of installed, failed,");
  });

  it('may say their type', async () => {
    const type = '#microsoft.graph.resultantAppState';
    expect(await created({ 'installState@odata.type': type })).toMatchObject({ installState: 'installed' });
    const { target } = await refused({ 'installState@odata.type': '#microsoft.graph.resultantAppStateDetail' });
    expect(target).toBe('installState@odata.type');
  });
});

describe('the twins', () => {
  const both = { mobileAppInstallStatusValue: 'failed', installState: 'failed' };

  it.each([{ installState: 'failed' }, { mobileAppInstallStatusValue: 'failed' }, both])(
    'are one state, given as %j',
    async (given) => {
      const answer = await create(given);
      expect(answer.json).toMatchObject(both);
      const changed = await patched({ installState: 'unknown' }, given);
      expect(changed.json).toMatchObject(both);
    },
  );

  it('may not differ', async () => {
    const given = { mobileAppInstallStatusValue: 'failed', installState: 'installed' };
    for (const answer of [await create(given), await patched({ installState: 'unknown' }, given)]) {
      const { target, message, details } = errorOf(answer);
      expect([answer.status, target, details?.length]).toEqual([400, 'mobileAppInstallStatusValue', 1]);
      expect(message).toContain('are one state');
    }
  });

  it('of an update that sends the whole back, the one that was changed is meant', async () => {
    for (const changed of [{ installState: 'installed' }, { mobileAppInstallStatusValue: 'installed' }]) {
      const answer = await patched({ installState: 'failed' }, { ...both, ...changed });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ installState: 'installed', mobileAppInstallStatusValue: 'installed' });
    }
  });

  it('may not both be missing from a create', async () => {
    const answer = await create({ deviceName: 'x' });
    expect(errorOf(answer)).toMatchObject({ target: 'installState', message: "'installState' is required." });
  });

  it.each(['Failed', 7])('are told what is wrong with %j first, before how they differ', async (twin) => {
    const { message } = await refused({ mobileAppInstallStatusValue: twin });
    expect(message).toContain(twin === 7 ? 'must be the name of a member' : "Did you mean 'failed'?");
    expect(message).not.toContain('are one state');
  });
});

describe('errorCode', () => {
  it.each([0, 1603, -2016345060, 2147483647, -2147483648])('may be %d', async (errorCode) => {
    expect((await created({ errorCode })).errorCode).toBe(errorCode);
  });

  it('says what an unsigned HRESULT is as a signed number', async () => {
    const { target, message } = await refused({ errorCode: 0x87d1041c });
    expect(target).toBe('errorCode');
    expect(message).toBe(
      "'errorCode' must be a whole number from -2147483648 to 2147483647. " +
        'As a signed number its 32 bits are -2016345060.',
    );
  });

  it.each([1.5, '5', '0x87D1041C', 4294967296, -2147483649, true])('may not be %j', async (errorCode) => {
    expect(await refused({ errorCode })).toMatchObject({
      target: 'errorCode',
      message: "'errorCode' must be a whole number from -2147483648 to 2147483647.",
    });
  });
});

describe('lastSyncDateTime', () => {
  it.each([
    ['2017-01-01T00:02:49.3205976-08:00', '2017-01-01T08:02:49.3205976Z'],
    ['2017-01-01T13:32:49.3205976+05:30', '2017-01-01T08:02:49.3205976Z'],
    ['2016-12-31T18:02:49+14:00', '2016-12-31T04:02:49Z'],
    ['2017-01-01T08:02Z', '2017-01-01T08:02:00Z'],
    ['2017-01-01t08:02:40.1000000z', '2017-01-01T08:02:40.1Z'],
    ['2017-01-01T08:02:40.12345670Z', '2017-01-01T08:02:40.1234567Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
  ])('%s is kept as the moment %s', async (given, shown) => {
    expect((await created({ lastSyncDateTime: given })).lastSyncDateTime).toBe(shown);
    expect((await patched({}, { lastSyncDateTime: given })).json.lastSyncDateTime).toBe(shown);
  });

  it('may come back as it was shown, and may say its type', async () => {
    const { lastSyncDateTime } = await created({});
    expect(await created({ lastSyncDateTime, 'lastSyncDateTime@odata.type': '#DateTimeOffset' })).toMatchObject({
      lastSyncDateTime,
    });
  });

  it.each([
    ['2017-01-01T00:02:49.32059761Z', 'has more than 7 digits of a second'],
    ['2017-01-01T00:02:49', 'has no offset'],
    ['2017-02-29T00:00:00Z', 'is not an Edm.DateTimeOffset'],
    ['2017-01-01T24:00:00Z', 'is not an Edm.DateTimeOffset'],
    ['2017-01-01T00:00:00+15:00', 'is not an Edm.DateTimeOffset'],
    ['9999-12-31T23:59:59-01:00', 'is not an Edm.DateTimeOffset'],
    ['yesterday', 'is not an Edm.DateTimeOffset'],
    ['', 'is not an Edm.DateTimeOffset'],
    [1483257769, 'must be a string'],
  ])('may not be %j', async (lastSyncDateTime, problem) => {
    const { target, message } = await refused({ lastSyncDateTime });
    expect(target).toBe('lastSyncDateTime');
    expect(message).toContain(problem);
  });
});

describe('several faults', () => {
  it('are told at once, each with its target', async () => {
    const faulty = {
      '@odata.type': '#microsoft.graph.userAppInstallStatus',
      installState: 'Installed',
      mobileAppInstallStatusValue: 'failed',
      installStateDetail: 5000,
      errorCode: 2278622236,
      lastSyncDateTime: '2017-01-01',
      deviceName: 'x'.repeat(257),
      userPrincipalName: ' ',
      DeviceId: 'x',
      app: {},
      'app@odata.bind': `${stack.url}/beta/deviceAppManagement/mobileApps/the-app`,
    };
    const targets = Object.keys(faulty)
      .filter((name) => name !== 'mobileAppInstallStatusValue')
      .sort();

    for (const answer of [await create(faulty), await patched({}, faulty)]) {
      const { details = [], message } = errorOf(answer);
      expect([answer.status, details.map(({ target }) => target).sort()]).toEqual([400, targets]);
      expect(message).toMatch(/^The request body has 10 faults: /);
    }
  });

  it('do not change anything', async () => {
    const answer = await patched({ id: 'stays', errorCode: 1 }, { errorCode: 2, installState: 'gone' });
    expect(answer.status).toBe(400);
    expect((await send(`${collection}/stays`, { token })).json.errorCode).toBe(1);
  });
});
