// The rules of a batch: what breaks one of them is 400 for the whole, in Graph's words where they are known.
import fc from 'fast-check';
import { readBatch } from '../../../../shared/batch/batch-request.ts';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { thrownBy } from '../thrown.ts';

type Json = Readonly<Record<string, unknown>>;

const get = (id: string, more: Json = {}): Json => ({ id, method: 'GET', url: '/a', ...more });
const post = (more: Json = {}): Json => ({ id: '1', method: 'POST', url: '/a', ...more });
const jsonType = { 'Content-Type': 'application/json' };

function refusal(json: unknown): string {
  const error = thrownBy(() => readBatch(json));
  expect(error).toMatchObject({ status: 400, code: 'BadRequest', entry: 'invalidBatch' });
  return error.message;
}

const ids = (count: number): Json[] => Array.from({ length: count }, (_value, index) => get(String(index + 1)));

describe('the envelope', () => {
  test.each([null, undefined, true, 7, 'requests', [], [get('1')], {}, { Requests: [] }, { requests: {} }])(
    'is an object with the array requests, not %j',
    (json) => {
      expect(refusal(json)).toBe("A batch is an object with the array 'requests'.");
    },
  );

  test('holds 1 to 20 requests', () => {
    expect(readBatch({ requests: ids(1) })).toHaveLength(1);
    expect(readBatch({ requests: ids(20) })).toHaveLength(20);
    expect(refusal({ requests: ids(21) })).toBe('A batch has at most 20 requests, not 21.');
    expect(refusal({ requests: [] })).toBe("'requests' is empty.");
  });

  test('may hold more than is known', () => {
    expect(readBatch({ '@odata.context': 'x', requests: [get('1', { comment: 'x' })] })).toHaveLength(1);
  });

  test.each([null, 1, 'x', [get('1')]])('holds objects only, not %j', (request) => {
    expect(refusal({ requests: [get('1'), request] })).toBe('requests[1] is not an object.');
  });
});

describe('the id', () => {
  test.each([undefined, null, 1, '', {}])('is a text, not %j', (id) => {
    expect(refusal({ requests: [{ ...get('1'), id }] })).toBe("requests[0] has no 'id', which is a text.");
  });

  test.each([
    ['a', 'a'],
    ['a', 'A'],
    ['Ä1', 'ä1'],
  ])('is there once: %j and %j are one', (one, other) => {
    expect(refusal({ requests: [get(one), get('2'), get(other)] })).toContain(`'${other}' is given more than once`);
  });

  test('is kept as it was given', () => {
    expect(readBatch({ requests: [get(' The Id ')] })).toMatchObject([{ id: ' The Id ' }]);
  });

  test('is shown shortened', () => {
    expect(refusal({ requests: [{ id: 'x'.repeat(100_000) }] }).length).toBeLessThan(300);
  });
});

describe('the method', () => {
  test.each(['get', 'Post', 'PATCH', 'put', 'dELETE'])('is %s in any letter case', (method) => {
    expect(readBatch({ requests: [get('1', { method })] })).toMatchObject([{ method: method.toUpperCase() }]);
  });

  test.each([undefined, null, '', 1, 'HEAD', 'OPTIONS', 'GET ', 'MERGE'])('is not %j', (method) => {
    expect(refusal({ requests: [get('1', { method })] })).toContain("with id '1' has no 'method' of DELETE, GET");
  });
});

describe('the url', () => {
  test.each([
    ['/a/b?c=d', '/a/b?c=d'],
    ['a/b?c=d', '/a/b?c=d'],
    ['beta/a', '/beta/a'],
    ['?x', '/?x'],
    ['/a?b=c:d//e', '/a?b=c:d//e'],
    ["mobileApps('a:b')", "/mobileApps('a:b')"],
    ['/a#fragment', '/a'],
  ])('%s is %s', (url, expected) => {
    expect(readBatch({ requests: [get('1', { url })] })).toMatchObject([{ url: expected }]);
  });

  test.each(['https://evil.example/beta/a', 'HTTP://x', '//evil.example/a', 'javascript:x', 'mailto:a@b'])(
    'is relative, not %s',
    (url) => {
      expect(refusal({ requests: [get('1', { url })] })).toContain('is not relative to the version root');
    },
  );

  test.each([undefined, null, '', 5])('is a text, not %j', (url) => {
    expect(refusal({ requests: [get('1', { url })] })).toBe("The request with id '1' has no 'url'.");
  });
});

