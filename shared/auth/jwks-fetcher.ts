// Fetches a JSON Web Key Set over HTTP, and gives up on an endpoint that is slow, stalls, or sends too much.
import { Agent, request } from 'undici';
import { isLoopbackHost } from '../loopback.ts';

/** What a {@link JwksFetcher} is made of. */
export interface JwksFetcherOptions {
  /** Ends an attempt as a whole: connecting, waiting, and reading the body. Five seconds unless told otherwise. */
  readonly deadline?: () => AbortSignal;
}

/** Fetches the JSON document at a URL. */
export type JwksFetcher = (url: string) => Promise<unknown>;

/** Entra's sets have about 20 KB. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Makes a fetcher. It follows no redirect (RFC 8725 §3.10: keys come from the configured place only), and it speaks
 * http with this machine only.
 * @returns a function that rejects with an Error when the endpoint cannot be had in time or does not answer 200 with JSON
 */
export function createJwksFetcher(options: JwksFetcherOptions = {}): JwksFetcher {
  const deadline = options.deadline ?? (() => AbortSignal.timeout(5000));
  // A fetch an hour needs no open connection (pipelining 0) and nothing of HTTP/2.
  const dispatcher = new Agent({ maxResponseSize: MAX_ANSWER_BYTES, pipelining: 0, allowH2: false });
  return async (url) => {
    const { protocol, hostname } = new URL(url);
    if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackHost(hostname))) {
      throw new Error('Signing keys are fetched over https only.');
    }
    const response = await request(url, {
      dispatcher,
      signal: deadline(),
      headers: { accept: 'application/json' },
    });
    // Read to its end even when it is refused, so that the connection is closed; deadline and size bound it.
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`The signing keys endpoint answered ${response.statusCode}.`);
    return JSON.parse(text) as unknown;
  };
}
