// The examples, written by the same code that writes answers; a test sends the requests and compares what comes back.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { invalidEntity } from '../errors/invalid-entity.ts';
import { toErrorBody } from '../http/error-body.ts';
import { toCollectionJson, toEntityJson, type WritableEntity } from '../odata/entity-json.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import { type NavigationStep, resourceUrl, type ServiceRoot } from '../odata/links.ts';
import { toReferenceJson } from '../odata/reference-json.ts';
import { toServiceDocumentJson } from '../odata/service-document.ts';
import type { Operation } from '../resources/operation.ts';
import {
  EXAMPLE_CREATES,
  EXAMPLE_KEYS,
  EXAMPLE_TIME,
  EXAMPLE_UPDATES,
  EXAMPLE_VALUES,
  EXAMPLE_VERSION,
  exampleKey,
} from './example-entities.ts';
import type { JsonObject } from './json.ts';
import type { Target } from './target.ts';

const IDS = {
  requestId: '7d1f8a55-6a3a-4a6e-8f0e-0a8f6a0d3b11',
  clientRequestId: '0d6ad0a3-0f3c-4c0a-9e0f-4f7f8d5d5a10',
};

const ETAG = `W/"${EXAMPLE_VERSION}"`;

const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** A path template with the keys of the examples, as a path below the version root. */
export function examplePath(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_match, key: string) => exampleKey(key));
}

function stepsOf(path: string): NavigationStep[] {
  const steps: NavigationStep[] = [];
  for (const part of path.slice(1).split('/')) {
    const last = steps.at(-1);
    if (part.startsWith('{') && last !== undefined)
      steps[steps.length - 1] = { ...last, key: exampleKey(part.slice(1, -1)) };
    else steps.push({ name: part });
  }
  return steps;
}

/** Path template of an app, which is where an app is, however it was reached. */
const APP_PATH = '/deviceAppManagement/mobileApps/{mobileAppId}';

/** The body of a request; undefined where an operation has none, or none that is worth an example. */
export function requestExample(operation: Operation, target: Target, root: ServiceRoot): JsonObject | undefined {
  if (!operation.hasBody) return undefined;
  if (target.kind === 'service') return BATCH_REQUEST;
  if (target.kind === 'reference') return { '@odata.id': resourceUrl(root, stepsOf(APP_PATH)) };
  const examples = operation.method === 'POST' ? EXAMPLE_CREATES : EXAMPLE_UPDATES;
  return examples[target.type.name];
}

/** The body of a successful answer; undefined where there is none, or none that is worth an example. */
export function responseExample(operation: Operation, target: Target, root: ServiceRoot): unknown {
  const options = { root, level: 'minimal', selection: undefined, expansion: [] } as const;
  switch (target.kind) {
    case 'service':
      return serviceExample(operation, root);
    case 'count':
      return 1;
    case 'reference':
      return toReferenceJson(stepsOf(APP_PATH), root, 'minimal');
    case 'collection': {
      if (operation.method === 'POST') return createdExample(operation, target.type, root);
      const path = stepsOf(operation.path);
      return toCollectionJson(path, [writable(target.type, path)], undefined, undefined, options);
    }
    case 'entity': {
      const path = target.type === target.owner ? stepsOf(operation.path) : stepsOf(APP_PATH);
      return toEntityJson(writable(target.type, path), options);
    }
  }
}

function createdExample({ path }: Operation, type: EntityModel, root: ServiceRoot): JsonObject {
  const key = String(EXAMPLE_VALUES[type.name]?.id);
  const steps = stepsOf(path);
  const member = steps.map((step, index) => (index === steps.length - 1 ? { ...step, key } : step));
  return toEntityJson(writable(type, member), { root, level: 'minimal', selection: undefined, expansion: [] });
}

/** What is counted has no version. */
function writable(type: EntityModel, path: readonly NavigationStep[]): WritableEntity {
  const isCounted = type.properties.every(({ isKey, isReadOnly }) => isKey || isReadOnly);
  return { type, path, values: EXAMPLE_VALUES[type.name] ?? {}, etag: isCounted ? undefined : ETAG, expanded: [] };
}

function serviceExample({ path }: Operation, root: ServiceRoot): unknown {
  switch (path) {
    case '/':
      return toServiceDocumentJson(['deviceAppManagement'], root, 'minimal');
    case '/$batch':
      return batchResponse(root);
    case '/health/live':
      return { status: 'alive' };
    case '/health/ready':
      return { status: 'ready' };
    default:
      return undefined;
  }
}

const USER_STATUSES = `${APP_PATH}/userStatuses`;

const BATCH_REQUEST: JsonObject = {
  requests: [
    {
      id: '1',
      method: 'POST',
      url: examplePath(USER_STATUSES),
      headers: { 'Content-Type': 'application/json' },
      body: EXAMPLE_CREATES.userAppInstallStatus,
    },
    { id: '2', dependsOn: ['1'], method: 'GET', url: examplePath(USER_STATUSES) },
  ],
};

function batchResponse(root: ServiceRoot): JsonObject {
  const common = {
    'request-id': IDS.requestId,
    'client-request-id': IDS.clientRequestId,
    'OData-Version': '4.0',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  const path = stepsOf(USER_STATUSES);
  const entity = EXAMPLE_VALUES.userAppInstallStatus;
  const type = '#microsoft.graph.userAppInstallStatus';
  const shown = { '@odata.type': type, '@odata.etag': ETAG, ...entity };
  const location = `${resourceUrl(root, path)}/${String(entity?.id)}`;
  const context = `${root.baseUrl}/${root.version}/$metadata#deviceAppManagement/mobileApps('${EXAMPLE_KEYS.mobileAppId}')/userStatuses`;
  return {
    responses: [
      {
        id: '1',
        status: 201,
        headers: { ...common, ETag: ETAG, Location: location, 'Content-Type': JSON_TYPE },
        body: { '@odata.context': `${context}/$entity`, ...shown },
      },
      {
        id: '2',
        status: 200,
        headers: { ...common, 'Content-Type': JSON_TYPE },
        body: { '@odata.context': context, value: [shown] },
      },
    ],
  };
}

/** Failures by status, each as the service answers it. */
export function errorExamples(): ReadonlyMap<number, JsonObject> {
  const missing = {
    type: 'userAppInstallStatus',
    id: EXAMPLE_KEYS.userAppInstallStatusId,
    mobileAppId: EXAMPLE_KEYS.mobileAppId,
  };
  const errors: readonly GraphError[] = [
    invalidEntity([{ code: 'BadRequest', target: 'userName', message: "'userName' is required." }]),
    graphError('accessTokenMissing', {}),
    graphError('missingPermission', {
      subject: 'Application',
      kind: 'roles',
      permissions: 'DeviceManagementApps.ReadWrite.All',
    }),
    graphError('entityNotFound', missing),
    graphError('summaryIsComputed', {}),
    graphError('entityExists', missing, { target: 'id' }),
    graphError('preconditionFailed', { header: 'If-Match' }, { target: 'If-Match' }),
    graphError('storeThrottled', {}),
    graphError('internalError', {}),
    graphError('storeUnavailable', {}),
    graphError('storeTimeout', {}),
  ];
  const at = new Date(EXAMPLE_TIME);
  return new Map(errors.map((error) => [error.status, toErrorBody(error, IDS, at)]));
}
