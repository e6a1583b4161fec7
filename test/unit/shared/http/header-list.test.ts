// The one reader of Accept, Content-Type and Prefer.
import fc from 'fast-check';
import { parseHeaderList } from '../../../../shared/http/header-list.ts';
import { codePoint } from '../../../support/code-point.ts';

describe('parseHeaderList', () => {
  test('reads names, values and parameters', () => {
    expect(parseHeaderList('application/json;odata.metadata=none;Q=0.5, return=minimal ; foo="a b"')).toEqual([
      {
        name: 'application/json',
        value: undefined,
        parameters: [
          ['odata.metadata', 'none'],
          ['q', '0.5'],
        ],
      },
      { name: 'return', value: 'minimal', parameters: [['foo', 'a b']] },
    ]);
  });

  test.each(['', ' ', ',', ' , ,', ',,,'])('finds nothing in %j', (field) => {
    expect(parseHeaderList(field)).toEqual([]);
  });

  test('passes over empty elements and empty parameters, as lists allow', () => {
    expect(parseHeaderList(', a ,, b;;c=1; ,')).toEqual([
      { name: 'a', value: undefined, parameters: [] },
      { name: 'b', value: undefined, parameters: [['c', '1']] },
    ]);
  });

  test('keeps commas, semicolons and equal signs of a quoted string', () => {
    expect(parseHeaderList('a="x,y;z=1\\"\\\\"')).toEqual([{ name: 'a', value: 'x,y;z=1"\\', parameters: [] }]);
  });

  test('gives a parameter without a value an empty one', () => {
    expect(parseHeaderList('a;b')).toEqual([{ name: 'a', value: undefined, parameters: [['b', '']] }]);
  });

  test.each(['a="x', 'a="x"y', '"', 'a;b="', 'a=b=c', 'a"b"', 'a="x\\'])('refuses %j', (field) => {
    expect(parseHeaderList(field)).toBeUndefined();
  });

  // RFC 9110 §5.6.6 and §8.3.1, RFC 7240 §2: names are tokens.
  test.each(['"application/json"', '"return"=minimal', 'a;"b"=c', '""'])('refuses the quoted name of %j', (field) => {
    expect(parseHeaderList(field)).toBeUndefined();
  });

  test('never throws, and ends, whatever the field', () => {
    const field = fc
      .array(fc.oneof(fc.constantFrom('"', '\\', ',', ';', '=', ' ', '\t', 'a'), fc.string()), { maxLength: 40 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(field, (text) => {
        const elements = parseHeaderList(text);
        expect(elements === undefined || Array.isArray(elements)).toBe(true);
      }),
    );
  });

  test('gives quoted strings back as they were', () => {
    const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
    // No line break: a header field has none.
    const text = fc.string({ unit: codePoint }).map((any) => any.replace(/[\r\n\u2028\u2029]/g, ''));
    fc.assert(
      fc.property(text, text, (value, parameter) => {
        expect(parseHeaderList(`name=${quote(value)};p=${quote(parameter)},other`)).toEqual([
          { name: 'name', value, parameters: [['p', parameter]] },
          { name: 'other', value: undefined, parameters: [] },
        ]);
      }),
    );
  });

  test('takes time in proportion to the length of the field', () => {
    for (const field of ['"'.repeat(99_999), ' '.repeat(100_000), `a="${'\\'.repeat(99_999)}`, ';'.repeat(100_000)]) {
      parseHeaderList(field);
    }
  });
});
