// Creates a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { GraphError } from '../../errors/graph-error.ts';
import { readProjection } from '../../odata/collection-query.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import type { StoredDocument, VersionedDocument } from '../../store/document-store.ts';
import { createdBy } from '../audit.ts';
import { preconditionFailed } from '../conditions.ts';
import { registerApp } from '../mobile-app/registration.ts';
import type { EntityOutcome, GraphOperation, OperationNames, PermittedRequest } from '../operation.ts';
import { isSameCreate, originOf, readRepetition } from '../repetition.ts';
import { lostTooOften, WRITE_ATTEMPTS } from './contention.ts';
import { toEntityOutcome, toOutcomeOfValues } from './entity-outcome.ts';
import { type CreatableEntitySet, type NewEntity, parentStatuses, pathOf, type Work } from './entity-set.ts';

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
      const { selection } = readProjection(query, set.type);
      // What is to be created has no version that could match.
      if (conditions.ifMatch !== undefined) throw preconditionFailed('If-Match');
      const values = readEntityForCreate(set.type, body) as Readonly<Record<string, unknown>>;
      const repetition = readRepetition(request, () => pathOf(set, keys));
      const given = typeof values.id === 'string' ? canonicalKey(values.id) : undefined;
      const work = { services, storeCall };
      const located = set.locate(keys, work);
      const location = located instanceof Promise ? await located : located;
      const at = services.now();
      const { mobileAppId } = location;
      // Ahead of the status, so that none is without its app when a request breaks off in between.
      if (!services.knownApps.has(mobileAppId)) await registerApp(mobileAppId, { caller, at }, work);

      const audit = createdBy(caller, at, originOf(requestId, repetition));
      const create = { requestId, repetition, at, windowMs: services.repeatabilityWindowMs };
      let key = given ?? repetition?.identity ?? services.newId();
      // A key is taken, and then it is not: others create and delete at the same time.
      for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
        const entity = { key, values, location, at, audit };
        const made = await tryToCreate(set, entity, work);
        const refusal = made instanceof GraphError ? made : undefined;
        if (refusal !== undefined && repetition === undefined) throw refusal;
        if (typeof made === 'object' && 'document' in made) {
          return toEntityOutcome(set, keys, { change: 'created', ...made, selection });
        }
        const earlier = await services.store.read(mobileAppId, set.documentIdOf(key), storeCall);
        if (earlier !== undefined && isSameCreate(earlier.document, create)) {
          return toOutcomeOfValues(set, keys, {
            change: 'created',
            ...firstRepresentation(set, earlier, entity),
            selection,
          });
        }
        if (refusal !== undefined) throw refusal;
        // It is gone again, so that there is nothing in the way.
        if (earlier === undefined) continue;
        if (given !== undefined) throw keyIsTaken(set, given, request);
        key = services.newId();
      }
      throw lostTooOften();
    },
  };
}

/**
 * Writes the document of a new member.
 * @returns `conflict` when its key is taken; the error of values that do not go with the entity that contains it, which
 * may have changed since the same create went well
 */
async function tryToCreate(
  set: CreatableEntitySet,
  entity: NewEntity,
  { services, storeCall }: Work,
): Promise<VersionedDocument | 'conflict' | GraphError> {
  const document = tryToMake(set, entity);
  if (document instanceof GraphError) return document;
  const created = await services.store.create(document, storeCall);
  return created === 'conflict' ? created : { document, version: created.version };
}

function tryToMake(set: CreatableEntitySet, entity: NewEntity): StoredDocument | GraphError {
  try {
    return set.toDocument(entity);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}

/**
 * What the create made, whatever became of it since: made again of its body, which the repetition has brought along.
 */
function firstRepresentation(
  set: CreatableEntitySet,
  { document, version }: VersionedDocument,
  entity: NewEntity,
): Pick<EntityOutcome, 'values'> & { readonly version: string } {
  const firstVersion = document.audit?.repetition?.firstVersion;
  if (firstVersion === undefined) return { values: set.toValues(document), version };
  const at = new Date(document.audit?.createdDateTime ?? entity.at);
  const made = tryToMake(set, { ...entity, at });
  if (!(made instanceof GraphError)) return { values: set.toValues(made), version: firstVersion };
  // Its user has another name since; it said itself which one it had.
  const parent = undefined;
  return {
    values: set.toValues(set.toDocument({ ...entity, at, location: { ...entity.location, parent } })),
    version: firstVersion,
  };
}

/** The error for a key that another entity has. */
export function keyIsTaken(
  { type }: CreatableEntitySet,
  id: string,
  { conditions, keys }: Pick<PermittedRequest, 'conditions' | 'keys'>,
): Error {
  if (conditions.ifNoneMatch === '*') return preconditionFailed('If-None-Match');
  return graphError('entityExists', { type: type.name, id, mobileAppId: keys.mobileAppId ?? '' }, { target: 'id' });
}
