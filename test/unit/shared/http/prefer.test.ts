// What a client prefers: what is known counts, what is not is ignored.
import fc from 'fast-check';
import { parsePreferences } from '../../../../shared/http/prefer.ts';

describe('parsePreferences', () => {
  test.each([
    ['return=minimal', 'minimal'],
    ['return=representation', 'representation'],
    ['Return=MINIMAL', 'minimal'],
    ['return="minimal"', 'minimal'],
    ['return = minimal', 'minimal'],
    ['respond-async, return=minimal; foo=bar, wait=10', 'minimal'],
    ['odata.include-annotations="display.*,return=x", return=minimal', 'minimal'],
    ['return=minimal, return=representation', 'minimal'],
    ['return=representation;x="y", return=minimal', 'representation'],
  ])('reads %s as %s', (prefer, value) => {
    expect(parsePreferences(prefer)).toEqual({ return: value, maxPageSize: undefined, createIfMissing: false });
  });

  test.each([
    null,
    '',
    'return',
    'return=',
    'return=all',
    'respond-async',
    'x="',
    'return="minimal',
    'handling=lenient',
  ])('finds nothing that it knows in %j', (prefer) => {
    expect(parsePreferences(prefer)).toEqual({ return: undefined, maxPageSize: undefined, createIfMissing: false });
  });

  test.each([
    ['maxpagesize=50', 50],
    ['odata.maxpagesize=50, return=minimal', 50],
    ['odata.MaxPageSize="7"', 7],
    ['maxpagesize=2, odata.maxpagesize=3', 2],
    ['odata.maxpagesize=3, maxpagesize=2', 3],
    ['maxpagesize=999999999', 999999999],
    ['maxpagesize=1234567890', undefined],
    ['maxpagesize', undefined],
    ['maxpagesize=0', undefined],
    ['maxpagesize=-1', undefined],
    ['maxpagesize=1e3', undefined],
  ])('reads the size of a page in %s', (prefer, size) => {
    expect(parsePreferences(prefer).maxPageSize).toBe(size);
  });

  test('never throws, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (prefer) => {
        expect(['minimal', 'representation', undefined]).toContain(parsePreferences(prefer).return);
      }),
    );
  });

  test('reads create-if-missing, beside others and in any letter case', () => {
    expect(parsePreferences('return=minimal, Create-If-Missing')).toEqual({
      return: 'minimal',
      maxPageSize: undefined,
      createIfMissing: true,
    });
    expect(parsePreferences('create-if-missing=""').createIfMissing).toBe(true);
  });

  test.each(['create-if-missing=false', 'create-if-missing=1', 'create-if-missing=no, create-if-missing'])(
    'passes over create-if-missing with a value that nobody knows: %s',
    (prefer) => {
      expect(parsePreferences(prefer).createIfMissing).toBe(false);
    },
  );
});
