// Removes a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { requireWritable } from '../conditions.ts';
import type { GraphOperation, OperationNames } from '../operation.ts';
import { lostTooOften, stepAside, WRITE_ATTEMPTS } from './contention.ts';
import { type CreatableEntitySet, memberPathOf, notFound, readMember } from './entity-set.ts';

/**
 * The operation that removes a member of a collection, and before it what it contains.
 * @see OData Protocol 4.01 §11.4.5
 */
export function deleteOperation(set: CreatableEntitySet, names: OperationNames): GraphOperation {
  return {
    ...names,
    method: 'DELETE',
    path: memberPathOf(set),
    hasBody: false,
    produces: 'json',
    queryOptions: [],
    statuses: [204, 404, 412],
    permissions: readWriteApps,
    async run({ keys, conditions, storeCall }, services) {
      const work = { services, storeCall };
      const location = await set.locate(keys, work);
      const isConditional = conditions.ifMatch !== undefined || conditions.ifNoneMatch !== undefined;
      // Who may see only a part of the documents has to look whether this one is in it.
      const mustRead = isConditional || location.owners !== undefined || set.removeContained !== undefined;
      const id = set.documentIdOf(keys[set.keyName] ?? '');
      for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
        const found = mustRead ? await readMember(set, location, keys, work) : undefined;
        if (found !== undefined) requireWritable(found.version, conditions);
        await set.removeContained?.(keys, work);
        const version = isConditional ? found?.version : undefined;
        const outcome = await services.store.delete(location.mobileAppId, id, version, storeCall);
        if (outcome === 'missing') throw notFound(set, keys);
        if (outcome === 'deleted') return { kind: 'noContent' };
        await stepAside(attempt);
      }
      throw lostTooOften();
    },
  };
}
