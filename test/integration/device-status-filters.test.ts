// $filter on device statuses over the whole stack: as people ask for them, and at random, held to the evaluator.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { filterableType } from '../../shared/odata/filter/filterable.ts';
import { mobileAppInstallStatus } from '../../shared/resources/mobile-app-install-status/definition.ts';
import {
  resultantAppState,
  resultantAppStateDetail,
} from '../../shared/resources/mobile-app-install-status/enumerations.ts';
import { anyFilter, moment, number, text } from '../support/filter-arbitraries.ts';
import { evaluate, type Values } from '../support/filter-evaluator.ts';
import { printFilter } from '../support/filter-printer.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { deviceDocuments, type Entity, store, userDocuments } from '../support/stored-statuses.ts';

type Json = Readonly<Record<string, unknown>>;

const GUID = '7560ee45-ee45-7560-45ee-607545ee6075';
const appId = randomUUID();
const [user] = userDocuments(appId, [{ id: 'adele', userPrincipalName: 'adele@contoso.example' }]);

/** Two users' devices, one of nobody; of every state that people look for. */
const devices: readonly Entity[] = [
  {
    id: 'failed',
    deviceName: 'DESKTOP-1',
    deviceId: 'dev-1',
    installState: 'failed',
    installStateDetail: 'seeInstallErrorCode',
    errorCode: -2016345060,
    lastSyncDateTime: '2017-01-01T00:02:49.3205976-08:00',
    userPrincipalName: 'adele@contoso.example',
  },
  {
    id: 'installed',
    deviceName: "Adele's laptop",
    deviceId: 'dev-2',
    installState: 'installed',
    lastSyncDateTime: '2017-01-01T08:02:50Z',
    userPrincipalName: 'ADELE@contoso.example',
    userName: 'Adele Vance',
  },
  {
    id: GUID,
    deviceName: 'DESKTOP-3',
    deviceId: 'dev-3',
    installState: 'uninstallFailed',
    errorCode: 5,
    lastSyncDateTime: '2026-05-01T00:00:00Z',
    userPrincipalName: 'zoe@contoso.example',
  },
  { id: 'nobody', installState: 'notApplicable', lastSyncDateTime: '2026-05-01T00:00:00.0000001Z' },
];

let stack: Stack;
let token: string;
const APP = `/deviceAppManagement/mobileApps/${appId}`;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
  if (user === undefined) throw new Error('There is no user.');
  await store(stack.container, [user, ...deviceDocuments(appId, devices)]);
});
afterAll(() => stack.close());

function list(filter: string, collection = `${APP}/deviceStatuses`, more = ''): Promise<Answer> {
  return send(`${stack.url}/beta${collection}?$filter=${encodeURIComponent(filter)}${more}`, { token });
}

function idsOf(answer: Answer): string[] {
  expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  return (answer.json.value as { id: string }[]).map(({ id }) => id).sort();
}

describe('device statuses are found', () => {
  it.each([
    // By state: by name, with the name of the type, by value, under either name of the property.
    ["installState eq 'failed'", ['failed']],
    ["installState eq microsoft.graph.resultantAppState'failed'", ['failed']],
    ["installState eq '2'", ['failed']],
    ["installState eq microsoft.graph.resultantAppState'-1'", ['nobody']],
    ["mobileAppInstallStatusValue eq 'failed'", ['failed']],
    ["'failed' eq mobileAppInstallStatusValue", ['failed']],
    ["installState in ('failed','4')", [GUID, 'failed']],
    ["installState ne 'installed'", [GUID, 'failed', 'nobody']],
    ['installState eq mobileAppInstallStatusValue', [GUID, 'failed', 'installed', 'nobody']],
    // In the order of the values, which is not that of the names.
    ["installState gt 'installed'", [GUID, 'failed']],
    ["installState lt 'failed'", ['installed', 'nobody']],
    ["installStateDetail ge 'seeInstallErrorCode'", ['failed']],
    ["installStateDetail eq '2000'", ['failed']],
    // By code.
    ['errorCode eq -2016345060', ['failed']],
    ['errorCode lt 0', ['failed']],
    ['errorCode ne 0 and not (errorCode gt 0)', ['failed']],
    ['-2016345060 eq errorCode', ['failed']],
    // By user.
    ["userPrincipalName eq 'adele@contoso.example'", ['failed']],
    ["tolower(userPrincipalName) eq 'adele@contoso.example'", ['failed', 'installed']],
    ["startswith(userPrincipalName,'zoe') and installState eq 'uninstallFailed'", [GUID]],
    ['userPrincipalName eq null', ['nobody']],
    ['userPrincipalName ne null', [GUID, 'failed', 'installed']],
    ["userPrincipalName ne 'zoe@contoso.example'", ['failed', 'installed', 'nobody']],
    ["not startswith(userPrincipalName,'zoe')", ['failed', 'installed']],
    ["userName eq 'Adele Vance' or userName eq null", [GUID, 'failed', 'installed', 'nobody']],
    // By device.
    ["deviceName eq 'Adele''s laptop'", ['installed']],
    ["startswith(deviceName,'DESKTOP')", [GUID, 'failed']],
    ["deviceId in ('dev-1','dev-2')", ['failed', 'installed']],
    ['deviceId in (null)', ['nobody']],
    [`id eq '${GUID.toUpperCase()}'`, [GUID]],
    ["id in ('failed','nobody')", ['failed', 'nobody']],
    ["endswith(id,'ed') and id gt 'g'", ['installed']],
    // By moment, with any offset and finer than it is stored.
    ['lastSyncDateTime eq 2017-01-01T00:02:49.3205976-08:00', ['failed']],
    ['lastSyncDateTime eq 2017-01-01T13:32:49.3205976+05:30', ['failed']],
    ['lastSyncDateTime eq 2017-01-01T08:02:49.320597600000Z', ['failed']],
    ['lastSyncDateTime eq 2017-01-01T08:02:49.32059760001Z', []],
    ['lastSyncDateTime lt 2017-01-01T08:02:49.32059761Z', ['failed']],
    ['lastSyncDateTime ge 2017-01-01T08:02:49.32059761Z', [GUID, 'installed', 'nobody']],
    ['lastSyncDateTime gt 2026-05-01T00:00Z', ['nobody']],
    ['lastSyncDateTime le 2026-05-01T02:00:00+02:00 and lastSyncDateTime gt 2020-01-01T00:00:00z', [GUID]],
    ['lastSyncDateTime ne null', [GUID, 'failed', 'installed', 'nobody']],
  ])('by %s', async (filter, ids) => {
    const count = await send(`${stack.url}/beta${APP}/deviceStatuses/$count?$filter=${encodeURIComponent(filter)}`, {
      token,
    });

    expect(idsOf(await list(filter))).toEqual(ids);
    expect(count.text).toBe(String(ids.length));
  });

  it('among those of one user', async () => {
    const ofUser = `${APP}/userStatuses/adele/deviceStatuses`;

    expect(idsOf(await list('errorCode le 0', ofUser))).toEqual(['failed', 'installed']);
    expect(idsOf(await list("installState eq 'failed' or installState eq 'uninstallFailed'", ofUser))).toEqual([
      'failed',
    ]);
  });
});

