// Gives an app its document with its first status.
import type { Caller } from '../../auth/caller.ts';
import type { Work } from '../entity-set/entity-set.ts';
import { toAppDocument } from './app-document.ts';

/** Makes the document of an app unless it is there already, and remembers it for a while. */
export async function registerApp(
  mobileAppId: string,
  { caller, at }: { readonly caller: Caller; readonly at: Date },
  { services, storeCall }: Work,
): Promise<void> {
  // A conflict says that it is there, which is all that is wanted.
  await services.store.create(toAppDocument(mobileAppId, caller, at), storeCall);
  services.knownApps.add(mobileAppId);
}
