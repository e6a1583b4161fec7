// The store port on Azure Cosmos DB for NoSQL. Nothing outside this folder knows the Cosmos client.
import { CosmosClient, type CosmosClientOptions, type ItemResponse } from '@azure/cosmos';
import { cosmosStatus, toStoreError } from './cosmos-failure.ts';
import type { DocumentStore, StoreCall, StoredDocument } from './document-store.ts';
import { createStoreHttpClient } from './http-client.ts';

/** Signs in to Cosmos: `@azure/identity` on Azure, or the emulator's key on this machine. */
export type StoreCredential =
  { readonly key: string } | { readonly tokenCredential: NonNullable<CosmosClientOptions['aadCredentials']> };

/** Where the documents are. */
export interface CosmosDocumentStoreOptions {
  readonly endpoint: string;
  readonly database: string;
  readonly container: string;
  readonly credential: StoreCredential;
}

/** One attempt takes at most this long; a healthy Cosmos answers a write in 10 ms. */
const REQUEST_TIMEOUT_MS = 3_000;

/** The client's own patience with 429, cut from 9 tries and 30 s so that the caller hears in time and can wait better. */
const THROTTLE_RETRIES = { maxRetryAttemptCount: 3, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 2 };

const OWNER_NOT_FOUND = 1003;

/**
 * Makes the store. No request is sent before the first operation, and the container is never created here.
 * @see https://learn.microsoft.com/azure/cosmos-db/nosql/best-practice-nodejs (one client per process)
 */
export function createCosmosDocumentStore(options: CosmosDocumentStoreOptions): DocumentStore {
  const httpClient = createStoreHttpClient();
  const { credential } = options;
  const client = new CosmosClient({
    endpoint: options.endpoint,
    ...('key' in credential ? { key: credential.key } : { aadCredentials: credential.tokenCredential }),
    httpClient,
    connectionPolicy: { requestTimeout: REQUEST_TIMEOUT_MS, retryOptions: THROTTLE_RETRIES },
    userAgentSuffix: 'graph-app-install-status',
  });
  const container = client.database(options.database).container(options.container);

  const charged = (call: StoreCall, response: Pick<ItemResponse<object>, 'requestCharge'>): void => {
    call.requestCharge += response.requestCharge || 0;
  };

  /** The client reports a missing container like a missing document, so that is ruled out once, ahead of all reads. */
  let found: Promise<unknown> | undefined;
  const findContainer = (): Promise<unknown> =>
    (found ??= container.read().catch((error: unknown) => {
      found = undefined;
      throw error;
    }));

  return {
    async create(document, call) {
      try {
        charged(call, await container.items.create(document));
        return 'created';
      } catch (error) {
        chargeFailure(call, error);
        if (cosmosStatus(error) === 409) return 'conflict';
        throw toStoreError(error);
      }
    },

    async read(mobileAppId, id, call) {
      try {
        await findContainer();
        const response = await container.item(id, mobileAppId).read<StoredDocument>();
        charged(call, response);
        // The container went away since: Cosmos calls that "owner resource does not exist".
        if (response.substatus === OWNER_NOT_FOUND) {
          throw Object.assign(new Error('The container is gone.'), { code: 404, substatus: OWNER_NOT_FOUND });
        }
        return response.resource;
      } catch (error) {
        chargeFailure(call, error);
        throw toStoreError(error);
      }
    },

    async check() {
      try {
        await container.read();
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

function chargeFailure(call: StoreCall, error: unknown): void {
  if (typeof error !== 'object' || error === null || !('headers' in error)) return;
  const headers = error.headers as Partial<Record<string, unknown>> | undefined;
  const charge = Number(headers?.['x-ms-request-charge']);
  if (Number.isFinite(charge)) call.requestCharge += charge;
}
