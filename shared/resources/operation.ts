// The contract of an operation: what the table of operations holds, what an operation is given and what it gives back.
import type { Caller } from '../auth/caller.ts';
import type { Permissions } from '../auth/permissions.ts';
import type { BatchItem } from '../batch/batch-request.ts';
import type { GraphError } from '../errors/graph-error.ts';
import type { QueryOptionValues } from '../odata/collection-query.ts';
import type { EntityModel } from '../odata/entity-type.ts';
import type { ExpandItem } from '../odata/expand.ts';
import type { NavigationStep } from '../odata/links.ts';
import type { Selection } from '../odata/select.ts';
import type { DocumentStore, StoreCall } from '../store/document-store.ts';
import type { Conditions } from './conditions.ts';
import type { InstallSummaries } from './mobile-app-install-summary/install-summaries.ts';
import type { KnownApps } from './mobile-app/known-apps.ts';
import type { RepetitionMark } from './repetition.ts';

/** HTTP methods that operations use. */
export type OperationMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What operations stand on; built once per process. */
export interface Services {
  readonly store: DocumentStore;
  /** The apps that are known to have their document. */
  readonly knownApps: KnownApps;
  readonly installSummaries: InstallSummaries;
  /** Makes the id of a new entity: a GUID. */
  readonly newId: () => string;
  /** The current time. */
  readonly now: () => Date;
  /** How long a create is known again, in milliseconds. */
  readonly repeatabilityWindowMs: number;
  /** Whether the service could serve a request now; resolves to the first problem, for the log, or to nothing. */
  readonly findReadinessProblem: () => Promise<string | undefined>;
  /** The OpenAPI document of a service that clients know under this URL. */
  readonly writeOpenApi: (baseUrl: string) => WrittenDocument;
}

/** A document with the version that it is in. */
export interface WrittenDocument {
  readonly body: string;
  /** Changes when the body does. */
  readonly version: string;
}

/** A request to an operation, free of HTTP. */
export interface OperationRequest {
  /** The keys of the path by template name, checked and in canonical spelling. */
  readonly keys: Readonly<Record<string, string>>;
  /** The parsed JSON body, for operations that have one. */
  readonly body: unknown;
  /** What the request demands of the version of the entity. */
  readonly conditions: Conditions;
  /** The query options that the operation has, as they were given. */
  readonly query: QueryOptionValues;
  /** The longest page that the client prefers. */
  readonly maxPageSize: number | undefined;
  /** Whether the client prefers that an update creates what is missing. */
  readonly createIfMissing: boolean;
  /** What the request costs at the store is added up here. */
  readonly storeCall: StoreCall;
  /** Our own id of the request. */
  readonly requestId: string;
  /** Scheme, host and optional path prefix under which the client knows the service, without a trailing slash. */
  readonly baseUrl: string;
  /** By what the client says that two requests are one; undefined when it does not say. */
  readonly repetitionMark: RepetitionMark | undefined;
}

/** A request of a caller that was verified and is permitted. */
export interface PermittedRequest extends OperationRequest {
  readonly caller: Caller;
}

/** An entity as the answer: where it is and what it holds. */
export interface EntityOutcome {
  readonly kind: 'entity';
  /** What the operation did to it. */
  readonly change: 'none' | 'created' | 'updated';
  readonly type: EntityModel;
  /** Canonical path of the entity from the version root. */
  readonly path: readonly NavigationStep[];
  readonly values: Readonly<Record<string, unknown>>;
  /** The version that the values are of; undefined for what is computed and has none. */
  readonly version: string | undefined;
  /** What of it is shown; everything when undefined. */
  readonly selection: Selection | undefined;
  /** Whether it would have been created had it been missing. */
  readonly isUpsert?: boolean;
  /** The related entities that were asked for with it. */
  readonly expanded: readonly ExpandedProperty[];
}

/** A navigation property with what it leads to (OData JSON Format 4.01 §8.3). */
export interface ExpandedProperty {
  readonly item: ExpandItem;
  readonly type: EntityModel;
  readonly value: ExpandedEntity | ExpandedCollection;
}

/** A single related entity, or null where there is none. */
export interface ExpandedEntity {
  readonly kind: 'entity';
  /** Its canonical path, which is not the path that it was reached by. */
  readonly path: readonly NavigationStep[];
  readonly values: Readonly<Record<string, unknown>> | null;
  readonly version: string | undefined;
}

/** The first page of related entities. */
export interface ExpandedCollection {
  readonly kind: 'collection';
  readonly path: readonly NavigationStep[];
  readonly members: readonly CollectionMember[];
  /** Where their next page begins, when there is one. */
  readonly skipToken: string | undefined;
}

