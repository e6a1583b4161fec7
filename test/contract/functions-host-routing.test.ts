// The local host finds functions as the real host's router (ASP.NET Core) does.
import { app, type HttpFunctionOptions } from '@azure/functions';
import { takeRegistrations } from '../../local/functions-host/functions-core.ts';
import { named, type RunningApp, startApp } from '../support/functions-app.ts';

interface Found {
  readonly name: string;
  readonly params: Record<string, string>;
}

const EVERY_METHOD: HttpFunctionOptions['methods'] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

describe('routes of the local Functions host', () => {
  let host: RunningApp;

  beforeAll(async () => {
    host = await startApp({
      // Registered first, so that its low precedence is what puts it last.
      catchAll: named('catchAll', '{*path}', EVERY_METHOD),
      list: named('list', 'beta/mobileApps', ['GET']),
      get: named('get', 'beta/mobileApps/{id}', ['GET']),
      search: named('search', 'beta/mobileApps/search', ['GET']),
      keyed: named('keyed', 'beta/mobileApps({key})', ['GET']),
      ranged: named('ranged', 'beta/ranges({from}-{to})', ['GET']),
      create: named('create', 'beta/mobileApps/{id}/userStatuses', ['POST']),
      optional: named('optional', 'optional/{value?}', ['GET']),
      defaulted: named('defaulted', 'defaulted/{value=none}', ['GET']),
      number: named('number', 'typed/{value:int}', ['GET']),
      short: named('short', 'typed/{value:alpha:maxlength(3)}', ['GET']),
      text: named('text', 'typed/{value}', ['GET']),
      files: named('files', 'files/{*rest}', ['GET']),
      unnamed: named('unnamed', 'default-methods', undefined),
    });
  });

  afterAll(() => host.close());

  const find = async (path: string, method = 'GET'): Promise<Found> => {
    const response = await fetch(host.url + path, { method });
    expect(response.status).toBe(200);
    return (await response.json()) as Found;
  };

  test.each([
    ['/beta/mobileApps', 'list', {}],
    ['/beta/mobileApps/', 'list', {}],
    ['/BETA/MobileAPPS', 'list', {}],
    ['/beta/mobileApps/42', 'get', { id: '42' }],
    ['/beta/mobileApps/Search', 'search', {}],
    ["/beta/mobileApps('a b')", 'keyed', { key: "'a b'" }],
    ["/Beta/MOBILEapps('x')", 'keyed', { key: "'x'" }],
    ['/beta/ranges(1-2-3)', 'ranged', { from: '1-2', to: '3' }],
    ['/optional', 'optional', {}],
    ['/optional/x', 'optional', { value: 'x' }],
    ['/defaulted', 'defaulted', { value: 'none' }],
    ['/defaulted/some', 'defaulted', { value: 'some' }],
    ['/typed/12', 'number', { value: '12' }],
    ['/typed/abc', 'short', { value: 'abc' }],
    ['/typed/abcd', 'text', { value: 'abcd' }],
    ['/files/a/b/', 'files', { rest: 'a/b/' }],
    ['/files', 'files', {}],
    ['/', 'catchAll', {}],
    ['/beta', 'catchAll', { path: 'beta' }],
    ['/beta/mobileApps/42/unknown', 'catchAll', { path: 'beta/mobileApps/42/unknown' }],
    ['/beta//mobileApps', 'catchAll', { path: 'beta//mobileApps' }],
  ])('%s is served by %s', async (path, name, params) => {
    await expect(find(path)).resolves.toEqual({ name, params });
  });

  test.each([
    ['decodes a parameter', '/beta/mobileApps/%41%20%C3%A9', 'get', { id: 'A é' }],
    ['decodes literal segments before it compares them', '/b%65ta/mobileApps', 'list', {}],
    ['keeps an encoded slash inside its segment', '/beta/mobileApps/a%2Fb', 'get', { id: 'a%2Fb' }],
    ['keeps what is no valid encoding', '/beta/mobileApps/%zz%ff', 'get', { id: '%zz%ff' }],
    ['keeps a doubly encoded slash encoded once', '/beta/mobileApps/a%252Fb', 'get', { id: 'a%2Fb' }],
  ])('%s', async (_, path, name, params) => {
    await expect(find(path)).resolves.toEqual({ name, params });
  });

  test('a method that the best route does not take is tried on the next one that matches', async () => {
    const path = '/beta/mobileApps/42/userStatuses';
    await expect(find(path, 'POST')).resolves.toMatchObject({ name: 'create' });
    await expect(find(path, 'DELETE')).resolves.toMatchObject({ name: 'catchAll' });
  });

  test('a function without methods takes GET and POST', async () => {
    await expect(find('/default-methods')).resolves.toMatchObject({ name: 'unnamed' });
    await expect(find('/default-methods', 'POST')).resolves.toMatchObject({ name: 'unnamed' });
    await expect(find('/default-methods', 'PUT')).resolves.toMatchObject({ name: 'catchAll' });
  });

  test('it lists functions with their routes, methods and authorisation levels', () => {
    expect(host.functions).toContainEqual({
      name: 'create',
      route: 'beta/mobileApps/{id}/userStatuses',
      methods: ['POST'],
      authLevel: 'anonymous',
    });
    expect(host.functions.map(({ name }) => name)).toHaveLength(14);
  });
});

describe('an app without a catch-all', () => {
  test('has an empty 404 for an unknown path and for a wrong method, and the prefix "api" by default', async () => {
    const host = await startApp({ hello: named('hello', 'hello', ['GET']) }, { hostJson: {} });
    try {
      expect(host.functions[0]?.route).toBe('api/hello');
      await expect(fetch(`${host.url}/api/hello`)).resolves.toMatchObject({ status: 200 });
      for (const [path, method] of [
        ['/hello', 'GET'],
        ['/api/hello', 'POST'],
        ['/', 'GET'],
      ] as const) {
        const response = await fetch(host.url + path, { method });
        expect([response.status, await response.text()]).toEqual([404, '']);
      }
    } finally {
      await host.close();
    }
  });
});

describe('an app that cannot be registered', () => {
  afterEach(() => {
    takeRegistrations();
  });

  test.each([
    ['a/{b', /braces/],
    ['{*rest}/more', /last segment/],
    ['{value?}/more', /last segment/],
    ['x{*rest}', /segment of its own/],
    ['{not a name}', /not a parameter/],
    ['{value:unheard}', /does not know the constraint "unheard"/],
  ])('the route %s stops the start', async (route, message) => {
    await expect(startApp({ broken: named('broken', route, ['GET']) })).rejects.toThrow(message);
  });

  test('a name that is taken stops the registration', () => {
    app.http('twice', named('twice', 'a', ['GET']));
    expect(() => {
      app.http('Twice', named('Twice', 'b', ['GET']));
    }).toThrow('A function with the name "Twice" is registered already.');
  });
});
