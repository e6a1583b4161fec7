// What a request asks for: the absolute URL that the function sees and the decoded path that routes are matched against.

/** A request line and Host header, understood. */
export interface RequestTarget {
  /** Absolute and normalised as the WHATWG URL parser does it, which is what a function sees in Azure too. */
  readonly url: string;
  /** Decoded but for `%2F`, dot segments removed, starts with `/`. */
  readonly path: string;
  readonly hasQuery: boolean;
}

// What the URL parser would leave as it is. Everything else goes through it: right, and ten times dearer.
const PLAIN_PATH = /^\/[\w\-~!$&'()*+,;=:@%/.]*$/;
const PLAIN_QUERY = /^[\w\-~!$&()*+,;=:@%/.?|[\]{}^`\\]*$/;
const DOT_SEGMENT = /\/(?:\.|%2e)/i;
const PLAIN_HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1\])(?::[1-9]\d{0,4})?$/;
const DEFAULT_PORT = /:(?:80|443)$/;
/** Hosts made of digits and dots alone may be spelled in ways that the URL parser rewrites. */
const PLAIN_IPV4 = /^(?:[1-9]?\d|[12]\d\d)(?:\.(?:[1-9]?\d|[12]\d\d)){3}(?::\d+)?$/;

let lastPlainHost = '';

/**
 * Puts the URL of a request together.
 * @param scheme - `http` or `https`
 * @param host - the Host header, or what stands for it
 * @param target - the request line's target, in origin-form or absolute-form (RFC 9112 §3.2)
 * @returns undefined when there is no such URL: the answer is 400
 */
export function readRequestTarget(scheme: string, host: string, target: string): RequestTarget | undefined {
  const queryStart = target.indexOf('?');
  const path = queryStart < 0 ? target : target.slice(0, queryStart);
  const isPlain =
    PLAIN_PATH.test(path) &&
    !DOT_SEGMENT.test(path) &&
    (queryStart < 0 || PLAIN_QUERY.test(target.slice(queryStart))) &&
    isPlainHost(host);
  if (!isPlain) return normalise(scheme, host, target);
  return describe(`${scheme}://${host}${target}`, path, queryStart >= 0);
}

function isPlainHost(host: string): boolean {
  if (host === lastPlainHost) return true;
  const isPlain = PLAIN_HOST.test(host) && !DEFAULT_PORT.test(host) && (/[a-z[]/.test(host) || PLAIN_IPV4.test(host));
  if (isPlain) lastPlainHost = host;
  return isPlain;
}

function normalise(scheme: string, host: string, target: string): RequestTarget | undefined {
  const isAbsolute = /^https?:\/\//i.test(target);
  if (!isAbsolute && (!target.startsWith('/') || /[\s/?#@\\]/.test(host))) return undefined;
  const url = URL.parse(isAbsolute ? target : `${scheme}://${host}${target}`);
  if (url === null) return undefined;
  return describe(url.href, url.pathname, url.search !== '');
}

function describe(url: string, encodedPath: string, hasQuery: boolean): RequestTarget | undefined {
  const path = decodePath(encodedPath);
  // Kestrel refuses an encoded NUL.
  return path.includes('\0') ? undefined : { url, path, hasQuery };
}

/** Decodes what can be decoded and keeps the rest, as Kestrel does; an encoded slash stays inside its segment. */
function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run.replace(/%(2f)/gi, '%25$1'));
    } catch {
      return run;
    }
  });
}
