// Keeps the Cosmos client from asking for a query plan beside each query, which would double the requests of a page.
import type { CosmosClientOptions } from '@azure/cosmos';

type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;

/** Marks the requests that ask for a plan. */
const QUERY_PLAN_HEADER = 'x-ms-cosmos-is-query-plan-request';

/** Made once: each query meets it, and the stack of an error costs as much as the rest of the refusal. */
const NO_PLAN = Object.assign(new Error('Queries of one partition have no plan.'), { code: 400 });

/**
 * Wraps a transport so that it sends no requests for query plans. The client asks ahead of need: a plan tells how to put
 * together what several partitions gave, while each of our queries is of one partition. It takes this refusal up only
 * where Cosmos has refused the query itself, as with 400.
 */
export function withoutQueryPlans(httpClient: HttpClient): HttpClient {
  return {
    sendRequest(request) {
      return request.headers.has(QUERY_PLAN_HEADER) ? Promise.reject(NO_PLAN) : httpClient.sendRequest(request);
    },
  };
}
