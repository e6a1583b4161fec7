// `npm start -- --sample`: the first GET shows something, doing it again changes nothing, and no account is ever filled.
import { spawnSync } from 'node:child_process';
import { makeCompany } from '../../local/sample/company.ts';
import { fillWithSample } from '../../local/sample/fill.ts';
import { freePorts } from '../support/free-ports.ts';
import { send } from '../support/http-client.ts';
import { type Program, startProgram } from '../support/program.ts';
import { type Stack, startStack } from '../support/stack.ts';

const startWith = async (args: readonly string[], environment: Record<string, string> = {}): Promise<Program> => {
  const [PORT, HTTPS_PORT, COSMOS_PORT, ISSUER_PORT] = (await freePorts(4)).map(String);
  const ports = { PORT, HTTPS_PORT, COSMOS_PORT, ISSUER_PORT };
  return startProgram(process.execPath, ['local/start.ts', ...args], { ...ports, ...environment });
};

const hasShellAndCurl = spawnSync('bash', ['-c', 'curl --version']).status === 0;
const testWithCurl = hasShellAndCurl ? test : test.skip;

describe('npm start -- --sample', () => {
  testWithCurl('says what is there, shows it by a curl line, and logs nothing of its own', async () => {
    const program = await startWith(['--sample']);
    await program.printed(/^Ready/m);
    const printed = program.stdout();
    const line = /^ *curl .*$/m.exec(printed)?.[0] ?? '';
    const { stdout } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
    program.interrupt();
    await program.ended;

    expect(printed).toMatch(
      /Sample data {3}a made-up company: 20 apps, 150 users and 400 devices, with \d+ user statuses/,
    );
    expect(printed).not.toMatch(/^\{/m);
    const { value } = JSON.parse(stdout) as {
      value: { displayName: string; installSummary: Record<string, number> }[];
    };
    expect(value.map(({ displayName }) => displayName).sort()).toEqual(
      makeCompany()
        .apps.map(({ displayName }) => displayName)
        .sort(),
    );
    for (const { installSummary } of value) expect(installSummary.installedDeviceCount).toBeGreaterThan(0);
  });

  test('ends on Ctrl-C while it is still writing, as cleanly as later', async () => {
    const program = await startWith(['--sample']);
    await program.printed(/^Writing the sample data\./m);
    program.interrupt();

    await expect(program.ended).resolves.toBe(0);
    expect(program.stdout()).toMatch(/^Stopping: /m);
    expect(program.stdout()).not.toMatch(/^Ready/m);
    expect(program.stderr()).toBe('');
  });

  test('is refused where the store is an account, and a misspelt option everywhere, before anything is started', async () => {
    const [refused, misspelt] = await Promise.all([
      startWith(['--sample'], { COSMOS_ENDPOINT: 'https://account.documents.azure.com' }),
      startWith(['--smaple']),
    ]);
    await expect(refused.ended).resolves.toBe(1);
    await expect(misspelt.ended).resolves.toBe(1);
    expect(refused.stderr()).toMatch(/^--sample cannot be done\. COSMOS_ENDPOINT is https:\/\/account\./);
    expect(misspelt.stderr()).toMatch(/^"--smaple" is no option\./);
    expect(refused.stdout() + misspelt.stdout()).toBe('');
  });
});

describe('the sample company in a store', () => {
  // Two apps show it as well as all of them.
  const company = { ...makeCompany(), apps: makeCompany().apps.slice(-2) };
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const everything = async (): Promise<unknown[]> => {
    const { resources } = await stack.container.items.readAll<Record<string, unknown>>().fetchAll();
    return resources.map(({ id, displayName, installState, userPrincipalName }) => ({
      ...{ id, displayName, installState, userPrincipalName },
    }));
  };

  test('is there once, however often it is written', async () => {
    const service = { url: `${stack.url}/beta`, token: stack.token() };
    await fillWithSample(service, company);
    const first = await everything();
    await fillWithSample(service, company);

    const expected = company.apps.map(
      ({ userStatuses, deviceStatuses }) => 1 + userStatuses.length + deviceStatuses.length,
    );
    expect(first).toHaveLength(expected.reduce((sum, each) => sum + each, 0));
    expect(await everything()).toEqual(first);
  });

  test('has installation counts of users that agree with the summary of their devices', async () => {
    for (const { id, deviceStatuses } of company.apps) {
      const url = `${stack.url}/beta/deviceAppManagement/mobileApps/${id}/installSummary`;
      const { json } = await send(url, { token: stack.token() });
      const failed = deviceStatuses.filter(({ installState }) => installState === 'failed').length;
      expect(json.failedDeviceCount).toBe(failed);
    }
  });

  test('that is refused is told with what the API said', async () => {
    const service = { url: `${stack.url}/beta`, token: stack.token({ roles: ['DeviceManagementApps.Read.All'] }) };
    await expect(fillWithSample(service, company)).rejects.toThrow(
      /^The sample data could not be written; the API answered: 403 Application is not authorized/,
    );
    await expect(fillWithSample({ ...service, token: 'none' }, company)).rejects.toThrow(/answered: 401 /);
  });
});
