// Signing in to Cosmos with the real library: at the endpoint that Functions gives to a managed identity, or not at all.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAzureCredential } from '../../../../shared/store/azure-credential.ts';

const SCOPE = 'https://account.documents.azure.com/.default';

let server: Server;
let asked: { readonly query: URLSearchParams; readonly secret: unknown }[] = [];
const environment = { ...process.env };

// Once for all tests: the library keeps the endpoint that it found first.
beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams: query } = new URL(request.url ?? '', 'http://x');
    asked.push({ query, secret: request.headers['x-identity-header'] });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        access_token: `token-${asked.length}`,
        expires_on: String(Math.floor(Date.now() / 1000) + 86_400),
        resource: query.get('resource'),
        token_type: 'Bearer',
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`;
  process.env.IDENTITY_HEADER = 'secret';
});

afterEach(() => {
  asked = [];
});

afterAll(async () => {
  process.env = environment;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the managed identity', () => {
  test('gets a token for Cosmos, and asks for the identity that was configured', async () => {
    const credential = createAzureCredential({ kind: 'managedIdentity', clientId: 'user-assigned' });
    await expect(credential.getToken(SCOPE)).resolves.toMatchObject({
      token: expect.stringMatching(/^token-/) as string,
    });
    const last = asked.at(-1);
    expect(last?.secret).toBe('secret');
    expect(last?.query.get('resource')).toBe('https://account.documents.azure.com');
    expect(last?.query.get('client_id')).toBe('user-assigned');
  });

  test('is the one of the app when none was configured', async () => {
    const credential = createAzureCredential({ kind: 'managedIdentity', clientId: undefined });
    await expect(credential.getToken(SCOPE)).resolves.toMatchObject({
      token: expect.stringMatching(/^token-/) as string,
    });
    expect(asked.at(-1)?.query.has('client_id')).toBe(false);
  });

  test('is not asked before a token is wanted', () => {
    createAzureCredential({ kind: 'managedIdentity', clientId: undefined });
    expect(asked).toEqual([]);
  });
});

describe('a developer', () => {
  test('is signed in by their own tools only, and never by the managed identity', async () => {
    // Where no tool is installed, nobody signs in.
    process.env.PATH = '';
    await expect(createAzureCredential({ kind: 'developer' }).getToken(SCOPE)).rejects.toThrow(
      /Azure CLI[^]*Azure Developer CLI[^]*PowerShell/,
    );
    expect(asked).toEqual([]);
  });
});