describe('the headers', () => {
  test('have names in any letter case', () => {
    const [item] = readBatch({ requests: [get('1', { headers: { PREFER: 'a', 'If-match': 'b', accept: 'c' } })] });
    expect(Object.fromEntries(item?.headers ?? [])).toEqual({ prefer: 'a', 'if-match': 'b', accept: 'c' });
  });

  test.each([undefined, null, {}])('may be %j', (headers) => {
    expect(readBatch({ requests: [get('1', { headers })] })[0]?.headers.size).toBe(0);
  });

  test.each([[[]], ['x'], [1]])('are an object, not %j', (headers) => {
    expect(refusal({ requests: [get('1', { headers })] })).toContain('are not an object');
  });

  test.each([1, true, null, ['a']])('have texts as values, not %j', (value) => {
    expect(refusal({ requests: [get('1', { headers: { Prefer: value } })] })).toBe(
      "The header 'Prefer' of the request with id '1' is not a text.",
    );
  });

  test('are not found on what every object has', () => {
    const [item] = readBatch({ requests: [get('1', { headers: JSON.parse('{"__proto__":"x"}') as unknown })] });
    expect(item?.headers.get('constructor')).toBeUndefined();
    expect(item?.headers.get('__proto__')).toBe('x');
  });
});

describe('the body', () => {
  test.each(['POST', 'PATCH', 'PUT'])('of a %s has a Content-Type, else the whole is refused', (method) => {
    const words = "Write request with id '1' does not contain a Content-Type header.";
    expect(refusal({ requests: [post({ method, body: {} })] })).toBe(words);
    expect(refusal({ requests: [post({ method, body: { a: 1 }, headers: { Accept: 'x' } })] })).toBe(words);
  });

  test.each(['content-type', 'Content-Type', 'CONTENT-TYPE'])('is there beside %s', (name) => {
    const body = { a: 1 };
    const [item] = readBatch({ requests: [post({ body, headers: { [name]: 'application/json' } })] });
    expect(item?.body).toBe(body);
  });

  test('may be left out, or be null', () => {
    expect(readBatch({ requests: [post()] })[0]?.body).toBeUndefined();
    expect(readBatch({ requests: [post({ body: null })] })[0]?.body).toBeUndefined();
  });

  test('may be false or 0, which is for the request itself to refuse', () => {
    expect(readBatch({ requests: [post({ body: false, headers: jsonType })] })[0]?.body).toBe(false);
  });

  test('of a GET or DELETE says nothing, and needs no type', () => {
    expect(readBatch({ requests: [get('1', { body: {} }), get('2', { method: 'DELETE', body: 'x' })] })).toHaveLength(
      2,
    );
  });

  // Microsoft's SDK for TypeScript of today loses the headers of a request, and writes its body as bytes then.
  test('in base64 needs no type', () => {
    expect(readBatch({ requests: [post({ body: 'e30=' })] })).toMatchObject([{ body: 'e30=' }]);
  });
});

