// Reads what a client prefers; preferences that are not known are ignored, as they must be (RFC 7240 §2).
import { parseHeaderList } from './header-list.ts';

/** The preferences that the service knows. */
export interface Preferences {
  /** `return=minimal` or `return=representation` (RFC 7240 §4.2, OData Protocol 4.01 §8.2.8.7). */
  readonly return: 'minimal' | 'representation' | undefined;
}

const NONE: Preferences = { return: undefined };

/**
 * Reads a Prefer header.
 * @param prefer - the header, or null when there is none
 * @returns the known preferences; of one that is given twice the first counts (RFC 7240 §2)
 */
export function parsePreferences(prefer: string | null): Preferences {
  if (prefer === null) return NONE;
  const preference = parseHeaderList(prefer)?.find((element) => element.name.toLowerCase() === 'return');
  const value = preference?.value?.toLowerCase();
  return value === 'minimal' || value === 'representation' ? { return: value } : NONE;
}