describe('a filter is refused, with a hint,', () => {
  it.each([
    ["installState eq 'broken'", "Requested value 'broken' was not found."],
    ["installState eq 'Failed'", "Requested value 'Failed' was not found."],
    ["installState eq '77'", "Requested value '77' was not found."],
    ['installState eq 2', 'installState'],
    ["installState eq microsoft.graph.resultantAppStateDetail'seeInstallErrorCode'", 'cannot be compared'],
    ["startswith(installState,'f')", 'takes strings'],
    ['errorCode eq 2278622236', '-2016345060'],
    ['lastSyncDateTime gt 2017-01-01', '2017-01-01T00:00:00Z'],
    ["lastSyncDateTime gt '2017-01-01T00:00:00Z'", 'cannot be compared'],
    ['lastSyncDateTime gt 2017-01-01T00:00:00', 'offset'],
    ["status eq 'failed'", "Could not find a property named 'status'"],
    ["installstate eq 'failed'", "'installState'"],
  ])('when it is %s', async (filter, hint) => {
    const answer = await list(filter);

    expect([answer.status, errorOf(answer).code, errorOf(answer).target]).toEqual([400, 'BadRequest', '$filter']);
    expect(errorOf(answer).message).toContain(hint);
  });
});

describe('random filters on random device statuses', () => {
  const mobileAppId = randomUUID();
  const names = ['deviceName', 'deviceId', 'osVersion', 'osDescription', 'userName', 'displayVersion'];
  const anyDevice = fc.record({
    ...Object.fromEntries(names.map((name) => [name, fc.option(text, { freq: 4 })])),
    userPrincipalName: fc.option(
      text.filter((each) => each.trim() !== ''),
      { freq: 4 },
    ),
    installState: fc.constantFrom(...resultantAppState.members.keys()),
    installStateDetail: fc.constantFrom(...resultantAppStateDetail.members.keys()),
    errorCode: number,
    lastSyncDateTime: moment,
  });
  const rows = fc.sample(anyDevice, { seed: 11, numRuns: 120 });
  /** As a client knows it: nothing of how it is stored. */
  const wireType = filterableType({
    qualifiedName: mobileAppInstallStatus.qualifiedName,
    properties: mobileAppInstallStatus.properties.map(({ name, edmType }) => ({ name, edmType })),
  });

  /** The evaluator's moments have all of their digits. */
  function valuesOf(entity: Json): Values {
    const [, seconds = '', fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(String(entity.lastSyncDateTime)) ?? [];
    return { ...(entity as Values), lastSyncDateTime: `${seconds}.${fraction.padEnd(7, '0')}Z` };
  }

  it('find exactly those of whose answer the filter is true', async () => {
    const entities = rows.map((row, index) => ({ ...row, id: `d${index}` }));
    await store(stack.container, deviceDocuments(mobileAppId, entities));
    const collection = `/deviceAppManagement/mobileApps/${mobileAppId}/deviceStatuses`;
    const all = (await list("id ne 'x'", collection, '&$top=999')).json.value as Json[];
    expect(all).toHaveLength(entities.length);

    await fc.assert(
      fc.asyncProperty(anyFilter(3, wireType), fc.boolean(), async (filter, qualifiedEnums) => {
        const style = { gap: ' ', blank: '', upperCase: false, everythingGrouped: false, notGrouped: false };
        const written = printFilter(filter, { ...style, qualifiedEnums });
        const expected = all.filter((entity) => evaluate(filter, valuesOf(entity)) === true).map(({ id }) => id);

        expect(idsOf(await list(written, collection, '&$top=999&$select=id'))).toEqual(expected.sort());
      }),
      { numRuns: 120 },
    );
  });
});
