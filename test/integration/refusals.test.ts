// What the product refuses, as a client hears it: bodies, headers, paths and methods, each with Graph's error shape.
import { Socket } from 'node:net';
import fc from 'fast-check';
import { documentedBody, userStatuses } from '../support/documented-request.ts';
import { type Answer, errorOf, send } from '../support/http-client.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { codePoint } from '../support/code-point.ts';

let stack: Stack;
let token: string;

beforeAll(async () => {
  stack = await startStack();
  token = stack.token();
});
afterAll(() => stack.close());

const collection = `/beta${userStatuses('the-app')}`;

function post(body: string | Buffer | AsyncIterable<Buffer>, headers: Record<string, string> = {}): Promise<Answer> {
  return send(stack.url + collection, { token, body, headers: { 'content-type': 'application/json', ...headers } });
}

function expectGraphError(answer: Answer, status: number, code: string): void {
  expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(errorOf(answer).message).not.toBe('');
  expect(errorOf(answer).innerError['request-id']).toBe(answer.headers['request-id']);
}

describe('the values of a create', () => {
  const wholeNumber = /^'installedDeviceCount' must be a whole number from 0 to 2147483647\.$/;

  it.each([
    ['4.5', wholeNumber],
    ['"4"', wholeNumber],
    ['null', /^'installedDeviceCount' must not be null\.$/],
    ['true', wholeNumber],
    ['-1', wholeNumber],
    ['2147483648', wholeNumber],
    ['1e400', wholeNumber],
    ['[4]', wholeNumber],
    ['{}', wholeNumber],
  ])('refuses the count %s and names property and rule', async (count, message) => {
    const answer = await post(
      JSON.stringify(documentedBody).replace('"installedDeviceCount":4', `"installedDeviceCount":${count}`),
    );

    expectGraphError(answer, 400, 'BadRequest');
    expect(errorOf(answer).message).toMatch(message);
    expect(errorOf(answer).target).toBe('installedDeviceCount');
  });

  it.each(['4.0', '4e0', '0', '2147483647'])('accepts the count %s', async (count) => {
    const answer = await post(
      JSON.stringify(documentedBody).replace('"installedDeviceCount":4', `"installedDeviceCount":${count}`),
    );

    expect([answer.status, answer.json.installedDeviceCount]).toEqual([201, Number(count)]);
  });

  it('reports all faults of a body in one answer, each with its target', async () => {
    const answer = await post(
      '{"@odata.type":"#microsoft.graph.user","userName":null,"userPrincipalName":" ","installedDeviceCount":-1,' +
        '"failedDeviceCount":"1","color":"red","__proto__":{},"deviceStatuses":[],"app@odata.bind":"x"}',
    );

    expectGraphError(answer, 400, 'BadRequest');
    const targets = errorOf(answer).details?.map((detail) => detail.target);
    expect(targets?.sort()).toEqual(
      [
        '@odata.type',
        '__proto__',
        'app@odata.bind',
        'color',
        'deviceStatuses',
        'failedDeviceCount',
        'installedDeviceCount',
        'notInstalledDeviceCount',
        'userName',
        'userPrincipalName',
      ].sort(),
    );
  });

  it('stores nothing of a refused body', async () => {
    await post(JSON.stringify({ ...documentedBody, id: 'refused', installedDeviceCount: -1 }));

    const answer = await send(`${stack.url}${collection}/refused`, { token });
    expect(answer.status).toBe(404);
  });

  it('passes over annotations that it does not know', async () => {
    const answer = await send(stack.url + collection, {
      token,
      json: { '@odata.context': 'x', '@odata.etag': 'W/"1"', 'userName@contoso.note': 1, ...documentedBody },
    });

    expect(answer.status).toBe(201);
    expect(answer.json).not.toHaveProperty(['userName@contoso.note']);
  });
});

