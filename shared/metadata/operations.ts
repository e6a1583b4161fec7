// What the service says of itself: where a client begins, and what there is. Public, as on Graph.
import { toCsdl } from '../odata/csdl.ts';
import { isNotModified } from '../resources/conditions.ts';
import type { AnonymousOperation, DocumentOutcome } from '../resources/operation.ts';
import { serviceModel } from './service-model.ts';

/** @see OData Protocol 4.01 §11.1.1 (service document) */
export const getServiceDocument: AnonymousOperation = {
  name: 'getServiceDocument',
  operationId: 'service_GetServiceDocument',
  summary: 'Get the service document',
  method: 'GET',
  path: '/',
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [200],
  permissions: 'anonymous',
  isUnderVersion: true,
  run: () => Promise.resolve({ kind: 'serviceDocument', singletons: serviceModel.singletons.map(({ name }) => name) }),
};

/** Made once, by the first who asks, since a cold start has other things to do: it depends on nobody. */
let metadataDocument: DocumentOutcome | undefined;

function makeMetadataDocument(): DocumentOutcome {
  return { kind: 'document', contentType: 'application/xml;charset=utf-8', body: toCsdl(serviceModel) };
}

/** @see OData Protocol 4.01 §11.1.2 (metadata document) */
export const getMetadata: AnonymousOperation = {
  name: 'getMetadata',
  operationId: 'service_GetMetadata',
  summary: 'Get the metadata document: CSDL XML',
  method: 'GET',
  path: '/$metadata',
  hasBody: false,
  produces: 'xml',
  queryOptions: [],
  statuses: [200],
  permissions: 'anonymous',
  isUnderVersion: true,
  run: () => Promise.resolve((metadataDocument ??= makeMetadataDocument())),
};

/** @see OpenAPI Specification 3.1 */
export const getOpenApi: AnonymousOperation = {
  name: 'getOpenApi',
  operationId: 'service_GetOpenApi',
  summary: 'Get the OpenAPI document of this service',
  method: 'GET',
  path: '/openapi.json',
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [200, 304, 412],
  permissions: 'anonymous',
  isUnderVersion: false,
  run({ baseUrl, conditions }, { writeOpenApi }) {
    const { body, version } = writeOpenApi(baseUrl);
    return new Promise((resolve) => {
      resolve(
        isNotModified(version, conditions)
          ? { kind: 'notModified', version, isDocument: true }
          : { kind: 'document', contentType: 'application/json; charset=utf-8', body, version },
      );
    });
  },
};
