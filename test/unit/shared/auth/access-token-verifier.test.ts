// Who gets in: right tokens of every kind do, and nothing else does, however it is forged.
import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { signToken, type AccessTokenOptions } from '../../../../local/token-issuer/access-token.ts';
import { createIssuerKey } from '../../../../local/token-issuer/issuer-key.ts';
import { createAccessTokenVerifier, type AccessTokenVerifier } from '../../../../shared/auth/access-token-verifier.ts';
import { createChallenge } from '../../../../shared/auth/challenge.ts';
import type { Caller } from '../../../../shared/auth/caller.ts';
import { entraTenant } from '../../../../shared/auth/entra.ts';
import { createSigningKeys } from '../../../../shared/auth/signing-keys.ts';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { createClock, type Clock } from '../../../support/clock.ts';
import { jwkOf } from '../../../support/jwks-server.ts';
import { tokenAttacks } from '../../../support/token-attacks.ts';
import { codePoint } from '../../../support/code-point.ts';

const authority = 'https://login.microsoftonline.com';
const tenantId = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const audience = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';
const key = createIssuerKey();
const target = { key, authority, tenantId, audience };
const hour = 60 * 60_000;

interface Setting {
  readonly verifier: AccessTokenVerifier;
  /** What the key set endpoint answers. */
  published: object[];
  readonly clock: Clock;
  readonly fetches: () => number;
}

function setUp(options: { maxRemembered?: number; published?: object[] } = {}): Setting {
  const clock = createClock();
  const tenant = entraTenant({ authority, tenantId });
  let fetches = 0;
  const setting: Setting = {
    published: options.published ?? [jwkOf(key)],
    clock,
    fetches: () => fetches,
    verifier: createAccessTokenVerifier({
      tenant,
      audiences: [audience, 'api://graph-app-install-status'],
      signingKeys: createSigningKeys({
        jwksUri: tenant.jwksUri,
        now: clock.now,
        fetchJson() {
          fetches += 1;
          return Promise.resolve({ keys: setting.published });
        },
      }),
      challenge: createChallenge(tenant.authorizeUrl, audience),
      now: clock.now,
      ...(options.maxRemembered !== undefined && { maxRemembered: options.maxRemembered }),
    }),
  };
  return setting;
}

function bearer(options: Partial<AccessTokenOptions> = {}): string {
  return `Bearer ${signToken(key, { ...target, ...options })}`;
}