describe('a body that is not one', () => {
  it.each([
    ['empty', '', /^Empty Payload\. JSON content expected\.$/],
    ['white space', ' \n\t', /^Empty Payload/],
    ['broken JSON', '{"userName": "x",\n  }', /line 2, column 3 \(position 20\)/],
    ['cut off', '{"userName": "x"', /position 16/],
    ['a comment', '{/* */}', /position 1\)/],
    ['a member twice', '{"userName":"a","user\\u004eame":"b"}', /'userName' is given more than once.*position 16/],
    ['an array', '[]', /A JSON object is expected/],
    ['a string', '"x"', /A JSON object is expected/],
    ['null', 'null', /A JSON object is expected/],
    ['nested too deep', '{"a":'.repeat(10_000), /nested deeper than 32 levels/],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), /not valid UTF-8/],
    [
      'half a surrogate pair',
      JSON.stringify({ ...documentedBody, userName: '\ud800' }),
      /'userName' must be well-formed/,
    ],
  ])('is refused when it is %s', async (_name, body, message) => {
    const answer = await post(body);

    expectGraphError(answer, 400, 'BadRequest');
    expect(errorOf(answer).message).toMatch(message);
  });

  it('is refused when no Content-Type is sent, in the words of Graph', async () => {
    const answer = await send(stack.url + collection, { token, body: JSON.stringify(documentedBody) });

    expectGraphError(answer, 400, 'BadRequest');
    expect(errorOf(answer).message).toBe(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  });

  it.each([
    ['text/plain', 400, 'BadRequest'],
    ['application/xml', 400, 'BadRequest'],
    ['application/jsonp', 400, 'BadRequest'],
    ['application/json, application/json', 400, 'BadRequest'],
    ['application/json; charset=utf-16', 415, 'UnsupportedMediaType'],
  ])('is refused as %s', async (contentType, status, code) => {
    expectGraphError(await post(JSON.stringify(documentedBody), { 'content-type': contentType }), status, code);
  });

  it.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON;odata.metadata=minimal',
    'application/json;charset="UTF-8"',
  ])('is accepted as %s', async (contentType) => {
    expect((await post(JSON.stringify(documentedBody), { 'content-type': contentType })).status).toBe(201);
  });

  it('is refused when it is compressed', async () => {
    expectGraphError(await post('x', { 'content-encoding': 'gzip' }), 415, 'UnsupportedMediaType');
  });
});

