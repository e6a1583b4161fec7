// Resource paths in all the spellings that Graph takes, and the ones that it does not.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { parseKeyPredicate, parseResourcePath } from '../../../../shared/odata/resource-path.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

function namesOf(path: string): string[] {
  return parseResourcePath(path).segments.map(({ name }) => name);
}

describe('parseResourcePath', () => {
  test.each([
    ['/beta/a', 'beta'],
    ['/BETA/a', 'beta'],
    ['/v1.0/a', 'v1.0'],
    ['/V1.0/a', 'v1.0'],
    ['/%62eta/a', 'beta'],
    ['/v1%2E0/a', 'v1.0'],
    ['/a', ''],
    ['/v2.0/a', ''],
    ['/beta2/a', ''],
    ['/', ''],
  ])('reads the version root of %s as %j', (path, version) => {
    expect(parseResourcePath(path).version).toBe(version);
  });

  test('leaves the version root out of the segments', () => {
    expect(namesOf('/beta/a/b')).toEqual(['a', 'b']);
    expect(namesOf('/a/b')).toEqual(['a', 'b']);
    expect(namesOf('/a/beta')).toEqual(['a', 'beta']);
    expect(namesOf('/beta')).toEqual([]);
  });

  test('tolerates one trailing slash', () => {
    expect(namesOf('/beta/a/')).toEqual(['a']);
    expect(namesOf('/beta/')).toEqual([]);
  });

  test.each(['//', '/beta//a', '/beta/a//', '//beta/a'])('refuses the empty segment of %s', (path) => {
    expect(thrownBy(() => parseResourcePath(path))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      message: expect.stringContaining('empty segment') as string,
    });
  });

  test('splits before it decodes, so that an encoded slash never makes a segment', () => {
    expect(parseResourcePath('/a/x%2Fy').segments[1]).toEqual({ text: 'x/y', name: 'x/y', key: undefined });
  });

  test('decodes UTF-8', () => {
    expect(namesOf('/a/%C3%BC%20%F0%9F%99%82')).toEqual(['a', 'ü 🙂']);
  });

  test.each(['/a/%', '/a/%zz', '/a/%C3', '/a/%C3%28', '/a/%ED%A0%80'])('refuses the bad encoding of %s', (path) => {
    expect(thrownBy(() => parseResourcePath(path))).toMatchObject({
      status: 400,
      message: expect.stringContaining('percent-encoding') as string,
    });
  });

  test.each([
    ["/mobileApps('x')", { text: "mobileApps('x')", name: 'mobileApps', key: "'x'" }],
    ['/mobileApps%28%27x%27%29', { text: "mobileApps('x')", name: 'mobileApps', key: "'x'" }],
    ["/mobileApps('x%2Fy')", { text: "mobileApps('x/y')", name: 'mobileApps', key: "'x/y'" }],
    ["/mobileApps('(')", { text: "mobileApps('(')", name: 'mobileApps', key: "'('" }],
    ['/mobileApps()', { text: 'mobileApps()', name: 'mobileApps', key: '' }],
    ["/('x')", { text: "('x')", name: "('x')", key: undefined }],
    ["/mobileApps('x", { text: "mobileApps('x", name: "mobileApps('x", key: undefined }],
  ])('reads the key in parentheses of %s', (path, segment) => {
    expect(parseResourcePath(path).segments).toEqual([segment]);
  });

  test('throws nothing but a GraphError of status 400, whatever the path', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '%', '(', ')', "'", 'beta', 'v1.0', '$count', '%2F', '%27', '..', ';', '='),
      fc.string({ maxLength: 4 }),
    );
    const paths = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
    fc.assert(
      fc.property(paths, (path) => {
        try {
          parseResourcePath(path);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});

describe('parseKeyPredicate', () => {
  test.each([
    ["'x'", 'x'],
    ["''", ''],
    ["'O''Brien'", "O'Brien"],
    ["''''", "'"],
    ["id='x'", 'x'],
    ["id = 'x'", 'x'],
    [" id='x'", 'x'],
    ["'a=b,c'", 'a=b,c'],
    ["'id=''x'''", "id='x'"],
  ])('reads %s as %j', (predicate, key) => {
    expect(parseKeyPredicate(predicate)).toBe(key);
  });

  test.each(['', 'x', '14', "'x", "x'", "'a'b'", "'a')('b'", "Id='x'", "key='x'", "id='x',other='y'", '"x"', "'x' "])(
    'refuses %j',
    (predicate) => {
      expect(thrownBy(() => parseKeyPredicate(predicate))).toMatchObject({
        status: 400,
        message: expect.stringContaining("('key')") as string,
      });
    },
  );

  test('undoes the doubling of quotes, whatever the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (key) => {
        expect(parseKeyPredicate(`'${key.replaceAll("'", "''")}'`)).toBe(key);
      }),
    );
  });

  test('takes time in proportion to the length of the predicate', () => {
    const quotes = "'".repeat(100_001);
    expect(thrownBy(() => parseKeyPredicate(quotes))).toMatchObject({ status: 400 });
  });
});
