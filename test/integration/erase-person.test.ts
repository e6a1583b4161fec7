// Everything of one person is found and erased with one command, and nothing of anybody else.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { documentedBody } from '../support/documented-request.ts';
import { send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';

const run = promisify(execFile);
const ADELE = "adele.o'neil@contoso.com";

let stack: Stack;
let apps: string;

beforeAll(async () => {
  stack = await startStack();
  apps = `${stack.url}/beta/deviceAppManagement/mobileApps`;
});

afterAll(() => stack.close());

async function create(collection: string, body: object): Promise<string> {
  const answer = await send(`${apps}/${collection}`, { token: stack.token(), json: body });
  expect(answer.status).toBe(201);
  return String(answer.json.id);
}

async function idsOf(collection: string): Promise<unknown[]> {
  const { json } = await send(`${apps}/${collection}`, { token: stack.token() });
  return (json.value as readonly { readonly id: string }[]).map(({ id }) => id).sort();
}

async function erase(...options: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const args = ['local/erase-person.ts', '--url', `${stack.url}/beta`, ...options];
  const env = { ...process.env, ACCESS_TOKEN: stack.token() };
  try {
    return { ...(await run(process.execPath, args, { env })), code: 0 };
  } catch (error) {
    return error as { stdout: string; stderr: string; code: number };
  }
}

describe('npm run erase', () => {
  beforeEach(async () => {
    for (const app of ['one', 'two', 'third app']) {
      const encoded = encodeURIComponent(app);
      await create(`${encoded}/userStatuses`, { ...documentedBody, id: 'adele', userPrincipalName: ADELE });
      await create(`${encoded}/userStatuses`, { ...documentedBody, id: 'bob', userPrincipalName: 'bob@contoso.com' });
      await create(`${encoded}/userStatuses/adele/deviceStatuses`, { id: 'under', installState: 'failed' });
      const named = { id: 'named', installState: 'installed', userPrincipalName: ADELE.toUpperCase() };
      await create(`${encoded}/deviceStatuses`, named);
      await create(`${encoded}/deviceStatuses`, { ...named, id: 'blanks', userPrincipalName: ` ${ADELE} ` });
      await create(`${encoded}/deviceStatuses`, { ...named, id: 'other', userPrincipalName: `not-${ADELE}` });
      await create(`${encoded}/deviceStatuses`, { id: 'nobody', installState: 'installed' });
    }
  });

  it('lists what is stored, erases it when that is confirmed, and can be run again', async () => {
    const listed = await erase('--user', "Adele.O'Neil@Contoso.com");
    expect(listed.stdout).toContain("12 statuses are stored of Adele.O'Neil@Contoso.com.");
    expect(listed.stdout).toContain('Nothing was erased.');
    await expect(idsOf('one/userStatuses')).resolves.toEqual(['adele', 'bob']);

    const erased = await erase('--user', ADELE, '--yes');
    expect(erased).toMatchObject({ code: 0, stderr: '' });
    for (const app of ['one', 'two', 'third%20app']) {
      await expect(idsOf(`${app}/userStatuses`)).resolves.toEqual(['bob']);
      await expect(idsOf(`${app}/deviceStatuses`)).resolves.toEqual(['nobody', 'other']);
    }
    const { resources } = await stack.container.items.readAll().fetchAll();
    const left = resources.filter(({ key }) => key !== 'other');
    expect(JSON.stringify(left).toLowerCase()).not.toContain('adele');

    const again = await erase('--user', ADELE, '--yes');
    expect(again.stdout).toBe(`Nothing is stored of ${ADELE}.\n`);
  });
});

describe('a command that cannot work', () => {
  it.each([
    ['without a name', [], 'Give --user'],
    ['with an unknown option', ['--user', 'x', '--all'], '--all'],
    ['with a URL that is none', ['--user', 'x', '--url', 'localhost'], '--url has to be an absolute URL'],
  ])('says so: %s', async (_case, options, message) => {
    const { code, stderr } = await erase(...options);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it('says what the service answered', async () => {
    const env = { ...process.env, ACCESS_TOKEN: stack.token({ roles: ['DeviceManagementApps.None'] }) };
    const args = ['local/erase-person.ts', '--url', `${stack.url}/beta`, '--user', 'x'];
    const failed = run(process.execPath, args, { env });
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('answered 403') as string });
  });
});
