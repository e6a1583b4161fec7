// Builds the URLs of answers: where an entity is, and the context URL that describes a payload.

/** A navigation step from the version root: a property or set name, with the key of one member where it has one. */
export interface NavigationStep {
  readonly name: string;
  readonly key?: string;
}

/** The path of a member of a collection. */
export function memberPath(collection: readonly NavigationStep[], key: string): readonly NavigationStep[] {
  return collection.map((step, index) => (index === collection.length - 1 ? { name: step.name, key } : step));
}

/** Where URLs of this answer begin. */
export interface ServiceRoot {
  /** Scheme, host and optional path prefix, without a trailing slash: `https://status.contoso.com`. */
  readonly baseUrl: string;
  /** The version root that the request was addressed to. */
  readonly version: string;
}

/** The absolute URL of the service root that a request was addressed to, without a trailing slash. */
export function serviceRootUrl(root: ServiceRoot): string {
  return root.version === '' ? root.baseUrl : `${root.baseUrl}/${root.version}`;
}

/**
 * The absolute URL of a resource, keys as segments, which is the form that Graph's documentation uses.
 * @see OData URL Conventions §4.3.6 (key-as-segment)
 */
export function resourceUrl(root: ServiceRoot, path: readonly NavigationStep[]): string {
  let url = serviceRootUrl(root);
  for (const step of path) {
    url += `/${step.name}`;
    if (step.key !== undefined) url += `/${encodeKeySegment(step.key)}`;
  }
  return url;
}

/** Characters that stand for themselves in a path segment (RFC 3986 §2.3); every GUID is made of them. */
const UNRESERVED = /^[\w.~-]+$/;

function encodeKeySegment(key: string): string {
  if (UNRESERVED.test(key)) return key;
  // Parentheses and quotes stay readable in encodeURIComponent's output, but a client may take them for a predicate.
  return encodeURIComponent(key).replace(/[()']/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The context URL of a contained collection or of one entity of it. Keys are in parentheses and not percent-encoded,
 * whatever form the request used.
 * @param path - up to the collection, or to the entity; the key of the last step is left out
 * @param selected - the items of the projection, where there is one: what `$select` names and what `$expand` brings along
 * @param kind - what the payload is
 * @see OData Protocol 4.01 §10 (context URL), Graph's live form `…/$metadata#deviceManagement/reports/exportJobs/$entity`
 */
export function contextUrl(
  root: ServiceRoot,
  path: readonly NavigationStep[],
  selected: readonly string[] | undefined,
  kind: 'entity' | 'collection',
): string {
  let fragment = '';
  path.forEach((step, index) => {
    if (index > 0) fragment += '/';
    fragment += step.name;
    if (step.key !== undefined && index < path.length - 1) fragment += `('${step.key.replaceAll("'", "''")}')`;
  });
  const projection = selected === undefined ? '' : `(${selected.join(',')})`;
  // What a single-valued navigation property contains is no member of a collection.
  const suffix = kind === 'entity' && path.at(-1)?.key !== undefined ? '/$entity' : '';
  return `${serviceRootUrl(root)}/$metadata#${fragment}${projection}${suffix}`;
}
