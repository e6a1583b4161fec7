// The strict JSON parser: what JSON.parse would let through is refused, and every refusal says where.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { parseJson } from '../../../../shared/http/parse-json.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const parse = (text: string): unknown => parseJson(Buffer.from(text));

function problemWith(text: string): string {
  const error = thrownBy(() => parse(text));
  expect(error).toMatchObject({ status: 400, code: 'BadRequest' });
  expect(error.message).toMatch(/^Unable to read JSON request payload\. /);
  return error.message.slice(error.message.indexOf('JSON format. ') + 'JSON format. '.length);
}

function nested(depth: number, [open, close]: readonly [string, string]): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

describe('parseJson', () => {
  test('gives what JSON.parse gives, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value, null, 2);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('takes a byte order mark, which PowerShell writes', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  test.each(['', ' ', '\r\n\t', '\ufeff', '\ufeff '])('calls %j an empty payload', (text) => {
    expect(thrownBy(() => parse(text)).message).toBe('Empty Payload. JSON content expected.');
  });

  test.each([[[0xff]], [[0x22, 0xc3, 0x28, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0xff, 0xfe, 0x7b, 0x00]]])(
    'refuses the bytes %j, which are not UTF-8',
    (bytes) => {
      expect(thrownBy(() => parseJson(Buffer.from(bytes))).message).toMatch(/It is not valid UTF-8\.$/);
    },
  );

  test.each([
    ['{"a":1', 'Close brace expected at line 1, column 7 (position 6).'],
    ['{"a" 1}', 'Colon expected at line 1, column 6 (position 5).'],
    ['{"a":1,}', 'Property name expected at line 1, column 8 (position 7).'],
    ['[1,]', 'Value expected at line 1, column 4 (position 3).'],
    ['{a:1}', 'Invalid symbol at line 1, column 2 (position 1).'],
    ['{"a":nul}', 'Invalid symbol at line 1, column 6 (position 5).'],
    ['{"a":"x}', 'Unexpected end of string at line 1, column 6 (position 5).'],
    ['{"a":1} x', 'Invalid symbol at line 1, column 9 (position 8).'],
    ['{\n  "a": 1,\n  "b": }\n', 'Value expected at line 3, column 8 (position 19).'],
    ['{"a":1 /* c */}', 'Invalid comment token at line 1, column 8 (position 7).'],
    ["{'a':1}", 'Invalid symbol at line 1, column 2 (position 1).'],
    ['{"a":1}{"b":2}', 'End of file expected at line 1, column 8 (position 7).'],
  ])('says what is wrong with %j, and where', (text, problem) => {
    expect(problemWith(text)).toBe(problem);
  });

  test.each([
    '\ufeff\ufeff{}',
    '{"a":NaN}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '["\t"]',
    '["\\x41"]',
    '}',
  ])('refuses %j, which JSON.parse refuses', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(problemWith(text)).not.toBe('');
  });

  test('refuses with a position or a reason, whatever broken JSON it is given', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '\\',
      '\\u00',
      '1',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      '/',
    );
    const text = fc.oneof(
      fc.string({ unit: codePoint }),
      fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (broken) => {
        try {
          const value = parse(broken);
          expect(value).toEqual(JSON.parse(Buffer.from(broken).toString()));
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});

describe('members', () => {
  test.each([
    ['{"a":1,"a":2}', "The member 'a' is given more than once at line 1, column 8 (position 7)."],
    ['{"a":1,\n"\\u0061":2}', "The member 'a' is given more than once at line 2, column 1 (position 8)."],
    ['{"a":{"b":1,"c":2,"b":3}}', "The member 'b' is given more than once"],
    ['{"a":[{"b":1,"b":1}]}', "The member 'b' is given more than once"],
    ['{"__proto__":1,"__proto__":2}', "The member '__proto__' is given more than once"],
    ['{"":1,"":2}', "The member '' is given more than once"],
    ['{"a":{"x":1},"b":[{}],"a":3}', "The member 'a' is given more than once"],
  ])('may not be given twice: %j', (text, problem) => {
    expect(problemWith(text)).toContain(problem);
  });

  test('may not be given twice, whatever colons, braces and escapes stand around them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '{', '}', '[', '"', '\\', ','), maxLength: 3 });
    const member = fc.tuple(text, fc.oneof(text, fc.integer(), fc.constant(null)));
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 5 }), fc.nat(), (members, nat) => {
        const written = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
        const once = new Set(members.map(([name]) => name)).size === members.length;
        if (once) expect(parse(`{${written.join()}}`)).toEqual(Object.fromEntries(members));
        const again = written[nat % written.length] ?? '';
        expect(problemWith(`{${[...written, again].join()}}`)).toContain('is given more than once');
      }),
    );
  });

  test.each([
    '{"a":1,"A":2}',
    '{"a":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a"}',
    '{"a":["a","a"]}',
    '["a","a"]',
  ])('are not confused with other members, other objects or values: %j', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test('a long name that is given twice is cut in the answer', () => {
    const name = 'x'.repeat(500);
    expect(problemWith(`{"${name}":1,"${name}":2}`).length).toBeLessThan(250);
  });

  test('__proto__ is a member like any other', () => {
    const value = parse('{"__proto__":{"polluted":true}}') as object;
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('nesting', () => {
  const brackets = [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const;

  test.each(brackets)('of %s may be 32 levels deep', (...pair) => {
    expect(() => parse(nested(32, pair))).not.toThrow();
  });

  test.each(brackets)('of %s may not be deeper', (...pair) => {
    expect(problemWith(nested(33, pair))).toMatch(/^It is nested deeper than 32 levels at line 1, column \d+ /);
    expect(problemWith(pair[0].repeat(10_000))).toContain('nested deeper');
  });
});