async function refusalOf(verifier: AccessTokenVerifier, authorization: string | null | undefined): Promise<GraphError> {
  try {
    await verifier.verify(authorization);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('The token was accepted.');
}

/** Waits for a fetch that runs in the background: a token with an unknown key waits for the one that is running. */
async function backgroundFetch(verifier: AccessTokenVerifier): Promise<void> {
  await refusalOf(verifier, bearer({ header: { kid: 'unknown' } }));
}

describe('access token verifier: who gets in', () => {
  test('an application with a v2.0 token, with the app roles it was granted', async () => {
    const { verifier } = setUp();
    const caller = await verifier.verify(
      bearer({ clientId: 'client', roles: ['A', 'B'], claims: { oid: 'o', sub: 'o' } }),
    );
    expect(caller).toEqual<Caller>({
      kind: 'application',
      tenantId,
      objectId: 'o',
      appId: 'client',
      permissions: new Set(['A', 'B']),
    });
  });

  test('an application with a v1.0 token for the App ID URI', async () => {
    const { verifier } = setUp();
    const caller = await verifier.verify(
      bearer({ version: '1.0', audience: 'api://graph-app-install-status', clientId: 'client' }),
    );
    expect(caller).toMatchObject({ kind: 'application', appId: 'client' });
    expect(caller).toHaveProperty('permissions', new Set(['DeviceManagementApps.ReadWrite.All']));
  });

  test.each(['1.0', '2.0'] as const)(
    'a user with a v%s token, with the scopes granted to the application',
    async (version) => {
      const { verifier } = setUp();
      const caller = await verifier.verify(bearer({ version, scopes: 'A.Read  B.Read', roles: ['Admin'] }));
      expect(caller).toMatchObject({ kind: 'delegated', permissions: new Set(['A.Read', 'B.Read']) });
    },
  );

  test('an application whose token has no idtyp, told by oid and sub being the same', async () => {
    const { verifier } = setUp();
    expect(await verifier.verify(bearer({ claims: { idtyp: null } }))).toMatchObject({ kind: 'application' });
  });

  test.each<[string, Partial<AccessTokenOptions>]>([
    ['a user with app roles but no scopes', { scopes: '', claims: { scp: null, roles: ['Admin'] } }],
    ['a user with empty scopes', { scopes: '' }],
    ['a token that calls itself one of a user', { claims: { idtyp: 'user' } }],
    ['a token with neither oid nor sub', { claims: { idtyp: null, oid: null, sub: null } }],
    ['an application without roles', { claims: { roles: null } }],
  ])('%s, but without any permission', async (_name, options) => {
    const { verifier } = setUp();
    expect(await verifier.verify(bearer(options))).toHaveProperty('permissions', new Set());
  });

  test.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])(
    'whatever the letter case of the scheme: %p',
    async (scheme) => {
      const { verifier } = setUp();
      expect(await verifier.verify(bearer().replace('Bearer', scheme))).toHaveProperty('tenantId', tenantId);
    },
  );

  test.each([undefined, 'jwt', 'at+jwt', 'application/at+jwt'])('a token of type %p', async (typ) => {
    const { verifier } = setUp();
    expect(await verifier.verify(bearer({ header: { typ: typ ?? null } }))).toHaveProperty('tenantId', tenantId);
  });

  test('a token with header parameters that are not known here', async () => {
    const { verifier } = setUp();
    expect(await verifier.verify(bearer({ header: { rh: '0.A' } }))).toHaveProperty('tenantId', tenantId);
  });

  test('a token whose tenant id is written in capitals', async () => {
    const { verifier } = setUp();
    const caller = await verifier.verify(bearer({ claims: { tid: tenantId.toUpperCase() } }));
    expect(caller).toHaveProperty('tenantId', tenantId);
  });

  test('a token with as many groups as Entra puts in', async () => {
    const { verifier } = setUp();
    const groups = Array.from({ length: 200 }, () => crypto.randomUUID());
    expect(await verifier.verify(bearer({ claims: { groups } }))).toHaveProperty('tenantId', tenantId);
  });

  test.each([
    ['ended 59 seconds ago', { expiresIn: -59 }],
    ['starts in 59 seconds', { claims: { nbf: Math.floor(Date.now() / 1000) + 59 } }],
  ])('a token that %s: clocks differ', async (_name, options) => {
    const { verifier } = setUp();
    expect(await verifier.verify(bearer(options))).toHaveProperty('tenantId', tenantId);
  });
});

