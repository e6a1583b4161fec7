// The local issuer over HTTP: its documents fit together as Entra's do, and its tokens get into the service.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadIssuerKey } from '../../../../local/token-issuer/issuer-key.ts';
import { signToken } from '../../../../local/token-issuer/access-token.ts';
import { startTokenIssuer, type TokenIssuer } from '../../../../local/token-issuer/token-issuer.ts';
import { createAccessTokenVerifier, type AccessTokenVerifier } from '../../../../shared/auth/access-token-verifier.ts';
import { createChallenge } from '../../../../shared/auth/challenge.ts';
import { entraTenant } from '../../../../shared/auth/entra.ts';
import { createSigningKeys } from '../../../../shared/auth/signing-keys.ts';

const tenantId = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const audiences = ['7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22', 'api://graph-app-install-status'];

let keyFolder: string;
let issuer: TokenIssuer;

beforeAll(async () => {
  keyFolder = mkdtempSync(join(tmpdir(), 'token-issuer-'));
  issuer = await startTokenIssuer({ port: 0, keyFolder, tenantId, audiences });
});

afterAll(async () => {
  await issuer.close();
  rmSync(keyFolder, { recursive: true });
});

type Json = Record<string, unknown>;

async function getJson(url: string): Promise<Json> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return (await response.json()) as Json;
}

async function post(path: string, form: Record<string, string> | string): Promise<{ status: number; body: Json }> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`${issuer.authority}/${tenantId}/${path}`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Json };
}

function serviceVerifier(authority = issuer.authority): AccessTokenVerifier {
  const tenant = entraTenant({ authority, tenantId });
  return createAccessTokenVerifier({
    tenant,
    audiences,
    signingKeys: createSigningKeys({ jwksUri: tenant.jwksUri }),
    challenge: createChallenge(tenant.authorizeUrl, audiences[0] ?? ''),
  });
}

const credentials = { grant_type: 'client_credentials', client_id: 'my-client', client_secret: 'any' };

