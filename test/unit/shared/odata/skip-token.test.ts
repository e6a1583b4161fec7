// The token of a next link: it leads back to the place, and only in the collection and query that it was made for.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { readSkipToken, toSkipToken } from '../../../../shared/odata/skip-token.ts';
import { thrownBy } from '../thrown.ts';

const binding = ['userAppInstallStatus', 'a1', "userName eq 'x'", undefined];

describe('a skip token', () => {
  test('leads back to the place that it was made for, and needs no encoding in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (continuation) => {
        const token = toSkipToken(continuation, binding);
        expect(token).toMatch(/^[\w-]+$/);
        expect(readSkipToken(token, binding)).toBe(continuation);
      }),
    );
  });

  test.each([
    ['another app', ['userAppInstallStatus', 'a2', "userName eq 'x'", undefined]],
    ['another filter', ['userAppInstallStatus', 'a1', "userName eq 'y'", undefined]],
    ['another order', ['userAppInstallStatus', 'a1', "userName eq 'x'", 'userName']],
    ['values that have moved', ['userAppInstallStatus', 'a1', undefined, "userName eq 'x'"]],
  ])('is refused with %s', (_name, other) => {
    const token = toSkipToken('here', binding);
    expect(thrownBy(() => readSkipToken(token, other))).toMatchObject({ status: 400, target: '$skiptoken' });
  });

  test.each([
    ['emptied', () => ''],
    ['cut short', (token: string) => token.slice(0, -2)],
    ['left with its checksum alone', (token: string) => token.slice(0, 42)],
    ['lengthened', (token: string) => `${token}AAAA`],
    ['changed in one place', (token: string) => `${token.slice(0, -4)}AAAA`],
    ['put into upper case', (token: string) => token.toUpperCase()],
  ])('is refused when it was %s', (_how, damage) => {
    const token = toSkipToken('here and no further', binding);
    expect(thrownBy(() => readSkipToken(damage(token), binding))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      entry: 'invalidSkipToken',
      target: '$skiptoken',
    });
  });

  test('is refused when it leads nowhere, though its checksum is right', () => {
    expect(thrownBy(() => readSkipToken(toSkipToken('', binding), binding))).toHaveProperty(
      'entry',
      'invalidSkipToken',
    );
  });

  test('is refused when any of its characters is another, or one more is among them', () => {
    const character = fc.constantFrom(...'A Z a z 0 9 - _ + / = ! . % é'.split(' '), ' ');
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat(),
        character,
        fc.boolean(),
        (continuation, place, other, isMore) => {
          const token = toSkipToken(continuation, binding);
          const index = place % token.length;
          fc.pre(isMore || token.charAt(index) !== other);
          const changed = token.slice(0, index) + other + token.slice(isMore ? index : index + 1);
          expect(thrownBy(() => readSkipToken(changed, binding))).toMatchObject({ status: 400, target: '$skiptoken' });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is the store's continuation or a 400, whatever was sent", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const error = thrownBy(() => readSkipToken(text, binding));
        expect(error).toBeInstanceOf(GraphError);
        expect(error).toMatchObject({ status: 400 });
      }),
    );
  });
});