describe('a body that is too large', () => {
  const tooLarge = JSON.stringify({ ...documentedBody, userName: 'x'.repeat(64 * 1024) });

  it('is refused by its Content-Length before it is sent', async () => {
    const head = [
      `POST ${collection} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 100000000',
      '\r\n',
    ].join('\r\n');

    const answer = await exchangeRaw(new URL(stack.url).port, head);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"RequestEntityTooLarge"');
  });

  it('is refused when it has a Content-Length', async () => {
    expectGraphError(await post(tooLarge), 413, 'RequestEntityTooLarge');
  });

  it('is refused when it is chunked, without waiting for its end', async () => {
    let sent = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; sent < 50_000_000; sent += 16_384) {
        yield Buffer.alloc(16_384, ' ');
        await new Promise((resolve) => setImmediate(resolve));
      }
    }

    const outcome = await post(endless()).catch((error: unknown) => error as NodeJS.ErrnoException);

    // A client that goes on sending may find the connection closed instead of reading the answer.
    if (outcome instanceof Error) expect(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']).toContain(outcome.code);
    else expectGraphError(outcome, 413, 'RequestEntityTooLarge');
    expect(sent).toBeLessThan(50_000_000);
  });

  it('is accepted up to the limit', async () => {
    const padding = ' '.repeat(64 * 1024 - JSON.stringify(documentedBody).length);
    expect((await post(JSON.stringify(documentedBody) + padding)).status).toBe(201);
    expect((await post(`${JSON.stringify(documentedBody)}${padding} `)).status).toBe(413);
  });
});

describe('headers', () => {
  it.each([
    ['text/html'],
    ['application/xml'],
    ['application/json;odata.metadata=some'],
    ['application/json;color=red'],
    ['application/json;q=0'],
    ['application/json;charset=utf-16'],
  ])('are refused with 406 when Accept is %s', async (accept) => {
    expectGraphError(
      await send(stack.url + collection, { token, json: documentedBody, headers: { accept } }),
      406,
      'NotAcceptable',
    );
  });

  it.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'minimal'],
    ['application/json;odata.metadata=full;q=0.5, application/json;odata.metadata=none', 'none'],
    ['APPLICATION/JSON;ODATA.METADATA=Full', 'full'],
    ['application/*', 'minimal'],
  ])('choose the form of the answer when Accept is %s', async (accept, level) => {
    const answer = await send(stack.url + collection, { token, json: documentedBody, headers: { accept } });

    expect(answer.headers['content-type']).toContain(`odata.metadata=${level}`);
  });

  it.each([
    ['odata-version', '3.0'],
    ['odata-maxversion', '3.0'],
  ])('are refused when %s is %s', async (name, value) => {
    expectGraphError(
      await send(stack.url + collection, { token, json: documentedBody, headers: { [name]: value } }),
      400,
      'BadRequest',
    );
  });
});

describe('paths and methods', () => {
  it.each([
    ['/devicemanagement/x', 404, 'ResourceNotFound'],
    ['/beta/nowhere', 400, 'BadRequest'],
    [`${collection}/x/nowhere`, 400, 'BadRequest'],
    ['/beta/deviceAppManagement/mobileApps(the-app)/userStatuses', 400, 'BadRequest'],
    ['/beta/deviceAppManagement/mobileApps//userStatuses', 400, 'BadRequest'],
    ['/beta/deviceAppManagement/mobileApps/%E0%A4%A/userStatuses', 400, 'BadRequest'],
    [`/beta${userStatuses('a%2Fb')}`, 400, 'BadRequest'],
    [`/beta${userStatuses('a%5Cb')}`, 400, 'BadRequest'],
    [`/beta${userStatuses('a%3Fb')}`, 400, 'BadRequest'],
    [`/beta${userStatuses('a%23b')}`, 400, 'BadRequest'],
    [`/beta${userStatuses('a%01b')}`, 400, 'BadRequest'],
    [`/beta${userStatuses('x'.repeat(1024))}`, 400, 'BadRequest'],
    [`${collection}/${'%C3%BC'.repeat(512)}`, 400, 'BadRequest'],
  ])('answers POST %s with %i %s', async (path, status, code) => {
    expectGraphError(await send(stack.url + path, { token, json: documentedBody }), status, code);
  });

  it("names the segment that leads nowhere in Graph's words", async () => {
    const answer = await send(`${stack.url}${collection}/x/deviceStates`, { token });

    expect(errorOf(answer).message).toBe("Resource not found for the segment 'deviceStates'.");
  });

  it.each([
    ['DELETE', collection, 'POST, GET, HEAD'],
    ['PUT', collection, 'POST, GET, HEAD'],
    ['OPTIONS', `/v1.0${userStatuses('the-app')}`, 'POST, GET, HEAD'],
    ['POST', `${collection}/x`, 'GET, HEAD, PATCH, DELETE'],
    ['POST', '/', 'GET, HEAD'],
    ['OPTIONS', '/beta', 'GET, HEAD'],
    ['POST', '/v1.0/$metadata', 'GET, HEAD'],
    ['PATCH', '/health/live', 'GET, HEAD'],
  ])('answers %s %s with 405 and Allow', async (method, path, allow) => {
    const answer = await send(stack.url + path, { token, method });

    expectGraphError(answer, 405, 'Request_BadRequest');
    expect(answer.headers.allow).toBe(allow);
  });

  it.each(['a/b', 'a\\b', 'a?b', 'a#b', '', '.', '..', '$count', 'ends ', 'x'.repeat(1024), 'a\u0000b', 4, null])(
    'refuses the id %j in the body',
    async (id) => {
      const answer = await send(stack.url + collection, { token, json: { ...documentedBody, id } });

      expectGraphError(answer, 400, 'BadRequest');
      expect(errorOf(answer).target).toBe('id');
    },
  );

  it.each(['$filter=x', '%24expand=assignments', '$COUNT=true', 'top=1', '$nonsense=1', '$format=xml'])(
    'does not ignore the query option %s',
    async (query) => {
      const answer = await send(`${stack.url}${collection}/x?${query}`, { token });

      expect(answer.status).toBe(query === '$format=xml' ? 406 : 400);
    },
  );

  it('ignores custom query options', async () => {
    const answer = await send(`${stack.url}${collection}?trace=1&code=x`, { token, json: documentedBody });

    expect(answer.status).toBe(201);
  });
});

describe('any input', () => {
  it('never gets a 5xx for a body, whatever is in it', async () => {
    const bodies = fc.oneof(
      fc.json(),
      fc.string({ unit: codePoint }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        expect((await post(body)).status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });

  it('never gets a 5xx for a path or header, whatever is in it', async () => {
    const printable = fc.string({ unit: 'grapheme-ascii' });
    await fc.assert(
      fc.asyncProperty(fc.webPath(), printable, printable, async (path, accept, prefer) => {
        const answer = await send(`${stack.url}/beta/deviceAppManagement${path}`, {
          token,
          headers: { accept, prefer },
        });
        expect(answer.status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});

/** Sends bytes on a connection of its own and gives back what comes until the other side falls silent or closes. */
function exchangeRaw(port: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = new Socket();
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      received += String(chunk);
      if (received.includes('"client-request-id"')) socket.end();
    });
    socket.on('close', () => {
      resolve(received);
    });
    socket.on('error', reject);
    socket.connect(Number(port), '127.0.0.1', () => socket.write(bytes));
  });
}
