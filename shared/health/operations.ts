// The health probes: open to everybody, and they say nothing of the inside.
import { graphError } from '../errors/catalogue.ts';
import type { AnonymousOperation } from '../resources/operation.ts';

/** The process runs and answers; says nothing of what it stands on. */
export const healthLive: AnonymousOperation = {
  name: 'healthLive',
  operationId: 'health_GetLive',
  summary: 'Whether the process answers',
  method: 'GET',
  path: '/health/live',
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [200],
  permissions: 'anonymous',
  isUnderVersion: false,
  run: () => Promise.resolve({ kind: 'json', status: 200, body: { status: 'alive' } }),
};

/** The store and the signing keys can be reached: requests can be served. */
export const healthReady: AnonymousOperation = {
  name: 'healthReady',
  operationId: 'health_GetReady',
  summary: 'Whether requests can be served',
  method: 'GET',
  path: '/health/ready',
  hasBody: false,
  produces: 'json',
  queryOptions: [],
  statuses: [200, 503],
  permissions: 'anonymous',
  isUnderVersion: false,
  async run(_request, { findReadinessProblem }) {
    const problem = await findReadinessProblem();
    if (problem !== undefined) throw graphError('notReady', {}, { reason: problem, headers: { 'Retry-After': '5' } });
    return { kind: 'json', status: 200, body: { status: 'ready' } };
  },
};
