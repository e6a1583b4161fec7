// Hears how often Cosmos asks to come again: its client does so by itself, and nobody else would know.
import type { CosmosClientOptions } from '@azure/cosmos';

type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;

/** Too many requests, and a write that was in the way of another (Azure Cosmos DB REST: HTTP status codes). */
const THROTTLES: ReadonlySet<number> = new Set([429, 449]);

/** Wraps a transport so that each such answer is told. */
export function countThrottles(httpClient: HttpClient, onThrottled: () => void): HttpClient {
  return {
    async sendRequest(request) {
      const response = await httpClient.sendRequest(request);
      if (THROTTLES.has(response.status)) onThrottled();
      return response;
    },
  };
}
