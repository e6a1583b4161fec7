// Entity tags in and out: what If-Match and If-None-Match demand, and what ETag says.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { readConditions, toETag } from '../../../../shared/http/conditional-headers.ts';
import { UNCONDITIONAL } from '../../../../shared/resources/conditions.ts';
import { thrownBy } from '../thrown.ts';

function read(headers: Record<string, string>): ReturnType<typeof readConditions> {
  return readConditions(new Headers(headers));
}

describe('readConditions', () => {
  test('demands nothing where nothing is sent', () => {
    expect(read({})).toBe(UNCONDITIONAL);
  });

  test.each([
    ['*', '*'],
    [' * ', '*'],
    ['"a"', ['a']],
    ['W/"a"', ['a']],
    ['"a", W/"b" ,"c,d"', ['a', 'b', 'c,d']],
    ['""', ['']],
  ])('reads %s', (value, list) => {
    expect(read({ 'if-match': value })).toEqual({ ifMatch: list, ifNoneMatch: undefined });
    expect(read({ 'if-none-match': value })).toEqual({ ifMatch: undefined, ifNoneMatch: list });
  });

  test.each(['', 'a', '"a', 'w/"a"', '"a" "b"', '*, "a"', '"a",,"b"'])('refuses %j', (value) => {
    expect(thrownBy(() => read({ 'if-match': value }))).toMatchObject({ status: 400, target: 'If-Match' });
    expect(thrownBy(() => read({ 'if-none-match': value }))).toMatchObject({ status: 400, target: 'If-None-Match' });
  });

  test('reads a tag that it wrote, or says 400, whatever is sent', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!#-~]*$/), fc.string(), (tag, other) => {
        expect(readConditions({ get: () => toETag(`"${tag}"`) })).toEqual({ ifMatch: [tag], ifNoneMatch: [tag] });
        try {
          readConditions({ get: () => other });
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});

describe('toETag', () => {
  test('is weak, of versions with and without quotes', () => {
    expect([toETag('"v1"'), toETag('v1')]).toEqual(['W/"v1"', 'W/"v1"']);
  });
});
