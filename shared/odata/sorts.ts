// Makes the lists of sorts that collections offer.
import type { Sort, SortKey } from './order-by.ts';

/** A sort key that ascends. */
export function ascending(property: string): SortKey {
  return { property, direction: 'asc' };
}

/** A sort key that descends. */
export function descending(property: string): SortKey {
  return { property, direction: 'desc' };
}

/** The sorts by one property each, in both directions. */
export function singleSorts(properties: readonly { readonly name: string; readonly storedAs?: string }[]): Sort[] {
  return properties.flatMap(({ name, storedAs }) => {
    const stored = storedAs === undefined ? {} : { storedAs };
    return [[{ ...ascending(name), ...stored }], [{ ...descending(name), ...stored }]];
  });
}
