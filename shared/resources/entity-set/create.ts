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
import { lostTooOften, stepAside, WRITE_ATTEMPTS } from './contention.ts';
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
      const first = given ?? repetition?.identity ?? services.newId();
      const document = tryToMake(set, { ...attempt.entity, key: first });
      if (document instanceof GraphError) {
        const known = await findAgain(given, attempt);
        if (known === undefined) throw document;
        return known;
      }
      const made = await createAs(document, first, attempt);
      if (made !== 'taken') return made;
      if (given !== undefined) throw keyIsTaken(set, given, request);
      return await createUnderAnother(attempt);
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
 * Writes the document, or finds what the same create wrote under its key before.
 * @returns `taken` when something else lies there
 * @throws GraphError `writeConflict` when others create and delete there again and again
 */
async function createAs(document: StoredDocument, key: string, attempt: Attempt): Promise<EntityOutcome | 'taken'> {
  const { set, keys, selection, work } = attempt;
  for (let tries = 0; tries < WRITE_ATTEMPTS; tries += 1) {
    const created = await work.services.store.create(document, work.storeCall);
    if (created !== 'conflict') {
      return toEntityOutcome(set, keys, { change: 'created', document, version: created.version, selection });
    }
    const found = await findUnder(key, attempt);
    if (found !== undefined) return found;
    // It is gone again, so that there is nothing in the way.
    await stepAside(tries);
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

/** Creates though something else lies under the create's own key: mostly an older create with the same mark. */
async function createUnderAnother(attempt: Attempt): Promise<EntityOutcome> {
  const { set, entity, repeated, work } = attempt;
  const candidates = [work.services.newId()];
  if (repeated.repetition !== undefined) {
    const { current, before } = laterKeys(repeated.repetition, repeated.at, repeated.windowMs);
    const found = await findUnder(before, attempt);
    if (isOutcome(found)) return found;
    candidates.unshift(current);
  }
  for (const key of candidates) {
    const made = await createAs(set.toDocument({ ...entity, key }), key, attempt);
    if (made !== 'taken') return made;
  }
  throw lostTooOften();
}

/**
 * Finds what the same create made, wherever it may lie. It may have been in order when it came first: the entity that contains
 * it may have changed since.
 */
async function findAgain(given: string | undefined, attempt: Attempt): Promise<EntityOutcome | undefined> {
  const { repetition, at, windowMs } = attempt.repeated;
  if (repetition === undefined) return undefined;
  const { current, before } = laterKeys(repetition, at, windowMs);
  for (const key of given === undefined ? [repetition.identity, before, current] : [given]) {
    const found = await findUnder(key, attempt);
    if (isOutcome(found)) return found;
  }
  return undefined;
}

function isOutcome(found: EntityOutcome | 'taken' | undefined): found is EntityOutcome {
  return typeof found === 'object';
}

/** Gives the error of values that do not go with the entity that contains them, instead of throwing it. */
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
