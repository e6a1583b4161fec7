// Writes the creates of a batch together: those of one app that are wanted in one turn go to the store as one request.
import { GraphError } from '../errors/graph-error.ts';
import type { CreateResult, DocumentStore, StoreCall, StoredDocument } from '../store/document-store.ts';

interface PendingCreate {
  readonly document: StoredDocument;
  readonly call: StoreCall;
  readonly resolve: (result: Exclude<CreateResult, GraphError>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a store for the requests of one batch. All but its creates is the store's own.
 *
 * When a request with several documents fails as a whole, nobody knows which of them arrived; so each is then created by
 * itself, and one that had arrived is known by the request that made it.
 * @param store - where the documents go
 */
export function createCoalescingStore(store: DocumentStore): DocumentStore {
  const pending = new Map<string, PendingCreate[]>();
  let isScheduled = false;

  const flush = (): void => {
    isScheduled = false;
    const groups = [...pending.values()];
    pending.clear();
    for (const group of groups) void createGroup(store, group);
  };

  return {
    ...store,
    create: (document, call) =>
      new Promise((resolve, reject) => {
        const group = pending.get(document.mobileAppId) ?? [];
        group.push({ document, call, resolve, reject });
        pending.set(document.mobileAppId, group);
        if (isScheduled) return;
        isScheduled = true;
        // Behind everything that can be done without waiting, so that all items of the batch have come as far.
        setImmediate(flush);
      }),
  };
}

async function createGroup(store: DocumentStore, group: readonly PendingCreate[]): Promise<void> {
  const [first, ...others] = group;
  if (first === undefined) return;
  if (others.length === 0) {
    await createAlone(store, first);
    return;
  }
  const call = { requestCharge: 0 };
  let results: readonly CreateResult[];
  try {
    results = await store.createMany(
      group.map(({ document }) => document),
      call,
    );
  } catch {
    await Promise.all(group.map((create) => createAlone(store, create)));
    return;
  }
  group.forEach((create, index) => {
    const result = results[index];
    create.call.requestCharge += call.requestCharge / group.length;
    if (result === undefined || result instanceof GraphError) create.reject(result ?? new Error('No result.'));
    else create.resolve(result);
  });
}

async function createAlone(store: DocumentStore, { document, call, resolve, reject }: PendingCreate): Promise<void> {
  try {
    resolve(await store.create(document, call));
  } catch (error) {
    reject(error);
  }
}
