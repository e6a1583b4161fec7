// The signing keys against a real HTTP endpoint: rotation, outage, floods, and answers that are none.
import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { createIssuerKey } from '../../../../local/token-issuer/issuer-key.ts';
import { createSigningKeys, type SigningKeys } from '../../../../shared/auth/signing-keys.ts';
import { createClock, type Clock } from '../../../support/clock.ts';
import { jwkOf, startJwksServer, type JwksServer } from '../../../support/jwks-server.ts';

const [oldKey, newKey] = [createIssuerKey(), createIssuerKey()];
const shortKey = {
  ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
  kid: oldKey.kid,
};
const second = 1000;
const minute = 60 * second;

let server: JwksServer;
let clock: Clock;
let keys: SigningKeys;
let failures: unknown[];

beforeEach(async () => {
  server = await startJwksServer();
  server.publish({ keys: [jwkOf(oldKey)] });
  clock = createClock(0);
  failures = [];
  keys = createSigningKeys({ jwksUri: server.url, now: clock.now, onFetchFailed: (error) => failures.push(error) });
});

afterEach(() => server.close());

/** Waits for a fetch that runs in the background: an unknown key waits for the one that is running. */
async function backgroundFetch(): Promise<void> {
  await keys.get('unknown');
}

function flood(count: number): Promise<unknown> {
  return Promise.allSettled(Array.from({ length: count }, async (_, index) => keys.get(`unknown-${index}`)));
}

describe('signing keys: getting them', () => {
  test('the first request fetches all keys, the next ones have theirs at once', async () => {
    server.publish({ keys: [jwkOf(oldKey), jwkOf(newKey)] });
    expect(await keys.get(oldKey.kid)).toMatchObject({ kid: oldKey.kid });
    const known = keys.get(newKey.kid);
    expect(known).not.toBeInstanceOf(Promise);
    expect(known).toHaveProperty('issuer', undefined);
    expect(server.requests()).toBe(1);
  });

  test('ready fetches ahead, and only while there are none', async () => {
    await keys.ready();
    await keys.ready();
    expect(keys.get(oldKey.kid)).toHaveProperty('kid', oldKey.kid);
    expect(server.requests()).toBe(1);
  });

  test("the clock is the machine's own unless another is given", async () => {
    keys = createSigningKeys({ jwksUri: server.url });
    await keys.ready();
    expect(keys.get(newKey.kid)).toBeUndefined();
    expect(server.requests()).toBe(1);
  });

  test('a key keeps the issuer that it is published with', async () => {
    server.publish({ keys: [jwkOf(oldKey, { issuer: 'https://login.example/{tenantid}/v2.0' })] });
    expect(await keys.get(oldKey.kid)).toHaveProperty('issuer', 'https://login.example/{tenantid}/v2.0');
  });

  test.each<[string, unknown]>([
    ['for encryption', jwkOf(oldKey, { use: 'enc' })],
    ['for another algorithm', jwkOf(oldKey, { alg: 'RS512' })],
    ['without a name', jwkOf(oldKey, { kid: undefined })],
    ['with an empty name', jwkOf(oldKey, { kid: '' })],
    ['with an issuer that is not text', jwkOf(oldKey, { issuer: 1 })],
    ['with a broken modulus', jwkOf(oldKey, { n: '!' })],
    ['that is secret', { kty: 'oct', kid: oldKey.kid, k: 'c2VjcmV0' }],
    ['that is not even an object', 'key'],
    ['that is null', null],
    ['of 1024 bits', shortKey],
    [
      'of an elliptic curve',
      { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: oldKey.kid },
    ],
  ])('a key %s is left out', async (_name, jwk) => {
    server.publish({ keys: [jwk, jwkOf(newKey)] });
    await keys.ready();
    expect(keys.get(oldKey.kid)).toBeUndefined();
    expect(keys.get(newKey.kid)).toBeDefined();
  });

  test('a key may be published with neither use nor algorithm, or with RS256', async () => {
    server.publish({ keys: [jwkOf(oldKey, { use: undefined }), jwkOf(newKey, { alg: 'RS256' })] });
    await keys.ready();
    expect(keys.get(oldKey.kid)).toBeDefined();
    expect(keys.get(newKey.kid)).toBeDefined();
  });

  test('of two keys with one name the first counts', async () => {
    server.publish({ keys: [jwkOf(oldKey, { kid: 'one' }), jwkOf(newKey, { kid: 'one' })] });
    const key = await keys.get('one');
    expect(key?.key.equals(oldKey.publicKey)).toBe(true);
  });
});

