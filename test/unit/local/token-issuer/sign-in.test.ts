// Signing in at the local issuer, over HTTP: the choice of a caller, codes with PKCE, and to whom they are given.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthorizationCodes } from '../../../../local/token-issuer/authorization-codes.ts';
import { localCallers } from '../../../../local/token-issuer/callers.ts';
import { startTokenIssuer, type TokenIssuer } from '../../../../local/token-issuer/token-issuer.ts';
import { createAccessTokenVerifier } from '../../../../shared/auth/access-token-verifier.ts';
import type { Caller } from '../../../../shared/auth/caller.ts';
import { createChallenge } from '../../../../shared/auth/challenge.ts';
import { entraTenant } from '../../../../shared/auth/entra.ts';
import { createSigningKeys } from '../../../../shared/auth/signing-keys.ts';

const tenantId = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const audiences = ['7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22', 'api://graph-app-install-status'];
const codeVerifier = 'a-verifier-of-at-least-forty-three-characters-0';
const redirectUri = 'http://localhost:9/docs';

const request = {
  client_id: 'explorer',
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'api://graph-app-install-status/DeviceManagementApps.ReadWrite.All openid',
  state: 'the state & more',
  code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  code_challenge_method: 'S256',
};

let keyFolder: string;
let issuer: TokenIssuer;

beforeAll(async () => {
  keyFolder = mkdtempSync(join(tmpdir(), 'sign-in-'));
  issuer = await startTokenIssuer({ port: 0, keyFolder, tenantId, audiences });
});

afterAll(async () => {
  await issuer.close();
  rmSync(keyFolder, { recursive: true });
});

const endpoint = (name: string): string => `${issuer.authority}/${tenantId}/oauth2/v2.0/${name}`;

function authorize(changes: Readonly<Record<string, string>> = {}): Promise<Response> {
  const query = new URLSearchParams({ ...request, ...changes });
  return fetch(`${endpoint('authorize')}?${query.toString()}`, { redirect: 'manual' });
}

async function codeOf(caller: string): Promise<string> {
  const response = await authorize({ login_hint: caller });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function redeem(changes: Readonly<Record<string, string>>): Promise<{ response: Response; token: string }> {
  const form = { client_id: 'explorer', redirect_uri: redirectUri, code_verifier: codeVerifier };
  const response = await fetch(endpoint('token'), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', ...form, ...changes }),
    headers: { Origin: 'http://localhost:9' },
  });
  const { access_token: token = '' } = (await response.clone().json()) as { access_token?: string };
  return { response, token };
}

async function callerOf(token: string): Promise<Caller> {
  const tenant = entraTenant({ authority: issuer.authority, tenantId });
  const verifier = createAccessTokenVerifier({
    tenant,
    audiences,
    signingKeys: createSigningKeys({ jwksUri: tenant.jwksUri }),
    challenge: createChallenge(tenant.authorizeUrl, audiences[0] ?? ''),
  });
  return await verifier.verify(`Bearer ${token}`);
}

test('the page offers every caller by a link of its own, and runs nothing', async () => {
  const response = await authorize({ prompt: 'select_account' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; img-src data:; style-src 'unsafe-inline';/,
  );
  const html = await response.text();
  const hints = [...html.matchAll(/<a href="([^"]+)"/g)].map(([, href = '']) =>
    new URLSearchParams(href.slice(1).replaceAll('&amp;', '&')).get('login_hint'),
  );
  expect(hints).toEqual(['administrator', 'reader', 'agent']);
});

test('who does not want to choose is the administrator at once', async () => {
  const location = new URL((await authorize()).headers.get('location') ?? '');
  const { token } = await redeem({ code: location.searchParams.get('code') ?? '' });
  expect(await callerOf(token)).toMatchObject({ permissions: new Set(['DeviceManagementApps.ReadWrite.All']) });
});

test.each([
  ['administrator', { kind: 'delegated', permissions: new Set(['DeviceManagementApps.ReadWrite.All']) }],
  ['reader', { kind: 'delegated', permissions: new Set(['DeviceManagementApps.Read.All']) }],
  ['agent', { kind: 'application', permissions: new Set(['DeviceManagementApps.ReadWrite.All']) }],
])('%s goes back with a code, and the code is a token that the service accepts', async (name, expected) => {
  const chosen = await authorize({ login_hint: name });
  expect(chosen.status).toBe(302);
  const location = new URL(chosen.headers.get('location') ?? '');
  expect(`${location.origin}${location.pathname}`).toBe(redirectUri);
  expect(location.searchParams.get('state')).toBe(request.state);
  const { response, token } = await redeem({ code: location.searchParams.get('code') ?? '' });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:9');
  expect(await callerOf(token)).toMatchObject({ ...expected, appId: 'explorer' });
});

test('the answer is in the fragment where the client asks for that', async () => {
  const response = await authorize({ login_hint: 'reader', response_mode: 'fragment' });
  expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:9\/docs#code=[\w-]{43}&state=the\+state/);
});

test.each([
  'https://explorer.example/docs',
  'http://localhost:9/other',
  'http://localhost:9/docs?next=x',
  'http://localhost@explorer.example/docs',
  'javascript:alert(1)//localhost/docs',
  '"><script>alert(1)</script>',
  '',
])('nobody is sent to %j: it is said on the page', async (address) => {
  const response = await authorize({ redirect_uri: address, login_hint: 'administrator' });
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
  expect(await response.text()).not.toContain('<script>');
});

test.each([
  ['no challenge', { code_challenge: '' }, 'invalid_request'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['the scope of another API', { scope: 'https://graph.microsoft.com/.default' }, 'invalid_scope'],
])('%s is told to the client', async (_what, changes, error) => {
  const response = await authorize({ ...changes, login_hint: 'administrator' });
  const { searchParams } = new URL(response.headers.get('location') ?? '');
  expect(searchParams.get('error')).toBe(error);
  expect(searchParams.get('state')).toBe(request.state);
  expect(searchParams.get('code')).toBeNull();
});

test.each([
  ['another verifier', { code_verifier: `${codeVerifier}1` }],
  ['another client', { client_id: 'other' }],
  ['another address', { redirect_uri: 'http://localhost:10/docs' }],
])('a code is no token with %s, and is spent by the attempt', async (_what, changes) => {
  const code = await codeOf('administrator');
  const { response } = await redeem({ code, ...changes });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  expect((await redeem({ code })).response.status).toBe(400);
});

test('a code is redeemed once, and within a minute', async () => {
  const code = await codeOf('administrator');
  expect((await redeem({ code })).response.status).toBe(200);
  expect((await redeem({ code })).response.status).toBe(400);

  let now = 0;
  const codes = createAuthorizationCodes(() => now);
  const [caller] = localCallers;
  const grant = { clientId: 'explorer', redirectUri, codeChallenge: request.code_challenge, caller };
  const late = codes.issue(grant);
  now = 60_000;
  expect(codes.redeem({ code: late, clientId: 'explorer', redirectUri, codeVerifier })).toBeUndefined();
});

test('a request that leaves something out is told what', async () => {
  const response = await fetch(endpoint('token'), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: 'explorer', code: 'x' }),
    headers: { Origin: 'https://explorer.example' },
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(await response.json()).toMatchObject({
    error_description: expect.stringContaining("'redirect_uri'") as unknown,
  });
});
