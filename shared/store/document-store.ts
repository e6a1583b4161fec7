// The port behind which documents are kept; operations know this and nothing of Cosmos.

import type { GraphError } from '../errors/graph-error.ts';
import type { FilterExpression } from '../odata/filter/expression.ts';
import type { Sort } from '../odata/order-by.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';

/** Who did something, by identifiers that are never given to somebody else. */
export interface AuditActor {
  readonly tenantId: string;
  /** Object id of the user or service principal, where the token named one. */
  readonly objectId?: string;
  /** Client id of the calling app. */
  readonly appId: string;
}

/** Who created a document and who changed it last, and when (ISO 8601, UTC). Never part of a response. */
export interface AuditFacts {
  readonly createdDateTime: string;
  readonly createdBy: AuditActor;
  readonly lastModifiedDateTime: string;
  readonly lastModifiedBy: AuditActor;
  /** The request that made the document, by which it knows its own write again. */
  readonly requestId?: string;
  /** The request that changed it last, by which it knows its own write again. */
  readonly changeRequestId?: string;
  /** By what the create is known when it comes again, where it can be known. */
  readonly repetition?: RepetitionFacts;
}

/** What a document keeps of the create that made it, for the case that the create comes again. */
export interface RepetitionFacts {
  /** UUID of who sent what where, under which id of their own. */
  readonly identity: string;
  /** SHA-256 of the body, in hexadecimal. */
  readonly payload: string;
  /** The version that was created; kept with the first change. */
  readonly firstVersion?: string;
}

/** A document as it is kept: the entity's own properties lie beside these. */
export interface StoredDocument {
  /** Key of the entity within its app. */
  readonly id: string;
  /** Partition key. */
  readonly mobileAppId: string;
  /** Unqualified name of the entity type. */
  readonly entityType: string;
  /** Version of the document's layout, so that a later layout can tell what it reads. */
  readonly schemaVersion: number;
  /** Absent where the service itself made the document. */
  readonly audit?: AuditFacts;
  readonly [property: string]: unknown;
}

/** A document and the version in which it was read or written. */
export interface VersionedDocument {
  readonly document: StoredDocument;
  /** Opaque; another one after each change. */
  readonly version: string;
}

/** The connection of whoever waits for an answer: a response of node:http is one. */
export interface Client {
  /** Whether it has ended. */
  readonly destroyed: boolean;
}

/** Who waits for the calls of a request, and how long. */
export interface Waiting {
  /** When they give up, by `performance.now()`; set with the first. Infinity for many calls in a time of their own. */
  until: number | undefined;
  /** They are cancelled when it has gone. Undefined where the host does not say. */
  readonly client: Client | undefined;
}

/** What one request has cost at the store so far, and how long the store is waited for. */
export interface StoreCall {
  /** Request units, summed over the calls of the request. */
  requestCharge: number;
  /** For all calls of the request together; each has a time of its own where this is missing. */
  readonly waiting?: Waiting | undefined;
  /** The trace that the calls are part of, which the store is told. */
  readonly trace?: TraceContext | undefined;
}

/** Which documents of an app are wanted. */
export interface DocumentQuery {
  readonly mobileAppId: string;
  /** Documents of one type; of all types when undefined. */
  readonly entityType: string | undefined;
  readonly filter: FilterExpression | undefined;
  /** Empty: the store's own order, in which a document keeps its place. */
  readonly sort: Sort;
}

/** Which part of them. */
export interface PageRequest {
  /** What is wanted of them beside what every document has; without the list they come whole. */
  readonly properties?: readonly string[];
  /** At most so many documents. */
  readonly size: number;
  /** So many are passed over first; costs as much as reading them. */
  readonly skip: number;
  /** Where a page before ended. */
  readonly continuation: string | undefined;
}

/** A part of the documents that are wanted. It may be shorter than was asked for, even empty, and not be the last. */
export interface DocumentPage {
  readonly documents: readonly VersionedDocument[];
  /** Where the next page begins; undefined behind the last. */
  readonly continuation: string | undefined;
}

/** A part of the documents that are wanted, cut down to some properties. */
export interface ScannedPage {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Where the next page begins; undefined behind the last. */
  readonly continuation: string | undefined;
}

/** What became of one of several documents. */
export type CreateResult = { readonly version: string } | 'conflict' | GraphError;

/** Keeps documents. Every failure that is not a result is a GraphError with the answer it deserves. */
export interface DocumentStore {
  /**
   * Adds a document.
   * @returns its version, or `conflict` when the app has a document with that id already; nothing is changed then
   */
  create(document: StoredDocument, call: StoreCall): Promise<{ readonly version: string } | 'conflict'>;

  /**
   * Adds documents of one app, each by itself: one that fails, fails alone.
   * @param documents - at most 100
   * @returns for each what {@link create} would give, or the error with which it would reject
   */
  createMany(documents: readonly StoredDocument[], call: StoreCall): Promise<readonly CreateResult[]>;

  /** Reads one document by partition and id, or nothing. */
  read(mobileAppId: string, id: string, call: StoreCall): Promise<VersionedDocument | undefined>;

  /**
   * Puts a document in the place of the version that was read.
   * @returns its new version, `changed` when that version is no longer the current one, `missing` when the document is
   * gone; nothing is changed then
   */
  replace(
    document: StoredDocument,
    version: string,
    call: StoreCall,
  ): Promise<{ readonly version: string } | 'changed' | 'missing'>;

  /**
   * Removes a document.
   * @param version - remove this version only; without one, whatever is there
   * @returns `changed` when that version is no longer the current one, `missing` when there is none
   */
  delete(
    mobileAppId: string,
    id: string,
    version: string | undefined,
    call: StoreCall,
  ): Promise<'deleted' | 'changed' | 'missing'>;

  /**
   * Reads a page of documents. What is created or deleted between two pages may be in them or not; nothing else is left
   * out, and nothing comes twice.
   * @throws GraphError `invalidSkipToken` (400) for a continuation that the store does not know
   */
  list(query: DocumentQuery, page: PageRequest, call: StoreCall): Promise<DocumentPage>;

  /**
   * Reads a page of documents like {@link list}, but of each the named properties only: for what goes over many.
   * @param properties - names of properties of the document; those that it does not have are left out
   */
  scan(
    query: DocumentQuery,
    properties: readonly string[],
    page: Omit<PageRequest, 'properties' | 'skip'>,
    call: StoreCall,
  ): Promise<ScannedPage>;

  /** Counts documents; the order does not matter. */
  count(query: DocumentQuery, call: StoreCall): Promise<number>;

  /** Resolves when the container can be reached and read. */
  check(): Promise<void>;

  /** Lets connections and timers go. */
  close(): Promise<void>;
}
