// The deployment as its snapshots and its compiled template have it, for tests that need no compiler.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The two profiles, and prod with an API that only the network reaches. */
export const profiles = ['dev', 'prod', 'private'] as const;
export type Profile = (typeof profiles)[number];

/** Besides: dev behind a gateway, the registration as it is by default, that of a trial, and that with the explorer. */
type Deployment = Profile | 'gateway' | 'entra' | 'trial' | 'explorer';

const SNAPSHOTS: Readonly<Record<Deployment, string>> = {
  dev: 'infra/main.dev.snapshot.json',
  prod: 'infra/main.prod.snapshot.json',
  private: 'test/infra/private-api.snapshot.json',
  gateway: 'test/infra/behind-gateway.snapshot.json',
  entra: 'infra/entra/main.snapshot.json',
  trial: 'test/infra/trial-registration.snapshot.json',
  explorer: 'test/infra/explorer-registration.snapshot.json',
};

/** A resource as it would be deployed; what is known during the deployment only is an expression in brackets. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sku?: object;
  readonly kind?: string;
  readonly identity?: { readonly type: string; readonly userAssignedIdentities: Readonly<Record<string, object>> };
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Snapshot {
  readonly predictedResources: readonly Resource[];
  readonly diagnostics: readonly unknown[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Part of a compiled template: a deployment in a deployment has a template of its own. */
export interface Template {
  readonly parameters?: Readonly<Record<string, TemplateValue>>;
  readonly outputs?: Readonly<Record<string, TemplateValue & { readonly value: unknown }>>;
  readonly resources: Readonly<Record<string, TemplateResource>> | readonly TemplateResource[];
}

interface TemplateValue {
  readonly type?: string;
  readonly metadata?: { readonly description?: string };
}

/** A resource with its expressions, whatever the conditions. */
export interface TemplateResource {
  readonly type: string;
  readonly existing?: boolean;
  readonly dependsOn?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>> & { readonly template?: Template };
}

/** A file of the project. */
export function readProjectFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What a profile, or the registration in Entra, would deploy. */
export function snapshotOf(deployment: Deployment): Snapshot {
  return JSON.parse(readProjectFile(SNAPSHOTS[deployment])) as Snapshot;
}

/** The resources of a type. */
export function allOf(deployment: Deployment, type: string): Resource[] {
  return snapshotOf(deployment).predictedResources.filter((resource) => resource.type === type);
}

/**
 * The only resource of a type, or the only one whose name ends so.
 * @throws Error when there is none, or several
 */
export function oneOf(deployment: Deployment, type: string, ending = ''): Resource {
  const [found, ...others] = allOf(deployment, type).filter(({ name }) => name.endsWith(ending));
  if (found === undefined || others.length > 0) throw new Error(`Not one ${type} ${ending} in ${deployment}.`);
  return found;
}

/** The template that is deployed, and all that are in it. */
export function templates(): Template[] {
  return withNested(JSON.parse(readProjectFile('infra/main.json')) as Template);
}

function withNested(template: Template): Template[] {
  const nested = resourcesOf(template).flatMap(({ properties }) => properties?.template ?? []);
  return [template, ...nested.flatMap(withNested)];
}

/** The resources that a template makes or refers to. */
export function resourcesOf({ resources }: Template): readonly TemplateResource[] {
  return Object.values(resources);
}

/** Every name of a property anywhere in a value. */
export function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysOf)];
}

/** Every text anywhere in a value. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
