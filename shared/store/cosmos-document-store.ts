// The store port on Azure Cosmos DB for NoSQL. Nothing outside this folder knows the Cosmos client.
import { Agent } from 'node:https';
import { CosmosClient, type OperationInput } from '@azure/cosmos';
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import {
  chargeFailure,
  failUnlessDocumentIsMissing,
  toCreateResult,
  toDeleteOutcomeOrThrow,
  toOutcomeOrThrow,
  withoutSystemProperties,
} from './cosmos-answer.ts';
import { cosmosStatus, toStoreError } from './cosmos-failure.ts';
import { toQuerySpec } from './document-sql.ts';
import type {
  DocumentQuery,
  DocumentStore,
  PageRequest,
  ScannedPage,
  StoreCall,
  StoredDocument,
  VersionedDocument,
} from './document-store.ts';
import { withDeadline } from './deadline.ts';
import { type TokenCredential, withEntraToken } from './entra-token.ts';
import { createStoreHttpClient } from './http-client.ts';
import { withoutQueryPlans } from './query-plan.ts';
import { countThrottles } from './throttle-count.ts';
import { tracedBy } from './traced-by.ts';

/** Signs in to Cosmos: `@azure/identity` on Azure, or the emulator's key on this machine. */
export type StoreCredential = { readonly key: string } | { readonly tokenCredential: TokenCredential };

/** Where the documents are. */
export interface CosmosDocumentStoreOptions {
  readonly endpoint: string;
  readonly database: string;
  readonly container: string;
  readonly credential: StoreCredential;
  readonly patience?: Patience;
  /** Told of each 429 and 449, also of those upon which the client comes again by itself. */
  readonly onThrottled?: (() => void) | undefined;
}

/** How long Cosmos is waited for, in milliseconds. */
export interface Patience {
  /** For one answer. */
  readonly attemptMs: number;
  /** For all operations of a request, with all the attempts that the client makes of them. */
  readonly totalMs: number;
}

/** A next link has to fit into a URL; Cosmos makes its continuation no longer than this. */
const CONTINUATION_LIMIT_KB = 2;

const UNUSED_AGENT = new Agent();

/** A healthy Cosmos answers a write in 10 ms; a caller should hear within 5 s that it is not healthy. */
const PATIENCE: Patience = { attemptMs: 3_000, totalMs: 4_500 };

/**
 * The client's own patience with 429, cut from 9 tries and 30 s so that the caller hears in time and can wait better.
 * The interval is fixed because the client would sleep for as long as Cosmos asks, however long that is.
 */
const THROTTLE_RETRIES = { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 200, maxWaitTimeInSeconds: 2 };

/** What a page of documents that are cut down has of each in any case. */
const OF_EVERY_DOCUMENT = ['id', 'mobileAppId', 'entityType', 'schemaVersion', '_etag'];

/** The documents are what was sent, so they need not come back. */
const WITHOUT_CONTENT = { contentResponseOnWriteEnabled: false };

/**
 * Makes the store. No request is sent before the first operation, and the container is never created here.
 * @see https://learn.microsoft.com/azure/cosmos-db/nosql/best-practice-nodejs (one client per process)
 */
