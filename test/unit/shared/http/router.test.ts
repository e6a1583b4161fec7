// Where requests lead: every spelling of a path that Graph takes, and Graph's answers for the rest.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { splitUrl } from '../../../../shared/http/request-url.ts';
import { createRouter, type RouteMatch } from '../../../../shared/http/router.ts';
import { canonicalKey, findKeyProblem } from '../../../../shared/odata/key.ts';
import { resourceUrl } from '../../../../shared/odata/links.ts';
import { operations } from '../../../../shared/operations.ts';
import { thrownBy } from '../thrown.ts';

const router = createRouter(operations);
const APP = '14959a2a-9a2a-1495-2a9a-95142a9a9514';

function found(method: string, path: string): { name: string; keys: RouteMatch['keys']; version: string } {
  const { operation, keys, version } = router.match(method, path);
  return { name: operation.name, keys, version };
}

function refusalOf(method: string, path: string): GraphError {
  return thrownBy(() => router.match(method, path));
}

describe('a collection', () => {
  test.each([
    ['/beta/deviceAppManagement/mobileApps/a1/userStatuses', 'beta'],
    ['/v1.0/deviceAppManagement/mobileApps/a1/userStatuses', 'v1.0'],
    ['/deviceAppManagement/mobileApps/a1/userStatuses', ''],
    ['/BETA/deviceappmanagement/MOBILEAPPS/a1/UserStatuses', 'beta'],
    ['/beta/deviceAppManagement/mobileApps/a1/userStatuses/', 'beta'],
    ["/beta/deviceAppManagement/mobileApps('a1')/userStatuses", 'beta'],
    ["/beta/deviceAppManagement/mobileApps(id='a1')/userStatuses", 'beta'],
    ['/beta/deviceAppManagement/mobileApps(%27a1%27)/userStatuses', 'beta'],
    ['/beta/deviceAppManagement/mobileApps%28%27a1%27%29/userStatuses', 'beta'],
    ['/beta/deviceAppManagement/mobileApps/%611/userStatuses', 'beta'],
  ])('is found at %s', (path, version) => {
    expect(found('POST', path)).toEqual({ name: 'createUserAppInstallStatus', keys: { mobileAppId: 'a1' }, version });
  });
});

describe('a collection that is read', () => {
  test.each([
    ['GET', '', 'listUserAppInstallStatuses'],
    ['HEAD', '/', 'listUserAppInstallStatuses'],
    ['GET', '/$count', 'countUserAppInstallStatuses'],
    ['HEAD', '/$count', 'countUserAppInstallStatuses'],
    ['GET', '/%24count', 'countUserAppInstallStatuses'],
  ])('%s …/userStatuses%s leads to %s', (method, rest, name) => {
    for (const collection of ['mobileApps/a1/userStatuses', "mobileApps('a1')/userStatuses"]) {
      expect(found(method, `/beta/deviceAppManagement/${collection}${rest}`)).toEqual({
        name,
        keys: { mobileAppId: 'a1' },
        version: 'beta',
      });
    }
  });
});

describe('a member', () => {
  test.each([
    '/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1',
    "/beta/deviceAppManagement/mobileApps('a1')/userStatuses('s1')",
    "/beta/deviceAppManagement/mobileApps/a1/userStatuses('s1')",
    "/beta/deviceAppManagement/mobileApps('a1')/userStatuses/s1/",
  ])('is found at %s', (path) => {
    expect(found('GET', path)).toMatchObject({
      name: 'getUserAppInstallStatus',
      keys: { mobileAppId: 'a1', userAppInstallStatusId: 's1' },
    });
  });

  test('is found by HEAD too', () => {
    expect(found('HEAD', '/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1').name).toBe(
      'getUserAppInstallStatus',
    );
  });

  test('is found at the URL that its Location names, whatever its keys', () => {
    const key = fc.string({ unit: 'grapheme' }).filter((text) => findKeyProblem(text) === undefined);
    fc.assert(
      fc.property(key, key, (mobileAppId, id) => {
        const url = resourceUrl({ baseUrl: 'https://x', version: 'beta' }, [
          { name: 'deviceAppManagement' },
          { name: 'mobileApps', key: mobileAppId },
          { name: 'userStatuses', key: id },
        ]);
        expect(found('GET', splitUrl(new URL(url).href).path).keys).toEqual({
          mobileAppId: canonicalKey(mobileAppId),
          userAppInstallStatusId: canonicalKey(id),
        });
      }),
    );
  });
});