/** A page of a collection. */
export interface CollectionOutcome {
  readonly kind: 'collection';
  readonly type: EntityModel;
  /** Canonical path of the collection from the version root. */
  readonly path: readonly NavigationStep[];
  readonly members: readonly CollectionMember[];
  readonly selection: Selection | undefined;
  /** What was asked for with each member. */
  readonly expansion: readonly ExpandItem[];
  /** How many members match in all, where that was asked for. */
  readonly count: number | undefined;
  /** Where the next page begins, when there is one. */
  readonly skipToken: string | undefined;
  /** The preference for the size of the page, when it was followed. */
  readonly appliedMaxPageSize: number | undefined;
}

/** A member of a page. */
export interface CollectionMember {
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly version: string;
  readonly expanded: readonly ExpandedProperty[];
}

/** Where an entity is, as `/$ref` gives it (OData Protocol 4.01 §11.2.8). */
export interface ReferenceOutcome {
  readonly kind: 'reference';
  /** Canonical path of the entity from the version root. */
  readonly path: readonly NavigationStep[];
}

/** What the service document lists (OData JSON Format 4.01 §5). */
export interface ServiceDocumentOutcome {
  readonly kind: 'serviceDocument';
  readonly singletons: readonly string[];
}

/** A document that is written already. */
export interface DocumentOutcome {
  readonly kind: 'document';
  readonly contentType: string;
  readonly body: string;
  /** The version of a document that is kept and asked for again; undefined for one that is not. */
  readonly version?: string;
}

/** A file for a browser: nothing of OData's, and headers of its own. */
export interface FileOutcome {
  readonly kind: 'file';
  readonly contentType: string;
  /** Text, or what is compressed by Brotli (RFC 7932). */
  readonly body: string | Uint8Array;
  /** How it may be kept, and what it may do. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A number by itself, as `/$count` gives it. */
export interface CountOutcome {
  readonly kind: 'count';
  readonly count: number;
}

/** The client has the entity already. */
export interface NotModifiedOutcome {
  readonly kind: 'notModified';
  readonly version: string;
  /** Whether it is a document for everybody, which may be kept. */
  readonly isDocument?: boolean;
}

/** It is done, and there is nothing to show. */
export interface NoContentOutcome {
  readonly kind: 'noContent';
}

/** A plain JSON answer without OData control information. */
export interface JsonOutcome {
  readonly kind: 'json';
  readonly status: 200;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an operation gives back when it succeeds; every failure is a thrown GraphError. */
export type Outcome =
  | EntityOutcome
  | CollectionOutcome
  | ReferenceOutcome
  | ServiceDocumentOutcome
  | DocumentOutcome
  | FileOutcome
  | CountOutcome
  | NotModifiedOutcome
  | NoContentOutcome
  | JsonOutcome;

/** What an operation is called. */
export interface OperationNames {
  /** Name of the Azure function, as the portal and Application Insights list it. */
  readonly name: string;
  /** OpenAPI operation id, Graph's own where it has one. */
  readonly operationId: string;
  readonly summary: string;
}

interface OperationFacts extends OperationNames {
  readonly method: OperationMethod;
  /** Path template from the version root, keys as segments: `/deviceAppManagement/mobileApps/{mobileAppId}`. */
  readonly path: string;
  /** Whether the request has a JSON body. */
  readonly hasBody: boolean;
  /** Largest body in bytes; 64 KiB unless it says something else. */
  readonly maxBodyBytes?: number;
  /** JSON in the form that the client negotiates, or plain text, XML or a file whatever it accepts. */
  readonly produces: 'json' | 'text' | 'xml' | 'file';
  /** System query options beside `$format`, in lower case and without `$`. */
  readonly queryOptions: readonly string[];
  /** The statuses of its answers beside those that operations of its kind have alike (`operation-statuses.ts`). */
  readonly statuses: readonly number[];
  /** Whether a request that comes again is known (OASIS Repeatable Requests 1.0). */
  readonly isRepeatable?: boolean;
}

/** An operation of the Graph resources: needs a permitted caller and lies under a version root. */
export interface GraphOperation extends OperationFacts {
  readonly permissions: Permissions;
  readonly run: (request: PermittedRequest, services: Services) => Promise<Outcome>;
}

/** An operation of the service itself: open to everybody. */
export interface AnonymousOperation extends OperationFacts {
  readonly permissions: 'anonymous';
  /** Whether it lies under a version root. */
  readonly isUnderVersion: boolean;
  readonly run: (request: OperationRequest, services: Services) => Promise<Outcome>;
}

/** What became of a request of a batch. */
export interface ItemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Runs a request of a batch as the batch's caller and gives its answer, whatever becomes of it.
 * @param refusal - the answer that it gets without being run
 */
export type DispatchItem = (item: BatchItem, refusal?: GraphError) => Promise<ItemAnswer>;

/** An operation that runs others: needs a caller, whose permissions each of them checks. */
export interface BatchOperation extends OperationFacts {
  readonly permissions: 'eachItem';
  readonly run: (request: PermittedRequest, dispatch: DispatchItem) => Promise<Outcome>;
}

/** A row of the table of operations. */
export type Operation = GraphOperation | AnonymousOperation | BatchOperation;
