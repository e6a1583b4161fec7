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
 * What fails together is tried alone, as a create by itself would be: when a request with several documents fails as a
 * whole, nobody knows which of them arrived, but one that had arrived is known by the request that made it. Only when
 * the time was over there is none left to try again.
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

/**
 * Creates documents of one app; never rejects. Of several with one id the first is sent and the others wait for it: all
 * the requests of a batch may want to make the document of a new app.
 */
async function createGroup(store: DocumentStore, group: readonly PendingCreate[]): Promise<void> {
  const byId = new Map<string, [PendingCreate, ...PendingCreate[]]>();
  for (const create of group) {
    const same = byId.get(create.document.id);
    if (same === undefined) byId.set(create.document.id, [create]);
    else same.push(create);
  }
  const alike = [...byId.values()];
  const firsts = alike.map(([first]) => first);
  const results = firsts.length === 1 ? [] : await createTogether(store, firsts);
  await Promise.all(alike.map((same, index) => settle(store, same, results[index])));
}

/** @returns for each what became of it, as far as that is known */
async function createTogether(
  store: DocumentStore,
  creates: readonly PendingCreate[],
): Promise<readonly (CreateResult | undefined)[]> {
  // One call has one place in the trace: that of the create which came first. All creates of a batch wait together.
  const { trace, waiting } = creates[0]?.call ?? {};
  const call: StoreCall = { requestCharge: 0, trace, waiting };
  try {
    const documents = creates.map(({ document }) => document);
    return await store.createMany(documents, call);
  } catch (error) {
    return creates.map(() => (error instanceof GraphError ? error : undefined));
  } finally {
    for (const create of creates) create.call.requestCharge += call.requestCharge / creates.length;
  }
}

/** @param together - what became of the first when it was created with others */
async function settle(
  store: DocumentStore,
  [first, ...others]: readonly [PendingCreate, ...PendingCreate[]],
  together: CreateResult | undefined,
): Promise<void> {
  try {
    const result = isFinal(together) ? together : await store.create(first.document, first.call);
    if (result instanceof GraphError) throw result;
    first.resolve(result);
    for (const { resolve } of others) resolve('conflict');
  } catch (error) {
    for (const { reject } of [first, ...others]) reject(error);
  }
}

const GATEWAY_TIMEOUT = 504;

function isFinal(result: CreateResult | undefined): result is CreateResult {
  return result !== undefined && (!(result instanceof GraphError) || result.status === GATEWAY_TIMEOUT);
}
