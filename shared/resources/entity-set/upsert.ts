// Changes a member of a collection, or creates it where the client wants that: an agent says in one request how it is now.
import { isError } from '../../errors/is-error.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { createdBy } from '../audit.ts';
import { preconditionFailed } from '../conditions.ts';
import { registerApp } from '../mobile-app/registration.ts';
import type { EntityOutcome, GraphOperation, OperationNames, PermittedRequest, Services } from '../operation.ts';
import { lostTooOften, stepAside, WRITE_ATTEMPTS } from './contention.ts';
import { keyIsTaken } from './create.ts';
import { toEntityOutcome } from './entity-outcome.ts';
import { type CreatableEntitySet, isMember } from './entity-set.ts';
import { updateOperation } from './update.ts';

/**
 * The operation that changes a member of a collection, and creates it under the key of its URL when it is missing and the
 * client sends `Prefer: create-if-missing` or `If-None-Match: *`. What is created is given whole, like any create.
 * @see Microsoft Graph REST API Guidelines, "Upsert pattern"; OData Protocol 4.01 §11.4.4
 */
export function upsertOperation(set: CreatableEntitySet, names: OperationNames): GraphOperation {
  const update = updateOperation(set, names);
  return {
    ...update,
    statuses: [...update.statuses, 201, 409],
    async run(request, services) {
      const { conditions, createIfMissing } = request;
      const isInsertOnly = conditions.ifNoneMatch === '*';
      if (!createIfMissing && !isInsertOnly) return update.run(request, services);
      for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
        const updated = await updateIfThere(update, request, services);
        if (updated !== undefined) return updated;
        // A version that is to match cannot be that of what is not there (OData Protocol 4.01 §11.4.4).
        if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match');
        const created = await create(set, request, services);
        if (created !== undefined) return created;
        await stepAside(attempt);
      }
      throw lostTooOften();
    },
  };
}

/** Gives undefined when there is nothing under the key, which is no failure here. */
async function updateIfThere(
  update: GraphOperation,
  request: PermittedRequest,
  services: Services,
): Promise<EntityOutcome | undefined> {
  try {
    return { ...((await update.run(request, services)) as EntityOutcome), isUpsert: true };
  } catch (error) {
    if (isError(error, 'entityNotFound')) return undefined;
    throw error;
  }
}

/** Gives undefined when somebody else was faster to create it. */
async function create(
  set: CreatableEntitySet,
  request: PermittedRequest,
  services: Services,
): Promise<EntityOutcome | undefined> {
  const { keys, body, caller, query, storeCall, requestId } = request;
  const { selection } = readProjection(query, set.type);
  const key = keys[set.keyName] ?? '';
  const work = { services, storeCall };
  const values = readEntityForCreate(set.type, body, key) as Readonly<Record<string, unknown>>;
  const location = await set.locate(keys, work);
  const at = services.now();
  const { mobileAppId } = location;
  if (!services.knownApps.has(mobileAppId)) await registerApp(mobileAppId, { caller, at }, work);
  const document = set.toDocument({ key, values, location, at, audit: createdBy(caller, at, { requestId }) });
  const created = await services.store.create(document, storeCall);
  if (created !== 'conflict') {
    const member = { change: 'created', document, version: created.version, selection } as const;
    return { ...toEntityOutcome(set, keys, member), isUpsert: true };
  }
  // The store's client sent the write again after an answer that was lost.
  const earlier = await services.store.read(mobileAppId, document.id, storeCall);
  if (earlier === undefined) return undefined;
  if (earlier.document.audit?.requestId !== requestId) {
    // It will not come to lie here, however often it is tried: it belongs to another user.
    if (!isMember(set, location, earlier.document)) throw keyIsTaken(set, key, request);
    return undefined;
  }
  return { ...toEntityOutcome(set, keys, { change: 'created', ...earlier, selection }), isUpsert: true };
}