describe('signing keys: rotation', () => {
  test('a new key is found without a restart, once the cool-down of five minutes is over', async () => {
    await keys.ready();
    server.publish({ keys: [jwkOf(oldKey), jwkOf(newKey)] });
    clock.advance(5 * minute - 1);
    expect(keys.get(newKey.kid)).toBeUndefined();
    clock.advance(1);
    expect(await keys.get(newKey.kid)).toHaveProperty('kid', newKey.kid);
    expect(server.requests()).toBe(2);
  });

  test('keys older than an hour are renewed in the background', async () => {
    await keys.ready();
    server.publish({ keys: [jwkOf(newKey)] });
    clock.advance(60 * minute);
    const stale = keys.get(oldKey.kid);
    expect(stale).toHaveProperty('kid', oldKey.kid);
    await backgroundFetch();
    expect(keys.get(oldKey.kid)).toBeUndefined();
    expect(keys.get(newKey.kid)).toHaveProperty('kid', newKey.kid);
    expect(server.requests()).toBe(2);
  });

  test('a key that nobody publishes any more is not current, one that is published again is the same', async () => {
    server.publish({ keys: [jwkOf(oldKey), jwkOf(newKey)] });
    const [dropped, kept] = [await keys.get(oldKey.kid), await keys.get(newKey.kid)];
    if (dropped === undefined || kept === undefined) throw new Error('There are no keys.');
    server.publish({ keys: [jwkOf(newKey)] });
    clock.advance(60 * minute);
    expect(keys.isCurrent(dropped)).toBe(true);
    await backgroundFetch();
    expect(keys.isCurrent(dropped)).toBe(false);
    expect(keys.isCurrent(kept)).toBe(true);
  });

  test('a key that changes its issuer is another key', async () => {
    const before = await keys.get(oldKey.kid);
    if (before === undefined) throw new Error('There is no key.');
    server.publish({ keys: [jwkOf(oldKey, { issuer: 'https://login.example/other/v2.0' })] });
    clock.advance(60 * minute);
    keys.isCurrent(before);
    await backgroundFetch();
    expect(keys.isCurrent(before)).toBe(false);
  });
});

describe('signing keys: when they are fetched', () => {
  let fetches: number;
  let answer: () => Promise<unknown>;

  beforeEach(async () => {
    fetches = 0;
    answer = () => Promise.resolve({ keys: [jwkOf(oldKey)] });
    keys = createSigningKeys({
      jwksUri: server.url,
      now: clock.now,
      fetchJson() {
        fetches += 1;
        return answer();
      },
    });
    await keys.ready();
  });

  /** Asks for what is known, and lets a fetch that this begins reach its endpoint. */
  async function askForKnown(): Promise<void> {
    const key = await keys.get(oldKey.kid);
    if (key === undefined) throw new Error('There is no key.');
    keys.isCurrent(key);
    await keys.ready();
    await setImmediate();
  }

  test('known keys cause no fetch within the hour, and one at its end', async () => {
    clock.advance(60 * minute - 1);
    await askForKnown();
    expect(fetches).toBe(1);
    clock.advance(1);
    await askForKnown();
    expect(fetches).toBe(2);
    clock.advance(60 * minute - 1);
    await askForKnown();
    expect(fetches).toBe(2);
  });

  test('a look at whether a key is current renews it at the end of the hour', async () => {
    const key = await keys.get(oldKey.kid);
    if (key === undefined) throw new Error('There is no key.');
    clock.advance(60 * minute);
    keys.isCurrent(key);
    await setImmediate();
    expect(fetches).toBe(2);
  });

  test('no fetch begins while one is under way, however long it takes', async () => {
    let finish: (document: unknown) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    clock.advance(5 * minute);
    const first = keys.get(newKey.kid);
    clock.advance(60 * minute);
    const second = keys.get(newKey.kid);
    await setImmediate();
    expect(fetches).toBe(2);
    finish({ keys: [jwkOf(newKey)] });
    expect(await first).toHaveProperty('kid', newKey.kid);
    expect(await second).toHaveProperty('kid', newKey.kid);
  });

  test('a failed fetch is nothing to fail on where nobody listens', async () => {
    answer = () => Promise.reject(new Error('down'));
    clock.advance(60 * minute);
    await askForKnown();
    expect(fetches).toBe(2);
    expect(keys.get(oldKey.kid)).toHaveProperty('kid', oldKey.kid);
  });
});