describe('token issuer: documents', () => {
  test.each([
    ['v1.0', '.well-known/openid-configuration', 'oauth2/token', 'discovery/keys', ''],
    ['v2.0', 'v2.0/.well-known/openid-configuration', 'oauth2/v2.0/token', 'discovery/v2.0/keys', 'v2.0'],
  ])('%s discovery names issuer, keys and token endpoint', async (_version, path, token, keys, issuerEnd) => {
    const tenant = `${issuer.authority}/${tenantId}`;
    expect(await getJson(`${tenant}/${path}`)).toMatchObject({
      issuer: `${tenant}/${issuerEnd}`,
      jwks_uri: `${tenant}/${keys}`,
      token_endpoint: `${tenant}/${token}`,
    });
  });

  test('both key sets hold the one key, and that of v2.0 says whose it is', async () => {
    const { kid } = loadIssuerKey(keyFolder);
    const tenant = `${issuer.authority}/${tenantId}`;
    const key = {
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t: kid,
      e: 'AQAB',
      n: expect.stringMatching(/^[\w-]{342}$/) as unknown,
    };
    expect(await getJson(`${tenant}/discovery/keys`)).toEqual({ keys: [key] });
    expect(await getJson(`${tenant}/discovery/v2.0/keys`)).toEqual({ keys: [{ ...key, issuer: `${tenant}/v2.0` }] });
  });

  test('paths are read without regard to letter case and query', async () => {
    await getJson(`${issuer.authority}/${tenantId.toUpperCase()}/discovery/keys?appid=x`);
  });

  test.each(['', 'common/discovery/keys', `${tenantId}/nothing`])('404 in JSON for /%s', async (path) => {
    const response = await fetch(`${issuer.authority}/${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [90002] });
  });
});

describe('token issuer: tokens', () => {
  test.each(audiences)(
    'the v2.0 endpoint gives an application a token for %s that the service accepts',
    async (audience) => {
      const { status, body } = await post('oauth2/v2.0/token', { ...credentials, scope: `${audience}/.default` });
      expect(status).toBe(200);
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600 });
      const caller = await serviceVerifier().verify(`Bearer ${String(body.access_token)}`);
      expect(caller).toMatchObject({ kind: 'application', appId: 'my-client' });
      expect(caller.permissions).toEqual(new Set(['DeviceManagementApps.ReadWrite.All']));
    },
  );

  test('the v1.0 endpoint takes a resource and writes its numbers as text', async () => {
    const { status, body } = await post('oauth2/token', { ...credentials, resource: audiences[1] ?? '' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: '3600', resource: audiences[1] });
    expect(Number(body.expires_on) - Number(body.not_before)).toBe(3600);
    await expect(serviceVerifier().verify(`Bearer ${String(body.access_token)}`)).resolves.toBeDefined();
  });

  test.each(['1.0', '2.0'] as const)('a v%s token signed beside the issuer gets in', async (version) => {
    const token = signToken(loadIssuerKey(keyFolder), {
      authority: issuer.authority,
      tenantId,
      audience: audiences[0] ?? '',
      version,
    });
    await expect(serviceVerifier().verify(`Bearer ${token}`)).resolves.toBeDefined();
  });

  const scope = `${audiences[0] ?? ''}/.default`;
  test.each<[string, string, Record<string, string>, number, string, number]>([
    ['no grant type', 'oauth2/v2.0/token', {}, 400, 'invalid_request', 900144],
    ['another grant type', 'oauth2/v2.0/token', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no client', 'oauth2/v2.0/token', { grant_type: 'client_credentials', scope }, 400, 'invalid_request', 900144],
    [
      'no secret',
      'oauth2/v2.0/token',
      { grant_type: 'client_credentials', client_id: 'my-client', scope },
      401,
      'invalid_client',
      7000216,
    ],
    ['no scope', 'oauth2/v2.0/token', credentials, 400, 'invalid_request', 900144],
    [
      'a scope that is none of .default',
      'oauth2/v2.0/token',
      { ...credentials, scope: 'x/A.Read' },
      400,
      'invalid_scope',
      1002012,
    ],
    [
      'another API',
      'oauth2/v2.0/token',
      { ...credentials, scope: 'api://x/.default' },
      400,
      'invalid_resource',
      500011,
    ],
    ['no resource', 'oauth2/token', credentials, 400, 'invalid_request', 900144],
    ['another resource', 'oauth2/token', { ...credentials, resource: 'api://x' }, 400, 'invalid_resource', 500011],
  ])("%s is answered with Entra's error", async (_name, path, form, status, error, code) => {
    const answer = await post(path, form);
    expect(answer).toMatchObject({ status, body: { error, error_codes: [code] } });
    expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Timestamp: .+Z$`));
    expect(answer.body.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  });

  test('a form far too long is cut, not kept', async () => {
    const { status } = await post('oauth2/v2.0/token', `${'x'.repeat(1024 * 1024)}&grant_type=client_credentials`);
    expect(status).toBe(400);
  });

  test('a client that leaves in the middle of its request does no harm', async () => {
    const socket = connect(issuer.port, '127.0.0.1');
    socket.write(`POST /${tenantId}/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf`);
    await getJson(`${issuer.authority}/${tenantId}/discovery/keys`);
    socket.destroy();
    await getJson(`${issuer.authority}/${tenantId}/discovery/keys`);
  });
});

describe('token issuer: key and port', () => {
  test('the key is made once, kept for this user only, and outlives a restart', async () => {
    const { kid } = loadIssuerKey(keyFolder);
    expect(statSync(join(keyFolder, 'token-issuer-key.pem')).mode & 0o777).toBe(0o600);
    const restarted = await startTokenIssuer({ port: 0, keyFolder, tenantId, audiences });
    const keys = await getJson(`${restarted.authority}/${tenantId}/discovery/keys`);
    await restarted.close();
    expect(keys).toMatchObject({ keys: [{ kid }] });
  });

  test('a file that holds no key is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-issuer-'));
    writeFileSync(join(folder, 'token-issuer-key.pem'), 'not a key');
    expect(() => loadIssuerKey(folder)).toThrow(/token-issuer-key\.pem does not hold a private RSA key/);
    rmSync(folder, { recursive: true });
  });

  test('a taken port is a clear error', async () => {
    await expect(startTokenIssuer({ port: issuer.port, keyFolder, tenantId, audiences })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: issuer.port,
    });
  });

  test.each(['0.0.0.0', '::', '192.0.2.1'])('it does not listen on %s', async (host) => {
    await expect(startTokenIssuer({ port: 0, host, keyFolder, tenantId, audiences })).rejects.toThrow(
      'does not listen',
    );
  });
});
