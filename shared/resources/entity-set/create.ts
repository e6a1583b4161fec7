// Creates a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import { createdBy } from '../audit.ts';
import { preconditionFailed } from '../conditions.ts';
import { registerApp } from '../mobile-app/registration.ts';
import type { GraphOperation, OperationNames } from '../operation.ts';
import { judgeConflict, originOf, readRepetition } from '../repetition.ts';
import { toEntityOutcome, toOutcomeOfValues } from './entity-outcome.ts';
import { type CreatableEntitySet, parentStatuses, pathOf } from './entity-set.ts';
import { lostTooOften } from './update.ts';

/** A key is taken, and then it is not: others create and delete at the same time. */
const CREATE_ATTEMPTS = 5;

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
    isRepeatable: true,
    async run(request, services) {
      const { keys, body, caller, conditions, query, storeCall, requestId } = request;
      const { selection } = readProjection(query, set.collection);
      // What is to be created has no version that could match.
      if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match');
      const values = readEntityForCreate(set.type, body) as Readonly<Record<string, unknown>>;
      const repetition = readRepetition(request, pathOf(set, keys));
      const given = typeof values.id === 'string' ? canonicalKey(values.id) : undefined;
      const work = { services, storeCall };
      const located = set.locate(keys, work);
      const location = located instanceof Promise ? await located : located;
      const at = services.now();
      const { mobileAppId } = location;
      // Ahead of the status, so that there is never a status without its app.
      if (!services.knownApps.has(mobileAppId)) await registerApp(mobileAppId, { caller, at }, work);

      const audit = createdBy(caller, at, originOf(requestId, repetition));
      let key = given ?? repetition?.identity ?? services.newId();
      for (let attempt = 0; attempt < CREATE_ATTEMPTS; attempt += 1) {
        const document = set.toDocument({ key, values, location, at, audit });
        const created = await services.store.create(document, storeCall);
        if (created !== 'conflict') {
          return toEntityOutcome(set, keys, { change: 'created', document, version: created.version, selection });
        }
        const earlier = await services.store.read(mobileAppId, document.id, storeCall);
        // It is gone again, so that there is nothing in the way.
        if (earlier === undefined) continue;
        const { repeatabilityWindowMs: windowMs } = services;
        const verdict = judgeConflict(earlier.document, { requestId, repetition, at, windowMs });
        if (verdict === 'sameCreate') {
          const first = earlier.document.audit?.repetition?.first;
          const { version, values: shown } = first ?? { ...earlier, values: set.toValues(earlier.document) };
          return toOutcomeOfValues(set, keys, { change: 'created', values: shown, version, selection });
        }
        if (verdict === 'longAgo' && given === undefined) {
          key = services.newId();
          continue;
        }
        if (conditions.ifNoneMatch === '*') throw preconditionFailed('If-None-Match');
        throw graphError('entityExists', { type: set.type.name, id: key, mobileAppId }, { target: 'id' });
      }
      throw lostTooOften();
    },
  };
}
