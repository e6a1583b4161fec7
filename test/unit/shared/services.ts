// What operations stand on in unit tests: a store in memory, and everything else as plain as it can be.
import type { Caller } from '../../../shared/auth/caller.ts';
import { createInstallSummaries } from '../../../shared/resources/mobile-app-install-summary/install-summaries.ts';
import type { KnownApps } from '../../../shared/resources/mobile-app/known-apps.ts';
import type { GraphOperation, Services } from '../../../shared/resources/operation.ts';
import { operations } from '../../../shared/operations.ts';
import { createMemoryStore } from './memory-store.ts';

/** An application that may write. */
export const writer: Caller = {
  kind: 'application',
  tenantId: 't1',
  objectId: 'o1',
  appId: 'c1',
  permissions: new Set(['DeviceManagementApps.ReadWrite.All']),
};

/** Every app has its document already, so that the store holds what a test puts there and nothing beside. */
const everyApp: KnownApps = { has: () => true, add: () => undefined, forget: () => undefined };

/** Makes services; what is not given is made for the store that is. */
export function createServices(given: Partial<Services> = {}): Services {
  const { store = createMemoryStore(), now = () => new Date() } = given;
  const milliseconds = (): number => now().getTime();
  return {
    store,
    knownApps: everyApp,
    installSummaries: createInstallSummaries({ store, now: milliseconds }),
    newId: () => '14959a2a-9a2a-1495-2a9a-95142a9a9514',
    now,
    repeatabilityWindowMs: 600_000,
    findReadinessProblem: () => Promise.resolve(undefined),
    writeOpenApi: (baseUrl) => ({ body: JSON.stringify({ baseUrl }), version: baseUrl }),
    ...given,
  };
}

/**
 * Finds an operation of the Graph resources in the table.
 * @throws Error when there is none of that name
 */
export function operationNamed(name: string): GraphOperation {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined || found.permissions === 'anonymous' || found.permissions === 'eachItem')
    throw new Error(`There is no operation '${name}'.`);
  return found;
}
