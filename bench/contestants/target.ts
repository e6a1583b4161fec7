// From an operation to the load that a contestant gets for it.
import type { LoadTarget } from '../load/load-generator.ts';
import { type OperationName, operations } from '../operations.ts';
import type { ContestantName } from './names.ts';
import { requestOf } from './requests.ts';

/**
 * Makes the target.
 * @param origin - where the contestant listens
 * @param accessToken - the caller's; SAP CAP, which looks at none, is sent none
 */
export function toTarget(
  contestant: ContestantName,
  operation: OperationName,
  origin: string,
  accessToken: string,
): LoadTarget {
  const request = requestOf(contestant, operation);
  const headers = [
    ...(contestant === 'cap' ? [] : [['authorization', `Bearer ${accessToken}`]]),
    ...(request.body === null ? [] : [['content-type', 'application/json']]),
    ['accept', 'application/json'],
    ['user-agent', 'bench/1.0'],
  ].flat();
  return {
    name: `${contestant}, ${operation}`,
    origin,
    ...request,
    status: operations[operation].status,
    headers: () => [...headers],
  };
}
