// Gets one member of a collection.
import { readApps } from '../../auth/permissions.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { isNotModified } from '../conditions.ts';
import type { GraphOperation, OperationNames } from '../operation.ts';
import { type EntitySet, memberPathOf, readMember } from './entity-set.ts';
import { expandAll } from './expand.ts';
import { toEntityOutcome } from './entity-outcome.ts';

/**
 * The operation that gets a member of a collection.
 * @see OData Protocol 4.01 §11.2.2 (requesting individual entities)
 */
export function getOperation(set: EntitySet, names: OperationNames): GraphOperation {
  return {
    ...names,
    method: 'GET',
    path: memberPathOf(set),
    hasBody: false,
    produces: 'json',
    queryOptions: set.expansions.size === 0 ? ['select'] : ['select', 'expand'],
    statuses: [200, 304, 404, 412],
    permissions: readApps,
    async run({ keys, conditions, query, storeCall }, services) {
      const work = { services, storeCall };
      const { selection, expansion } = readProjection(query, set.type, set.expansions);
      const location = await set.locate(keys, work);
      const found = await readMember(set, location, keys, work);
      // The version is that of the entity alone: what is expanded may have changed without it.
      if (isNotModified(found.version, conditions) && expansion.length === 0) {
        return { kind: 'notModified', version: found.version };
      }
      const [expanded = []] =
        expansion.length === 0 ? [] : await expandAll(set, [{ keys, document: found.document }], expansion, work);
      return toEntityOutcome(set, keys, { change: 'none', ...found, selection, expanded });
    },
  };
}
