// One row of the table of operations as an Operation Object (OpenAPI Specification 3.1 §4.8.10).
import { statusesOf } from '../operation-statuses.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import type { ServiceRoot } from '../odata/links.ts';
import type { Operation } from '../resources/operation.ts';
import { collectionSchemaName } from './entity-schemas.ts';
import { errorResponseName } from './errors.ts';
import { requestExample, responseExample } from './examples.ts';
import { type HeaderName, headersOf } from './headers.ts';
import { componentRef, type JsonObject } from './json.ts';
import { operationText } from './operation-text.ts';
import { type Collections, operationParameters } from './parameters.ts';
import { securityOf, type TokenSource } from './security.ts';
import { SERVICE_CONTENT } from './service-schemas.ts';
import type { Target } from './target.ts';

/** What operations are described with. */
export interface OperationContext {
  readonly collections: Collections;
  readonly tokenSource: TokenSource;
  /** Where the URLs of the examples begin. */
  readonly root: ServiceRoot;
}

/** A tag with what it says of its operations. */
export interface Tag {
  readonly name: string;
  /** What references show, which have no room for the whole name. */
  readonly 'x-displayName': string;
  readonly description: string;
}

const BATCH_TAG: Tag = {
  name: 'batch',
  'x-displayName': 'Batches',
  description: 'Several requests in one (JSON batching).',
};
const SERVICE_TAG: Tag = {
  name: 'service',
  'x-displayName': 'Service',
  description: 'What the service says of itself, to everybody.',
};

/** The tag of an operation: as on Graph, what lies at the root and the type that it is about. */
export function tagOf({ path, permissions }: Operation, target: Target): Tag {
  if (target.kind === 'service') return permissions === 'eachItem' ? BATCH_TAG : SERVICE_TAG;
  const [, root = ''] = path.split('/');
  const { name, description } = target.owner;
  return { name: `${root}.${name}`, 'x-displayName': name, description };
}

/** Makes the object. */
export function operationObject(operation: Operation, target: Target, context: OperationContext): JsonObject {
  const body = requestBody(operation, target, context);
  const isPaged = operation.method === 'GET' && target.kind === 'collection';
  return {
    tags: [tagOf(operation, target).name],
    summary: operation.summary,
    description: operationText(operation, target),
    operationId: operation.operationId,
    parameters: operationParameters(operation, target, context.collections),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: Object.fromEntries(
      statusesOf(operation).map((status) => [String(status), response(status, operation, target, context)]),
    ),
    security: securityOf(operation, context.tokenSource),
    ...(isPaged
      ? { 'x-ms-pageable': { nextLinkName: '@odata.nextLink', operationName: 'listMore', itemName: 'value' } }
      : {}),
  };
}

function requestBody(operation: Operation, target: Target, { root }: OperationContext): JsonObject | undefined {
  if (!operation.hasBody) return undefined;
  const example = requestExample(operation, target, root);
  return {
    required: true,
    description: bodyText(operation, target),
    content: {
      'application/json': {
        schema: requestSchema(operation, target),
        ...(example === undefined ? {} : { example }),
      },
    },
  };
}

function bodyText({ method }: Operation, { kind, type }: Target): string {
  if (kind === 'service') return 'The requests.';
  if (kind === 'reference') return 'The app.';
  return method === 'POST' ? `The ${type.name}.` : `What is to be changed of the ${type.name}.`;
}

/** The reference is what generators make a class of; what stands beside it is demanded of a create. */
function requestSchema({ method }: Operation, { kind, type }: Target): JsonObject {
  if (kind === 'service') return componentRef('schemas', 'BatchRequest');
  if (kind === 'reference') return componentRef('schemas', 'ReferenceUpdate');
  const schema = componentRef('schemas', type.qualifiedName);
  const required = method === 'POST' ? requiredOf(type) : [];
  return required.length === 0 ? schema : { ...schema, required };
}

function requiredOf({ properties }: EntityModel): readonly string[] {
  return properties.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name);
}

function response(status: number, operation: Operation, target: Target, context: OperationContext): JsonObject {
  if (status >= 400) return componentRef('responses', errorResponseName(status));
  const { always, sometimes } = responseHeaders(status, operation, target);
  const headers = headersOf(always, sometimes);
  const description = DESCRIPTIONS[status];
  if (description === undefined) throw new TypeError(`The status ${status} has no description.`);
  if (status === 204 || status === 304) return { description, headers };
  const { mediaType, schema } = contentOf(operation, target);
  const example = responseExample(operation, target, context.root);
  return {
    description,
    headers,
    content: { [mediaType]: { schema, ...(example === undefined ? {} : { example }) } },
  };
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'Success',
  201: 'Created',
  204: 'Success without a body',
  304: 'The client has this version already',
};

function contentOf({ method, path }: Operation, target: Target): { mediaType: string; schema: JsonObject } {
  const json = (name: string): { mediaType: string; schema: JsonObject } => ({
    mediaType: 'application/json',
    schema: componentRef('schemas', name),
  });
  switch (target.kind) {
    case 'collection':
      return json(method === 'POST' ? target.type.qualifiedName : collectionSchemaName(target.type));
    case 'entity':
      return json(target.type.qualifiedName);
    case 'reference':
      return json('EntityReference');
    case 'count':
      return { ...json('ODataCountResponse'), mediaType: 'text/plain' };
    case 'service': {
      const content = SERVICE_CONTENT[path];
      if (content === undefined) throw new TypeError(`Nothing is known of what '${path}' answers with.`);
      return content;
    }
  }
}

interface Headers {
  readonly always: readonly HeaderName[];
  readonly sometimes: readonly HeaderName[];
}

function responseHeaders(status: number, operation: Operation, target: Target): Headers {
  const { method, isRepeatable = false } = operation;
  const statuses = statusesOf(operation);
  if (status === 304) return { always: ['ETag'], sometimes: [] };
  // Only what is kept has versions, and whoever may ask for a version gets one.
  const isVersioned = method === 'GET' ? statuses.includes(304) : method !== 'DELETE' && target.kind !== 'reference';
  if (target.kind === 'service') return { always: isVersioned && method === 'GET' ? ['ETag'] : [], sometimes: [] };
  const isWrite = method === 'POST' || method === 'PATCH';
  const isCreated = status === 201 || (status === 204 && method === 'POST');
  const mayBeCreated = status === 204 && statuses.includes(201) && !isCreated;
  const place: readonly HeaderName[] = status === 204 ? ['Location', 'OData-EntityId'] : ['Location'];
  return {
    always: [...(isVersioned ? (['ETag'] as const) : []), ...(isCreated ? place : [])],
    sometimes: [
      ...(mayBeCreated ? place : []),
      ...(isWrite || target.kind === 'collection' ? (['Preference-Applied'] as const) : []),
      ...(isRepeatable ? (['Repeatability-Result'] as const) : []),
    ],
  };
}
