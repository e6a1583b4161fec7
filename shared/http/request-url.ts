// Takes a request's URL apart without building a URL object, which would cost more than the rest of the routing.

/** The parts of an absolute request URL, as they were sent. */
export interface RequestUrl {
  /** Scheme and host: `https://status.contoso.com`. */
  readonly origin: string;
  /** From the first slash to the query, not decoded. */
  readonly path: string;
  /** Behind the question mark, not decoded; empty when there is none. */
  readonly query: string;
}

/**
 * Splits an absolute URL as the Functions library gives it (normalised, without a fragment).
 * @param url - an absolute http or https URL
 */
export function splitUrl(url: string): RequestUrl {
  const authority = url.indexOf('//') + 2;
  const slash = url.indexOf('/', authority);
  const pathStart = slash === -1 ? url.length : slash;
  const mark = url.indexOf('?', pathStart);
  const pathEnd = mark === -1 ? url.length : mark;
  return {
    origin: url.slice(0, pathStart),
    path: pathStart === pathEnd ? '/' : url.slice(pathStart, pathEnd),
    query: mark === -1 ? '' : url.slice(mark + 1),
  };
}
