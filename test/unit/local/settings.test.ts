// The settings of the local stack: local.settings.json, and what the environment puts in its place.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyDefaults,
  coreToolsEnvironment,
  type Environment,
  readStackSettings,
  type StackSettings,
} from '../../../local/settings.ts';

const VALUES = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  ENTRA_AUTHORITY: 'http://localhost:7072',
  ENTRA_TENANT_ID: 'tenant',
  ENTRA_AUDIENCE: 'client, api://client ,',
  COSMOS_ENDPOINT: 'https://localhost:8081',
  COSMOS_DATABASE: 'database',
  COSMOS_CONTAINER: 'container',
  COSMOS_KEY: 'key',
};

describe('the settings of the local stack', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const read = (environment: Environment, values: object = VALUES): StackSettings => {
    writeFileSync(join(folder, 'local.settings.json'), JSON.stringify({ Values: values }));
    return readStackSettings(folder, environment);
  };

  test('come from local.settings.json, with the ports of the whole stack', () => {
    expect(read({})).toEqual({
      file: VALUES,
      defaults: VALUES,
      port: 7071,
      httpsPort: 7443,
      cosmos: {
        endpoint: 'https://localhost:8081',
        database: 'database',
        container: 'container',
        emulatorKey: 'key',
        embeddedPort: 8081,
      },
      entra: {
        authority: 'http://localhost:7072',
        tenantId: 'tenant',
        audiences: ['client', 'api://client'],
        issuerPort: 7072,
      },
    });
  });

  test('are moved to other ports together with the addresses that name them', () => {
    const settings = read({ PORT: '0', HTTPS_PORT: '2', COSMOS_PORT: '3', ISSUER_PORT: '4' });
    expect(settings).toMatchObject({ port: 0, httpsPort: 2 });
    expect(settings.cosmos).toMatchObject({ endpoint: 'https://localhost:3', embeddedPort: 3 });
    expect(settings.entra).toMatchObject({ authority: 'http://localhost:4', issuerPort: 4 });
    expect(settings.defaults).toMatchObject({
      COSMOS_ENDPOINT: 'https://localhost:3',
      ENTRA_AUTHORITY: 'http://localhost:4',
    });
  });

  test('of the environment win', () => {
    const settings = read({ COSMOS_DATABASE: 'other', ENTRA_AUDIENCE: 'else', ENTRA_TENANT_ID: '' });
    expect(settings.cosmos.database).toBe('other');
    expect(settings.entra).toMatchObject({ audiences: ['else'], tenantId: '' });
  });

  test('that name an emulator on this machine start none, and keep its key', () => {
    const { cosmos, defaults } = read({ COSMOS_ENDPOINT: 'https://127.0.0.1:8081' });
    expect(cosmos).toMatchObject({ embeddedPort: undefined, emulatorKey: 'key' });
    expect(defaults.COSMOS_KEY).toBe('key');
  });

  test('that name an account start no emulator and give it no emulator’s key', () => {
    const { cosmos, defaults } = read({ COSMOS_ENDPOINT: 'https://account.documents.azure.com' });
    expect(cosmos).toMatchObject({ embeddedPort: undefined, emulatorKey: undefined });
    expect(defaults).not.toHaveProperty('COSMOS_KEY');
  });

  test('that name another authority start no issuer', () => {
    expect(read({ ENTRA_AUTHORITY: 'https://login.microsoftonline.com' }).entra).toMatchObject({
      authority: 'https://login.microsoftonline.com',
      issuerPort: undefined,
    });
  });

  test('that say the same as the file change nothing', () => {
    const { cosmos, entra } = read({
      COSMOS_ENDPOINT: 'https://localhost:8081/',
      ENTRA_AUTHORITY: 'http://localhost:7072',
    });
    expect([cosmos.embeddedPort, entra.issuerPort]).toEqual([8081, 7072]);
  });

  test('of a file that names no services start none', () => {
    const { cosmos, entra } = read({}, {});
    expect([cosmos.embeddedPort, entra.issuerPort]).toEqual([undefined, undefined]);
    writeFileSync(join(folder, 'local.settings.json'), '{}');
    expect(readStackSettings(folder, {}).file).toEqual({});
  });

  test.each([
    ['PORT', 'x'],
    ['PORT', '-1'],
    ['HTTPS_PORT', '65536'],
    ['HTTPS_PORT', '1.5'],
    ['COSMOS_PORT', '0'],
    ['ISSUER_PORT', '0'],
  ])('with %s=%s are refused by name', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`${name} is "${value}", which is no port`);
  });

  test('of a file that is not there, or is no JSON, are refused', () => {
    expect(() => readStackSettings(folder, {})).toThrow(/local\.settings\.json cannot be read/);
    writeFileSync(join(folder, 'local.settings.json'), '{');
    expect(() => readStackSettings(folder, {})).toThrow(/local\.settings\.json cannot be read/);
  });

  test('reach Core Tools by the environment where the file says something else', () => {
    const environment = { ISSUER_PORT: '4', COSMOS_DATABASE: 'other', GIVEN: 'kept' };
    expect(coreToolsEnvironment(read(environment), environment)).toEqual({
      ...environment,
      ENTRA_AUTHORITY: 'http://localhost:4',
    });
  });

  test('that are empty reach Core Tools as a space, which it does not fill in from the file', () => {
    const environment = { COSMOS_ENDPOINT: 'https://account.documents.azure.com', ENTRA_TENANT_ID: '' };
    expect(coreToolsEnvironment(read(environment), environment)).toEqual({
      ...environment,
      ENTRA_TENANT_ID: ' ',
      COSMOS_KEY: ' ',
    });
  });

  test('of the host itself, where empty, are left for Core Tools to fill in', () => {
    const environment = { AzureWebJobsStorage: '' };
    expect(coreToolsEnvironment(read(environment), environment)).toEqual(environment);
  });

  test('are put into the environment where it is silent', () => {
    const environment = { GIVEN: '', OTHER: 'kept' };
    applyDefaults({ GIVEN: 'default', OTHER: 'default', NEW: 'default' }, environment);
    expect(environment).toEqual({ GIVEN: '', OTHER: 'kept', NEW: 'default' });
  });
});
