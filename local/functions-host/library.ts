// The classes of `@azure/functions` that the local host builds for every invocation, typed as the worker uses them.
import * as library from '@azure/functions';
import type { HttpRequest, HttpRequestParams, InvocationContext, InvocationContextInit } from '@azure/functions';

/** How the worker builds a request (the library's types show the way for tests only). */
export interface HttpRequestInit {
  /** What answers for url, method, headers and body: a WHATWG `Request` or something that looks like one. */
  readonly nativeRequest: unknown;
  readonly params: HttpRequestParams;
  /** Given, it spares the library from taking the URL apart. */
  readonly query?: Readonly<Record<string, string>>;
}

interface Library {
  readonly HttpRequest: new (init: HttpRequestInit) => HttpRequest;
  readonly InvocationContext: new (init: InvocationContextInit) => InvocationContext;
}

// Node shows a CommonJS package's exports under `default` only; jest's transform shows them directly.
const namespace = library as unknown as Library & { readonly default?: Library };
const { HttpRequest: HttpRequestClass, InvocationContext: InvocationContextClass } = namespace.default ?? namespace;

export { HttpRequestClass, InvocationContextClass };
