// What the path of an operation leads to, found by walking it through the same model that $metadata is written from.
import type { ServiceModel } from '../odata/csdl.ts';
import type { EntityModel } from '../odata/entity-type.ts';

/** What a path leads to. */
export type Target = ResourceTarget | ServiceTarget;

/** One entity, a page of them, their number, or a reference to one. */
export interface ResourceTarget {
  readonly kind: 'entity' | 'collection' | 'count' | 'reference';
  readonly type: EntityModel;
  /** The type of the last entity of the path that is contained in the one before: whose operation it is. */
  readonly owner: EntityModel;
}

/** What lies beside the resources. */
export interface ServiceTarget {
  readonly kind: 'service';
  readonly type: undefined;
}

const SERVICE: ServiceTarget = { kind: 'service', type: undefined };

/**
 * Finds what a path leads to.
 * @param path - a path template of the table of operations
 * @returns `service` for what lies beside the resources
 * @throws TypeError when the path leads out of the model (a mistake of ours, found by the tests)
 */
export function targetOf(path: string, model: ServiceModel): Target {
  const [root = '', ...segments] = path.slice(1).split('/');
  const singleton = model.singletons.find(({ name }) => name === root);
  if (singleton === undefined) return SERVICE;
  let target: ResourceTarget = { kind: 'entity', type: singleton.type, owner: singleton.type };
  for (const segment of segments) target = follow(target, segment, model, path);
  return target;
}

function follow(target: ResourceTarget, segment: string, model: ServiceModel, path: string): ResourceTarget {
  if (segment === '$count') return { ...target, kind: 'count' };
  if (segment === '$ref') return { ...target, kind: 'reference' };
  if (segment.startsWith('{')) return { ...target, kind: 'entity' };
  const { type, owner } = target;
  const navigation = type.navigationProperties.find(({ name }) => name === segment);
  const next = model.entityTypes.find(({ qualifiedName }) => qualifiedName === navigation?.targetType);
  if (navigation === undefined || next === undefined) {
    throw new TypeError(`'${segment}' of the path '${path}' is no navigation property of '${type.name}'.`);
  }
  const kind = navigation.isCollection ? 'collection' : 'entity';
  return { kind, type: next, owner: navigation.containsTarget ? next : owner };
}
