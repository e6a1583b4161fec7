// The operations that are measured: who takes part, how a good answer looks, and what the store has to see of it.
import type { ContestantName } from './contestants/names.ts';
import { failedStatuses, pageSize, statusToGet, statusToPatch } from './statuses.ts';

/** Names, in the order of the report. */
export const operationNames = ['create', 'batch', 'get', 'list', 'filter', 'patch'] as const;

/** One of {@link operationNames}. */
export type OperationName = (typeof operationNames)[number];

/** What the store counts. */
export const storeRequestKinds = ['create', 'bulk', 'read', 'query', 'replace'] as const;

/** How many requests of each kind. */
export type StoreRequests = Readonly<Record<(typeof storeRequestKinds)[number], number>>;

/** An operation as the benchmark sees it. */
export interface Operation {
  /** What its table is called. */
  readonly label: string;
  /** Who answers it, in the order of the visits; the table compares with the first. */
  readonly contestants: readonly ContestantName[];
  /** Requests of a round and of the warm-up, as a part of what the options say: a page costs more than a create. */
  readonly share: number;
  readonly status: number;
  /** How many things a request does; figures are for one of them. */
  readonly parts: number;
  /** The values that a single entity must have in the answer, or how many entities a collection. */
  readonly expected: Readonly<Record<string, unknown>> | number;
  /** What one request costs at the store; a contestant that asks the store for less has answered from elsewhere. */
  readonly storeRequests: Partial<StoreRequests>;
}

/** Requests of a batch, as many as it may have. */
export const batchSize = 20;

/** The body of the create, as Microsoft's reference shows it. */
export const createdValues = {
  userName: 'User Name value',
  userPrincipalName: 'User Principal Name value',
  installedDeviceCount: 4,
  failedDeviceCount: 1,
  notInstalledDeviceCount: 7,
};

/** What the patch changes. */
export const patchedValues = { installedDeviceCount: 5, failedDeviceCount: 0, notInstalledDeviceCount: 1 };

const readers: readonly ContestantName[] = ['cap', 'ours'];

/** The operations by name. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  create: {
    label: 'create',
    contestants: ['bare', 'fastify', 'ours', 'worker'],
    share: 1,
    status: 201,
    parts: 1,
    expected: createdValues,
    storeRequests: { create: 1 },
  },
  batch: {
    label: `one of ${batchSize} creates in a batch`,
    contestants: ['ours'],
    share: 1 / batchSize,
    status: 200,
    parts: batchSize,
    expected: createdValues,
    storeRequests: { bulk: 1 },
  },
  get: {
    label: 'get',
    contestants: readers,
    share: 0.25,
    status: 200,
    parts: 1,
    expected: { ...statusToGet },
    storeRequests: { read: 1 },
  },
  list: {
    label: `list, page of ${pageSize}`,
    contestants: readers,
    share: 0.1,
    status: 200,
    parts: 1,
    expected: pageSize,
    storeRequests: { query: 1 },
  },
  filter: {
    label: `filtered list, ${failedStatuses.length} found`,
    contestants: readers,
    share: 0.25,
    status: 200,
    parts: 1,
    expected: failedStatuses.length,
    storeRequests: { query: 1 },
  },
  patch: {
    label: 'patch',
    contestants: readers,
    share: 0.25,
    status: 200,
    parts: 1,
    expected: { ...statusToPatch, ...patchedValues },
    storeRequests: { read: 1, replace: 1 },
  },
};

/** Operations that are measured together, on the same processes. */
export const operationGroups: readonly (readonly OperationName[])[] = [
  // By itself: its peer, too, has a process that does nothing else.
  ['create'],
  ['batch'],
  ['get', 'list', 'filter', 'patch'],
];
