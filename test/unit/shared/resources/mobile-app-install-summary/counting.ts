// An app on a store in memory that is counted by a clock of the test.
import { createInstallSummaries } from '../../../../../shared/resources/mobile-app-install-summary/install-summaries.ts';
import type { InstallCounts } from '../../../../../shared/resources/mobile-app-install-summary/tally.ts';
import type { DocumentStore, StoredDocument } from '../../../../../shared/store/document-store.ts';
import { type Clock, createClock } from '../../../../support/clock.ts';
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts';

export const APP = 'a1';

/** How long one request may count. */
export const BUDGET_MS = 1_000;
/** The same, while an older count can be given. */
export const REFRESH_BUDGET_MS = 100;
/** How long reading a page takes by the test's clock. */
export const PAGE_MS = 50;
export const PAGE_SIZE = 100;

/** The app and those who count it. */
export interface Counting {
  readonly memory: MemoryStore;
  readonly clock: Clock;
  /** The memory store, in which reading a page takes its time. */
  readonly store: DocumentStore;
  /** How many pages were read. */
  readonly pages: () => number;
  /** Counts like a process that was just started. */
  readonly count: (store?: DocumentStore, pageSize?: number) => Promise<InstallCounts>;
  readonly add: (entityType: EntityType, values: object, mobileAppId?: string) => Promise<void>;
  /** Adds installed devices, each of a user of its own. */
  readonly addDevices: (many: number) => Promise<void>;
  /** Removes statuses, whichever. */
  readonly remove: (many: number) => Promise<void>;
  /** What is remembered of the app. */
  readonly remembered: () => StoredDocument | undefined;
}

export type EntityType = 'mobileAppInstallStatus' | 'userAppInstallStatus';

const aCall = (): { requestCharge: number } => ({ requestCharge: 0 });

/** Makes an app without statuses. */
export function createCounting(): Counting {
  const memory = createMemoryStore();
  const clock = createClock();
  let pages = 0;
  let written = 0;
  const store: DocumentStore = {
    ...memory,
    scan(...args) {
      pages += 1;
      clock.advance(PAGE_MS);
      return memory.scan(...args);
    },
  };
  const add: Counting['add'] = async (entityType, values, mobileAppId = APP) => {
    written += 1;
    await memory.create({ id: `s${written}`, mobileAppId, entityType, schemaVersion: 1, ...values }, aCall());
  };
  return {
    memory,
    clock,
    store,
    pages: () => pages,
    count(from = store, pageSize = PAGE_SIZE) {
      const budgets = { budgetMs: BUDGET_MS, refreshBudgetMs: REFRESH_BUDGET_MS };
      return createInstallSummaries({ store: from, now: clock.now, pageSize, ...budgets }).count(APP, aCall());
    },
    add,
    async addDevices(many) {
      for (let left = many; left > 0; left -= 1) {
        await add('mobileAppInstallStatus', { installState: 'installed', userKey: `u${written}@x` });
      }
    },
    async remove(many) {
      const statuses = memory.documents.filter(({ entityType }) => entityType.endsWith('Status')).slice(0, many);
      for (const { mobileAppId, id } of statuses) await memory.delete(mobileAppId, id, undefined, aCall());
    },
    remembered: () => memory.documents.find(({ id }) => id === '$installSummary'),
  };
}