describe('signing keys: floods', () => {
  test('200 unknown keys at once are one fetch', async () => {
    await flood(200);
    expect(server.requests()).toBe(1);
  });

  test('unknown keys cause one fetch per five minutes', async () => {
    await keys.ready();
    for (let elapsed = 0; elapsed < 10; elapsed += 1) {
      clock.advance(minute);
      await flood(200);
    }
    expect(server.requests()).toBe(3);
  });

  test('while the endpoint fails, there is one fetch per ten seconds, counted from the attempt', async () => {
    server.answer((_request, response) => response.writeHead(500).end());
    for (let elapsed = 0; elapsed < 20; elapsed += 1) {
      await flood(200);
      clock.advance(second);
    }
    expect(server.requests()).toBe(2);
    expect(failures).toHaveLength(2);
  });

  test('a failing refresh of old keys is tried again after ten seconds, by known and unknown keys together', async () => {
    await keys.ready();
    server.answer((_request, response) => response.writeHead(500).end());
    clock.advance(60 * minute);
    for (let elapsed = 0; elapsed < 20; elapsed += 1) {
      void keys.get(oldKey.kid);
      await flood(50);
      clock.advance(second);
    }
    expect(server.requests()).toBe(3);
  });
});

describe('signing keys: outages', () => {
  const json = (document: unknown): RequestListener => {
    return (_request, response) => response.end(JSON.stringify(document));
  };
  const unusable: [string, RequestListener][] = [
    ['is down', (request) => request.socket.destroy()],
    ['answers 503', (_request, response) => response.writeHead(503).end(JSON.stringify({ keys: [jwkOf(newKey)] }))],
    ['answers something that is not JSON', (_request, response) => response.end('<html>')],
    ['answers null', json(null)],
    ['answers keys that are no list', json({ keys: { length: 1 } })],
    ['answers no keys', json({ keys: [] })],
    ['answers only keys for encryption', json({ keys: [jwkOf(newKey, { use: 'enc' })] })],
    ['answers only keys that are too short', json({ keys: [shortKey] })],
    [
      'redirects',
      (request, response) =>
        request.url === '/keys'
          ? response.writeHead(302, { Location: '/elsewhere' }).end()
          : response.end(JSON.stringify({ keys: [jwkOf(newKey)] })),
    ],
    ['answers far too much', json({ keys: [jwkOf(newKey)], filler: 'x'.repeat(300 * 1024) })],
    [
      'answers far too much without saying how much',
      (_request, response) => {
        response.write(JSON.stringify({ keys: [jwkOf(newKey)] }));
        response.write(' '.repeat(200 * 1024));
        response.end(' '.repeat(200 * 1024));
      },
    ],
    [
      'breaks off half-way',
      (_request, response) => {
        response.writeHead(200, { 'Content-Length': '1000' });
        response.write('{"keys":', () => response.destroy());
      },
    ],
  ];

  test.each(unusable)('the last good keys stay when the endpoint %s', async (_name, failing) => {
    await keys.ready();
    server.answer(failing);
    clock.advance(60 * minute);
    await backgroundFetch();
    expect(failures).toHaveLength(1);
    expect(keys.get(oldKey.kid)).toHaveProperty('kid', oldKey.kid);
    expect(keys.get(newKey.kid)).toBeUndefined();
    await expect(keys.ready()).resolves.toBeUndefined();
  });

  test.each(unusable)('without any keys nobody is let in or refused when the endpoint %s', async (_name, failing) => {
    server.answer(failing);
    const unavailable = {
      status: 503,
      code: 'serviceNotAvailable',
      headers: { 'Retry-After': '10' },
      reason: 'signingKeys',
    };
    await expect(keys.get(oldKey.kid)).rejects.toMatchObject(unavailable);
    await expect((async () => keys.get(oldKey.kid))()).rejects.toMatchObject(unavailable);
    expect(server.requests()).toBe(1);
    await expect(keys.ready()).rejects.toMatchObject(unavailable);
    server.publish({ keys: [jwkOf(oldKey)] });
    clock.advance(10 * second);
    await expect(keys.ready()).resolves.toBeUndefined();
  });

  test('while an endpoint stalls, known keys are at hand', async () => {
    await keys.ready();
    const arrived = new Promise<void>((resolve) => {
      server.answer((_request, response) => {
        response.writeHead(200, { 'Content-Length': '1000' }).write('{"keys":');
        resolve();
      });
    });
    clock.advance(60 * minute);
    void keys.get(oldKey.kid);
    await arrived;
    expect(keys.get(oldKey.kid)).toHaveProperty('kid', oldKey.kid);
  });
});
