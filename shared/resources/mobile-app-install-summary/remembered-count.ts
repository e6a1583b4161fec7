// What is remembered of the count of an app, in its partition, and for how long it is of use.
import type { StoredDocument } from '../../store/document-store.ts';
import { mobileAppInstallSummary } from './definition.ts';
import { emptyTally, type InstallCounts, type Tally } from './tally.ts';

/** A count that is under way; plain data, so that another request can go on with it. */
export interface Progress {
  /** When it began, in milliseconds since 1970. */
  readonly begunAt: number;
  readonly source: 'devices' | 'users';
  readonly continuation: string | undefined;
  /** Statuses that were read. */
  readonly read: number;
  readonly tally: Tally;
  readonly isFinished: boolean;
}

/** What is remembered of an app. */
export interface RememberedCount {
  /** The last count that was finished, if there was one. */
  readonly counts: InstallCounts | null;
  /** When it began, in milliseconds since 1970. */
  readonly begunAt: number;
  /** Statuses that were read for it. */
  readonly read: number;
  /** A newer one that is under way. */
  readonly progress: Progress | null;
}

/** What is remembered of an app that was never counted, or never at length. */
export const NOTHING_REMEMBERED: RememberedCount = { counts: null, begunAt: 0, read: 0, progress: null };

/** Its id in the partition of the app; no status can have it. */
export const REMEMBERED_ID = '$installSummary';

const SCHEMA_VERSION = 1;

/**
 * A count is good for so long, in milliseconds, for each status that was read for it. Reading a status costs about
 * 0.035 RU, so that the summary of an app costs about 10 RU/s at most, however many statuses it has and however often it
 * is asked for.
 */
const GOOD_MS_PER_STATUS = 3.5;

/** While it is counted anew, the last count is given until it is so many times as old as it is good. */
const GIVEN_TIMES = 2;

/** A count under way that little was read for has a client's pause to survive. */
const MIN_PROGRESS_MS = 60_000;

/** Fewer statuses than this are counted anew each time: to remember them would cost as much. */
const MIN_REMEMBERED = 1_000;

/** A count that begins. */
export function beginCount(now: number): Progress {
  return { begunAt: now, source: 'devices', continuation: undefined, read: 0, tally: emptyTally(), isFinished: false };
}

/** Whether a finished count is remembered. */
export function isWorthRemembering({ read }: Progress): boolean {
  return read >= MIN_REMEMBERED;
}

function goodFor(statuses: number): number {
  return statuses * GOOD_MS_PER_STATUS;
}

/** Whether the last count is good enough not to count anew. */
export function isGood({ begunAt, read }: RememberedCount, now: number): boolean {
  return now - begunAt < goodFor(read);
}

/** The last count, unless it is too old to be given at all. */
export function givenCounts(remembered: RememberedCount, now: number): InstallCounts | undefined {
  const { counts, begunAt, read } = remembered;
  return now - begunAt < GIVEN_TIMES * goodFor(read) ? (counts ?? undefined) : undefined;
}

/** The count that is under way, unless it began so long ago that its beginning would be of another time than its end. */
export function resumable({ progress, read }: RememberedCount, now: number): Progress | undefined {
  if (progress === null) return undefined;
  const useful = Math.max(MIN_PROGRESS_MS, GIVEN_TIMES * goodFor(Math.max(read, progress.read)));
  return now - progress.begunAt < useful ? progress : undefined;
}

/** The document that remembers it. */
export function toRememberedDocument(mobileAppId: string, remembered: RememberedCount): StoredDocument {
  return {
    id: REMEMBERED_ID,
    mobileAppId,
    entityType: mobileAppInstallSummary.name,
    schemaVersion: SCHEMA_VERSION,
    ...remembered,
  };
}
