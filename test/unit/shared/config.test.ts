// The configuration fails closed: what is missing or unsafe stops the start, with every problem in one message.
import { type Configuration, ConfigurationError, readConfiguration } from '../../../shared/config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const TENANT = '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10';
const CLIENT = '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22';

const account: Environment = {
  ENTRA_TENANT_ID: TENANT,
  ENTRA_AUDIENCE: `${CLIENT},api://status`,
  COSMOS_ENDPOINT: 'https://account.documents.azure.com:443/',
  COSMOS_DATABASE: 'd',
  COSMOS_CONTAINER: 'c',
};

const emulator: Environment = { ...account, COSMOS_ENDPOINT: 'https://localhost:8081', COSMOS_KEY: 'key' };

const onAzure: Environment = { WEBSITE_SITE_NAME: 'func' };

function read(changes: Environment, base = account): Configuration {
  return readConfiguration({ ...base, ...changes });
}

function problemsOf(changes: Environment, base = account): readonly string[] {
  try {
    read(changes, base);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('a configuration for Azure', () => {
  test('is read whole, with the defaults of the public cloud', () => {
    expect(read(onAzure)).toEqual({
      entra: {
        authority: 'https://login.microsoftonline.com',
        tenantId: TENANT,
        audiences: [CLIENT, 'api://status'],
        issuers: undefined,
      },
      cosmos: {
        endpoint: 'https://account.documents.azure.com',
        database: 'd',
        container: 'c',
        signIn: { kind: 'managedIdentity', clientId: undefined },
      },
      publicBaseUrl: undefined,
      trustForwardedHeaders: false,
      repeatabilityWindowMs: 600_000,
      maxConcurrentRequests: 256,
    });
  });

  test('may name a user-assigned identity', () => {
    expect(read({ ...onAzure, AZURE_CLIENT_ID: 'mi' }).cosmos.signIn).toEqual({
      kind: 'managedIdentity',
      clientId: 'mi',
    });
  });

  test.each(['WEBSITE_INSTANCE_ID', 'WEBSITE_SITE_NAME', 'WEBSITE_POD_NAME', 'WEBSITE_SKU'])(
    'is known by %s',
    (marker) => {
      expect(read({ [marker]: 'x' }).cosmos.signIn.kind).toBe('managedIdentity');
      expect(read({ [marker]: ' ' }).cosmos.signIn.kind).toBe('developer');
    },
  );
});

describe('a configuration for this machine', () => {
  test('signs in with the key of an emulator', () => {
    expect(read({}, emulator).cosmos).toMatchObject({
      endpoint: 'https://localhost:8081',
      signIn: { kind: 'emulatorKey', key: 'key' },
    });
  });

  test('signs in as the developer when there is no key', () => {
    expect(read({}).cosmos.signIn).toEqual({ kind: 'developer' });
  });

  test.each(['http://localhost:7072', 'http://127.0.0.1:7072', 'http://[::1]:7072', 'https://localhost:7072'])(
    'may have its authority at %s',
    (authority) => {
      expect(read({ ENTRA_AUTHORITY: `${authority}/` }).entra.authority).toBe(authority);
    },
  );
});

describe('values', () => {
  test('are trimmed, and blank ones are missing ones', () => {
    const spaced = read({
      ENTRA_TENANT_ID: ` ${TENANT.toUpperCase()}\n`,
      ENTRA_AUDIENCE: ' a , ,b,',
      ENTRA_ISSUERS: ' ',
      COSMOS_KEY: ' ',
      PUBLIC_BASE_URL: '',
    });
    expect(spaced.entra).toMatchObject({ tenantId: TENANT, audiences: ['a', 'b'], issuers: undefined });
    expect(spaced).toMatchObject({ publicBaseUrl: undefined, cosmos: { signIn: { kind: 'developer' } } });
  });

  test('that are client ids are compared as tokens spell them, in lower case; App ID URIs as they are', () => {
    const { audiences } = read({ ENTRA_AUDIENCE: `${CLIENT.toUpperCase()},api://Status` }).entra;
    expect(audiences).toEqual([CLIENT, 'api://Status']);
  });

  test.each(['https://login.microsoftonline.us', 'https://login.partner.microsoftonline.cn'])(
    'of a sovereign cloud are taken: %s',
    (authority) => {
      expect(read({ ...onAzure, ENTRA_AUTHORITY: authority }).entra.authority).toBe(authority);
    },
  );

  test('of issuers that do not follow from the authority are taken', () => {
    expect(read({ ENTRA_ISSUERS: 'https://a/v2.0, https://b/' }).entra.issuers).toEqual([
      'https://a/v2.0',
      'https://b/',
    ]);
  });

  test.each([
    ['https://status.contoso.com', 'https://status.contoso.com'],
    ['https://status.contoso.com/', 'https://status.contoso.com'],
    ['https://contoso.com/apps/status//', 'https://contoso.com/apps/status'],
    ['HTTPS://Contoso.com:443/Apps', 'https://contoso.com/Apps'],
    ['http://localhost:7071', 'http://localhost:7071'],
  ])('of the public base URL are taken: %s', (given, taken) => {
    expect(read({ PUBLIC_BASE_URL: given }).publicBaseUrl).toBe(taken);
  });

  test.each([
    ['300', 300_000],
    [' 3600 ', 3_600_000],
    ['86400', 86_400_000],
    ['', 600_000],
  ])('say how long a create is known again: %j seconds', (given, taken) => {
    expect(read({ REPEATABILITY_WINDOW_SECONDS: given }).repeatabilityWindowMs).toBe(taken);
  });

  test.each([
    ['1', 1],
    ['10000', 10_000],
    ['', 256],
  ])('say how many requests may be under way: %j', (given, taken) => {
    expect(read({ MAX_CONCURRENT_REQUESTS: given }).maxConcurrentRequests).toBe(taken);
  });

  test('say whether forwarded headers are trusted; they are not unless that is said', () => {
    const trusts = ['true', 'True', 'false', ''].map(
      (value) => read({ TRUST_FORWARDED_HEADERS: value }).trustForwardedHeaders,
    );
    expect(trusts).toEqual([true, true, false, false]);
  });
});

describe('what is missing', () => {
  test('is told all at once', () => {
    const message = (): unknown => readConfiguration({});
    expect(message).toThrow(ConfigurationError);
    expect(message).toThrow(
      [
        'The configuration is not usable:',
        '  - ENTRA_TENANT_ID is missing: the id of the tenant whose tokens are accepted.',
        "  - ENTRA_AUDIENCE is missing: this API's client id and App ID URI, separated by a comma.",
        '  - COSMOS_ENDPOINT is missing: the URL of the Cosmos DB account.',
        '  - COSMOS_DATABASE is missing: the name of the database.',
        '  - COSMOS_CONTAINER is missing: the name of the container.',
      ].join('\n'),
    );
  });

  test.each(['ENTRA_TENANT_ID', 'ENTRA_AUDIENCE', 'COSMOS_ENDPOINT', 'COSMOS_DATABASE', 'COSMOS_CONTAINER'])(
    'is told by name, and once: %s',
    (name) => {
      for (const value of [undefined, '', ' ']) {
        for (const base of [account, emulator]) {
          expect(problemsOf({ [name]: value }, base)).toEqual([expect.stringContaining(`${name} is missing`)]);
        }
      }
    },
  );
});

describe('the explorer', () => {
  const local = { ENTRA_AUTHORITY: 'http://localhost:7072' };

  it.each<[string, Environment, Configuration['explorer']]>([
    ['off by itself', {}, undefined],
    ['off on Azure', onAzure, undefined],
    ['on where that is asked for', { ...onAzure, API_EXPLORER: 'On' }, { clientId: undefined }],
    ['on by itself where tokens come from this machine', local, { clientId: undefined }],
    ['off where that is asked for', { ...local, API_EXPLORER: 'off' }, undefined],
    ['told whom users sign in to', { ...local, API_EXPLORER_CLIENT_ID: CLIENT }, { clientId: CLIENT }],
    ['not on because of a client id', { API_EXPLORER_CLIENT_ID: CLIENT }, undefined],
  ])('is %s', (_what, changes, expected) => {
    expect(read(changes).explorer).toEqual(expected);
  });
});

describe('what is unsafe', () => {
  test.each<[string, Environment]>([
    ['ENTRA_TENANT_ID', { ENTRA_TENANT_ID: 'common' }],
    ['ENTRA_TENANT_ID', { ENTRA_TENANT_ID: 'contoso.onmicrosoft.com' }],
    ['ENTRA_TENANT_ID', { ENTRA_TENANT_ID: '9188040d-6c67-4c5b-b112-36a304b66dad' }],
    ['ENTRA_TENANT_ID', { ENTRA_TENANT_ID: '9188040D-6C67-4C5B-B112-36A304B66DAD' }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: ' , ' }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: 'api://"x"' }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: `${CLIENT} api://x` }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: 'api://ü' }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: 'api://x;api://y' }],
    ['ENTRA_AUDIENCE', { ENTRA_AUDIENCE: '*' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'login.microsoftonline.com' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'http://login.microsoftonline.com' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'http://localhost.contoso.com' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'http://10.0.0.1' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'file:///etc/keys' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: `https://login.microsoftonline.com/${TENANT}` }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'https://user:pass@login.microsoftonline.com' }],
    ['ENTRA_AUTHORITY', { ENTRA_AUTHORITY: 'https://login.microsoftonline.com?x=1' }],
    ['ENTRA_AUTHORITY', { ...onAzure, ENTRA_AUTHORITY: 'http://localhost:7072' }],
    ['COSMOS_ENDPOINT', { COSMOS_ENDPOINT: 'account.documents.azure.com' }],
    ['COSMOS_ENDPOINT', { COSMOS_ENDPOINT: 'http://account.documents.azure.com' }],
    ['COSMOS_ENDPOINT', { COSMOS_ENDPOINT: 'https://account.documents.azure.com/dbs' }],
    ['COSMOS_ENDPOINT', { ...onAzure, COSMOS_ENDPOINT: 'http://127.0.0.1:8081' }],
    ['COSMOS_DATABASE', { COSMOS_DATABASE: 'a/b' }],
    ['COSMOS_CONTAINER', { COSMOS_CONTAINER: 'a?b' }],
    ['COSMOS_KEY', { COSMOS_KEY: 'key' }],
    ['COSMOS_KEY', { ...onAzure, COSMOS_KEY: 'key' }],
    ['COSMOS_ENDPOINT', { ...onAzure, COSMOS_ENDPOINT: 'https://localhost:8081' }],
    ['ENTRA_AUTHORITY', { ...onAzure, ENTRA_AUTHORITY: 'https://[::1]' }],
    ['PUBLIC_BASE_URL', { PUBLIC_BASE_URL: '/apps' }],
    ['PUBLIC_BASE_URL', { PUBLIC_BASE_URL: 'http://contoso.com' }],
    ['PUBLIC_BASE_URL', { PUBLIC_BASE_URL: 'https://contoso.com#x' }],
    ['PUBLIC_BASE_URL', { ...onAzure, PUBLIC_BASE_URL: 'http://localhost' }],
    ['TRUST_FORWARDED_HEADERS', { TRUST_FORWARDED_HEADERS: 'yes' }],
    ['API_EXPLORER', { API_EXPLORER: 'true' }],
    ['API_EXPLORER_CLIENT_ID', { API_EXPLORER_CLIENT_ID: 'explorer' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: '299' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: '86401' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: 'ten minutes' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: '0x258' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: '600.5' }],
    ['REPEATABILITY_WINDOW_SECONDS', { REPEATABILITY_WINDOW_SECONDS: '-600' }],
    ['MAX_CONCURRENT_REQUESTS', { MAX_CONCURRENT_REQUESTS: '0' }],
    ['MAX_CONCURRENT_REQUESTS', { MAX_CONCURRENT_REQUESTS: '10001' }],
    ['NODE_TLS_REJECT_UNAUTHORIZED', { ...onAzure, NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    ['NODE_TLS_REJECT_UNAUTHORIZED', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('is refused by name: %s of %j', (name, changes) => {
    expect(problemsOf(changes)).toEqual([expect.stringContaining(name)]);
  });

  test('is TLS without verification towards a store that is not this machine, even when the authority is', () => {
    const changes = { ...emulator, COSMOS_ENDPOINT: 'https://account.documents.azure.com', COSMOS_KEY: '' };
    expect(
      problemsOf({ ...changes, ENTRA_AUTHORITY: 'http://localhost:7072', NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    ).toEqual([expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED')]);
  });

  test('is refused when all that makes an emulator is carried over to Azure', () => {
    expect(problemsOf({ ...emulator, ...onAzure })).toEqual([
      expect.stringContaining('COSMOS_ENDPOINT'),
      expect.stringContaining('COSMOS_KEY'),
    ]);
  });

  test('is refused together with everything else', () => {
    expect(
      problemsOf({ ...onAzure, ENTRA_TENANT_ID: 'common', ENTRA_AUTHORITY: 'http://x', COSMOS_KEY: 'k' }),
    ).toHaveLength(3);
  });

  test('tells no value of a key', () => {
    expect(() => read({ COSMOS_KEY: 'secret-key' })).not.toThrow('secret-key');
    expect(problemsOf({ COSMOS_KEY: 'secret-key' }).join()).not.toContain('secret-key');
  });

  test('is what only loopback addresses may have: certificates that nobody checks', () => {
    const local = { ...emulator, ENTRA_AUTHORITY: 'https://localhost:7072', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(problemsOf({}, local)).toEqual([]);
  });

  test.each(['AUTH_DISABLED', 'DISABLE_AUTH', 'SKIP_AUTH', 'NODE_ENV', 'AZURE_FUNCTIONS_ENVIRONMENT', 'DEBUG'])(
    'cannot come from %s: no other variable is read',
    (name) => {
      for (const value of ['1', 'true', 'development', 'Development']) {
        expect(read({ [name]: value })).toEqual(read({}));
      }
    },
  );
});
