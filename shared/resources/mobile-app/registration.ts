// Gives an app its document with its first status.
import type { Caller } from '../../auth/caller.ts';
import type { Work } from '../entity-set/entity-set.ts';
import { lostTooOften, stepAside, WRITE_ATTEMPTS } from '../entity-set/contention.ts';
import { APPS_PARTITION, isDeletedApp, toAppDocument } from './app-document.ts';
import type { KnownApps } from './known-apps.ts';

/** Who reports the first status, and when. */
interface Origin {
  readonly caller: Caller;
  readonly at: Date;
}

/**
 * Makes the document of an app unless it is there already, and remembers it for a while. The tombstone of an app that was
 * removed gives way to it.
 * @throws GraphError `writeConflict` (429) when others remove and make the app again and again at the same time
 */
export async function registerApp(mobileAppId: string, origin: Origin, work: Work): Promise<void> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    if (await ensureApp(mobileAppId, origin, work)) return;
    await stepAside(attempt);
  }
  throw lostTooOften();
}

/** Tries to make it; false when what was in the way has changed meanwhile. */
async function ensureApp(mobileAppId: string, origin: Origin, work: Work): Promise<boolean> {
  const { store, knownApps } = work.services;
  const created = await store.create(toAppDocument(mobileAppId, origin.caller, origin.at), work.storeCall);
  if (created !== 'conflict') knownApps.add(mobileAppId);
  // By now another status of the same batch may have made it.
  if (knownApps.has(mobileAppId)) return true;
  const others = looksOf(knownApps);
  const look = others.get(mobileAppId);
  // Its failure is that of another request, which is no reason for this one not to look by itself.
  if (look !== undefined) return look.catch(() => false);
  const own = lookAtConflict(mobileAppId, origin, work);
  others.set(mobileAppId, own);
  try {
    return await own;
  } finally {
    others.delete(mobileAppId);
  }
}

/** Sees what is in the way: an app, or its tombstone, which gives way. */
async function lookAtConflict(
  mobileAppId: string,
  { caller, at }: Origin,
  { services, storeCall }: Work,
): Promise<boolean> {
  const { store, knownApps } = services;
  const found = await store.read(APPS_PARTITION, mobileAppId, storeCall);
  if (found === undefined) return false;
  if (isDeletedApp(found.document)) {
    const replaced = await store.replace(toAppDocument(mobileAppId, caller, at), found.version, storeCall);
    if (typeof replaced !== 'object') return false;
  }
  knownApps.add(mobileAppId);
  return true;
}

/** What is being looked at in each process: the statuses of a batch look once, and go on together into one write. */
const looks = new WeakMap<KnownApps, Map<string, Promise<boolean>>>();

function looksOf(knownApps: KnownApps): Map<string, Promise<boolean>> {
  const known = looks.get(knownApps) ?? new Map<string, Promise<boolean>>();
  looks.set(knownApps, known);
  return known;
}
