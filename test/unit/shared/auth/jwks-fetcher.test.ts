// The fetcher of a key set against a real HTTP endpoint: from where, for how long, and what it makes of an answer.
import { createJwksFetcher } from '../../../../shared/auth/jwks-fetcher.ts';
import { type JwksServer, startJwksServer } from '../../../support/jwks-server.ts';

let server: JwksServer;

beforeEach(async () => {
  server = await startJwksServer();
});

afterEach(() => server.close());

describe('fetching a key set', () => {
  test.each([
    'http://login.example/keys',
    'http://127.0.0.1.example/keys',
    'file:///etc/passwd',
    'ftp://127.0.0.1/keys',
  ])('is not done from %s', async (url) => {
    await expect(createJwksFetcher()(url)).rejects.toThrow('https only');
  });

  test('asks for JSON', async () => {
    const accepted = new Promise((resolve) => {
      server.answer((request, response) => {
        resolve(request.headers.accept);
        response.end('{}');
      });
    });
    expect(await createJwksFetcher()(server.url)).toEqual({});
    expect(await accepted).toBe('application/json');
  });

  test('gives up by itself after five seconds', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('too late')));
    await expect(createJwksFetcher()(server.url)).rejects.toThrow('too late');
    expect(timeout).toHaveBeenCalledWith(5000);
    timeout.mockRestore();
  });

  test('is not done at all after the deadline', async () => {
    const fetchJson = createJwksFetcher({ deadline: () => AbortSignal.abort(new Error('too late')) });
    await expect(fetchJson(server.url)).rejects.toThrow('too late');
    expect(server.requests()).toBe(0);
  });

  test('speaks https with other machines, and trusts no certificate that it cannot check', async () => {
    const closedPort = server.url.replace('http:', 'https:');
    await expect(createJwksFetcher()(closedPort)).rejects.toThrow(/ssl/i);
  });

  test.each([
    ['before the answer', ''],
    ['half-way through the body', '{"keys":'],
  ])('an endpoint that stalls %s is given up at the deadline', async (_name, begin) => {
    const deadline = new AbortController();
    const stalled = new Promise<void>((resolve) => {
      server.answer((_request, response) => {
        if (begin !== '') response.writeHead(200, { 'Content-Length': '1000' }).write(begin);
        resolve();
      });
    });
    const outcome = expect(createJwksFetcher({ deadline: () => deadline.signal })(server.url)).rejects.toThrow(
      'too late',
    );
    await stalled;
    // By the time that another request is answered, what the stalled one was sent has arrived too.
    server.publish({});
    await (await fetch(server.url)).text();
    deadline.abort(new Error('too late'));
    await outcome;
  });
});
