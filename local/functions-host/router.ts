// Finds the function that serves a method and path, as the real host's router does: best precedence first, and when the
// method does not fit, the next route that matches.
import type { RegisteredFunction } from './functions-core.ts';
import { type RouteTemplate, type RouteValues, parseRouteTemplate } from './route-template.ts';

/** A function that HTTP requests reach. */
export interface HttpFunction {
  readonly name: string;
  /** The whole route, with the prefix of host.json, without a leading slash. */
  readonly route: string;
  /** In upper case. */
  readonly methods: readonly string[];
  /** What the function asks for; nothing is asked locally, as under `func start`. */
  readonly authLevel: string;
}

/** A function and the values of its route's parameters. */
export interface RouteMatch {
  readonly function: HttpFunction;
  readonly callback: RegisteredFunction['callback'];
  readonly params: RouteValues;
}

/** The routes of one app. */
export interface Router {
  /** All functions with an HTTP trigger, in the order of registration. */
  readonly functions: readonly HttpFunction[];
  /**
   * @param method - as it came, in upper case
   * @param path - decoded, starts with `/`
   */
  readonly match: (method: string, path: string) => RouteMatch | undefined;
}

/** The library cannot build such a request (Fetch §2.2.1 forbids them), so Azure answers them with a failure as well. */
const UNSERVABLE_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE']);

interface Route {
  readonly function: HttpFunction;
  readonly callback: RegisteredFunction['callback'];
  readonly template: RouteTemplate;
}

/**
 * Builds the table of routes.
 * @param registered - what the app registered; functions without an HTTP trigger are left out
 * @param routePrefix - `extensions.http.routePrefix` of host.json
 * @throws Error when a template cannot be read
 */
export function createRouter(registered: readonly RegisteredFunction[], routePrefix: string): Router {
  const routes = registered.flatMap((each) => routesOf(each, routePrefix));
  const byMethod = new Map<string, Route[]>();
  for (const route of [...routes].sort(byPrecedence)) {
    for (const method of route.function.methods) {
      if (UNSERVABLE_METHODS.has(method)) continue;
      const known = byMethod.get(method);
      if (known === undefined) byMethod.set(method, [route]);
      else known.push(route);
    }
  }
  return {
    functions: routes.map((route) => route.function),
    match: (method, path) => findRoute(byMethod.get(method) ?? [], path),
  };
}

function findRoute(routes: readonly Route[], path: string): RouteMatch | undefined {
  const segments = path.split('/');
  segments.shift();
  if (segments.at(-1) === '') segments.pop();
  // The rest of the path as it came, trailing slash and all: the index counts segments, one slash before each.
  const rest = (index: number): string => {
    let start = 0;
    for (let slashes = 0; slashes <= index; slashes++) start = path.indexOf('/', start) + 1;
    return path.slice(start);
  };
  for (const route of routes) {
    const params = route.template.match(segments, rest);
    if (params !== undefined) return { function: route.function, callback: route.callback, params };
  }
  return undefined;
}

function routesOf({ metadata, callback }: RegisteredFunction, routePrefix: string): Route[] {
  return Object.values(metadata.bindings)
    .filter((binding) => binding.type === 'httpTrigger')
    .map(({ route, methods, authLevel }) => {
      const whole = [routePrefix, route ?? metadata.name].filter((part) => part !== '').join('/');
      return {
        function: {
          name: metadata.name,
          route: whole,
          methods: (methods ?? ['GET', 'POST']).map((method) => method.toUpperCase()),
          authLevel: authLevel ?? 'anonymous',
        },
        callback,
        template: parseRouteTemplate(whole),
      };
    });
}

function byPrecedence(a: Route, b: Route): number {
  const [left, right] = [a.template.precedence, b.template.precedence];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.template.text < b.template.text ? -1 : a.template.text > b.template.text ? 1 : 0;
}
