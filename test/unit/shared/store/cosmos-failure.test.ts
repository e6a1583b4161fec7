// Which answer each failure of Cosmos deserves.
import { readFileSync } from 'node:fs';
import { cosmosStatus, failureAnswers, toStoreError } from '../../../../shared/store/cosmos-failure.ts';

/** What the Cosmos client throws for an error response. */
function response(code: number, more: object = {}): Error {
  return Object.assign(new Error('secret details'), { code, ...more });
}

function named(name: string, more: object = {}): Error {
  const error = Object.assign(new Error('secret details'), more);
  error.name = name;
  return error;
}

describe('toStoreError', () => {
  test.each([
    ['429', response(429), 429, '2', 'cosmos 429'],
    ['429 with a hint', response(429, { substatus: 3200, retryAfterInMs: 8_123 }), 429, '9', 'cosmos 429/3200'],
    ['429 with a hint of less than a second', response(429, { retryAfterInMs: 3 }), 429, '1', 'cosmos 429'],
    ['429 with a hint of nothing', response(429, { retryAfterInMs: 0 }), 429, '1', 'cosmos 429'],
    ['429 with a hint that is no number', response(429, { retryAfterInMs: Number.NaN }), 429, '2', 'cosmos 429'],
    ['429 with a hint of minutes', response(429, { retryAfterInMs: 600_000 }), 429, '60', 'cosmos 429'],
    ['429 with a hint of endless time', response(429, { retryAfterInMs: Infinity }), 429, '2', 'cosmos 429'],
    ['429 with a hint below nothing', response(429, { retryAfterInMs: -5_000 }), 429, '1', 'cosmos 429'],
    ['449, a write that met another', response(449), 429, '2', 'cosmos 449'],
    ['408', response(408), 504, '2', 'cosmos 408'],
    ['a time-out of the client', named('TimeoutError', { code: 'TimeoutError' }), 504, '2', 'cosmos TimeoutError'],
    ['a time-out by name', named('TimeoutError'), 504, '2', 'cosmos TimeoutError'],
    ['an abort', named('AbortError'), 504, '2', 'cosmos AbortError'],
    ['400', response(400), 503, '5', 'cosmos 400'],
    ['401', response(401), 503, '5', 'cosmos 401'],
    ['403', response(403, { substatus: 5300 }), 503, '5', 'cosmos 403/5300'],
    ['404 of the container', response(404, { substatus: 1003 }), 503, '5', 'cosmos 404/1003'],
    ['410', response(410), 503, '5', 'cosmos 410'],
    ['413', response(413), 503, '5', 'cosmos 413'],
    ['500', response(500), 503, '5', 'cosmos 500'],
    ['503 with a hint', response(503, { retryAfterInMs: 20_000 }), 503, '20', 'cosmos 503'],
    ['a refused connection', named('Error', { code: 'ECONNREFUSED' }), 503, '5', 'cosmos ECONNREFUSED'],
    ['an unknown host', named('Error', { code: 'ENOTFOUND' }), 503, '5', 'cosmos ENOTFOUND'],
    ['a broken connection', named('SocketError', { code: 'UND_ERR_SOCKET' }), 503, '5', 'cosmos UND_ERR_SOCKET'],
    ['no sign-in', named('CredentialUnavailableError'), 503, '5', 'cosmos CredentialUnavailableError'],
    ['an answer that is no JSON', new SyntaxError('secret details'), 503, '5', 'cosmos SyntaxError'],
    ['a plain object', { message: 'secret details' }, 503, '5', 'cosmos object'],
    ['text', 'secret details', 503, '5', 'cosmos string'],
    ['null', null, 503, '5', 'cosmos object'],
    ['undefined', undefined, 503, '5', 'cosmos undefined'],
  ])('makes of %s what the caller can use', (_case, thrown, status, seconds, reason) => {
    const error = toStoreError(thrown);
    expect(error).toMatchObject({ status, reason, headers: { 'Retry-After': seconds } });
    expect(error.cause).toBe(thrown);
    expect(error.message).not.toContain('secret');
  });
});

describe('cosmosStatus', () => {
  test('is the status of an error response, and nothing for anything else', () => {
    expect(cosmosStatus(response(409))).toBe(409);
    expect(cosmosStatus(named('Error', { code: 'ECONNREFUSED' }))).toBeUndefined();
    expect(cosmosStatus('409')).toBeUndefined();
    expect(cosmosStatus(undefined)).toBeUndefined();
  });
});

describe('the table in docs/errors.md', () => {
  test('is the one in the code', () => {
    const [, section = ''] = readFileSync('docs/errors.md', 'utf8').split('## When the store fails');
    const rows = [...section.matchAll(/^\| `?(\w+)`? +\| `(store\w+)` +\| (\d+) +\| \w/gm)];
    expect(rows.map(([, failure, error, seconds]) => [failure, error, Number(seconds)])).toEqual(
      [...failureAnswers].map(([failure, { error, retryAfterS }]) => [String(failure), error, retryAfterS]),
    );
  });
});
