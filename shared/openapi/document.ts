// The OpenAPI document: made of the table of operations and the entity types, so that it says what they say.
import { serviceModel } from '../metadata/service-model.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import { VERSION_ROOTS } from '../odata/resource-path.ts';
import { mobileAppInstallStatusCollection } from '../resources/mobile-app-install-status/collection.ts';
import { mobileAppCollection } from '../resources/mobile-app/collection.ts';
import type { Operation } from '../resources/operation.ts';
import { userAppInstallStatusCollection } from '../resources/user-app-install-status/collection.ts';
import { entitySchemas, pageSchemas } from './entity-schemas.ts';
import { errorResponses, errorSchemas } from './errors.ts';
import { errorExamples } from './examples.ts';
import { headerComponents } from './headers.ts';
import type { JsonObject } from './json.ts';
import { operationObject, type OperationContext, type Tag, tagOf } from './operation-object.ts';
import { type Collections, documentedPath, parameterComponents, pathParameters } from './parameters.ts';
import { securitySchemes, type TokenSource } from './security.ts';
import { SERVICE_SCHEMAS } from './service-schemas.ts';
import { type Target, targetOf } from './target.ts';

/** The version of the API, which is that of the package. */
export const API_VERSION = '0.1.0';

/** Where a service is that is described. */
export interface ApiSite {
  /** Scheme, host and optional path prefix, without a trailing slash. */
  readonly baseUrl: string;
  /** What the reader has to know of the base URL. */
  readonly note?: string;
  readonly tokenSource: TokenSource;
}

const collections: Collections = new Map(
  [mobileAppCollection, mobileAppInstallStatusCollection, userAppInstallStatusCollection].map((collection) => [
    collection.type.qualifiedName.replace('microsoft.graph.', ''),
    collection,
  ]),
);

const DESCRIPTION = `Microsoft Graph's retired app install status API, wire-compatible, in your own subscription.

Requests and answers are Graph's: OData JSON with \`@odata.…\` control information, \`$select\`, \`$expand\`, \`$filter\`, \`$orderby\`, \`$search\`, paging by \`@odata.nextLink\`, \`ETag\` and \`If-Match\`, errors with \`code\`, \`message\` and \`innerError\`.
\`HEAD\` is answered wherever \`GET\` is. Keys can stand in parentheses, too: \`mobileApps('{mobileApp-id}')\`.
\`Accept: application/json;odata.metadata=full\` (or \`none\`) asks for more or less control information, \`IEEE754Compatible=true\` for \`@odata.count\` as a string; \`$format\` overrides \`Accept\`.`;

/**
 * Makes the document (OpenAPI Specification 3.1).
 * @param operations - the table of operations
 * @param site - where the service is and where its tokens come from
 * @throws TypeError for an operation of which something is not described (a mistake of ours, found by the tests)
 */
export function createOpenApiDocument(operations: readonly Operation[], site: ApiSite): JsonObject {
  const described = operations.map((operation) => ({ operation, target: targetOf(operation.path, serviceModel) }));
  const context = { collections, tokenSource: site.tokenSource, root: { baseUrl: site.baseUrl, version: 'beta' } };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Graph app install status',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: VERSION_ROOTS.map((version) => serverObject(site, `/${version}`)),
    tags: tagsOf(described),
    paths: pathsOf(described, context, site),
    components: componentsOf(described, site),
  };
}

interface Described {
  readonly operation: Operation;
  readonly target: Target;
}

function serverObject({ baseUrl, note }: ApiSite, path: string): JsonObject {
  return { url: `${baseUrl}${path}`, ...(note === undefined ? {} : { description: note }) };
}

function tagsOf(described: readonly Described[]): readonly Tag[] {
  const tags = new Map(
    described.map(({ operation, target }) => {
      const tag = tagOf(operation, target);
      return [tag.name, tag];
    }),
  );
  return [...tags.values()];
}

function pathsOf(described: readonly Described[], context: OperationContext, site: ApiSite): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { operation, target } of described) {
    const { path, method } = operation;
    const item = (paths[documentedPath(path)] ??= pathItem(operation, site));
    item[method.toLowerCase()] = operationObject(operation, target, context);
  }
  return paths;
}

/** What is under no version root says so, which OpenAPI has no other way for than servers of its own. */
function pathItem({ path, ...operation }: Operation, site: ApiSite): Record<string, unknown> {
  const isUnderVersion = operation.permissions !== 'anonymous' || operation.isUnderVersion;
  const parameters = pathParameters(path);
  return {
    ...(isUnderVersion ? {} : { servers: [serverObject(site, '')] }),
    ...(parameters.length === 0 ? {} : { parameters }),
  };
}

function componentsOf(described: readonly Described[], { tokenSource }: ApiSite): JsonObject {
  const operations = described.map(({ operation }) => operation);
  const failures = [...errorExamples()].map(([status, value]) => ({ name: `error${status}`, status, value }));
  const names = new Map(failures.map(({ name, status }) => [status, [name]]));
  return {
    schemas: {
      ...entitySchemas(typesOf(described, () => true)),
      ...pageSchemas(typesOf(described, ({ kind }) => kind === 'collection')),
      ...errorSchemas(),
      ...SERVICE_SCHEMAS,
    },
    responses: errorResponses(names),
    parameters: parameterComponents(operations),
    headers: headerComponents(),
    examples: Object.fromEntries(failures.map(({ name, value }) => [name, { value }])),
    securitySchemes: securitySchemes(operations, tokenSource),
  };
}

/** The types that answers are of, each once. */
function typesOf(described: readonly Described[], isWanted: (target: Target) => boolean): readonly EntityModel[] {
  const types = new Set(described.flatMap(({ target }) => (isWanted(target) ? (target.type ?? []) : [])));
  return serviceModel.entityTypes.filter((type) => types.has(type));
}
