// Which strings are keys: everything that Cosmos holds and a URL can address, and nothing else.
import fc from 'fast-check';
import { canonicalKey, findKeyProblem, isGuid } from '../../../../shared/odata/key.ts';
import { codePoint } from '../../../support/code-point.ts';

const GUID = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

describe('findKeyProblem', () => {
  test.each([
    GUID,
    GUID.toUpperCase(),
    'x',
    '0',
    'a b',
    ' leading space',
    "O'Brien",
    "''",
    '(parentheses)',
    'a=b&c+d,e;f:g@h!i*j~k',
    '100%',
    '%2F',
    '...',
    '.hidden',
    'price$',
    'ünïcødé',
    '表',
    '🙂',
    'constructor',
    '__proto__',
  ])('takes %j', (key) => {
    expect(findKeyProblem(key)).toBeUndefined();
  });

  test.each([
    ['', 'it is empty.'],
    ['a/b', 'cannot be stored'],
    ['a\\b', 'cannot be stored'],
    ['a?b', 'cannot be stored'],
    ['a#b', 'cannot be stored'],
    ['a\nb', 'control characters'],
    ['a\u0000', 'control characters'],
    ['a\u007f', 'control characters'],
    ['a\u0085', 'control characters'],
    ['a ', 'ends with a space'],
    [' ', 'blank'],
    ['.', 'cannot be addressed in a URL'],
    ['..', 'cannot be addressed in a URL'],
    ['$count', "begins with '$'"],
    ['\ud83d', 'not well-formed Unicode'],
    ['a\udc00b', 'not well-formed Unicode'],
  ])('says what is wrong with %j', (key, problem) => {
    expect(findKeyProblem(key)).toContain(problem);
  });

  test('counts the length in bytes of UTF-8, as Cosmos does', () => {
    expect(findKeyProblem('x'.repeat(1000))).toBeUndefined();
    expect(findKeyProblem('x'.repeat(1001))).toContain('longer than 1000 bytes');
    expect(findKeyProblem('ü'.repeat(500))).toBeUndefined();
    expect(findKeyProblem('ü'.repeat(501))).toContain('longer than 1000 bytes');
  });

  // The Cosmos client throws a plain Error for an id that is white space only, so a read would end as our failure.
  test.each(['\u00a0', '\u2003\u3000', '\ufeff', '\u2028'])('refuses white space of any kind: %j', (key) => {
    expect(findKeyProblem(key)).toBe('it is blank.');
  });

  test('never throws, whatever it is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (key) => {
        expect(typeof findKeyProblem(key)).toMatch(/string|undefined/);
      }),
    );
  });
});

describe('canonicalKey', () => {
  test('gives GUIDs one spelling and leaves every other key alone', () => {
    expect(canonicalKey(GUID.toUpperCase())).toBe(GUID);
    expect(canonicalKey('Not-A-Guid')).toBe('Not-A-Guid');
    expect(canonicalKey(`{${GUID.toUpperCase()}}`)).toBe(`{${GUID.toUpperCase()}}`);
  });
});

describe('isGuid', () => {
  test('knows the form of a GUID in any letter case', () => {
    fc.assert(fc.property(fc.uuid(), (guid) => isGuid(guid) && isGuid(guid.toUpperCase())));
  });

  test.each(['', GUID.slice(1), `${GUID}0`, GUID.replaceAll('-', ''), `${GUID}\n`, GUID.replace('1', 'g')])(
    'knows that %j has not that form',
    (text) => {
      expect(isGuid(text)).toBe(false);
    },
  );
});
