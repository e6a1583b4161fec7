// The smoke test of a deployment, against the local stack: it is green where the API works, leaves nothing, and is red where
// it does not.
import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { type Stack, startStack } from '../support/stack.ts';

const run = promisify(execFile);

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

async function smoke(args: readonly string[], token: string | undefined): Promise<Outcome> {
  const env = { ...process.env, ACCESS_TOKEN: token };
  try {
    return { ...(await run(process.execPath, ['deploy/smoke.ts', ...args], { env })), code: 0 };
  } catch (error) {
    return error as Outcome;
  }
}

describe('npm run smoke', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  /** But for the tombstones of removed apps, which go by themselves. */
  const documents = async (): Promise<unknown[]> => {
    const { resources } = await stack.container.items.readAll<{ entityType: string }>().fetchAll();
    return resources.filter(({ entityType }) => entityType !== 'deletedMobileApp');
  };

  it('creates, reads and deletes one status, and leaves nothing', async () => {
    const { stdout, stderr, code } = await smoke(['--url', `${stack.url}/beta/`], stack.token());

    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.replaceAll(/\d+ (m?s)\b/g, 'n $1').split('\n')).toEqual([
      'ready after n s',
      'without a token: 401',
      'create: 201 in n ms',
      'read: 200 in n ms',
      'delete: 204 in n ms',
      'read again: 404 in n ms',
      '',
    ]);
    expect(await documents()).toEqual([]);
  });

  it('is red where the token may not write, and says what was answered', async () => {
    const token = stack.token({ roles: ['DeviceManagementApps.Read.All'] });

    const { stdout, stderr, code } = await smoke(['--url', `${stack.url}/beta`], token);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^create: 403 was answered and not 201\. \{"error":/);
    expect(stdout).toMatch(/^ready after \d+ s\nwithout a token: 401\n$/);
    expect(await documents()).toEqual([]);
  });

  it('gives up where the API does not become ready', async () => {
    const { stderr, code } = await smoke(['--url', `${stack.url}/elsewhere/beta`, '--wait', '0'], stack.token());

    expect([code, stderr]).toEqual([1, `${stack.url}/elsewhere/health/ready is not ready after 0 s: 404.\n`]);
  });
});

describe('an API that answers wrongly', () => {
  let server: Server;
  afterEach(() => server.close());

  async function smokeOf(listener: RequestListener): Promise<Outcome> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    return smoke(['--url', `http://127.0.0.1:${port}/beta`], 'a-token');
  }

  it('is found out when it lets anybody in', async () => {
    const { stderr, code } = await smokeOf((_request, response) => {
      response.end('{}');
    });
    expect([code, stderr]).toEqual([1, 'Without a token: 200 was answered and not 401.\n']);
  });

  it('is found out when it gives back something else than it was given, and what was made is removed', async () => {
    const removed: (string | undefined)[] = [];
    const { stderr, code } = await smokeOf(({ method, url, headers }, response) => {
      if (method === 'DELETE') removed.push(url);
      const isAnonymous = headers.authorization === undefined && url !== '/health/ready';
      response.statusCode = isAnonymous ? 401 : method === 'POST' ? 201 : method === 'DELETE' ? 204 : 200;
      response.end(method === 'DELETE' ? undefined : '{"id":"x","userName":"Smoke test"}');
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^read: @odata\.type, userPrincipalName, .* came back as something else\.\n$/);
    expect(removed).toEqual([expect.stringMatching(/\/mobileApps\/smoke-test-[^/]+$/)]);
  });

  it('is not followed elsewhere with the token', async () => {
    const asked: (string | undefined)[] = [];
    const { code } = await smokeOf(({ url, headers }, response) => {
      asked.push(url);
      const isReady = url === '/health/ready';
      response.statusCode = isReady ? 200 : headers.authorization === undefined ? 401 : 307;
      if (response.statusCode === 307) response.setHeader('location', '/taken-elsewhere');
      response.end();
    });
    expect(code).toBe(1);
    expect(asked).not.toContain('/taken-elsewhere');
  });
});

describe('a command that cannot work', () => {
  it.each([
    ['without a token', [], undefined, 'ACCESS_TOKEN is missing'],
    ['with a URL that is none', ['--url', 'localhost:7071'], 'x', '--url has to be'],
    ['with a time that is none', ['--wait', 'long'], 'x', '--wait takes seconds'],
    ['with an unknown option', ['--all'], 'x', '--all'],
  ])('says so: %s', async (_case, args, token, message) => {
    const { code, stderr } = await smoke(args, token);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
