// Creates a member of a collection.
import { readWriteApps } from '../../auth/permissions.ts';
import { graphError } from '../../errors/catalogue.ts';
import { GraphError } from '../../errors/graph-error.ts';
import { readProjection } from '../../odata/collection-query.ts';
import type { Selection } from '../../odata/select.ts';
import { readEntityForCreate } from '../../odata/entity-reader.ts';
import { canonicalKey } from '../../odata/key.ts';
import type { StoredDocument, VersionedDocument } from '../../store/document-store.ts';
import { createdBy } from '../audit.ts';
import { preconditionFailed } from '../conditions.ts';
import { registerApp } from '../mobile-app/registration.ts';
import type { EntityOutcome, GraphOperation, OperationNames, PermittedRequest } from '../operation.ts';
import { type ConflictingCreate, isSameCreate, laterKeys, originOf, readRepetition } from '../repetition.ts';
import { lostTooOften, WRITE_ATTEMPTS } from './contention.ts';
import { toEntityOutcome, toOutcomeOfValues } from './entity-outcome.ts';
import { type CreatableEntitySet, type Keys, type NewEntity, parentStatuses, pathOf, type Work } from './entity-set.ts';

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
      const repeated = { requestId, repetition, at, windowMs: services.repeatabilityWindowMs };
      const attempt = { set, keys, entity: { values, location, at, audit }, selection, repeated, work };
      const made = await createUnder(given ?? repetition?.identity ?? services.newId(), attempt);
      if (isOutcome(made)) return made;
      const later = given === undefined ? await createLater(attempt) : undefined;
      if (isOutcome(later)) return later;
      if (made instanceof GraphError) throw made;
      if (given !== undefined) throw keyIsTaken(set, given, request);
      const fresh = await createUnder(services.newId(), attempt);
      if (isOutcome(fresh)) return fresh;
      throw fresh instanceof GraphError ? fresh : lostTooOften();
    },
  };
}

/** A create under way. */
interface Attempt {
  readonly set: CreatableEntitySet;
  readonly keys: Keys;
  readonly entity: Omit<NewEntity, 'key'>;
  readonly selection: Selection | undefined;
  readonly repeated: ConflictingCreate;
  readonly work: Work;
}

/**
 * Creates under a key, or finds what the same create made there before.
 * @returns `taken` when something else lies there; the error of values that do not go with the entity that contains it
 * @throws GraphError `writeConflict` when others create and delete there again and again
 */
async function createUnder(key: string, attempt: Attempt): Promise<EntityOutcome | 'taken' | GraphError> {
  const { set, keys, selection, work } = attempt;
  for (let tries = 0; tries < WRITE_ATTEMPTS; tries += 1) {
    const made = await tryToCreate(set, { ...attempt.entity, key }, work);
    const refusal = made instanceof GraphError ? made : undefined;
    if (refusal !== undefined && attempt.repeated.repetition === undefined) throw refusal;
    if (typeof made === 'object' && 'document' in made) {
      return toEntityOutcome(set, keys, { change: 'created', ...made, selection });
    }
    const found = await findUnder(key, attempt);
    if (isOutcome(found)) return found;
    if (found === 'taken') return refusal ?? 'taken';
    if (refusal !== undefined) throw refusal;
    // It is gone again, so that there is nothing in the way.
  }
  throw lostTooOften();
}

/** What the same create made under the key before, `taken` when something else lies there, undefined when nothing does. */
async function findUnder(key: string, attempt: Attempt): Promise<EntityOutcome | 'taken' | undefined> {
  const { set, keys, entity, selection, repeated, work } = attempt;
  const earlier = await work.services.store.read(entity.location.mobileAppId, set.documentIdOf(key), work.storeCall);
  if (earlier === undefined) return undefined;
  if (!isSameCreate(earlier.document, repeated)) return 'taken';
  const first = firstRepresentation(set, earlier, { ...entity, key });
  return toOutcomeOfValues(set, keys, { change: 'created', ...first, selection });
}

/**
 * Creates what can be known again, though something else lies under its own key: mostly an older create with the same mark.
 * @returns undefined when it cannot be known again
 */
async function createLater(attempt: Attempt): Promise<EntityOutcome | 'taken' | GraphError | undefined> {
  const { repetition, at, windowMs } = attempt.repeated;
  if (repetition === undefined) return undefined;
  const [current, before] = laterKeys(repetition, at, windowMs);
  const found = await findUnder(before, attempt);
  return isOutcome(found) ? found : await createUnder(current, attempt);
}

function isOutcome(made: EntityOutcome | 'taken' | GraphError | undefined): made is EntityOutcome {
  return typeof made === 'object' && !(made instanceof GraphError);
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
