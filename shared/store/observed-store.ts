// A store whose calls are traced, each with its own charge: put around the real one where telemetry is configured.
import { GraphError } from '../errors/graph-error.ts';
import type { StoreOperation, Telemetry } from '../telemetry/telemetry.ts';
import type { DocumentStore, StoreCall } from './document-store.ts';

/**
 * Wraps a store.
 * @returns a store with the same results; what a call is charged is added to the request's as before
 */
export function observeStore(store: DocumentStore, telemetry: Telemetry): DocumentStore {
  const observe = async <Result>(
    operation: StoreOperation,
    call: StoreCall,
    run: (own: StoreCall) => Promise<Result>,
  ): Promise<Result> => {
    const span = telemetry.startStoreCall(operation, call.trace);
    // Calls of one request may run at the same time, so that each needs a sum of its own.
    const own: StoreCall = { requestCharge: 0, trace: span.context, waiting: call.waiting };
    let failure: string | undefined;
    try {
      return await run(own);
    } catch (error) {
      failure = error instanceof GraphError ? error.entry : 'internalError';
      throw error;
    } finally {
      call.requestCharge += own.requestCharge;
      span.end(own.requestCharge, failure);
    }
  };

  return {
    create: (document, call) => observe('create', call, (own) => store.create(document, own)),
    createMany: (documents, call) => observe('createMany', call, (own) => store.createMany(documents, own)),
    read: (mobileAppId, id, call) => observe('read', call, (own) => store.read(mobileAppId, id, own)),
    replace: (document, version, call) => observe('replace', call, (own) => store.replace(document, version, own)),
    delete: (mobileAppId, id, version, call) =>
      observe('delete', call, (own) => store.delete(mobileAppId, id, version, own)),
    list: (query, page, call) => observe('list', call, (own) => store.list(query, page, own)),
    scan: (query, properties, page, call) => observe('scan', call, (own) => store.scan(query, properties, page, own)),
    count: (query, call) => observe('count', call, (own) => store.count(query, own)),
    check: () => store.check(),
    close: () => store.close(),
  };
}
