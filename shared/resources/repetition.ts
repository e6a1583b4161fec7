// Knows a create again that the client sends a second time, so that a retry makes no second status.
import { hash } from 'node:crypto';
import type { Caller } from '../auth/caller.ts';
import { graphError } from '../errors/catalogue.ts';
import type { NavigationStep } from '../odata/links.ts';
import type { DocumentOrigin } from './audit.ts';
import type { RepetitionFacts, StoredDocument, VersionedDocument } from '../store/document-store.ts';
import { uuidOfName } from '../uuid.ts';

/** By what a client says that two requests are one. */
export interface RepetitionMark {
  /**
   * `repeatabilityRequestId`: the client promises that it is new for each create (OASIS Repeatable Requests 1.0).
   * `clientRequestId`: the id of the request, which Microsoft's JavaScript client keeps when it tries again, and which
   * scripts use for several requests that belong together; so the payload decides with it.
   */
  readonly kind: 'repeatabilityRequestId' | 'clientRequestId';
  readonly id: string;
}

/** A create that can be known again. */
export interface Repetition extends Pick<RepetitionFacts, 'identity' | 'payload'> {
  readonly kind: RepetitionMark['kind'];
}

/** Namespace of the identities; drawn once, at random. */
const NAMESPACE = '9f2d7c51-5b0e-4c1e-9a3d-0c6b6a0f3e42';

/**
 * Reads by what a create is known again.
 * @param request - who sends what, and the mark that came with it; the body is an object
 * @param pathOf - gives the canonical path of the collection, which most creates need not be asked for
 * @returns undefined when the client gave no mark: then nothing tells a repetition from a second status
 */
export function readRepetition(
  request: { readonly repetitionMark: RepetitionMark | undefined; readonly caller: Caller; readonly body: unknown },
  pathOf: () => readonly NavigationStep[],
): Repetition | undefined {
  const { repetitionMark: mark, caller, body } = request;
  if (mark === undefined) return undefined;
  const payload = hash('sha256', canonicalJson(body), 'hex');
  const who = [caller.tenantId, caller.appId, caller.objectId ?? null];
  const what = mark.kind === 'clientRequestId' ? payload : null;
  const name = JSON.stringify([
    mark.kind,
    mark.id,
    what,
    who,
    pathOf().flatMap(({ name: step, key = null }) => [step, key]),
  ]);
  return { kind: mark.kind, identity: uuidOfName(NAMESPACE, name), payload };
}

/**
 * One text for bodies that say the same: white space has no meaning, nor has the order of members (RFC 8259 §4), which
 * PowerShell draws anew in each process. Entities are flat; what is in a nested annotation keeps its order.
 */
function canonicalJson(body: unknown): string {
  const members = Object.entries(body as Readonly<Record<string, unknown>>);
  return JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Keys for a create whose own key is taken. */
export interface LaterKeys {
  /** Of the span of time in which the create comes. */
  readonly current: string;
  /** Of the span before. */
  readonly before: string;
}

/**
 * Under which keys a create lies whose own key is taken, by an older one with the same mark in most cases. Time is divided into
 * spans of one window, and each has a key; that of the span before is looked at, too, so that a create is found again for a whole
 * window. Not a chain from one to the next: a script that uses one id for all that it does would make it longer each time.
 */
export function laterKeys({ identity }: Repetition, at: Date, windowMs: number): LaterKeys {
  const span = Math.floor(at.getTime() / windowMs);
  return { current: uuidOfName(identity, String(span)), before: uuidOfName(identity, String(span - 1)) };
}

/** What a document keeps of the create that makes it. */
export function originOf(requestId: string, repetition: Repetition | undefined): DocumentOrigin {
  if (repetition === undefined) return { requestId };
  const { identity, payload } = repetition;
  return { requestId, repetition: { identity, payload } };
}

/** A create that met a document with its key. */
export interface ConflictingCreate {
  readonly requestId: string;
  readonly repetition: Repetition | undefined;
  readonly at: Date;
  readonly windowMs: number;
}

/**
 * Whether a create that met a document is the one that made it.
 * @param earlier - the document that was there
 * @returns false for another create, and for one that came by `client-request-id` so long ago that this is a new one
 * @throws GraphError `repeatedWithOtherPayload` (400), `repeatedTooLate` (412)
 * @see OASIS Repeatable Requests 1.0 §2; Azure Communication Services, "repeatable requests"
 */
export function isSameCreate({ audit }: StoredDocument, create: ConflictingCreate): boolean {
  // The store's client sent the write again after an answer that was lost.
  if (audit?.requestId === create.requestId) return true;
  const { repetition, windowMs } = create;
  if (audit === undefined || repetition === undefined) return false;
  if (audit.repetition?.identity !== repetition.identity) return false;
  if (audit.repetition.payload !== repetition.payload) throw graphError('repeatedWithOtherPayload', {}, REJECTED);
  const age = create.at.getTime() - Date.parse(audit.createdDateTime);
  if (age <= windowMs) return true;
  if (repetition.kind === 'clientRequestId') return false;
  const problem = 'The one with this Repeatability-Request-ID was made longer ago.';
  throw graphError('repeatedTooLate', { window: windowMs / 1000, problem }, REJECTED);
}

/** The headers of a refusal of {@link isSameCreate}. */
const REJECTED = { target: 'Repeatability-Request-ID', headers: { 'Repeatability-Result': 'rejected' } };

/**
 * Keeps the version that a create made, ahead of the first change. Its values are not kept: a repetition brings them along.
 * @param found - the document before the change
 * @param changed - the document after it
 */
export function withFirstVersion(found: VersionedDocument, changed: StoredDocument): StoredDocument {
  const { audit } = changed;
  if (audit?.repetition === undefined) return changed;
  return { ...changed, audit: { ...audit, repetition: { firstVersion: found.version, ...audit.repetition } } };
}
