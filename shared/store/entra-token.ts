// Signs requests to Cosmos with an Entra token. The Cosmos client can do it too, through a pipeline that is walked anew for
// each request and costs as much as the rest of our store code (docs/performance.md).
import type { CosmosClientOptions } from '@azure/cosmos';

type HttpClient = NonNullable<CosmosClientOptions['httpClient']>;

/** What fetches tokens; all of `@azure/identity` are such. */
export type TokenCredential = NonNullable<CosmosClientOptions['aadCredentials']>;

/** From so many milliseconds before its end on, a token is renewed, while requests still use it. */
const RENEW_BEFORE_MS = 120_000;

/** So many milliseconds before its end a token is not used any more: it would end on its way. */
const UNUSABLE_BEFORE_MS = 1_000;

/** So many milliseconds after a failed renewal the next one is tried. */
const RENEW_AGAIN_MS = 3_000;

/** Cosmos' scope of all accounts, for tenants in which the account's own is not known as a resource (AADSTS500011). */
const ANY_ACCOUNT_SCOPE = 'https://cosmos.azure.com/.default';

/** A token in the form that Cosmos reads (Azure Cosmos DB REST: access control, `type=aad`). */
interface SignedIn {
  readonly header: string;
  /** Milliseconds since 1970. */
  readonly renewAt: number;
  readonly unusableAt: number;
}

/**
 * Wraps a transport so that each request carries a token. One is fetched with the first request and renewed before it
 * ends; requests wait for a fetch only while there is none that they could use, and all for the same.
 * @param httpClient - the transport; the client of Cosmos must have no credential of its own
 * @param credential - where tokens come from
 * @param endpoint - the account's URL, which names its scope
 * @param now - the wall clock, in milliseconds since 1970
 * @returns a transport that rejects what is not sent over TLS, and a request for which there is no token with what the
 * credential threw
 */
export function withEntraToken(
  httpClient: HttpClient,
  credential: TokenCredential,
  endpoint: string,
  now: () => number = Date.now,
): HttpClient {
  const signIn = createSignIn(credential, endpoint, now);
  return {
    sendRequest(request) {
      if (!request.url.startsWith('https:')) return Promise.reject(new Error('A token is sent over TLS only.'));
      const send = (header: string): ReturnType<HttpClient['sendRequest']> => {
        request.headers.set('authorization', header);
        return httpClient.sendRequest(request);
      };
      const header = signIn();
      return typeof header === 'string' ? send(header) : header.then(send);
    },
  };
}

function createSignIn(
  credential: TokenCredential,
  endpoint: string,
  now: () => number,
): () => string | Promise<string> {
  let signedIn: SignedIn | undefined;
  let fetching: Promise<string> | undefined;
  let renewAgainAt = 0;

  const fetch = (): Promise<string> => {
    fetching ??= fetchToken(credential, endpoint)
      .then((fetched) => {
        signedIn = fetched;
        return fetched.header;
      })
      .finally(() => {
        fetching = undefined;
        renewAgainAt = now() + RENEW_AGAIN_MS;
      });
    return fetching;
  };

  return () => {
    const at = now();
    if (signedIn === undefined || at >= signedIn.unusableAt) return fetch();
    if (at >= signedIn.renewAt && at >= renewAgainAt) {
      // Nobody waits for it; when it fails, requests go on with the token that they have, and it is tried again.
      fetch().catch(() => undefined);
    }
    return signedIn.header;
  };
}

async function fetchToken(credential: TokenCredential, endpoint: string): Promise<SignedIn> {
  const token = await credential.getToken([`${new URL(endpoint).origin}/.default`]).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('AADSTS500011'))
      return credential.getToken([ANY_ACCOUNT_SCOPE]);
    throw error;
  });
  if (token === null) throw new Error('The credential gave no token for Cosmos.');
  const { expiresOnTimestamp: endsAt, refreshAfterTimestamp: wanted = endsAt } = token;
  return {
    header: `type=aad&ver=1.0&sig=${token.token}`,
    renewAt: Math.min(wanted, endsAt - RENEW_BEFORE_MS),
    unusableAt: endsAt - UNUSABLE_BEFORE_MS,
  };
}
