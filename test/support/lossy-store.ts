// A store that loses answers: what was written stays written, and the app does not hear it.
import type { Certificate } from '../../local/certificate.ts';
import { failure, startStoreProxy, type StoreProxy } from './store-proxy.ts';

/**
 * What the app hears in place of the answer: `busy`, upon which the store's client sends the write again by itself, or
 * `end`, that of the connection, upon which it does not.
 */
export type LostAnswer = 'busy' | 'end';

/** The running proxy. */
export interface LossyStore extends StoreProxy {
  /** What the store answered to the writes since the last {@link LossyStore.loseNext}. */
  readonly written: readonly number[];
  /** Loses the answers of the next writes of documents, one each. */
  loseNext(...answers: readonly LostAnswer[]): void;
}

const BUSY = failure(429, { 'x-ms-retry-after-ms': '1' });

/** Starts the proxy. */
export async function startLossyStore(store: string, tls: Certificate): Promise<LossyStore> {
  const losses: LostAnswer[] = [];
  const written: number[] = [];
  const proxy = await startStoreProxy(store, tls, async ({ method, headers, isOfDocuments }, pass) => {
    const answer = await pass();
    const isQuery = headers['x-ms-documentdb-isquery'] !== undefined;
    if (!isOfDocuments || method === 'GET' || isQuery) return answer;
    written.push(answer.status);
    const loss = losses.shift();
    return loss === 'busy' ? BUSY : (loss ?? answer);
  });
  return {
    ...proxy,
    written,
    loseNext(...answers) {
      written.length = 0;
      losses.splice(0, losses.length, ...answers);
    },
  };
}
