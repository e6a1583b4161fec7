// How a body comes in: media type, encodings, size with and without a length, and connections that break.
import { type BodySource, readJsonBody } from '../../../../shared/http/request-body.ts';
import { rejectionOf } from '../thrown.ts';
import { bodySource } from './body-source.ts';

const LIMIT = 64;
const json = Buffer.from('{"a":1}');

function read(headers: Readonly<Record<string, string>>): Promise<unknown> {
  return readJsonBody(bodySource({ headers, chunks: [json] }), LIMIT);
}

describe('the media type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;Charset="UTF-8"',
    'application/json;charset=utf8',
    'application/json;charset=us-ascii',
    'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false',
    'application/json;',
  ])('may be %s', async (contentType) => {
    await expect(read({ 'content-type': contentType })).resolves.toEqual({ a: 1 });
  });

  test('must be given', async () => {
    const source = bodySource({ chunks: [json] });
    const headers = new Headers();
    await expect(rejectionOf(readJsonBody({ ...source, headers }, LIMIT))).resolves.toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: 'Content-Type',
      message: expect.stringContaining('ensure Content-Type header is set') as string,
    });
    await expect(rejectionOf(read({ 'content-type': ' ' }))).resolves.toMatchObject({ status: 400 });
  });

  test.each([
    'text/plain',
    'text/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/problem+json',
    'application/jsonp',
    'application/json, application/json',
    'application/json, text/plain',
    'application/json=x',
    'application/json;charset="utf-8',
    '"application/json"',
    'json',
    ';',
    ',',
  ])('may not be %s', async (contentType) => {
    await expect(rejectionOf(read({ 'content-type': contentType }))).resolves.toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: 'Content-Type',
      message: `Entity only allows writes with a JSON Content-Type header. '${contentType}' was sent.`,
    });
  });

  test.each(['utf-16', 'iso-8859-1', 'x'])('may not have the charset %s', async (charset) => {
    await expect(rejectionOf(read({ 'content-type': `application/json;charset=${charset}` }))).resolves.toMatchObject({
      status: 415,
      target: 'Content-Type',
      message: expect.stringContaining(`'${charset}'`) as string,
    });
  });

  test('is judged before anything is read, and not sent back at length', async () => {
    const source = bodySource({ headers: { 'content-type': 'x'.repeat(5_000) }, chunks: [json] });
    const error = await rejectionOf(readJsonBody(source, LIMIT));
    expect(error.message.length).toBeLessThan(300);
    expect(source.taken()).toBe(0);
  });
});

describe('the content encoding', () => {
  test.each(['identity', 'Identity'])('may be %s', async (encoding) => {
    await expect(read({ 'content-encoding': encoding })).resolves.toEqual({ a: 1 });
  });

  test.each(['gzip', 'deflate', 'br', 'gzip, identity', 'x'])('may not be %s', async (encoding) => {
    await expect(rejectionOf(read({ 'content-encoding': encoding }))).resolves.toMatchObject({
      status: 415,
      code: 'UnsupportedMediaType',
      target: 'Content-Encoding',
      message: expect.stringContaining(`'${encoding}'`) as string,
    });
  });
});

describe('a body with a length', () => {
  test('is read in one piece', async () => {
    const source = bodySource({ headers: { 'content-length': '7' }, chunks: [json] });
    await expect(readJsonBody(source, LIMIT)).resolves.toEqual({ a: 1 });
    expect(source.taken()).toBe(0);
  });

  test('may be as long as the limit', async () => {
    const body = Buffer.from(`"${'x'.repeat(LIMIT - 2)}"`);
    const source = bodySource({ headers: { 'content-length': String(LIMIT) }, chunks: [body] });
    await expect(readJsonBody(source, LIMIT)).resolves.toBe('x'.repeat(LIMIT - 2));
  });

  test('is refused without being read when it is longer', async () => {
    const source = bodySource({ headers: { 'content-length': String(LIMIT + 1) }, chunks: [json] });
    await expect(rejectionOf(readJsonBody(source, LIMIT))).resolves.toMatchObject({
      status: 413,
      code: 'RequestEntityTooLarge',
      message: expect.stringContaining(`${LIMIT} bytes`) as string,
    });
    expect(source.isCollected()).toBe(false);
    expect(source.taken()).toBe(0);
  });

  test('is 400 when the client goes away before it is whole', async () => {
    const failure = new Error('aborted');
    const source = bodySource({ headers: { 'content-length': '7' }, failure });
    await expect(rejectionOf(readJsonBody(source, LIMIT))).resolves.toMatchObject({
      status: 400,
      cause: failure,
      message: expect.stringContaining('ended before it was complete') as string,
    });
  });

  test('is read as a stream when it is chunked too, because the length then says nothing', async () => {
    const headers = { 'content-length': '1', 'transfer-encoding': 'chunked' };
    const source = bodySource({ headers, chunks: [json] });
    await expect(readJsonBody(source, LIMIT)).resolves.toEqual({ a: 1 });
    expect(source.isCollected()).toBe(false);
  });
});

