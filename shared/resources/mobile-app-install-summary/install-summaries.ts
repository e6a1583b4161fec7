// Counts the statuses of an app for its summary, and remembers the result for as long as counting was dear.
import { graphError } from '../../errors/catalogue.ts';
import { GraphError } from '../../errors/graph-error.ts';
import { isError } from '../../errors/is-error.ts';
import type { DocumentQuery, DocumentStore, StoreCall, VersionedDocument } from '../../store/document-store.ts';
import { mobileAppInstallStatus } from '../mobile-app-install-status/definition.ts';
import { userAppInstallStatus } from '../user-app-install-status/definition.ts';
import {
  beginCount,
  givenCounts,
  isGood,
  isWorthRemembering,
  NOTHING_REMEMBERED,
  type Progress,
  REMEMBERED_ID,
  type RememberedCount,
  resumable,
  toRememberedDocument,
} from './remembered-count.ts';
import { addDevices, addUsers, finish, type InstallCounts } from './tally.ts';

/** The summaries of all apps. */
export interface InstallSummaries {
  /**
   * Gives the counts of an app, zeros when it has no statuses. They are at most so old as docs/decisions/0010 says.
   * @param mobileAppId - key of the app
   * @param storeCall - what it costs is added up here
   * @throws GraphError `summaryNotReady` (503) when the app has so many that counting them is not finished
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

/** A million statuses in four requests, which is how often Graph's clients ask for what answers 503. */
const BUDGET_MS = 10_000;
const REFRESH_BUDGET_MS = 3_000;
const PAGE_SIZE = 1_000;

/** Counts for all who ask at one time. */
interface Answer {
  readonly counts: InstallCounts;
  /** Whether they may be older than the request. */
  readonly isRemembered: boolean;
}

/** Makes the summaries. Requests for one app at one time share a count. */
export function createInstallSummaries(options: InstallSummariesOptions): InstallSummaries {
  const underWay = new Map<string, Promise<Answer>>();

  const start = (mobileAppId: string, storeCall: StoreCall): Promise<Answer> => {
    // Others may wait for it, too, and it has a time of its own.
    const ownCall: StoreCall = { ...storeCall, requestCharge: 0, waiting: undefined };
    const counting = count({ ...options, mobileAppId, storeCall: ownCall }).finally(() => {
      storeCall.requestCharge += ownCall.requestCharge;
      underWay.delete(mobileAppId);
    });
    underWay.set(mobileAppId, counting);
    return counting;
  };

  return {
    async count(mobileAppId, storeCall) {
      const earlier = await underWay.get(mobileAppId);
      if (earlier?.isRemembered === true) return earlier.counts;
      // An earlier one may not have seen what this caller has just written; what is under way now began after the call.
      const { counts } = await (underWay.get(mobileAppId) ?? start(mobileAppId, storeCall));
      return counts;
    },
  };
}

interface Work extends InstallSummariesOptions {
  readonly mobileAppId: string;
  readonly storeCall: StoreCall;
}

async function count(work: Work): Promise<Answer> {
  const { mobileAppId, storeCall, store, now } = work;
  const found = await store.read(mobileAppId, REMEMBERED_ID, storeCall);
  const remembered = (found?.document ?? NOTHING_REMEMBERED) as RememberedCount;
  const last = givenCounts(remembered, now());
  if (last !== undefined && isGood(remembered, now())) return { counts: last, isRemembered: true };

  const { budgetMs = BUDGET_MS, refreshBudgetMs = REFRESH_BUDGET_MS } = work;
  const until = now() + (last === undefined ? budgetMs : refreshBudgetMs);
  const { progress, failure } = await goOn(resumable(remembered, now()) ?? beginCount(now()), until, work);
  if (progress.isFinished) {
    const counts = finish(progress.tally);
    const { begunAt, read } = progress;
    const isRemembered = isWorthRemembering(progress);
    if (isRemembered) await remember({ counts, begunAt, read, progress: null }, found, work);
    else if (found !== undefined) await forget(found, work);
    return { counts, isRemembered };
  }
  await remember({ ...remembered, progress }, found, work);
  if (last !== undefined) return { counts: last, isRemembered: true };
  throw failure ?? graphError('summaryNotReady', {}, { headers: { 'Retry-After': '1' } });
}

/**
 * Counts until it is finished, or the time is over, or the store fails.
 * @returns how far it came, and why it stopped if that was a failure
 */
async function goOn(
  begun: Progress,
  until: number,
  work: Work,
): Promise<{ readonly progress: Progress; readonly failure?: GraphError }> {
  let progress = begun;
  do {
    try {
      progress = await countPage(progress, work);
    } catch (failure) {
      if (!(failure instanceof GraphError)) throw failure;
      if (!isError(failure, 'invalidSkipToken')) return { progress, failure };
      // The store does not know the place any more where the count was laid aside.
      progress = beginCount(work.now());
    }
  } while (!progress.isFinished && work.now() < until);
  return { progress };
}

/** Whoever counted at the same time has remembered as good a count: a conflict is no failure. */
async function remember(
  facts: RememberedCount,
  found: VersionedDocument | undefined,
  { mobileAppId, storeCall, store }: Work,
): Promise<void> {
  const document = toRememberedDocument(mobileAppId, facts);
  await asWellAsItGoes(
    found === undefined ? store.create(document, storeCall) : store.replace(document, found.version, storeCall),
  );
}

/** An app that has become small needs it no more. */
async function forget({ version }: VersionedDocument, { mobileAppId, storeCall, store }: Work): Promise<void> {
  await asWellAsItGoes(store.delete(mobileAppId, REMEMBERED_ID, version, storeCall));
}

/** What is not remembered is counted again, so that a failure of the store takes nothing from the answer. */
async function asWellAsItGoes(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
  }
}

/** Counts one more page. */
async function countPage(
  progress: Progress,
  { mobileAppId, storeCall, store, pageSize = PAGE_SIZE }: Work,
): Promise<Progress> {
  const { source, tally } = progress;
  const page = { size: pageSize, continuation: progress.continuation };
  const { query, properties } = source === 'devices' ? devicesOf(mobileAppId) : usersOf(mobileAppId);
  const { rows, continuation } = await store.scan(query, properties, page, storeCall);
  const read = progress.read + rows.length;
  // Without any device status the counts of the users' clients are all there is.
  if (source === 'devices' && read === 0 && continuation === undefined) return { ...progress, source: 'users' };
  const next = source === 'devices' ? addDevices(tally, rows) : addUsers(tally, rows);
  return { ...progress, continuation, read, tally: next, isFinished: continuation === undefined };
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