export function createCosmosDocumentStore(options: CosmosDocumentStoreOptions): DocumentStore {
  const httpClient = createStoreHttpClient();
  const { credential, patience = PATIENCE, onThrottled } = options;
  // The client itself has no credential then: it would put its own, dearer way in between.
  const signedIn =
    'key' in credential ? httpClient : withEntraToken(httpClient, credential.tokenCredential, options.endpoint);
  const client = new CosmosClient({
    endpoint: options.endpoint,
    ...('key' in credential ? { key: credential.key } : {}),
    httpClient: withoutQueryPlans(onThrottled === undefined ? signedIn : countThrottles(signedIn, onThrottled)),
    // Not used by our transport; without one the client parses the URL of each request to choose one.
    agent: UNUSED_AGENT,
    connectionPolicy: { requestTimeout: patience.attemptMs, retryOptions: THROTTLE_RETRIES },
    userAgentSuffix: 'graph-app-install-status',
  });
  const container = client.database(options.database).container(options.container);

  const charged = (call: StoreCall, response: { readonly requestCharge: number }): void => {
    call.requestCharge += response.requestCharge || 0;
  };

  const attempt = <Answer>(call: StoreCall, send: (abortSignal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    const { waiting } = call;
    if (waiting === undefined) return withDeadline(patience.totalMs, send);
    const now = performance.now();
    const until = (waiting.until ??= now + patience.totalMs);
    return withDeadline(Math.min(until - now, patience.totalMs), send, waiting.client);
  };

  const readContainer = (): Promise<unknown> =>
    attempt({ requestCharge: 0 }, (abortSignal) => container.read({ abortSignal }));

  /** The client reports a missing container like a missing document, so that is ruled out once, ahead of all reads. */
  let found: Promise<unknown> | undefined;
  const findContainer = (): Promise<unknown> =>
    (found ??= readContainer().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));

  const fetchPage = async (
    selected: '*' | readonly string[],
    query: DocumentQuery,
    { size, continuation }: Pick<PageRequest, 'size' | 'continuation'>,
    call: StoreCall,
  ): Promise<ScannedPage> => {
    const response = await attempt(call, (abortSignal) =>
      container.items
        .query<ScannedPage['rows'][number]>(toQuerySpec(selected, query), {
          partitionKey: query.mobileAppId,
          maxItemCount: size,
          continuationTokenLimitInKB: CONTINUATION_LIMIT_KB,
          abortSignal,
          ...tracedBy(call),
          ...(continuation === undefined ? {} : { continuationToken: continuation }),
        })
        .fetchNext(),
    );
    charged(call, response);
    // A page without documents has no list at all.
    const rows = (response.resources as ScannedPage['rows'] | undefined) ?? [];
    const next = response.continuationToken as string | undefined;
    return { rows, continuation: next === '' ? undefined : next };
  };

  return {
    async create(document, call) {
      try {
        const response = await attempt(call, (abortSignal) =>
          container.items.create(document, { abortSignal, ...tracedBy(call) }),
        );
        charged(call, response);
        return { version: response.etag };
      } catch (error) {
        chargeFailure(call, error);
        if (cosmosStatus(error) === 409) return 'conflict';
        throw toStoreError(error);
      }
    },

    async createMany(documents, call) {
      try {
        const operations = documents.map(
          (document) =>
            ({ operationType: 'Create', partitionKey: document.mobileAppId, resourceBody: document }) as const,
        );
        const responses = await attempt(call, (abortSignal) =>
          // Its successor waits a second for more to come, unless a batch is full.
          // eslint-disable-next-line @typescript-eslint/no-deprecated
          container.items.bulk(
            operations as unknown as OperationInput[],
            { continueOnError: true },
            { abortSignal, ...WITHOUT_CONTENT, ...tracedBy(call) },
          ),
        );
        return documents.map((_document, index) => toCreateResult(responses[index], call));
      } catch (error) {
        // The client wraps what it does not retry, and hides the code.
        const failure = error instanceof Error && error.cause !== undefined ? error.cause : error;
        chargeFailure(call, failure);
        throw toStoreError(failure);
      }
    },

    async read(mobileAppId, id, call) {
      try {
        const response = await attempt(call, async (abortSignal) => {
          await findContainer();
          return container.item(id, mobileAppId).read<StoredDocument>({ abortSignal, ...tracedBy(call) });
        });
        charged(call, response);
        failUnlessDocumentIsMissing(response);
        const { resource } = response;
        return resource === undefined ? undefined : { document: resource, version: resource._etag };
      } catch (error) {
        chargeFailure(call, error);
        throw toStoreError(error);
      }
    },

    async replace(document, version, call) {
      const { id, mobileAppId } = document;
      try {
        const response = await attempt(call, (abortSignal) =>
          container.item(id, mobileAppId).replace(withoutSystemProperties(document), {
            abortSignal,
            ...tracedBy(call),
            accessCondition: { type: 'IfMatch', condition: version },
          }),
        );
        charged(call, response);
        return { version: response.etag };
      } catch (error) {
        chargeFailure(call, error);
        return toOutcomeOrThrow(error);
      }
    },

    async delete(mobileAppId, id, version, call) {
      try {
        const condition = version === undefined ? {} : { accessCondition: { type: 'IfMatch', condition: version } };
        const response = await attempt(call, async (abortSignal) => {
          await findContainer();
          return container.item(id, mobileAppId).delete({ abortSignal, ...tracedBy(call), ...condition });
        });
        charged(call, response);
        return 'deleted';
      } catch (error) {
        chargeFailure(call, error);
        return toDeleteOutcomeOrThrow(error);
      }
    },

    async list(query, { properties, size, skip, continuation }, call) {
      try {
        const selected = properties === undefined ? '*' : [...new Set([...OF_EVERY_DOCUMENT, ...properties])];
        const documents: VersionedDocument[] = [];
        let toSkip = skip;
        let next = continuation;
        do {
          const page = { size: toSkip + size, continuation: next };
          const fetched = await fetchPage(selected, query, page, call);
          const kept = fetched.rows.slice(toSkip) as unknown as readonly StoredDocument[];
          documents.push(...kept.map((document) => ({ document, version: String(document._etag) })));
          toSkip = Math.max(0, toSkip - fetched.rows.length);
          next = fetched.continuation;
        } while (toSkip > 0 && next !== undefined);
        return { documents, continuation: next };
      } catch (error) {
        chargeFailure(call, error);
        throw toPageError(error, continuation);
      }
    },

    async scan(query, properties, page, call) {
      try {
        return await fetchPage(properties, query, page, call);
      } catch (error) {
        chargeFailure(call, error);
        throw toPageError(error, page.continuation);
      }
    },

    async count(query, call) {
      try {
        const response = await attempt(call, (abortSignal) =>
          container.items
            .query<number>(toQuerySpec('VALUE COUNT(1)', query), {
              partitionKey: query.mobileAppId,
              abortSignal,
              ...tracedBy(call),
            })
            .fetchAll(),
        );
        charged(call, response);
        // A count of many documents may come in parts, one a page.
        return response.resources.reduce((sum, part) => sum + part, 0);
      } catch (error) {
        chargeFailure(call, error);
        throw toStoreError(error);
      }
    },

    async check() {
      try {
        await readContainer();
      } catch (error) {
        throw toStoreError(error);
      }
    },

    async close() {
      client.dispose();
      await httpClient.close();
    },
  };
}

/** Cosmos refuses a query that goes on from a place which it does not know. */
function toPageError(error: unknown, continuation: string | undefined): GraphError {
  if (continuation === undefined || cosmosStatus(error) !== 400) return toStoreError(error);
  return graphError('invalidSkipToken', {}, { target: '$skiptoken', cause: error });
}
