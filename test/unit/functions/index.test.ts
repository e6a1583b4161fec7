// The entry point: it registers what the environment configures, and does not start on half a configuration.
import type { Registrations } from '../../../local/functions-host/functions-core.ts';
import { operations } from '../../../shared/operations.ts';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.ts';

const environment = process.env;
let jwks: JwksServer;

beforeEach(async () => {
  jwks = await startJwksServer();
  process.env = {
    PATH: '',
    ENTRA_AUTHORITY: new URL(jwks.url).origin,
    ENTRA_TENANT_ID: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
    ENTRA_AUDIENCE: 'api://status',
    // Port 1 of this machine: nobody listens there.
    COSMOS_ENDPOINT: 'http://127.0.0.1:1',
    COSMOS_DATABASE: 'd',
    COSMOS_CONTAINER: 'c',
    COSMOS_KEY: 'a2V5',
  };
});

afterEach(async () => {
  process.env = environment;
  await jwks.close();
});

/** Loads the entry point afresh, as the host does once per process. */
async function load(): Promise<Registrations> {
  let registrations: Registrations | undefined;
  await jest.isolateModulesAsync(async () => {
    await import('../../../functions/index.ts');
    const core = await import('../../../local/functions-host/functions-core.ts');
    registrations = core.takeRegistrations();
  });
  if (registrations === undefined) throw new Error('The entry point was not loaded.');
  return registrations;
}

describe('the entry point', () => {
  const names = operations.map(({ name }) => name);

  test.each([
    ['off', [...names, 'odata']],
    ['on', [...names, 'getExplorer', 'getExplorerFile', 'odata']],
  ])('registers the functions, with the explorer %s, and connects to nothing', async (explorer, expected) => {
    process.env.API_EXPLORER = explorer;
    const { functions } = await load();
    expect(functions.map(({ metadata }) => metadata.name)).toEqual(expected);
    expect(jwks.requests()).toBe(0);
  });

  test('warms up when the app starts, without holding it up, and says on stderr what went wrong', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    try {
      const { hooks } = await load();
      expect(hooks.appStart[0]?.({})).toBeUndefined();
      while (write.mock.calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const events = write.mock.calls.map(([line]) => (JSON.parse(String(line)) as { event: string }).event);
      expect(events).toEqual(['signingKeysFetchFailed', 'notReadyAtStart']);
      expect(jwks.requests()).toBe(1);
      await hooks.appTerminate[0]?.({});
    } finally {
      write.mockRestore();
    }
  });

  test('closes the application when the app ends', async () => {
    const { hooks } = await load();
    await expect(hooks.appTerminate[0]?.({})).resolves.toBeUndefined();
  });

  test('does not start when the configuration is not whole', async () => {
    delete process.env.ENTRA_TENANT_ID;
    delete process.env.COSMOS_DATABASE;
    await expect(load()).rejects.toThrow(/ENTRA_TENANT_ID is missing[^]*COSMOS_DATABASE is missing/);
  });
});
