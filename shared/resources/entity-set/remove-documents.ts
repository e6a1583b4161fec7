// Removes many documents, as many as there is time for.
import { setTimeout as sleep } from 'node:timers/promises';
import { isError } from '../../errors/is-error.ts';
import type { DocumentQuery } from '../../store/document-store.ts';
import type { Work } from './entity-set.ts';

/** How many documents are removed at a time; in one partition more would only wait for each other. */
const CONCURRENCY = 16;

/** So long, in milliseconds, is a store waited for that is too busy: all in all, whatever time there is. */
const PATIENCE_MS = 30_000;

/**
 * Removes the documents that a query finds. What is gone already is passed over, so that it can be run again. A store
 * that is too busy is waited for: to fail would make the caller begin anew, a few documents at a time.
 * @param query - which documents
 * @param until - stops in time, in milliseconds since 1970
 * @param pause - waits for so many milliseconds
 * @returns how many were removed, and whether none was left when it stopped
 */
export async function removeDocuments(
  query: DocumentQuery,
  until: number,
  { services, storeCall }: Work,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<{ readonly removed: number; readonly isDone: boolean }> {
  const { store, now } = services;
  let removed = 0;
  let continuation: string | undefined;
  let patience = PATIENCE_MS;
  if (storeCall.waiting !== undefined) storeCall.waiting.until = Infinity;

  const removePage = async (): Promise<'last' | 'more'> => {
    const page = await store.scan(query, ['id'], { size: CONCURRENCY, continuation }, storeCall);
    const outcomes = await Promise.allSettled(
      page.rows.map(({ id }) => store.delete(query.mobileAppId, String(id), undefined, storeCall)),
    );
    removed += outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === 'deleted').length;
    throwWorstOf(outcomes);
    // What is removed makes the first page another one; its continuation would be of documents that are gone.
    continuation = page.rows.length === 0 ? page.continuation : undefined;
    return page.continuation === undefined ? 'last' : 'more';
  };

  do {
    try {
      if ((await removePage()) === 'last') return { removed, isDone: true };
    } catch (error) {
      if (!isError(error, 'storeThrottled') || patience <= 0) throw error;
      const milliseconds = Number(error.headers['Retry-After'] ?? 1) * 1_000;
      patience -= milliseconds;
      await pause(milliseconds);
    }
  } while (now().getTime() < until);
  return { removed, isDone: false };
}

/** Throws what went wrong, if anything did; that the store is busy only when it is nothing worse. */
function throwWorstOf(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => !isError(failure, 'storeThrottled')) ?? failures[0];
}
