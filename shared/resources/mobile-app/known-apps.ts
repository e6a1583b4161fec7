// Remembers for a while which apps have their document, so that a status costs no second write.

/** The apps that are known to have their document. */
export interface KnownApps {
  has(mobileAppId: string): boolean;
  add(mobileAppId: string): void;
  /** To be called when an app's document was removed. */
  forget(mobileAppId: string): void;
}

/**
 * Another process may have removed an app since: so long, in milliseconds, may a status be created without its app
 * being made anew.
 */
export const REMEMBERED_MS = 60_000;

/** About 1 MB with the longest keys. */
const MAX_REMEMBERED = 1_000;

/**
 * Makes an empty memory.
 * @param now - the current time, in milliseconds since 1970
 */
export function createKnownApps(now: () => number): KnownApps {
  const knownUntil = new Map<string, number>();
  return {
    has: (mobileAppId) => (knownUntil.get(mobileAppId) ?? 0) > now(),
    add(mobileAppId) {
      // In the order of insertion: the first is the oldest.
      knownUntil.delete(mobileAppId);
      knownUntil.set(mobileAppId, now() + REMEMBERED_MS);
      const [oldest] = knownUntil.keys();
      if (knownUntil.size > MAX_REMEMBERED && oldest !== undefined) knownUntil.delete(oldest);
    },
    forget(mobileAppId) {
      knownUntil.delete(mobileAppId);
    },
  };
}
