// A store that fails, or lets the app wait, instead of doing what it is asked.
import type { Certificate } from '../../local/certificate.ts';
import { failure as failureAnswer, type Mishap, startStoreProxy, type StoreProxy } from './store-proxy.ts';

/** What the app hears: a status of Cosmos, or what is no answer. */
export type Failure = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | Mishap;

/** The running proxy. */
export interface FailingStore extends StoreProxy {
  /** How many requests for documents have come since the last {@link FailingStore.failWith}. */
  readonly requests: number;
  /** Says what requests for documents hear from now on: so many of them, or all; undefined is the store's own answer. */
  failWith(failure: Failure | undefined, times?: number): void;
  /** Resolves when a request that hears nothing has come; its own promise resolves when its connection has ended. */
  silenced(): Promise<{ readonly closed: Promise<unknown> }>;
}

/** Starts the proxy. */
export async function startFailingStore(store: string, tls: Certificate): Promise<FailingStore> {
  let failure: Failure | undefined;
  let left = 0;
  let requests = 0;
  let onSilenced: ((held: { readonly closed: Promise<unknown> }) => void) | undefined;

  const proxy = await startStoreProxy(store, tls, async ({ isOfDocuments, closed }, pass) => {
    if (isOfDocuments) requests += 1;
    if (!isOfDocuments || failure === undefined || left <= 0) return pass();
    left -= 1;
    if (failure === 'silence') onSilenced?.({ closed: closed() });
    return typeof failure === 'string' ? failure : failureAnswer(failure.status, failure.headers);
  });
  return {
    ...proxy,
    get requests() {
      return requests;
    },
    failWith(how, times = Infinity) {
      failure = how;
      left = times;
      requests = 0;
    },
    silenced: () =>
      new Promise((resolve) => {
        onSilenced = resolve;
      }),
  };
}
