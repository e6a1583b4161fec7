// The schemas of what lies beside the entities: batches, references, counts, the service document, the health probes.
import { MAX_ITEMS } from '../batch/batch-request.ts';
import type { JsonObject } from './json.ts';

const text = (description: string): JsonObject => ({ type: 'string', description });

const ITEM_HEADERS: JsonObject = {
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Headers of this request or answer alone.',
};

const ITEM_BODY: JsonObject = { description: 'JSON, or anything else as a string in base64.' };

/** The schemas, by name. */
export const SERVICE_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  ODataCountResponse: { title: 'OData count response', type: 'integer', format: 'int32', minimum: 0 },
  ReferenceUpdate: {
    title: 'ReferenceUpdate',
    type: 'object',
    required: ['@odata.id'],
    properties: { '@odata.id': text('URL of the entity.'), '@odata.type': text('Name of its type.') },
  },
  EntityReference: {
    title: 'EntityReference',
    type: 'object',
    required: ['@odata.id'],
    properties: {
      '@odata.context': text('Context URL; left out without metadata.'),
      '@odata.id': text('URL of the entity.'),
    },
    additionalProperties: false,
  },
  ServiceDocument: {
    title: 'ServiceDocument',
    type: 'object',
    required: ['value'],
    properties: {
      '@odata.context': text('URL of the metadata document; left out without metadata.'),
      value: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'kind', 'url'],
          properties: { name: text('Its name.'), kind: text('Its kind.'), url: text('Where it is.') },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  },
  BatchRequest: {
    title: 'BatchRequest',
    type: 'object',
    required: ['requests'],
    properties: {
      requests: {
        type: 'array',
        minItems: 1,
        maxItems: MAX_ITEMS,
        items: {
          type: 'object',
          required: ['id', 'method', 'url'],
          properties: {
            id: { type: 'string', minLength: 1, description: 'Unique in the batch; letter case does not distinguish.' },
            method: { type: 'string', description: '`GET`, `POST`, `PUT`, `PATCH` or `DELETE`, in any letter case.' },
            url: { type: 'string', minLength: 1, description: 'Relative to the version root, with its query.' },
            headers: { ...ITEM_HEADERS, type: ['object', 'null'] },
            body: ITEM_BODY,
            dependsOn: {
              type: ['array', 'null'],
              items: { type: 'string' },
              description: 'Ids of requests before it that have to succeed first.',
            },
          },
        },
      },
    },
  },
  BatchResponse: {
    title: 'BatchResponse',
    type: 'object',
    required: ['responses'],
    properties: {
      responses: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'status', 'headers'],
          properties: {
            id: text('That of the request.'),
            status: {
              type: 'integer',
              description: 'As the request alone would have it, or 424 where a request that it depends on failed.',
            },
            headers: ITEM_HEADERS,
            body: ITEM_BODY,
          },
          additionalProperties: false,
        },
      },
    },
    additionalProperties: false,
  },
  Health: {
    title: 'Health',
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['alive', 'ready'] } },
    additionalProperties: false,
  },
};

/** What the operations beside the resources answer with, by path: media type and schema. */
export const SERVICE_CONTENT: Readonly<Record<string, { readonly mediaType: string; readonly schema: JsonObject }>> = {
  '/': { mediaType: 'application/json', schema: { $ref: '#/components/schemas/ServiceDocument' } },
  '/$metadata': { mediaType: 'application/xml', schema: text('CSDL XML 4.0.') },
  '/$batch': { mediaType: 'application/json', schema: { $ref: '#/components/schemas/BatchResponse' } },
  '/health/live': { mediaType: 'application/json', schema: { $ref: '#/components/schemas/Health' } },
  '/health/ready': { mediaType: 'application/json', schema: { $ref: '#/components/schemas/Health' } },
  '/openapi.json': { mediaType: 'application/json', schema: { type: 'object', description: 'This document.' } },
};
