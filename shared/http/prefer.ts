// Reads what a client prefers; preferences that are not known are ignored, as they must be (RFC 7240 §2).
import { parseHeaderList } from './header-list.ts';

/** The preferences that the service knows. */
export interface Preferences {
  /** `return=minimal` or `return=representation` (RFC 7240 §4.2, OData Protocol 4.01 §8.2.8.7). */
  readonly return: 'minimal' | 'representation' | undefined;
  /** `maxpagesize` or `odata.maxpagesize` (OData Protocol 4.01 §8.2.8.6): the longest page that the client wants. */
  readonly maxPageSize: number | undefined;
  /** `create-if-missing`: an update creates what is missing (Microsoft Graph REST API Guidelines, "Upsert pattern"). */
  readonly createIfMissing: boolean;
}

const NONE: Preferences = { return: undefined, maxPageSize: undefined, createIfMissing: false };

/**
 * Reads a Prefer header.
 * @param prefer - the header, or null when there is none
 * @returns the known preferences; of one that is given twice the first counts (RFC 7240 §2)
 */
export function parsePreferences(prefer: string | null): Preferences {
  if (prefer === null) return NONE;
  const list = parseHeaderList(prefer) ?? [];
  const valueOf = (...names: string[]): string | undefined =>
    list.find((element) => names.includes(element.name.toLowerCase()))?.value?.toLowerCase();
  const wanted = valueOf('return');
  const upsert = list.find(({ name }) => name.toLowerCase() === 'create-if-missing');
  const size = valueOf('maxpagesize', 'odata.maxpagesize') ?? '';
  return {
    return: wanted === 'minimal' || wanted === 'representation' ? wanted : undefined,
    // Without a value, or an empty one, which is the same; of another value nobody knows what it means (RFC 7240 §2).
    createIfMissing: upsert !== undefined && (upsert.value ?? '') === '',
    maxPageSize: /^[1-9]\d{0,8}$/.test(size) ? Number(size) : undefined,
  };
}
