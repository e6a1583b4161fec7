// What the load is made of: creates and reads as many callers send them, in many apps, so that nothing that is remembered
// is remembered once and for all.
import { randomUUID } from 'node:crypto';
import { requestOf } from '../contestants/requests.ts';
import { toTarget } from '../contestants/target.ts';
import type { LoadTarget } from '../load/load-generator.ts';
import type { OperationName } from '../operations.ts';
import { mobileAppId } from '../statuses.ts';

/** Of ten requests, six create, three read one status, and one reads a page of a hundred. */
const MIX: readonly OperationName[] = [
  'create',
  'get',
  'create',
  'create',
  'get',
  'create',
  'list',
  'create',
  'get',
  'create',
];

/** Apps that statuses are created in. */
const APPS = 500;

/**
 * Makes the sequence of requests.
 * @param origin - where the app listens
 * @param accessTokens - of the callers, who take turns
 * @returns gives the next request
 */
export function createRequests(origin: string, accessTokens: readonly string[]): () => LoadTarget {
  const paths = Array.from({ length: APPS }, () => requestOf('ours', 'create').path.replace(mobileAppId, randomUUID()));
  const base = new Map(MIX.map((operation) => [operation, toTarget('ours', operation, origin, '')]));
  let count = 0;
  return () => {
    const number = count++;
    const operation = MIX[number % MIX.length] ?? 'create';
    const target = base.get(operation);
    if (target === undefined) throw new Error(`There is no request for '${operation}'.`);
    const path = operation === 'create' ? (paths[number % APPS] ?? target.path) : target.path;
    const token = accessTokens[number % accessTokens.length] ?? '';
    const [, , ...headers] = target.headers();
    return {
      ...target,
      path,
      // As Microsoft's clients send it; each create is another one.
      headers: () => ['authorization', `Bearer ${token}`, 'client-request-id', randomUUID(), ...headers],
    };
  };
}
