// Changes a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { readEntityForUpdate } from '../../odata/entity-reader.ts';
import { isChangedBy, withChangeRequest } from '../audit.ts';
import { requireWritable } from '../conditions.ts';
import type { GraphOperation, OperationNames } from '../operation.ts';
import { withFirstVersion } from '../repetition.ts';
import { lostTooOften, stepAside, WRITE_ATTEMPTS } from './contention.ts';
import { toEntityOutcome } from './entity-outcome.ts';
import { memberPathOf, notFound, readMember, type WritableEntitySet } from './entity-set.ts';

/**
 * The operation that changes a member of a collection.
 * @see OData Protocol 4.01 §11.4.3
 */
export function updateOperation(set: WritableEntitySet, names: OperationNames): GraphOperation {
  return {
    ...names,
    method: 'PATCH',
    path: memberPathOf(set),
    hasBody: true,
    produces: 'json',
    queryOptions: ['select'],
    statuses: [200, 204, 404, 412],
    permissions: readWriteApps,
    async run({ keys, body, caller, conditions, query, storeCall, requestId }, services) {
      const work = { services, storeCall };
      const { selection } = readProjection(query, set.type);
      const changes: Readonly<Record<string, unknown>> = readEntityForUpdate(set.type, keys[set.keyName] ?? '', body);
      const location = await set.locate(keys, work);
      // One look more than attempts: the last may have done it, and not have heard so.
      for (let attempt = 0; ; attempt += 1) {
        const found = await readMember(set, location, keys, work);
        // The store's client sent the write again after an answer that was lost (RFC 9110 §13.1.1 on what has been done).
        if (isChangedBy(found.document, requestId)) {
          return toEntityOutcome(set, keys, { change: 'updated', ...found, selection });
        }
        requireWritable(found.version, conditions);
        if (attempt === WRITE_ATTEMPTS) throw lostTooOften();
        if (Object.keys(changes).length === 0) {
          return toEntityOutcome(set, keys, { change: 'updated', ...found, selection });
        }
        const at = services.now();
        const changed = set.toChangedDocument(found.document, { changes, location, caller, at });
        const document = withChangeRequest(withFirstVersion(found, changed), requestId);
        const replaced = await services.store.replace(document, found.version, storeCall);
        if (replaced === 'missing') throw notFound(set, keys);
        if (replaced !== 'changed') {
          return toEntityOutcome(set, keys, { change: 'updated', document, version: replaced.version, selection });
        }
        await stepAside(attempt);
      }
    },
  };
}
