// Removes many documents, as many as there is time for.
import type { DocumentQuery } from '../../store/document-store.ts';
import type { Work } from './entity-set.ts';

/** How many documents are removed at a time; in one partition more would only wait for each other. */
const CONCURRENCY = 16;

/**
 * Removes the documents that a query finds. What is gone already is passed over, so that it can be run again.
 * @param query - which documents
 * @param until - stops in time, in milliseconds since 1970
 * @returns how many were removed, and whether none was left when it stopped
 */
export async function removeDocuments(
  query: DocumentQuery,
  until: number,
  { services, storeCall }: Work,
): Promise<{ readonly removed: number; readonly isDone: boolean }> {
  const { store, now } = services;
  let removed = 0;
  for (;;) {
    // Always the first page: a continuation would be of documents that are no longer there.
    const page = { size: CONCURRENCY, continuation: undefined };
    const { rows, continuation } = await store.scan(query, ['id'], page, storeCall);
    const outcomes = await Promise.all(
      rows.map(({ id }) => store.delete(query.mobileAppId, String(id), undefined, storeCall)),
    );
    removed += outcomes.filter((outcome) => outcome === 'deleted').length;
    if (continuation === undefined) return { removed, isDone: true };
    if (now().getTime() >= until) return { removed, isDone: false };
  }
}