describe('a body without a length', () => {
  const chunk = Buffer.alloc(LIMIT / 2, ' ');

  test('is put together', async () => {
    const chunks = [
      Buffer.from('{"ü":"'),
      Buffer.from('🙂').subarray(0, 2),
      Buffer.from('🙂').subarray(2),
      Buffer.from('"}'),
    ];
    await expect(readJsonBody(bodySource({ chunks }), LIMIT)).resolves.toEqual({ ü: '🙂' });
  });

  test('may be as long as the limit', async () => {
    const chunks = [chunk, Buffer.from(`"${'x'.repeat(LIMIT / 2 - 2)}"`)];
    await expect(readJsonBody(bodySource({ chunks }), LIMIT)).resolves.toBe('x'.repeat(LIMIT / 2 - 2));
  });

  test('is refused with the chunk that is too much: no more is read, and the connection stays for the answer', async () => {
    const source = bodySource({ chunks: [chunk, chunk, Buffer.from(' '), chunk, chunk] });
    await expect(rejectionOf(readJsonBody(source, LIMIT))).resolves.toMatchObject({ status: 413 });
    expect(source.taken()).toBe(3);
    expect(source.isCancelled()).toBe(false);
    expect((source.body as ReadableStream).locked).toBe(false);
  });

  test('is 400 when the client goes away before it is whole', async () => {
    const source = bodySource({ chunks: [chunk], failure: new Error('aborted') });
    await expect(rejectionOf(readJsonBody(source, LIMIT))).resolves.toMatchObject({
      status: 400,
      message: expect.stringContaining('ended before it was complete') as string,
    });
    expect((source.body as ReadableStream).locked).toBe(false);
  });

  test.each(['{}', {}, null])('is 400 when the stream holds %j instead of bytes', async (value) => {
    await expect(rejectionOf(readJsonBody(bodySource({ chunks: [value] }), LIMIT))).resolves.toMatchObject({
      status: 400,
    });
  });

  test('is an empty payload when there is no stream at all', async () => {
    await expect(rejectionOf(readJsonBody({ ...bodySource({}), body: null }, LIMIT))).resolves.toMatchObject({
      status: 400,
      message: 'Empty Payload. JSON content expected.',
    });
  });
});

describe('a body that does not come', () => {
  const never = new Promise<never>(() => undefined);
  const stalled: readonly (readonly [string, () => BodySource])[] = [
    ['with a length', () => ({ ...bodySource({ headers: { 'content-length': '7' } }), arrayBuffer: () => never })],
    ['without', () => ({ ...bodySource({}), body: new ReadableStream({ pull: () => never }) })],
  ];
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test.each(stalled)('is waited for half a minute, and longer when it may be long: %s', async (_name, newSource) => {
    const answers: unknown[] = [];
    const waitFor = (limit: number): void => {
      readJsonBody(newSource(), limit).catch((error: unknown) => answers.push(error));
    };
    waitFor(64_000);
    waitFor(4 * 1024 * 1024);

    await jest.advanceTimersByTimeAsync(30_999);
    expect(answers).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(answers).toMatchObject([
      { status: 408, entry: 'bodyTooSlow', message: expect.stringContaining('31 s') as string },
    ]);
    await jest.advanceTimersByTimeAsync(65_000);
    expect(answers).toHaveLength(2);
  });

  test('leaves no timer behind when it has come', async () => {
    await readJsonBody(bodySource({ headers: { 'content-length': '2' }, chunks: [Buffer.from('{}')] }), LIMIT);
    await rejectionOf(readJsonBody(bodySource({ failure: new Error('aborted') }), LIMIT));
    expect(jest.getTimerCount()).toBe(0);
  });
});
