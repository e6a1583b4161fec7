// Signs a user in: authorization code with PKCE (RFC 7636), by going to the authority and coming back, as an application
// without a secret. The token stays in the memory of the page.
import type { SignInSettings } from './settings.ts';

/** What is kept while the user is at the authority. */
interface Pending {
  readonly state: string;
  readonly verifier: string;
  /** What the page showed, to come back to. */
  readonly hash: string;
}

const PENDING = 'explorer-sign-in';

/** An access token and who has it. */
export interface Session {
  readonly accessToken: string;
  /** A user's name, or the client id of an application by itself. */
  readonly name: string;
  readonly permissions: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Goes to the authority, which comes back to this page with a code in the fragment.
 * @param isChange - whether somebody else is to sign in; otherwise who is signed in at the authority need not be asked
 */
export async function beginSignIn(settings: SignInSettings, isChange: boolean): Promise<void> {
  const pending: Pending = { state: randomText(), verifier: randomText(), hash: location.hash };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = new URL(settings.authorizeUrl);
  url.search = new URLSearchParams({
    client_id: settings.clientId,
    response_type: 'code',
    // Fragments are not sent to servers, so the code is in nobody's log.
    response_mode: 'fragment',
    redirect_uri: redirectUri(),
    scope: settings.scope,
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(isChange ? { prompt: 'select_account' } : {}),
  }).toString();
  location.assign(url);
}

/**
 * Ends a sign-in that the authority has just come back from.
 * @returns the session, or undefined when the page was opened in another way
 * @throws Error that says why the user is not signed in
 */
export async function endSignIn(settings: SignInSettings): Promise<Session | undefined> {
  const answer = new URLSearchParams(location.hash.slice(1));
  const code = answer.get('code');
  const error = answer.get('error');
  const state = answer.get('state');
  if (state === null || (code === null && error === null)) return undefined;
  const pending = takePending();
  // The code must not stay in the history, and what was shown before is shown again.
  history.replaceState(null, '', `${location.pathname}${location.search}${pending?.hash ?? ''}`);
  if (pending?.state !== state) throw new Error('the answer of the authority is not one to this page. Try again.');
  if (code === null) throw new Error(answer.get('error_description') ?? error ?? '');
  return await redeem(settings, code, pending.verifier);
}

async function redeem({ tokenUrl, clientId, scope }: SignInSettings, code: string, verifier: string): Promise<Session> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: clientId,
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(),
      code_verifier: verifier,
      scope,
    }),
  });
  const body = (await response.json()) as Readonly<Record<string, string | undefined>>;
  const { access_token: accessToken, error, error_description: description } = body;
  if (accessToken === undefined) throw new Error(description ?? error ?? `status ${response.status}`);
  return { accessToken, expiresAt: Date.now() + 1000 * Number(body.expires_in), ...readCaller(accessToken) };
}

/** The claims tell the user who they are here; the service does not trust them before it has checked the signature. */
function readCaller(accessToken: string): Pick<Session, 'name' | 'permissions'> {
  const [, payload = ''] = accessToken.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly name?: string;
    readonly app_displayname?: string;
    readonly azp?: string;
    readonly scp?: string;
    readonly roles?: readonly string[];
  };
  const { name = claims.app_displayname ?? claims.azp ?? 'unnamed', scp, roles = [] } = claims;
  return { name, permissions: scp ?? roles.join(' ') };
}

/** The page without query, fragment and a slash at the end, as it is registered. */
function redirectUri(): string {
  return `${location.origin}${location.pathname.replace(/\/$/, '')}`;
}

function takePending(): Pending | undefined {
  const stored = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return stored === null ? undefined : (JSON.parse(stored) as Pending);
}

/** 256 random bits, which makes 43 characters of those that a verifier may have (RFC 7636 §4.1). */
function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
