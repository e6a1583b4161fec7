// Finds the operation that a resource path and a method address, by a tree built from the table of operations.
import { graphError } from '../errors/catalogue.ts';
import { shorten } from '../errors/shorten.ts';
import { canonicalKey, findKeyProblem } from '../odata/key.ts';
import { parseKeyPredicate, parseResourcePath, type PathSegment, type ResourcePath } from '../odata/resource-path.ts';
import type { Operation } from '../resources/operation.ts';

/** What was addressed. */
export interface RouteMatch {
  readonly operation: Operation;
  /** Keys by template name, checked and in canonical spelling. */
  readonly keys: Readonly<Record<string, string>>;
  /** The version root of the path, empty when it has none. */
  readonly version: ResourcePath['version'];
}

/** Finds operations. */
export interface Router {
  /**
   * @param method - the HTTP method; HEAD is answered by what answers GET (RFC 9110 §9.3.2)
   * @param path - the path as it was sent
   * @throws GraphError 404 or 400 for a path that leads nowhere, 405 with `Allow` for a method that is not offered
   */
  match(method: string, path: string): RouteMatch;
}

/** A place in the tree: what may follow it by name or as a key, and what can be done there. */
interface Node {
  /** By lower-case name: Graph takes segment names in any letter case. */
  readonly children: Map<string, Node>;
  keyed: { readonly keyName: string; readonly node: Node } | undefined;
  readonly operations: Map<string, Operation>;
}

/** Builds the router of a table of operations. */
export function createRouter(operations: readonly Operation[]): Router {
  const versioned = newNode();
  const unversioned = newNode();
  for (const operation of operations) {
    if (operation.permissions !== 'anonymous' || operation.isUnderVersion) addOperation(versioned, operation);
    addOperation(unversioned, operation);
  }
  return {
    match(method, path) {
      const resourcePath = parseResourcePath(path);
      const { version, segments } = resourcePath;
      const { node, keys } = walk(version === '' ? unversioned : versioned, resourcePath);
      if (node.operations.size === 0) throw nothingAt(version, segments, segments.length - 1);
      const operation = node.operations.get(method === 'HEAD' ? 'GET' : method);
      if (operation === undefined) throw methodNotAllowed(node);
      return { operation, keys, version };
    },
  };
}

function newNode(): Node {
  return { children: new Map(), keyed: undefined, operations: new Map() };
}

function addOperation(root: Node, operation: Operation): void {
  let node = root;
  for (const part of operation.path.split('/').filter((name) => name !== '')) {
    node = part.startsWith('{') ? addKey(node, part.slice(1, -1)) : addChild(node, part.toLowerCase());
  }
  node.operations.set(operation.method, operation);
}

function addKey(node: Node, keyName: string): Node {
  node.keyed ??= { keyName, node: newNode() };
  return node.keyed.node;
}

function addChild(node: Node, name: string): Node {
  const child = node.children.get(name) ?? newNode();
  node.children.set(name, child);
  return child;
}

function walk(root: Node, { version, segments }: ResourcePath): { node: Node; keys: Record<string, string> } {
  const keys: Record<string, string> = {};
  let node = root;
  for (const [index, segment] of segments.entries()) {
    const { keyed } = node;
    // Behind a collection a segment is a key, unless it is one of OData's own (`$count`, `$ref`).
    if (keyed !== undefined && !segment.text.startsWith('$')) {
      keys[keyed.keyName] = readKey(keyed.keyName, segment.text);
      node = keyed.node;
      continue;
    }
    const child = node.children.get(segment.name.toLowerCase());
    if (child === undefined) throw nothingAt(version, segments, index);
    node = child;
    if (segment.key === undefined) continue;
    if (node.keyed === undefined) throw nothingAt(version, segments, index);
    keys[node.keyed.keyName] = readKey(node.keyed.keyName, parseKeyPredicate(segment.key));
    node = node.keyed.node;
  }
  return { node, keys };
}

function readKey(name: string, key: string): string {
  const problem = findKeyProblem(key);
  if (problem !== undefined) throw graphError('invalidKey', { name, problem }, { target: name });
  return canonicalKey(key);
}

/** Graph answers an unknown version with 404 and an unknown segment behind the version with 400. */
function nothingAt(version: string, segments: readonly PathSegment[], index: number): Error {
  const shown = shorten(segments[index]?.name ?? version);
  if (version === '' && index <= 0) return graphError('invalidVersion', { segment: shown });
  return graphError('unknownSegment', { segment: shown });
}

function methodNotAllowed(node: Node): Error {
  const methods = [...node.operations.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allowed = methods.join(', ');
  return graphError('methodNotAllowed', { allowed }, { headers: { Allow: allowed } });
}
