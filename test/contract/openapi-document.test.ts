// openapi.json: that it is what the code makes, that a linter finds no fault with it, and that it has Graph's names, which are
// written down here as Graph's own documents have them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '../../shared/openapi/document.ts';
import { operations } from '../../shared/operations.ts';
import {
  deviceStatusesOfApp,
  deviceStatusesOfUser,
} from '../../shared/resources/mobile-app-install-status/entity-sets.ts';
import { mobileApps } from '../../shared/resources/mobile-app/entity-set.ts';
import { userStatusesOfApp } from '../../shared/resources/user-app-install-status/entity-set.ts';
import { expectedOpenApiDocument, OPENAPI_DOCUMENT } from '../support/openapi-document.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly schema?: { readonly items?: { readonly enum: readonly string[] } };
}

interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly 'x-ms-pageable'?: unknown;
}

interface PathItem {
  readonly parameters?: readonly Parameter[];
  readonly get?: OperationObject;
  readonly post?: OperationObject;
  readonly put?: OperationObject;
  readonly patch?: OperationObject;
  readonly delete?: OperationObject;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const committed = readFileSync(OPENAPI_DOCUMENT, 'utf8');
const document = JSON.parse(committed) as OpenApi;

const APP = '/deviceAppManagement/mobileApps/{mobileApp-id}';
const USER_STATUS = `${APP}/userStatuses/{userAppInstallStatus-id}`;
const OF_APPS = 'deviceAppManagement.mobileApps';
const OF_STATUSES = `${OF_APPS}.userStatuses`;

it('is what the code makes; `npm run openapi` writes it', () => {
  expect(committed).toBe(expectedOpenApiDocument());
});

it('has the version of the package', () => {
  expect((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version).toBe(API_VERSION);
});

it('has every operation of the table once', () => {
  const ids = Object.values(document.paths).flatMap(({ get, post, put, patch, delete: remove }) =>
    [get, post, put, patch, remove].flatMap((each) => each?.operationId ?? []),
  );
  expect(ids.toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});

it.each([
  [`${APP}/userStatuses`, 'get', `${OF_APPS}_ListUserStatuses`],
  [`${APP}/userStatuses`, 'post', `${OF_APPS}_CreateUserStatuses`],
  [USER_STATUS, 'get', `${OF_APPS}_GetUserStatuses`],
  [USER_STATUS, 'patch', `${OF_APPS}_UpdateUserStatuses`],
  [USER_STATUS, 'delete', `${OF_APPS}_DeleteUserStatuses`],
  [`${USER_STATUS}/app`, 'get', `${OF_STATUSES}_GetApp`],
  [`${USER_STATUS}/app/$ref`, 'get', `${OF_STATUSES}_GetRefApp`],
  [`${USER_STATUS}/app/$ref`, 'put', `${OF_STATUSES}_SetRefApp`],
  [`${USER_STATUS}/app/$ref`, 'delete', `${OF_STATUSES}_DeleteRefApp`],
  [`${USER_STATUS}/deviceStatuses`, 'get', `${OF_STATUSES}_ListDeviceStatuses`],
  [`${USER_STATUS}/deviceStatuses/{mobileAppInstallStatus-id}/app`, 'get', `${OF_STATUSES}.deviceStatuses_GetApp`],
] as const)('has Graph’s path and operation id: %s %s', (path, method, operationId) => {
  expect(document.paths[path]?.[method]?.operationId).toBe(operationId);
});

it('has Graph’s names of schemas, parameters and pages', () => {
  const types = ['userAppInstallStatus', 'mobileAppInstallStatus', 'mobileAppInstallSummary', 'mobileApp', 'entity'];
  const { schemas = {}, parameters = {} } = document.components;
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(types.map((name) => `microsoft.graph.${name}`)));
  expect(schemas).toHaveProperty(['microsoft.graph.userAppInstallStatusCollectionResponse']);
  expect(schemas).toHaveProperty(['microsoft.graph.ODataErrors.ODataError']);
  expect(Object.keys(parameters)).toEqual(
    expect.arrayContaining(['mobileApp-id', 'userAppInstallStatus-id', 'mobileAppInstallStatus-id', 'top', 'filter']),
  );
  expect(document.paths[`${APP}/userStatuses`]?.get).toMatchObject({
    'x-ms-pageable': { nextLinkName: '@odata.nextLink', operationName: 'listMore', itemName: 'value' },
  });
});

/** The offer of a query option that is a list. */
function offered(path: string, option: string): readonly string[] | undefined {
  const parameters = document.paths[path]?.get?.parameters ?? [];
  return parameters.find(({ name }) => name === option)?.schema?.items?.enum;
}

it.each([mobileApps, userStatusesOfApp, deviceStatusesOfApp, deviceStatusesOfUser])(
  'offers to expand and to select what can be: $path',
  ({ path, expansions, type }) => {
    const documented = path.replaceAll('Id}', '-id}');
    expect(offered(documented, '$expand')?.toSorted()).toEqual(['*', ...expansions.keys()].toSorted());
    const names = [...type.properties, ...type.navigationProperties].map(({ name }) => name);
    expect(offered(documented, '$select')).toEqual(names);
  },
);

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  const faulty = join(folder, 'faulty.json');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('finds nothing, and would find what is wrong', () => {
    writeFileSync(faulty, committed.replace('"summary": "Create a userAppInstallStatus of an app",', ''));
    const output = execFileSync(process.execPath, ['test/support/lint-openapi.ts', OPENAPI_DOCUMENT, faulty]);
    const [problems, ofFaulty] = JSON.parse(output.toString()) as readonly object[][];
    expect(problems).toEqual([]);
    expect(ofFaulty).toEqual([expect.objectContaining({ rule: 'operation-summary' })]);
  });
});
