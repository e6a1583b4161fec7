// Gives an app its document with its first status.
import type { Caller } from '../../auth/caller.ts';
import type { Work } from '../entity-set/entity-set.ts';
import { lostTooOften, WRITE_ATTEMPTS } from '../entity-set/update.ts';
import { APPS_PARTITION, isDeletedApp, toAppDocument } from './app-document.ts';

/** Who reports the first status, and when. */
interface Origin {
  readonly caller: Caller;
  readonly at: Date;
}

/**
 * Makes the document of an app unless it is there already, and remembers it for a while. The tombstone of an app that was
 * removed gives way to it.
 * @throws GraphError `writeConflict` (409) when others remove and make the app again and again at the same time
 */
export async function registerApp(mobileAppId: string, origin: Origin, work: Work): Promise<void> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    if (!(await ensureApp(mobileAppId, origin, work))) continue;
    work.services.knownApps.add(mobileAppId);
    return;
  }
  throw lostTooOften();
}

/** Tries to make it; false when what was in the way has changed meanwhile. */
async function ensureApp(mobileAppId: string, { caller, at }: Origin, { services, storeCall }: Work): Promise<boolean> {
  const { store } = services;
  const app = toAppDocument(mobileAppId, caller, at);
  if ((await store.create(app, storeCall)) !== 'conflict') return true;
  const found = await store.read(APPS_PARTITION, mobileAppId, storeCall);
  if (found === undefined) return false;
  if (!isDeletedApp(found.document)) return true;
  return typeof (await store.replace(app, found.version, storeCall)) === 'object';
}
