// Brings along what $expand asks for, with as few requests to the store as there are pages to read.
import type { Projection } from '../../odata/collection-query.ts';
import type { ExpandItem } from '../../odata/expand.ts';
import type { ExpandedProperty } from '../operation.ts';
import type { EntitySet, ExpandParent, Work } from './entity-set.ts';

/** How many entities a page may have with these properties expanded. */
export function maxParentsOf(set: EntitySet, { expansion }: Projection): number {
  return Math.min(...expansion.map(({ name }) => set.expansions.get(name)?.maxParents ?? Infinity));
}

/**
 * Expands properties of entities.
 * @returns for each entity its expanded properties, in the order of the request
 */
export async function expandAll(
  set: EntitySet,
  parents: readonly ExpandParent[],
  items: readonly ExpandItem[],
  work: Work,
): Promise<readonly (readonly ExpandedProperty[])[]> {
  const columns = await Promise.all(items.map((item) => expandItem(set, parents, item, work)));
  return parents.map((_parent, index) => columns.flatMap((column) => column[index] ?? []));
}

async function expandItem(
  set: EntitySet,
  parents: readonly ExpandParent[],
  item: ExpandItem,
  work: Work,
): Promise<ExpandedProperty[]> {
  const expansion = set.expansions.get(item.name);
  if (expansion === undefined) throw new TypeError(`'${item.name}' is offered for expansion and cannot be expanded.`);
  const values = parents.length === 0 ? [] : await expansion.expand(parents, item, work);
  return values.map((value) => ({ item, type: expansion.type, value }));
}
