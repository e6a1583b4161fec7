// Client programs in TypeScript against types that a generator makes of openapi.json: right ones compile, wrong ones do not.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const PREAMBLE = `
import type { components, operations, paths } from './openapi';
type UserStatus = components['schemas']['microsoft.graph.userAppInstallStatus'];
type DeviceStatus = components['schemas']['microsoft.graph.mobileAppInstallStatus'];
type Failure = components['schemas']['microsoft.graph.ODataErrors.ODataError'];
type Collection = paths['/deviceAppManagement/mobileApps/{mobileApp-id}/userStatuses'];
type Created = Collection['post']['responses'][201];
type Listed = Collection['get']['responses'][200]['content']['application/json'];
declare const created: Created;
declare const listed: Listed;
declare const failure: Failure;
`;

const RIGHT = [
  `export const body: Collection['post']['requestBody']['content']['application/json'] = {
    '@odata.type': '#microsoft.graph.userAppInstallStatus',
    userName: 'Adele Vance', userPrincipalName: 'adele@contoso.example',
    installedDeviceCount: 2, failedDeviceCount: 0, notInstalledDeviceCount: 1,
  };`,
  `export const key: string | undefined = created.content['application/json'].id;`,
  `export const place: string = created.headers['Location'];`,
  `export const next: string | undefined = listed['@odata.nextLink'];`,
  `export const counts: (number | undefined)[] = listed.value.map((status) => status.failedDeviceCount);`,
  `export const app: string | null | undefined = listed.value[0]?.app?.displayName;`,
  `export const device: DeviceStatus = { installState: 'failed', installStateDetail: 'dependencyFailedToInstall' };`,
  `export const code: string = failure.error.code + failure.error.innerError['request-id'];`,
  `export const query: operations['deviceAppManagement.mobileApps_ListUserStatuses']['parameters']['query'] =
    { $top: 5, $select: ['id', 'userName'], $orderby: ['userName desc'], $count: true, $expand: ['app'] };`,
  `export const keys: Collection['parameters']['path'] = { 'mobileApp-id': 'my-app' };`,
];

const WRONG = {
  'a count as text': `export const body: UserStatus = { installedDeviceCount: '2' };`,
  'a property that there is not': `export const body: UserStatus = { installedDevices: 2 };`,
  'a property of another type': `export const name = listed.value[0]?.deviceName;`,
  'no member of an enumeration': `export const device: DeviceStatus = { installState: 'broken' };`,
  'a property that is null as one that is not': `export const name: string = listed.value[0]?.userName;`,
  'a name of a key that Graph has not': `export const keys: Collection['parameters']['path'] = { mobileAppId: 'my-app' };`,
  'a path that there is not': `export type Path = paths['/deviceAppManagement/mobileApps/{mobileApp-id}/users'];`,
  'a status that is not answered': `export type Answer = Collection['post']['responses'][202];`,
  'a query option that is not offered': `export const query: Collection['get']['parameters']['query'] = { $apply: 'x' };`,
  'a sort that is not offered': `export const query: Collection['get']['parameters']['query'] = { $orderby: ['state'] };`,
  'the error as it is not': `export const code: string = failure.error.innererror['request-id'];`,
};

describe('types made of openapi.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-types-'));
  const problems = new Map<string, string[]>();

  beforeAll(() => {
    const types = execFileSync(process.execPath, ['test/support/write-openapi-types.ts'], { encoding: 'utf8' });
    writeFileSync(join(folder, 'openapi.ts'), types);
    const programs = [...RIGHT, ...Object.values(WRONG)];
    const files = programs.map((text, index) => {
      const file = join(folder, `program-${index}.ts`);
      writeFileSync(file, `${PREAMBLE}${text}\n`);
      return file;
    });
    const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: [], lib: ['lib.es2022.d.ts'] };
    const program = ts.createProgram([join(folder, 'openapi.ts'), ...files], options);
    const found = ts.getPreEmitDiagnostics(program);
    const textOf = (name: string): string[] =>
      found
        .filter(({ file }) => file?.fileName.endsWith(name))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    problems.set('openapi.ts', textOf('/openapi.ts'));
    for (const [index, text] of programs.entries()) problems.set(text, textOf(`/program-${index}.ts`));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are themselves without fault', () => {
    expect(problems.get('openapi.ts')).toEqual([]);
  });

  it.each(RIGHT)('compile: %s', (text) => {
    expect(problems.get(text)).toEqual([]);
  });

  it.each(Object.entries(WRONG))('do not compile with %s', (_what, text) => {
    expect(problems.get(text)).toEqual([expect.stringMatching(/type|Property|Object literal|not assignable/)]);
  });
});