describe('keys', () => {
  const path = (key: string): string => `/beta/deviceAppManagement/mobileApps/${key}/userStatuses`;

  test.each([
    [APP.toUpperCase(), APP],
    ["O'Brien", "O'Brien"],
    ['O%27Brien', "O'Brien"],
    ['(x)', '(x)'],
    ['a%20b', 'a b'],
    ['%2525', '%25'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
    ['userStatuses', 'userStatuses'],
  ])('the segment %s is the key %j', (segment, key) => {
    expect(found('POST', path(segment)).keys).toEqual({ mobileAppId: key });
  });

  test.each([
    ["('O''Brien')", "O'Brien"],
    ["('O%27%27Brien')", "O'Brien"],
    ["('a(b)c')", 'a(b)c'],
    ["('a,b=c')", 'a,b=c'],
    [`('${APP.toUpperCase()}')`, APP],
  ])('the predicate %s is the key %j', (predicate, key) => {
    const inParentheses = `/beta/deviceAppManagement/mobileApps${predicate}/userStatuses`;
    expect(found('POST', inParentheses).keys).toEqual({ mobileAppId: key });
  });

  test.each(['a%2Fb', 'a%5Cb', 'a%3Fb', 'a%23b', 'a%00', '%20', 'x'.repeat(1024)])(
    'a segment %.20s that Cosmos cannot hold is refused by the name of the key',
    (segment) => {
      expect(refusalOf('POST', path(segment))).toMatchObject({
        status: 400,
        code: 'BadRequest',
        target: 'mobileAppId',
        message: expect.stringContaining("The key 'mobileAppId' is not valid") as string,
      });
    },
  );

  test.each(["('a%2Fb')", "('')"])('a predicate %s that Cosmos cannot hold is refused too', (predicate) => {
    expect(refusalOf('POST', `/beta/deviceAppManagement/mobileApps${predicate}/userStatuses`)).toMatchObject({
      status: 400,
      target: 'mobileAppId',
    });
  });

  test.each(['()', '(a1)', '(5)', "('a1','b1')", "('a'b')", '("a1")', "(key='a1')"])(
    'a predicate %s that is not a quoted string is malformed',
    (predicate) => {
      expect(refusalOf('POST', `/beta/deviceAppManagement/mobileApps${predicate}/userStatuses`)).toMatchObject({
        status: 400,
        message: expect.stringContaining('The request path is malformed') as string,
      });
    },
  );
});

describe('paths that lead nowhere', () => {
  test.each([
    ['/v2.0/deviceAppManagement', 'v2.0'],
    ['/devicemanagement/x', 'devicemanagement'],
    ['/deviceAppManagement', 'deviceAppManagement'],
    ['/constructor', 'constructor'],
  ])('%s has an invalid version: 404', (path, segment) => {
    expect(refusalOf('GET', path)).toMatchObject({
      status: 404,
      code: 'ResourceNotFound',
      message: `Invalid version: ${segment}`,
    });
  });

  test.each([
    ['/beta/deviceAppManagement', 'deviceAppManagement'],
    ['/beta/deviceManagement', 'deviceManagement'],
    ['/beta/deviceAppManagement/mobileApps/a1/assignments', 'assignments'],
    ['/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1/app/displayName', 'displayName'],
    ['/beta/deviceAppManagement/mobileApps/a1/installSummary/$count', '$count'],
    ['/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1/$count', '$count'],
    ['/beta/deviceAppManagement/mobileApps/a1/userStatuses/$ref', '$ref'],
    ["/beta/deviceAppManagement('x')", 'deviceAppManagement'],
    ["/beta/deviceAppManagement/mobileApps/a1/userStatuses('s1')/x", 'x'],
    ['/beta/health/live', 'health'],
    ['/beta/toString', 'toString'],
  ])('%s has an unknown segment: 400', (path, segment) => {
    expect(refusalOf('GET', path)).toMatchObject({
      status: 400,
      code: 'BadRequest',
      message: `Resource not found for the segment '${segment}'.`,
    });
  });

  test('do not come back at length', () => {
    expect(refusalOf('GET', `/${'x'.repeat(5_000)}`).message.length).toBeLessThan(300);
    expect(refusalOf('GET', `/beta/${'%F0%9F%99%82'.repeat(500)}`).message.isWellFormed()).toBe(true);
  });
});

describe('methods that are not offered', () => {
  test.each([
    ['PUT', '/beta/deviceAppManagement/mobileApps/a1/userStatuses', 'POST, GET, HEAD'],
    ['DELETE', '/beta/deviceAppManagement/mobileApps/a1/userStatuses', 'POST, GET, HEAD'],
    ['POST', '/beta/deviceAppManagement/mobileApps/a1/userStatuses/$count', 'GET, HEAD'],
    ['PUT', '/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1', 'GET, HEAD, PATCH, DELETE'],
    ['OPTIONS', '/beta/deviceAppManagement/mobileApps/a1/userStatuses/s1', 'GET, HEAD, PATCH, DELETE'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['constructor', '/health/live', 'GET, HEAD'],
  ])('%s %s gives 405 and allows %s', (method, path, allowed) => {
    expect(refusalOf(method, path)).toMatchObject({
      status: 405,
      code: 'Request_BadRequest',
      headers: { Allow: allowed },
      message: expect.stringContaining(allowed) as string,
    });
  });
});

describe('health', () => {
  test.each([
    ['/health/live', 'healthLive'],
    ['/Health/Ready/', 'healthReady'],
  ])('%s lies outside the version roots', (path, name) => {
    expect(found('GET', path)).toEqual({ name, keys: {}, version: '' });
  });
});

describe('the root and the metadata document', () => {
  test.each([
    ['/', 'getServiceDocument', ''],
    ['/beta', 'getServiceDocument', 'beta'],
    ['/V1.0/', 'getServiceDocument', 'v1.0'],
    ['/$metadata', 'getMetadata', ''],
    ['/beta/$metadata', 'getMetadata', 'beta'],
    ['/v1.0/%24METADATA/', 'getMetadata', 'v1.0'],
  ])('%s leads to %s', (path, name, version) => {
    expect(found('GET', path)).toEqual({ name, keys: {}, version });
    expect(found('HEAD', path)).toEqual({ name, keys: {}, version });
  });
});

describe('any path', () => {
  test('leads to an operation, to 400, 404 or 405, and to nothing else', () => {
    const piece = fc.oneof(
      fc.constantFrom('beta', 'v1.0', 'deviceAppManagement', 'mobileApps', 'userStatuses', 'health', 'live', 'a1'),
      fc.constantFrom("('x')", "mobileApps('x')", "userStatuses(id='y')", '%27', '%2F', '%', '$count', '', '..'),
      fc.string({ maxLength: 5 }),
    );
    const path = fc.array(piece, { maxLength: 7 }).map((pieces) => `/${pieces.join('/')}`);
    fc.assert(
      fc.property(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE'), path, (method, any) => {
        try {
          const { operation, keys } = router.match(method, any);
          expect(operations).toContain(operation);
          for (const key of Object.values(keys)) expect(findKeyProblem(key)).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect([400, 404, 405]).toContain((error as GraphError).status);
        }
      }),
    );
  });
});
