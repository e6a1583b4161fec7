// Expands a navigation property that leads to a collection: its first page, and where the next one is.
import type { StoredDocument } from '../../store/document-store.ts';
import type { EntitySet, Expansion, Location } from './entity-set.ts';
import { DEFAULT_PAGE_SIZE, readPage } from './list.ts';

/** A page of the store for each parent: Graph's directory, too, expands no more than 20. */
const MAX_PARENTS = 20;

/** Members of each collection together stay below the size of a page. */
const MAX_MEMBERS = DEFAULT_PAGE_SIZE;

/**
 * The expansion of a contained collection. Each parent has its first members, at most 100, and a next link where there
 * are more; that link is the collection's own.
 * @param set - the collection that is contained
 * @param ownersIn - whose the members under a parent are, where the collection is a part of its partition. The parent is
 * there already: to read it again would cost a request for each, and find no longer what was deleted since.
 * @see OData JSON Format 4.01 §8.3
 */
export function collectionExpansion(
  set: EntitySet,
  ownersIn: (parent: StoredDocument) => Location['owners'] = () => undefined,
): Expansion {
  return {
    type: set.type,
    isCollection: true,
    maxParents: MAX_PARENTS,
    expand: (parents, { top }, work) =>
      Promise.all(
        parents.map(async ({ keys, document }) => {
          const location = { mobileAppId: keys.mobileAppId ?? '', owners: ownersIn(document), parent: document };
          const { path, members, skipToken } = await readPage(
            set,
            location,
            {
              ...{ keys, filter: undefined, sort: [], skip: 0, skipToken: undefined },
              size: Math.min(top ?? MAX_MEMBERS, MAX_MEMBERS),
              binding: [undefined, undefined, undefined],
            },
            work,
          );
          const withoutMore = members.map((member) => ({ ...member, expanded: [] }));
          return { kind: 'collection', path, members: withoutMore, skipToken };
        }),
      ),
  };
}