describe('access token verifier: who does not', () => {
  test.each(tokenAttacks)('%s', async (_name, attack) => {
    const { verifier } = setUp();
    const refusal = await refusalOf(verifier, attack.authorization(target));
    expect(refusal).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken', reason: attack.reason });
  });

  test('all refusals of a token look the same', async () => {
    const { verifier } = setUp();
    const answers = new Set<string>();
    for (const [, attack] of tokenAttacks) {
      const {
        status,
        code,
        message,
        headers,
        details,
        target: about,
      } = await refusalOf(verifier, attack.authorization(target));
      answers.add(JSON.stringify({ status, code, message, headers, details, about }));
    }
    expect([...answers]).toEqual([
      JSON.stringify({
        status: 401,
        code: 'InvalidAuthenticationToken',
        message: 'Access token validation failure.',
        headers: {
          'WWW-Authenticate':
            `Bearer realm="", authorization_uri="${authority}/${tenantId}/oauth2/v2.0/authorize", client_id="${audience}", ` +
            'error="invalid_token", error_description="The access token was refused."',
        },
        details: [],
      }),
    ]);
  });

  test.each([undefined, null, '', '  ', 'Bearer', 'bearer '])(
    'a request without a token (%p) is told where to get one',
    async (authorization) => {
      const { verifier } = setUp();
      expect(await refusalOf(verifier, authorization)).toMatchObject({
        status: 401,
        message: 'Access token is empty.',
        reason: 'missing',
        headers: {
          'WWW-Authenticate': `Bearer realm="", authorization_uri="${authority}/${tenantId}/oauth2/v2.0/authorize", client_id="${audience}"`,
        },
      });
    },
  );

  test('no text gets in, and none makes it fail in another way', async () => {
    const { verifier } = setUp();
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const tokenLike = fc.tuple(part, part, part).map((parts) => `Bearer ${parts.join('.')}`);
    const right = bearer();
    const mutated = fc
      .tuple(fc.nat({ max: right.length }), fc.string({ unit: codePoint, minLength: 1, maxLength: 3 }))
      .map(([at, text]) => right.slice(0, at) + text + right.slice(at + text.length))
      .filter((text) => text.slice('Bearer '.length) !== right.slice('Bearer '.length));
    const header = fc
      .record(
        { alg: fc.constantFrom('RS256', 'none'), kid: fc.constantFrom(key.kid, 'x'), typ: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((json) => `Bearer ${Buffer.from(JSON.stringify(json)).toString('base64url')}.e30.AAAA`);
    const authorization = fc.oneof(fc.string({ unit: codePoint }), tokenLike, header, mutated);
    await fc.assert(
      fc.asyncProperty(authorization, async (text) => {
        expect((await refusalOf(verifier, text)).status).toBe(401);
      }),
      { numRuns: 500 },
    );
  });

  test('a verifier that would accept no issuer or no audience is not made', () => {
    const tenant = entraTenant({ authority, tenantId });
    const rest = { signingKeys: createSigningKeys({ jwksUri: tenant.jwksUri }), challenge: createChallenge('', '') };
    expect(() => createAccessTokenVerifier({ ...rest, tenant, audiences: [] })).toThrow('audience');
    const nobody = entraTenant({ authority, tenantId, issuers: [] });
    expect(() => createAccessTokenVerifier({ ...rest, tenant: nobody, audiences: [audience] })).toThrow('issuer');
  });
});

describe('access token verifier: to whom a signing key belongs', () => {
  const v1Issuer = `https://sts.windows.net/${tenantId}/`;
  test.each([
    ['no issuer', undefined, '2.0'],
    ['the template', `${authority}/{tenantid}/v2.0`, '2.0'],
    ["the tenant's issuer", `${authority}/${tenantId}/v2.0`, '2.0'],
    ['the v2.0 issuer, signing a v1.0 token', `${authority}/${tenantId}/v2.0`, '1.0'],
    ['the v1.0 issuer', v1Issuer, '1.0'],
  ] as const)('a key with %s signs for the tenant', async (_name, issuer, version) => {
    const { verifier } = setUp({ published: [jwkOf(key, { issuer })] });
    expect(await verifier.verify(bearer({ version }))).toHaveProperty('tenantId', tenantId);
  });

  test.each([
    ['another tenant', `${authority}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0`],
    ['another authority', 'https://login.example/{tenantid}/v2.0'],
  ])('a key of %s does not', async (_name, issuer) => {
    const { verifier } = setUp({ published: [jwkOf(key, { issuer })] });
    expect(await refusalOf(verifier, bearer())).toMatchObject({ status: 401, reason: 'keyIssuer' });
  });
});

describe('access token verifier: what it remembers', () => {
  test('a verified token is answered at once, and is the same caller', async () => {
    const { verifier } = setUp();
    const authorization = bearer();
    const caller = await verifier.verify(authorization);
    expect(verifier.verify(authorization)).toBe(caller);
  });

  test('a token is not remembered past its end', async () => {
    const { verifier, clock } = setUp();
    const authorization = bearer({ now: clock.now() });
    const caller = await verifier.verify(authorization);
    const { exp } = jwt.decode(authorization.slice('Bearer '.length), { json: true }) ?? {};
    if (exp === undefined) throw new Error('The token has no end.');
    clock.advance(exp * 1000 - 1 - clock.now());
    expect(verifier.verify(authorization)).toBe(caller);
    clock.advance(1);
    const again = await verifier.verify(authorization);
    expect(again).toEqual(caller);
    expect(again).not.toBe(caller);
    expect(await verifier.verify(authorization)).not.toBe(again);
    clock.advance(60_000);
    expect(await refusalOf(verifier, authorization)).toMatchObject({ reason: 'expired' });
  });

  test('a token whose key is gone is refused from then on', async () => {
    const setting = setUp();
    const authorization = bearer({ expiresIn: 20 * 3600 });
    await setting.verifier.verify(authorization);
    setting.published = [jwkOf(createIssuerKey())];
    setting.clock.advance(hour);
    // This request still gets in: it starts the refresh and does not wait for it.
    expect(setting.verifier.verify(authorization)).not.toBeInstanceOf(Promise);
    await backgroundFetch(setting.verifier);
    expect(await refusalOf(setting.verifier, authorization)).toMatchObject({ status: 401, reason: 'unknownKey' });
  });

  test('a token is verified again when its key was replaced under the same name', async () => {
    const setting = setUp();
    const authorization = bearer({ expiresIn: 20 * 3600 });
    await setting.verifier.verify(authorization);
    setting.published = [jwkOf(createIssuerKey(), { kid: key.kid })];
    setting.clock.advance(hour);
    await setting.verifier.verify(authorization);
    await backgroundFetch(setting.verifier);
    expect(await refusalOf(setting.verifier, authorization)).toMatchObject({ status: 401, reason: 'signature' });
  });

  test('a token stays remembered when its key is published again unchanged', async () => {
    const { verifier, clock, fetches } = setUp();
    const authorization = bearer({ expiresIn: 20 * 3600 });
    const caller = await verifier.verify(authorization);
    clock.advance(hour);
    await verifier.verify(authorization);
    await backgroundFetch(verifier);
    expect(fetches()).toBe(2);
    expect(verifier.verify(authorization)).toBe(caller);
  });

  test('who counts look-ups hears whether a token was known, and nothing of one that cannot be looked up', async () => {
    const { verifier } = setUp();
    const heard: boolean[] = [];
    const observer = { tokenLookedUp: (isRemembered: boolean): void => void heard.push(isRemembered) };
    const authorization = bearer();
    await verifier.verify(authorization, observer);
    await verifier.verify(authorization, observer);
    expect(() => verifier.verify('Basic Og==', observer)).toThrow(GraphError);
    expect(heard).toEqual([false, true]);
  });

  test('the oldest token is forgotten first', async () => {
    const { verifier } = setUp({ maxRemembered: 2 });
    const [first, second, third] = [bearer(), bearer(), bearer()];
    const callers = [await verifier.verify(first), await verifier.verify(second), await verifier.verify(third)];
    expect(verifier.verify(second)).toBe(callers[1]);
    expect(verifier.verify(third)).toBe(callers[2]);
    expect(verifier.verify(first)).not.toBe(callers[0]);
  });

  test('a refused token is not remembered: it is let in once its time has come', async () => {
    const { verifier, clock } = setUp();
    const authorization = bearer({ now: clock.now() + 10 * 60_000 });
    expect(await refusalOf(verifier, authorization)).toMatchObject({ reason: 'notYetValid' });
    clock.advance(10 * 60_000);
    expect(await verifier.verify(authorization)).toHaveProperty('tenantId', tenantId);
  });

  test('many requests with one new token at once are one fetch of keys', async () => {
    const { verifier, fetches } = setUp();
    const authorization = bearer();
    const callers = await Promise.all(Array.from({ length: 50 }, async () => verifier.verify(authorization)));
    expect(new Set(callers.map((caller) => caller.appId)).size).toBe(1);
    expect(fetches()).toBe(1);
  });
});
