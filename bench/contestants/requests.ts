// The requests of the operations, as each contestant wants them: Graph's paths for ours and the peers that stand in for
// it, OData's own for SAP CAP.
import { batchSize, createdValues, type OperationName, patchedValues } from '../operations.ts';
import { filterOption, mobileAppId, statusToGet, statusToPatch } from '../statuses.ts';
import type { ContestantName } from './names.ts';

/** A request but for its headers. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body: string | null;
}

const root = '/beta/deviceAppManagement/mobileApps';
const collection = `${root}/${mobileAppId}/userStatuses`;

/**
 * CAP's entity set has both keys. Its path through a navigation property, as Graph's is, would cost it a tenth and more:
 * it looks the app up first.
 */
const capCollection = '/beta/userStatuses';
const ofTheApp = `mobileAppId eq '${mobileAppId}'`;

/** Clients name the type in what they send, and generated ones always do. */
const typed = { '@odata.type': '#microsoft.graph.userAppInstallStatus' };
const created = JSON.stringify({ ...typed, ...createdValues });
const patched = JSON.stringify({ ...typed, ...patchedValues });

/** Urls are those from the version root, as Graph's reference has them. */
const batched = JSON.stringify({
  requests: Array.from({ length: batchSize }, (_value, index) => ({
    id: String(index + 1),
    method: 'POST',
    url: collection.slice('/beta'.length),
    headers: { 'Content-Type': 'application/json' },
    body: { ...typed, ...createdValues },
  })),
});

const graphRequests: Readonly<Record<OperationName, BenchRequest>> = {
  create: { method: 'POST', path: collection, body: created },
  batch: { method: 'POST', path: '/beta/$batch', body: batched },
  get: get(`${collection}/${statusToGet.id}`),
  list: get(collection),
  filter: get(withFilter(collection, filterOption)),
  patch: { method: 'PATCH', path: `${collection}/${statusToPatch.id}`, body: patched },
};

const capRequests: Readonly<Partial<Record<OperationName, BenchRequest>>> = {
  get: get(capEntity(statusToGet.id)),
  list: get(withFilter(capCollection, ofTheApp)),
  filter: get(withFilter(capCollection, `${ofTheApp} and ${filterOption}`)),
  patch: { method: 'PATCH', path: capEntity(statusToPatch.id), body: patched },
};

/**
 * The request that a contestant is sent for an operation.
 * @throws Error when it does not take part in the operation
 */
export function requestOf(contestant: ContestantName, operation: OperationName): BenchRequest {
  const request = (contestant === 'cap' ? capRequests : graphRequests)[operation];
  if (request === undefined) throw new Error(`'${contestant}' takes no part in '${operation}'.`);
  return request;
}

/** The route that the worker's host has matched for the create. */
export const matchedRoute = {
  route: 'POST beta/deviceAppManagement/mobileApps/{mobileAppId}/userStatuses',
  parameters: { mobileAppId },
};

function get(path: string): BenchRequest {
  return { method: 'GET', path, body: null };
}

function withFilter(path: string, filter: string): string {
  return `${path}?$filter=${encodeURIComponent(filter)}`;
}

function capEntity(id: string): string {
  return `${capCollection}(mobileAppId='${mobileAppId}',id='${id}')`;
}
