// Creates a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import { preconditionFailed } from '../conditions.ts';
import { registerApp } from '../mobile-app/registration.ts';
import type { GraphOperation, OperationNames } from '../operation.ts';
import { toEntityOutcome } from './entity-outcome.ts';
import { type CreatableEntitySet, parentStatuses } from './entity-set.ts';

/**
 * The operation that creates a member of a collection, in the partition of its app.
 * @see OData Protocol 4.01 §11.4.2
 */
export function createOperation(set: CreatableEntitySet, names: OperationNames): GraphOperation {
  return {
    ...names,
    method: 'POST',
    path: set.path,
    hasBody: true,
    produces: 'json',
    queryOptions: ['select'],
    statuses: [201, 204, 409, 412, ...parentStatuses(set)],
    permissions: readWriteApps,
    async run({ keys, body, caller, conditions, query, storeCall }, services) {
      const { selection } = readProjection(query, set.collection);
      // What is to be created has no version that could match.
      if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match');
      const values = readEntityForCreate(set.type, body) as Readonly<Record<string, unknown>>;
      const key = typeof values.id === 'string' ? canonicalKey(values.id) : services.newId();
      const work = { services, storeCall };
      const located = set.locate(keys, work);
      const location = located instanceof Promise ? await located : located;
      const at = services.now();
      const document = set.toDocument({ key, values, location, caller, at });
      const { mobileAppId } = location;
      // Ahead of the status, so that there is never a status without its app.
      if (!services.knownApps.has(mobileAppId)) await registerApp(mobileAppId, { caller, at }, work);
      const created = await services.store.create(document, storeCall);
      if (created === 'conflict') {
        if (conditions.ifNoneMatch === '*') throw preconditionFailed('If-None-Match');
        throw graphError('entityExists', { type: set.type.name, id: key, mobileAppId }, { target: 'id' });
      }
      return toEntityOutcome(set, keys, { change: 'created', document, version: created.version, selection });
    },
  };
}
