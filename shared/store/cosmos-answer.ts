// What answers of Cosmos mean beyond their status: which failures are results, and which 404 is about a document.
import type { ErrorResponse, ItemResponse, OperationResponse } from '@azure/cosmos';
import { cosmosStatus, toStoreError } from './cosmos-failure.ts';
import type { CreateResult, StoreCall, StoredDocument } from './document-store.ts';

/** What Cosmos says of one of several creates; the hint is not in the client's own type. */
type CreateResponse = Pick<OperationResponse, 'statusCode' | 'requestCharge' | 'eTag'> & {
  readonly retryAfterMilliseconds?: number;
};

/** What became of one of several creates, which is charged; undefined where Cosmos did not say. */
export function toCreateResult(response: CreateResponse | undefined, call: StoreCall): CreateResult {
  if (response === undefined) return toStoreError(new Error('Cosmos answered less than it was asked.'));
  const { statusCode, requestCharge, eTag, retryAfterMilliseconds } = response;
  call.requestCharge += requestCharge || 0;
  if (statusCode < 400) return { version: String(eTag) };
  if (statusCode === 409) return 'conflict';
  return toStoreError({ code: statusCode, retryAfterInMs: retryAfterMilliseconds });
}

/** The two failures of a conditional write that are results: somebody else was faster. */
export function toOutcomeOrThrow(error: unknown): 'changed' | 'missing' {
  const status = cosmosStatus(error);
  if (status === 412) return 'changed';
  const substatus = typeof error === 'object' && error !== null && 'substatus' in error ? error.substatus : undefined;
  if (status === 404 && isAboutTheDocument(substatus)) return 'missing';
  throw toStoreError(error);
}

/**
 * The same of a removal. What is missing when the client has sent it again may be gone by an earlier try, whose answer was
 * lost; and whoever wanted it gone has what they wanted.
 */
export function toDeleteOutcomeOrThrow(error: unknown): 'changed' | 'missing' | 'deleted' {
  const outcome = toOutcomeOrThrow(error);
  const { diagnostics } = error as Pick<ErrorResponse, 'diagnostics'>;
  const failed = diagnostics?.clientSideRequestStatistics.retryDiagnostics.failedAttempts ?? [];
  return outcome === 'missing' && failed.length > 0 ? 'deleted' : outcome;
}

/** What Cosmos adds to a document that it gives back. */
const SYSTEM_PROPERTIES = ['_rid', '_self', '_etag', '_attachments', '_ts'];

/** A document as it is to be written. */
export function withoutSystemProperties(document: StoredDocument): StoredDocument {
  return Object.fromEntries(
    Object.entries(document).filter(([name]) => !SYSTEM_PROPERTIES.includes(name)),
  ) as unknown as StoredDocument;
}

/**
 * Whether a 404 says that there is no such document. With a substatus it is about something else: 1002, the session has
 * not arrived at the replica; 1003, the container went away since it was found.
 */
function isAboutTheDocument(substatus: unknown): boolean {
  return substatus === undefined || substatus === 0;
}

/**
 * Lets an answer pass that has a document, or says that there is none.
 * @throws Error with the code of a Cosmos failure, when the answer is about something else
 */
export function failUnlessDocumentIsMissing({ statusCode, substatus }: ItemResponse<StoredDocument>): void {
  if (statusCode !== 404 || isAboutTheDocument(substatus)) return;
  throw Object.assign(new Error('Cosmos did not get as far as the document.'), { code: statusCode, substatus });
}

/** Adds up what a failure was charged, where the store says so. */
export function chargeFailure(call: StoreCall, error: unknown): void {
  if (typeof error !== 'object' || error === null || !('headers' in error)) return;
  const headers = error.headers as Partial<Record<string, unknown>> | undefined;
  const charge = Number(headers?.['x-ms-request-charge']);
  if (Number.isFinite(charge)) call.requestCharge += charge;
}
