// A URL is split as the URL parser splits it, only faster.
import fc from 'fast-check';
import { splitUrl } from '../../../../shared/http/request-url.ts';

describe('splitUrl', () => {
  test.each([
    ['https://status.contoso.com/beta/a?x=1', 'https://status.contoso.com', '/beta/a', 'x=1'],
    ['http://localhost:7071/', 'http://localhost:7071', '/', ''],
    ['http://localhost:7071', 'http://localhost:7071', '/', ''],
    ['http://[::1]:7071/a', 'http://[::1]:7071', '/a', ''],
    ['https://x/a?', 'https://x', '/a', ''],
    ['https://x/a?b?c/d', 'https://x', '/a', 'b?c/d'],
    ['https://x/a%3Fb/%2F', 'https://x', '/a%3Fb/%2F', ''],
  ])('splits %s', (url, origin, path, query) => {
    expect(splitUrl(url)).toEqual({ origin, path, query });
  });

  test('agrees with the URL parser about every normalised URL without a fragment', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (given) => {
        const url = new URL(given);
        const { origin, path, query } = splitUrl(url.href);
        expect(origin).toBe(url.origin);
        expect(path).toBe(url.pathname);
        expect(query).toBe(url.search.slice(1));
      }),
    );
  });
});
