// Counts the statuses of an app for its summary, and remembers the result for as long as counting was dear.
import { graphError } from '../../errors/catalogue.ts';
import type { DocumentQuery, DocumentStore, StoreCall, StoredDocument } from '../../store/document-store.ts';
import { mobileAppInstallStatus } from '../mobile-app-install-status/definition.ts';
import { userAppInstallStatus } from '../user-app-install-status/definition.ts';
import { mobileAppInstallSummary } from './definition.ts';
import { addDevices, addUsers, emptyTally, finish, type InstallCounts, type Tally } from './tally.ts';

/** The summaries of all apps. */
export interface InstallSummaries {
  /**
   * Gives the counts of an app, zeros when it has no statuses. They are at most so old as docs/decisions/0010 says.
   * @param mobileAppId - key of the app
   * @param storeCall - what it costs is added up here
   * @throws GraphError `summaryNotReady` (503) when the app has so many that a first count is not finished
   */
  count(mobileAppId: string, storeCall: StoreCall): Promise<InstallCounts>;
}

/** What the summaries stand on. */
export interface InstallSummariesOptions {
  readonly store: DocumentStore;
  /** The current time, in milliseconds since 1970. */
  readonly now: () => number;
  /** How long one request may count, in milliseconds. */
  readonly budgetMs?: number;
  /** The same, while an older count can be given. */
  readonly refreshBudgetMs?: number;
  /** Statuses that are read at a time. */
  readonly pageSize?: number;
}

const DOCUMENT_ID = '$installSummary';

const SCHEMA_VERSION = 1;

/**
 * A count is remembered for so long, in milliseconds, for each status that was read for it. Reading a status costs about
 * 0.035 RU, so that the summary of an app costs at most 10 RU/s, however many statuses it has and however often it is
 * asked for.
 */
const REMEMBERED_MS_PER_STATUS = 3.5;

/** Fewer statuses than this are counted anew each time: to remember them would cost as much. */
const MIN_REMEMBERED = 1_000;

const BUDGET_MS = 3_000;
const REFRESH_BUDGET_MS = 500;
const PAGE_SIZE = 1_000;

/** A count that is under way. */
interface Progress {
  readonly source: 'devices' | 'users';
  readonly continuation: string | undefined;
  readonly read: number;
  readonly tally: Tally;
  readonly isFinished: boolean;
}

const BEGINNING: Progress = {
  source: 'devices',
  continuation: undefined,
  read: 0,
  tally: emptyTally(),
  isFinished: false,
};

/** What is remembered of an app, in its partition. */
interface Remembered {
  readonly counts: InstallCounts | null;
  /** Until when the counts are good, in milliseconds since 1970. */
  readonly goodUntil: number;
  readonly progress: Progress | null;
}

/** Makes the summaries. Requests for one app at one time share one count. */
export function createInstallSummaries(options: InstallSummariesOptions): InstallSummaries {
  const underWay = new Map<string, Promise<InstallCounts>>();
  return {
    count(mobileAppId, storeCall) {
      const shared = underWay.get(mobileAppId);
      if (shared !== undefined) return shared;
      const counting = countAnew(mobileAppId, storeCall, options).finally(() => underWay.delete(mobileAppId));
      underWay.set(mobileAppId, counting);
      return counting;
    },
  };
}

async function countAnew(
  mobileAppId: string,
  storeCall: StoreCall,
  options: InstallSummariesOptions,
): Promise<InstallCounts> {
  const { store, now } = options;
  const found = await store.read(mobileAppId, DOCUMENT_ID, storeCall);
  const remembered = found?.document as Remembered | undefined;
  const last = remembered?.counts ?? null;
  if (remembered !== undefined && last !== null && remembered.goodUntil > now()) return last;

  const until =
    now() + (last === null ? (options.budgetMs ?? BUDGET_MS) : (options.refreshBudgetMs ?? REFRESH_BUDGET_MS));
  let progress = remembered?.progress ?? BEGINNING;
  do progress = await countPage(mobileAppId, progress, storeCall, options);
  while (!progress.isFinished && now() < until);

  const remember = (facts: Remembered): Promise<unknown> => {
    const document = { ...toDocument(mobileAppId), ...facts };
    // Whoever counted at the same time has remembered as good a count.
    return found === undefined ? store.create(document, storeCall) : store.replace(document, found.version, storeCall);
  };
  if (!progress.isFinished) {
    await remember({ counts: last, goodUntil: 0, progress });
    if (last === null) throw graphError('summaryNotReady', {}, { headers: { 'Retry-After': '1' } });
    return last;
  }
  const counts = finish(progress.tally);
  if (progress.read >= MIN_REMEMBERED) {
    await remember({ counts, goodUntil: now() + progress.read * REMEMBERED_MS_PER_STATUS, progress: null });
  }
  return counts;
}

function toDocument(mobileAppId: string): StoredDocument {
  return { id: DOCUMENT_ID, mobileAppId, entityType: mobileAppInstallSummary.name, schemaVersion: SCHEMA_VERSION };
}

/** Counts one more page. */
async function countPage(
  mobileAppId: string,
  progress: Progress,
  storeCall: StoreCall,
  { store, pageSize = PAGE_SIZE }: InstallSummariesOptions,
): Promise<Progress> {
  const { source, tally } = progress;
  const page = { size: pageSize, continuation: progress.continuation };
  const { query, properties } = source === 'devices' ? devicesOf(mobileAppId) : usersOf(mobileAppId);
  const { rows, continuation } = await store.scan(query, properties, page, storeCall);
  const read = progress.read + rows.length;
  // Without any device status the counts of the users' clients are all there is.
  if (source === 'devices' && read === 0 && continuation === undefined) return { ...BEGINNING, source: 'users' };
  const next = source === 'devices' ? addDevices(tally, rows) : addUsers(tally, rows);
  return { source, continuation, read, tally: next, isFinished: continuation === undefined };
}

interface Scan {
  readonly query: DocumentQuery;
  readonly properties: readonly string[];
}

function devicesOf(mobileAppId: string): Scan {
  const sort = [{ property: 'userKey', direction: 'asc' }] as const;
  const query = { mobileAppId, entityType: mobileAppInstallStatus.name, filter: undefined, sort };
  return { query, properties: ['installState', 'userKey'] };
}

function usersOf(mobileAppId: string): Scan {
  const query = { mobileAppId, entityType: userAppInstallStatus.name, filter: undefined, sort: [] };
  return { query, properties: ['installedDeviceCount', 'failedDeviceCount', 'notInstalledDeviceCount'] };
}
