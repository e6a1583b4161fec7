// Which bodies name an entity, in all the ways that a URL can be written, and which only look like it.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { isEntityReference } from '../../../../shared/odata/entity-reference.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const pathOf = (key: string): { name: string; key?: string }[] => [
  { name: 'deviceAppManagement' },
  { name: 'mobileApps', key },
];

const names = (id: unknown, key = 'a1'): boolean => isEntityReference({ '@odata.id': id }, pathOf(key));

describe('isEntityReference', () => {
  test.each([
    'https://other.example/beta/deviceAppManagement/mobileApps/a1',
    'http://localhost:7071/deviceAppManagement/mobileApps/a1',
    'https://other.example/a/prefix/v1.0/deviceAppManagement/mobileApps/a1',
    "https://other.example/beta/deviceAppManagement/mobileApps('a1')",
    '/beta/deviceAppManagement/mobileApps/a1',
    '//other.example/beta/deviceAppManagement/mobileApps/a1',
    'deviceAppManagement/mobileApps/a1',
    'DeviceAppManagement/MOBILEAPPS/a1',
    '../mobileApps/a1',
    'mobileApps/a1',
    'mobileApps/a1/',
    'mobileApps/%61%31',
    "mobileApps('a1')",
    "mobileApps(id='a1')",
    'mobileApps(%27a1%27)',
  ])('%s names the app', (id) => {
    expect(names(id)).toBe(true);
  });

  test.each([
    'a1',
    '/a1',
    "('a1')",
    'mobileApps',
    'mobileApps/A1',
    'mobileApps/a1/x',
    'mobileApps/a1/userStatuses',
    'x/mobileApps/a1',
    '/mobileApps/x/a1',
    "userStatuses('a1')",
    "mobileApps('a')/userStatuses('a1')",
    "deviceAppManagement/mobileApps('a')/userStatuses('a1')",
    'deviceAppManagement/a1',
    'deviceAppManagement/mobileApps',
    "deviceAppManagement('a1')",
    'deviceAppManagement/mobileApps/a1/mobileApps/a2',
    "deviceAppManagement/mobileApps('a1')/app",
    'https://other.example/',
    'https://',
    'urn:mobileApps/a1',
    'file:///deviceAppManagement/mobileApps/a1',
    'xhttps://other.example/deviceAppManagement/mobileApps/a1',
    'httpsx://other.example/deviceAppManagement/mobileApps/a1',
    '?mobileApps/a1',
    'mobileApps/a1?id=a2',
    'mobileApps#/a1',
    'mobileApps/a1#deviceStatuses',
    'mobileApps%2Fa1',
    'mobileApps/a1%20',
  ])('%s does not', (id) => {
    expect(names(id)).toBe(false);
  });

  test('a GUID is the same in any letter case', () => {
    const key = '0b8a0ab5-7e4f-4ac4-8a1c-21b1fa9d3d6a';
    expect(names(`mobileApps/${key.toUpperCase()}`, key)).toBe(true);
    expect(names(`mobileApps('${key.toUpperCase()}')`, key)).toBe(true);
  });

  // A key is never taken for a segment.
  test.each([
    'deviceAppManagement',
    'deviceappmanagement',
    'mobileApps',
    'beta',
    "it's",
    'a(b)',
    "x('y')",
    '100%',
    'ü b',
  ])('the key %j is named in either syntax', (key) => {
    const encoded = encodeURIComponent(key);
    const inParentheses = encodeURIComponent(key.replaceAll("'", "''"));
    for (const prefix of ['', 'deviceAppManagement/', 'https://x.example/beta/deviceAppManagement/']) {
      expect(names(`${prefix}mobileApps('${inParentheses}')`, key)).toBe(true);
      expect(names(`${prefix}mobileApps/${encoded}`, key)).toBe(true);
      expect(names(`${prefix}mobileApps/${encoded}x`, key)).toBe(false);
    }
  });

  test.each([
    null,
    undefined,
    5,
    'mobileApps/a1',
    [],
    {},
    { '@odata.id': '' },
    { '@odata.id': 5 },
    { '@odata.id': {} },
  ])('%j names nothing, and is told what does', (body) => {
    expect(thrownBy(() => isEntityReference(body, pathOf('a1')))).toMatchObject({
      status: 400,
      target: '@odata.id',
      message: expect.stringContaining('{ "@odata.id": "…" }') as string,
    });
  });

  test.each(['mobileApps/%ff', 'mobileApps//a1', 'mobileApps(a1)', "mobileApps('a1')('a1')"])(
    '%s cannot be read, and the fault is the id and not the path of the request',
    (id) => {
      expect(thrownBy(() => names(id))).toMatchObject({
        status: 400,
        target: '@odata.id',
        message: "'@odata.id' cannot be read as the URL of an entity.",
      });
    },
  );

  test('the prefix may be left out, as 4.01 allows', () => {
    expect(isEntityReference({ '@id': 'mobileApps/a1' }, pathOf('a1'))).toBe(true);
  });

  test('whatever the id, the answer is yes, no or a GraphError of status 400', () => {
    const parts = fc.constantFrom(
      'mobileApps',
      'deviceAppManagement',
      'a1',
      '/',
      '(',
      ')',
      "'",
      '%',
      '?',
      ':',
      '\\',
      '..',
    );
    const ids = fc.oneof(
      fc.string({ unit: codePoint }),
      fc.array(parts).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(ids, (id) => {
        try {
          expect(typeof names(id)).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400, target: '@odata.id' });
        }
      }),
    );
  });
});
