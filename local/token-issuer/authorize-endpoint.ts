// The authorization endpoint: lets a person choose whom to sign in as, and sends them back with a code (RFC 6749 §4.1).
import { isLoopbackUrl } from '../../shared/loopback.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { localCallers } from './callers.ts';
import { refusalPage, signInPage } from './sign-in-page.ts';

/** An answer for a browser. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly status: 200 | 400; readonly html: string }
  | { readonly kind: 'redirect'; readonly location: string };

/** What the endpoint knows. */
export interface AuthorizeEndpoint {
  readonly codes: AuthorizationCodes;
  /** Client id, then App ID URIs of the one API that there are tokens for. */
  readonly audiences: readonly string[];
}

/** Where the explorer is, on whatever port of this machine (RFC 8252 §7.3 lets the port vary). */
const REGISTERED_PATH = '/docs';

const [FIRST] = localCallers;

const OIDC_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

/** base64url of a SHA-256 (RFC 7636 §4.2). */
const CODE_CHALLENGE = /^[\w-]{43}$/;

/**
 * Answers an authorization request (Microsoft identity platform, "OAuth 2.0 authorization code flow").
 * @param query - of the URL; nobody is asked unless `prompt` says so: `login_hint` names the caller, or it is the first one, as
 * if signed in already
 */
export function answerAuthorizationRequest(endpoint: AuthorizeEndpoint, query: URLSearchParams): PageAnswer {
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  // An address that nobody vouches for is not redirected to, not even with an error (RFC 6749 §4.1.2.1).
  if (clientId === '') return refused('The request has no client_id.');
  if (!isRegistered(redirectUri)) {
    return refused(`The redirect_uri "${redirectUri}" is not registered: it is ${REGISTERED_PATH} on this machine.`);
  }
  const back = (answer: Readonly<Record<string, string>>): PageAnswer => redirect(redirectUri, query, answer);
  const problem = findProblem(endpoint, query);
  if (problem !== undefined) return back(problem);
  const hint = query.get('prompt') === null ? (query.get('login_hint') ?? FIRST.name) : query.get('login_hint');
  const caller = localCallers.find(({ name }) => name === hint);
  if (caller === undefined) return { kind: 'page', status: 200, html: signInPage(localCallers, query, redirectUri) };
  const codeChallenge = query.get('code_challenge') ?? '';
  return back({ code: endpoint.codes.issue({ clientId, redirectUri, codeChallenge, caller }) });
}

function refused(problem: string): PageAnswer {
  return { kind: 'page', status: 400, html: refusalPage(problem) };
}

function isRegistered(redirectUri: string): boolean {
  if (!isLoopbackUrl(redirectUri)) return false;
  const { protocol, pathname, search, hash, username } = new URL(redirectUri);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && pathname === REGISTERED_PATH && search === '' && hash === '' && username === '';
}

function findProblem(
  { audiences }: AuthorizeEndpoint,
  query: URLSearchParams,
): { readonly error: string; readonly error_description: string } | undefined {
  if (query.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'response_type has to be code.' };
  }
  const hasChallenge = CODE_CHALLENGE.test(query.get('code_challenge') ?? '');
  if (query.get('code_challenge_method') !== 'S256' || !hasChallenge) {
    return {
      error: 'invalid_request',
      error_description: 'A client without a secret needs a code_challenge with the code_challenge_method S256.',
    };
  }
  const unknown = (query.get('scope') ?? '').split(' ').find((scope) => !isScope(scope, audiences));
  if (unknown === undefined) return undefined;
  return { error: 'invalid_scope', error_description: `The scope "${unknown}" is not one of this API.` };
}

function isScope(scope: string, audiences: readonly string[]): boolean {
  return OIDC_SCOPES.includes(scope) || audiences.some((audience) => scope.startsWith(`${audience}/`));
}

/** The client says whether the answer is in the query, as by default, or in the fragment. */
function redirect(redirectUri: string, query: URLSearchParams, answer: Readonly<Record<string, string>>): PageAnswer {
  const state = query.get('state');
  const parameters = new URLSearchParams({ ...answer, ...(state !== null && { state }) });
  const mark = query.get('response_mode') === 'fragment' ? '#' : '?';
  return { kind: 'redirect', location: `${redirectUri}${mark}${parameters.toString()}` };
}
