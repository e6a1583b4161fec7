// From the JSON of a request to the values of an entity, with every fault of the body in one answer.
import { ValidationError } from 'yup';
import { graphError } from '../errors/catalogue.ts';
import { invalidEntity } from '../errors/invalid-entity.ts';
import type { GraphErrorDetail } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';
import { edmTypeName } from './edm-type.ts';
import { canonicalKey } from './key.ts';
import type { QuickCheck } from './quick-check.ts';
import type { EntityModel, EntityType, EntityValues, NavigationProperty } from './entity-type.ts';

const CHECK_ALL = { strict: true, abortEarly: false } as const;

/**
 * Reads the body of a create.
 *
 * Control information and annotations are checked where they say something about what is to be created
 * (`@odata.type`, `…@odata.bind`) and passed over otherwise, as a receiver must (OData JSON Format 4.01 §4.5). Members
 * that are not properties of the type are faults, because the type is not open (OData Protocol 4.01 §11.4.2).
 * @param type - the entity type that is created
 * @param json - the parsed body
 * @param key - the key that is created, where the URL gives it: the body may repeat it, and give no other
 * @returns the values that the client gave, with only declared properties
 * @throws GraphError `malformedJson` when the body is not an object, `invalidEntity` with all faults in `details`
 */
export function readEntityForCreate<Type extends EntityType>(
  type: Type,
  json: unknown,
  key?: string,
): EntityValues<Type> {
  return readEntity(
    type,
    { schema: type.schema, isGood: type.quickCheck },
    json,
    key === undefined ? [] : findKeyFault(json, key),
  );
}

/**
 * Reads the body of an update: the same rules, for what is given only. The key may be repeated but not changed.
 * @param type - the entity type that is updated
 * @param key - the key of the entity
 * @param json - the parsed body
 * @returns the values that are to be changed, without the key
 * @throws GraphError as {@link readEntityForCreate} does
 */
export function readEntityForUpdate<Type extends EntityType>(
  type: Type,
  key: string,
  json: unknown,
): Partial<EntityValues<Type>> {
  const values: Partial<Record<string, unknown>> = readEntity(
    type,
    { schema: type.updateSchema, isGood: type.quickUpdateCheck, isIgnored: (name) => isReadOnly(type, name) },
    json,
    findKeyFault(json, key),
  );
  delete values.id;
  return values;
}

function isReadOnly({ properties }: EntityModel, name: string): boolean {
  return properties.some((property) => property.isReadOnly && property.name === name);
}

function findKeyFault(json: unknown, key: string): GraphErrorDetail[] {
  const given = typeof json === 'object' && json !== null && 'id' in json ? json.id : undefined;
  if (typeof given !== 'string' || canonicalKey(given) === key) return [];
  return [fault('id', "'id' is the key and cannot be changed.")];
}

/** The rules of a body, and a quicker way to see that they are kept. */
interface Rules {
  readonly schema: EntityType['schema'];
  readonly isGood: QuickCheck;
  /** Computed properties of what was read and is sent back (OData Protocol 4.01 §11.4.3: they must be ignored). */
  readonly isIgnored?: (name: string) => boolean;
}

function readEntity<Type extends EntityType>(
  type: Type,
  { schema, isGood, isIgnored }: Rules,
  json: unknown,
  faults: GraphErrorDetail[],
): EntityValues<Type> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw graphError('malformedJson', { problem: 'A JSON object is expected.' });
  }
  const candidate: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    if (isIgnored?.(name) === true) continue;
    if (Object.hasOwn(type.schema.fields, name)) candidate[name] = value;
    else faults.push(...findMemberFault(type, name, value));
  }
  if (!isGood(candidate)) {
    try {
      schema.validateSync(candidate, CHECK_ALL);
    } catch (error) {
      faults.push(...toFaults(error));
    }
  }
  if (faults.length > 0) throw invalidEntity(faults);
  return candidate;
}

function findMemberFault(type: EntityModel, name: string, value: unknown): GraphErrorDetail[] {
  if (name.includes('@')) return findAnnotationFault(type, name, value);
  const navigation = type.navigationProperties.find((property) => property.name === name);
  if (navigation !== undefined) return [navigationFault(name, navigation)];
  const known = type.properties.find((property) => property.name.toLowerCase() === name.toLowerCase());
  const hint = known === undefined ? '' : ` Did you mean '${known.name}'?`;
  return [fault(name, `The property '${shorten(name)}' does not exist on type '${type.qualifiedName}'.${hint}`)];
}

function linkFault(type: EntityModel, target: string, annotated: string): GraphErrorDetail {
  const navigation = type.navigationProperties.find((property) => property.name === annotated);
  if (navigation !== undefined) return navigationFault(target, navigation);
  const problem = `'${shorten(annotated)}' is not a navigation property of '${type.qualifiedName}'.`;
  return fault(target, `'${shorten(target)}' cannot be written: ${problem}`);
}

function navigationFault(target: string, navigation: NavigationProperty): GraphErrorDetail {
  return fault(target, `'${target}' cannot be written here: ${navigation.writeProblem}`);
}

function findAnnotationFault(type: EntityModel, name: string, value: unknown): GraphErrorDetail[] {
  const at = name.indexOf('@');
  const annotated = name.slice(0, at);
  const term = name.slice(at + 1).replace(/^odata\./, '');
  // Both would change links: what cannot be done is refused, never dropped.
  if (term === 'bind' || term === 'delta') return [linkFault(type, name, annotated)];
  if (annotated === '') return term === 'type' ? findTypeFault(type.qualifiedName, name, value, type.derivedTypes) : [];
  const property = type.properties.find((candidate) => candidate.name === annotated);
  if (property !== undefined && term === 'type') return findTypeFault(edmTypeName(property.edmType), name, value);
  return [];
}

/**
 * `#microsoft.graph.x`, the same without `#` (4.01), or with a metadata URL in front; primitives without `Edm.` too.
 * @param derived - the names of types that will do as well
 */
function findTypeFault(
  declared: string,
  target: string,
  value: unknown,
  derived: readonly string[] = [],
): GraphErrorDetail[] {
  const named = typeof value === 'string' ? value.slice(value.lastIndexOf('#') + 1) : undefined;
  if (named !== undefined && [named, `Edm.${named}`].includes(declared)) return [];
  if (named !== undefined && derived.includes(named)) return [];
  return [fault(target, `'${target}' must be '#${declared.replace(/^Edm\./, '')}'.`)];
}

function toFaults(error: unknown): GraphErrorDetail[] {
  if (!(error instanceof ValidationError)) throw error;
  const faults = new Map<string, GraphErrorDetail>();
  for (const { path = '', message } of error.inner) {
    // yup reports each broken rule; for a person the first one of a property says it.
    if (!faults.has(path)) faults.set(path, fault(path, message));
  }
  return [...faults.values()];
}

function fault(target: string, message: string): GraphErrorDetail {
  return { code: 'BadRequest', target: shorten(target), message };
}
