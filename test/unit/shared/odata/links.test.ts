// The URLs of answers: they lead back to where the entity is, and describe it as Graph does.
import fc from 'fast-check';
import {
  contextUrl,
  memberPath,
  resourceUrl,
  type ServiceRoot,
  serviceRootUrl,
} from '../../../../shared/odata/links.ts';

const root: ServiceRoot = { baseUrl: 'https://status.contoso.com', version: 'beta' };

function pathTo(mobileAppId: string, id: string): { name: string; key?: string }[] {
  return [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: mobileAppId }, { name: 'userStatuses', key: id }];
}

describe('serviceRootUrl', () => {
  test('ends with the version root that the request was addressed to', () => {
    expect(serviceRootUrl(root)).toBe('https://status.contoso.com/beta');
    expect(serviceRootUrl({ ...root, version: 'v1.0' })).toBe('https://status.contoso.com/v1.0');
    expect(serviceRootUrl({ ...root, version: '' })).toBe('https://status.contoso.com');
  });

  test('keeps the path of a public base URL', () => {
    expect(serviceRootUrl({ baseUrl: 'https://contoso.com/apps/status', version: 'beta' })).toBe(
      'https://contoso.com/apps/status/beta',
    );
  });
});

describe('resourceUrl', () => {
  test('writes keys as segments', () => {
    expect(resourceUrl(root, pathTo('a1', 's1'))).toBe(
      'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1',
    );
  });

  test.each([
    ["O'Brien", 'O%27Brien'],
    ['a b', 'a%20b'],
    ['(x)', '%28x%29'],
    ['50%', '50%25'],
    ['%2F', '%252F'],
    ['ü🙂', '%C3%BC%F0%9F%99%82'],
    ['a&b=c+d', 'a%26b%3Dc%2Bd'],
  ])('encodes the key %j as %s', (key, encoded) => {
    expect(resourceUrl(root, [{ name: 'set', key }])).toBe(`https://status.contoso.com/beta/set/${encoded}`);
  });

  test('is a URL that no parser changes, and whose last segment is the key', () => {
    const keys = fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => key !== '.' && key !== '..');
    fc.assert(
      fc.property(keys, (key) => {
        const url = resourceUrl(root, [{ name: 'set', key }]);
        expect(new URL(url).href).toBe(url);
        expect(decodeURIComponent(url.split('/').at(-1) ?? '')).toBe(key);
      }),
    );
  });
});

describe('memberPath', () => {
  test('gives the last step of the collection its key, and leaves the others as they are', () => {
    const collection = [{ name: 'mobileApps', key: 'a1' }, { name: 'userStatuses' }];
    expect(memberPath(collection, 's1')).toEqual([
      { name: 'mobileApps', key: 'a1' },
      { name: 'userStatuses', key: 's1' },
    ]);
  });
});

describe('contextUrl', () => {
  test('lists what was selected, of an entity and of a collection', () => {
    const path = pathTo('a1', 's1');
    expect(contextUrl(root, path, ['id', 'userName'], 'entity')).toMatch(/\/userStatuses\(id,userName\)\/\$entity$/);
    expect(contextUrl(root, path, ['*'], 'collection')).toMatch(/\/userStatuses\(\*\)$/);
    expect(contextUrl(root, path, undefined, 'collection')).toMatch(/\/userStatuses$/);
  });

  test('has keys in parentheses, leaves out the last one and ends with $entity', () => {
    expect(contextUrl(root, pathTo('a1', 's1'), undefined, 'entity')).toBe(
      "https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/userStatuses/$entity",
    );
  });

  test('of what a single-valued navigation property contains has no $entity, nor has the root', () => {
    const summary = [...pathTo('a1', 's1').slice(0, 2), { name: 'installSummary' }];
    expect(contextUrl(root, summary, undefined, 'entity')).toBe(
      "https://status.contoso.com/beta/$metadata#deviceAppManagement/mobileApps('a1')/installSummary",
    );
    expect(contextUrl(root, [], undefined, 'entity')).toBe('https://status.contoso.com/beta/$metadata#');
  });

  test('doubles quotes in keys and encodes nothing', () => {
    expect(contextUrl({ ...root, version: '' }, pathTo("O'Brien ü", 's1'), undefined, 'entity')).toBe(
      "https://status.contoso.com/$metadata#deviceAppManagement/mobileApps('O''Brien ü')/userStatuses/$entity",
    );
  });
});