describe('dependsOn', () => {
  const batch = (...dependencies: readonly unknown[]): Json => ({
    requests: dependencies.map((dependsOn, index) => get(`R${index}`, { dependsOn })),
  });

  test.each<[string, readonly unknown[]]>([
    ['parallel', [undefined, [], null]],
    ['serial', [undefined, ['R0'], ['R1'], ['R2']]],
    ['serial, in another letter case', [[], ['r0'], ['r1', 'R1']]],
    ['all for the first', [undefined, ['R0'], ['R0'], ['r0']]],
    ['one', [[]]],
  ])('may be %s', (_name, dependencies) => {
    expect(readBatch(batch(...dependencies))).toHaveLength(dependencies.length);
  });

  test('gives the places of the requests', () => {
    expect(readBatch(batch([], ['r0'], ['R1'])).map(({ dependsOn }) => dependsOn)).toEqual([[], [0], [1]]);
  });

  test.each<[string, readonly unknown[]]>([
    ['some serial, some parallel', [[], ['R0'], []]],
    ['two chains', [[], [], ['R0'], ['R1']]],
    ['all for the second', [[], [], ['R1']]],
    ['several parents', [[], ['R0'], ['R0', 'R1']]],
    ['a tree', [[], ['R0'], ['R0'], ['R1']]],
  ])('is not mixed: %s', (_name, dependencies) => {
    expect(refusal(batch(...dependencies))).toBe('Batch should be either fully sequential or fully parallel.');
  });

  test.each<[string, readonly unknown[]]>([
    ['unknown', [[], ['R7']]],
    ['of a later request', [['R1'], []]],
    ['its own', [[], ['R1']]],
    ['no text', [[], [0]]],
    ['an object', [[], [{}]]],
  ])('has no id that is %s', (_name, dependencies) => {
    expect(refusal(batch(...dependencies))).toMatch(/^Invalid dependency for request Id 'R[01]': /);
  });

  test.each(['R0', { 0: 'R0' }, 0])('is an array, not %j', (dependsOn) => {
    expect(refusal(batch([], dependsOn))).toContain('is not an array');
  });
});

test.each([
  ['atomicityGroup', 'g1'],
  ['if', '$1 eq 201'],
  ['if', false],
])('%s is refused: without it something else would be done than was asked for', (name, value) => {
  expect(refusal({ requests: [get('1', { [name]: value })] })).toContain(`'${name}'`);
  expect(readBatch({ requests: [get('1', { [name]: null })] })).toHaveLength(1);
});

describe('whatever comes', () => {
  const request = fc.record(
    {
      id: fc.oneof(fc.string({ minLength: 1 }), fc.anything()),
      method: fc.oneof(fc.constantFrom('GET', 'post', 'HEAD'), fc.anything()),
      url: fc.oneof(fc.webPath(), fc.string(), fc.anything()),
      headers: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.anything()),
      body: fc.oneof(fc.constant(undefined), fc.jsonValue()),
      dependsOn: fc.oneof(fc.array(fc.string()), fc.anything()),
    },
    { requiredKeys: [] },
  );

  test('is read or refused with 400', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.record({ requests: fc.array(fc.oneof(request, fc.anything()), { maxLength: 22 }) }), fc.anything()),
        (json) => {
          // As it is parsed from a text, which is none for undefined.
          const text = JSON.stringify({ json }, (_name, value: unknown) => (typeof value === 'bigint' ? 1 : value));
          const { json: parsed } = JSON.parse(text) as { readonly json?: unknown };
          try {
            for (const { url, dependsOn } of readBatch(parsed)) {
              expect(url.startsWith('/') && !url.startsWith('//')).toBe(true);
              expect(dependsOn.every(Number.isInteger)).toBe(true);
            }
          } catch (error) {
            if (!(error instanceof GraphError)) throw error;
            expect(error.status).toBe(400);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is accepted in just three shapes', () => {
    const parents = fc.array(fc.array(fc.nat(6), { maxLength: 2 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parents, (drawn) => {
        const edges = drawn.map((each, index) => each.filter((parent) => parent < index));
        const isShape = (want: (index: number) => number | undefined): boolean =>
          edges.every((each, index) => {
            const parent = index === 0 ? undefined : want(index);
            return parent === undefined ? each.length === 0 : each.length > 0 && each.every((one) => one === parent);
          });
        const isFine = isShape(() => undefined) || isShape((index) => index - 1) || isShape(() => 0);
        const requests = edges.map((each, index) => get(`x${index}`, { dependsOn: each.map((one) => `X${one}`) }));
        const read = (): unknown => readBatch({ requests });
        if (isFine) expect(read).not.toThrow();
        else expect(read).toThrow('Batch should be either fully sequential or fully parallel.');
      }),
      { numRuns: 500 },
    );
  });
});
