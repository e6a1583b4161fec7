// Microsoft's beta SDK for JavaScript, unchanged, in a thread of its own.
import { resolve } from 'node:path';
import { isDate } from 'node:util/types';
import { Worker } from 'node:worker_threads';

/** The models of the family. */
export type ModelName = 'UserAppInstallStatus' | 'MobileAppInstallStatus' | 'MobileAppInstallSummary' | 'MobileApp';

/** Where the service is, and with which token it is called. */
export interface SdkSettings {
  /** With the version root: `https://localhost:7443/beta`. */
  readonly baseUrl: string;
  readonly token: string;
  /** The certificate that is trusted. */
  readonly certificate: string;
}

/** A raw request. */
export interface SdkRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From the version root, as a URI template. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the body is, and the members of the answer are. */
  readonly model: ModelName;
  /** What the answer is; `all` walks a collection to its end. */
  readonly kind: 'entity' | 'page' | 'all' | 'nothing';
  /** Query options without `$`; lists are joined by commas. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A request of a batch; its body is a user's status. */
export interface SdkBatchRequest {
  readonly id: string;
  readonly method: SdkRequest['method'];
  readonly path: string;
  readonly body?: object;
}

/** What came of it: what the SDK made of the answer, with dates as Date, or what it threw. */
export type SdkResult = { readonly value: unknown } | { readonly failure: Readonly<Record<string, unknown>> };

/** The SDK. */
export interface BetaSdk {
  send(request: SdkRequest): Promise<SdkResult>;
  /** Gives the statuses by id, which is all that the SDK reads of an answer that is JSON. */
  sendBatch(requests: readonly SdkBatchRequest[]): Promise<SdkResult>;
  close(): Promise<void>;
}

/** Starts the thread. */
export function startBetaSdk(settings: SdkSettings): BetaSdk {
  const worker = new Worker(resolve('test/support/beta-sdk-worker.ts'), { workerData: settings });
  const waiting = new Map<number, { resolve: (result: SdkResult) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  worker.on('message', ({ id, result }: { id: number; result: SdkResult }) => {
    waiting.get(id)?.resolve(ownDates(result) as SdkResult);
    waiting.delete(id);
  });
  let failure: Error | undefined;
  worker.on('error', (error: Error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(error);
  });
  const send = (request: SdkRequest | readonly SdkBatchRequest[]): Promise<SdkResult> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) {
        reject(failure);
        return;
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, request });
    });
  return {
    send,
    sendBatch: send,
    async close() {
      await worker.terminate();
    },
  };
}

/** The dates that come out of a thread are not of the class that tests know as Date. */
function ownDates(value: unknown): unknown {
  if (isDate(value)) return new Date(value.getTime());
  if (Array.isArray(value)) return value.map(ownDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ownDates(each)]));
}
