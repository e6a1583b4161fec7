// The body of a create: what is taken, and how each fault is told, alone and together.
import fc from 'fast-check';
import { GraphError, type GraphErrorDetail } from '../../../../shared/errors/graph-error.ts';
import { readEntityForCreate, readEntityForUpdate } from '../../../../shared/odata/entity-reader.ts';
import { mobileApp } from '../../../../shared/resources/mobile-app/definition.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedBody, documentedValues } from '../../../support/documented-request.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const read = (json: unknown): unknown => readEntityForCreate(userAppInstallStatus, json);

/** Reads the documented body with some members replaced; `__proto__` is a member like any other. */
function readWith(members: string): unknown {
  const documented = JSON.stringify(documentedBody).slice(1);
  return read(JSON.parse(`{${members},${documented}`));
}

function faultOf(members: string): GraphErrorDetail | undefined {
  const error = thrownBy(() => readWith(members));
  expect(error).toMatchObject({ status: 400, code: 'BadRequest' });
  expect(error.details).toHaveLength(1);
  expect(error.message).toBe(error.details[0]?.message);
  expect(error.target).toBe(error.details[0]?.target);
  return error.details[0];
}

describe('readEntityForCreate', () => {
  test('gives the properties of the documented body, without its control information', () => {
    expect(read(documentedBody)).toEqual(documentedValues);
  });

  test('gives the id when the client chose one', () => {
    expect(read({ ...documentedBody, id: 'mine' })).toEqual({ ...documentedValues, id: 'mine' });
  });

  test.each([null, [], [documentedBody], 'text', 5, true])('refuses %j: an object is expected', (json) => {
    expect(thrownBy(() => read(json))).toMatchObject({
      status: 400,
      message: expect.stringContaining('A JSON object is expected.') as string,
    });
  });

  test('tells each missing property by name', () => {
    const error = thrownBy(() => read({}));
    expect(error.message).toMatch(/^The request body has 5 faults: /);
    expect(error.details).toEqual(
      Object.keys(documentedValues).map((name) => ({
        code: 'BadRequest',
        target: name,
        message: `'${name}' is required.`,
      })),
    );
  });

  test('tells faults of every kind in one answer, each with its target', () => {
    const error = thrownBy(() =>
      read({
        ...documentedBody,
        '@odata.type': '#microsoft.graph.user',
        userName: null,
        userPrincipalName: ' ',
        installedDeviceCount: -1,
        failedDeviceCount: '1',
        pendingDeviceCount: 3,
        'app@odata.bind': 'https://x',
        deviceStatuses: [],
      }),
    );
    expect(new Set(error.details.map(({ target }) => target))).toEqual(
      new Set([
        '@odata.type',
        'userName',
        'userPrincipalName',
        'installedDeviceCount',
        'failedDeviceCount',
        'pendingDeviceCount',
        'app@odata.bind',
        'deviceStatuses',
      ]),
    );
    expect(error.details).toHaveLength(8);
    for (const { message, target = '' } of error.details) expect(message).toContain(target);
  });

  test('throws nothing but a GraphError of status 400, and gives declared properties only, whatever the JSON', () => {
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(documentedBody), 'id', 'app', 'app@odata.bind', '@odata.type', '__proto__'),
      fc.string({ unit: codePoint }),
    );
    const declared = new Set([...Object.keys(documentedValues), 'id']);
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(names, fc.jsonValue()), fc.jsonValue()), (json) => {
        try {
          const values = read(json) as Record<string, unknown>;
          expect(Object.keys(values).every((name) => declared.has(name))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });
});

describe('unknown properties', () => {
  test.each([
    'pendingDeviceCount',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__',
    'mobileAppId',
    'audit',
    '',
  ])('%j is refused by name', (name) => {
    expect(faultOf(`${JSON.stringify(name)}:1`)).toEqual({
      code: 'BadRequest',
      target: name,
      message: `The property '${name}' does not exist on type 'microsoft.graph.userAppInstallStatus'.`,
    });
  });

  test('an object in __proto__ changes nothing but the answer', () => {
    expect(faultOf('"__proto__":{"userName":"x"}')?.target).toBe('__proto__');
    expect({}).not.toHaveProperty('userName');
  });

  test('the wrong letter case gets a hint', () => {
    expect(faultOf('"UserName":"x"')?.message).toMatch(/'UserName' does not exist.*Did you mean 'userName'\?$/);
    expect(faultOf('"ID":"x"')?.message).toMatch(/Did you mean 'id'\?$/);
  });

  test('a long name is cut, and half a character is not sent back', () => {
    expect(faultOf(`"${'x'.repeat(500)}":1`)?.target).toBe(`${'x'.repeat(100)}…`);
    expect(faultOf('"\\ud83d":1')?.target).toBe('\ufffd');
  });
});

describe('navigation properties', () => {
  test('a deep insert of device statuses is refused', () => {
    expect(faultOf('"deviceStatuses":[{"deviceName":"x"}]')).toMatchObject({
      target: 'deviceStatuses',
      message: expect.stringContaining('cannot be created together') as string,
    });
    expect(faultOf('"deviceStatuses":null')?.target).toBe('deviceStatuses');
  });

  test('an inline app is refused', () => {
    expect(faultOf('"app":{"id":"x"}')).toMatchObject({
      target: 'app',
      message: expect.stringContaining('the one in the URL') as string,
    });
  });

  test.each(['app@odata.bind', 'app@bind', 'deviceStatuses@odata.bind', 'deviceStatuses@delta'])(
    '%s is refused',
    (name) => {
      expect(faultOf(`"${name}":"https://x"`)).toMatchObject({
        target: name,
        message: expect.stringContaining('cannot be written here') as string,
      });
    },
  );

  // What links or changes other entities is never dropped silently, not even misspelt.
  test.each(['App@odata.bind', 'devices@odata.bind', 'userName@odata.bind', '@odata.bind', 'devices@odata.delta'])(
    '%s is refused, though there is no such navigation property',
    (name) => {
      expect(faultOf(`"${name}":"https://x"`)).toMatchObject({
        target: name,
        message: expect.stringContaining('is not a navigation property') as string,
      });
    },
  );
});

describe('annotations', () => {
  test.each([
    '@odata.context',
    '@odata.id',
    '@odata.etag',
    '@odata.editLink',
    '@etag',
    '@com.example.note',
    'userName@com.example.note',
    'userName@odata.foo',
    'app@odata.navigationLink',
    'app@odata.associationLink',
  ])('%s is passed over', (name) => {
    expect(readWith(`"${name}":"x"`)).toEqual(documentedValues);
  });

  const type = 'microsoft.graph.userAppInstallStatus';

  test.each([
    `#${type}`,
    type,
    `https://graph.microsoft.com/beta/$metadata#${type}`,
    `http://localhost:7071/v1.0/$metadata#${type}`,
  ])('the type %j is right', (value) => {
    const { '@odata.type': replaced, ...rest } = documentedBody;
    expect(replaced).toBeDefined();
    expect(read({ ...rest, '@odata.type': value })).toEqual(documentedValues);
    expect(read({ ...rest, '@type': value })).toEqual(documentedValues);
    expect(read(rest)).toEqual(documentedValues);
  });

  test.each(['#microsoft.graph.mobileAppInstallStatus', '', '#', `#${type}s`, type.toUpperCase(), null, 5, {}, [type]])(
    'the type %j is wrong',
    (value) => {
      const error = thrownBy(() => read({ ...documentedBody, '@odata.type': value }));
      expect(error).toMatchObject({ target: '@odata.type', message: `'@odata.type' must be '#${type}'.` });
    },
  );

  test.each([
    ['userName@odata.type', '#String'],
    ['userName@odata.type', '#Edm.String'],
    ['userName@odata.type', 'String'],
    ['userName@type', 'String'],
    ['installedDeviceCount@odata.type', '#Int32'],
  ])('%s may be %s', (name, value) => {
    expect(readWith(`"${name}":"${value}"`)).toEqual(documentedValues);
  });

  test.each([
    ['userName@odata.type', '#Int32', '#String'],
    ['installedDeviceCount@odata.type', '#Int64', '#Int32'],
    ['installedDeviceCount@odata.type', '#String', '#Int32'],
  ])('%s may not be %s', (name, value, expected) => {
    expect(faultOf(`"${name}":"${value}"`)).toMatchObject({
      target: name,
      message: `'${name}' must be '${expected}'.`,
    });
  });
});

describe('readEntityForUpdate', () => {
  const update = (json: unknown): unknown => readEntityForUpdate(userAppInstallStatus, 's1', json);

  test('gives what is given, and nothing of the rest', () => {
    expect(update({})).toEqual({});
    expect(update({ userName: 'Other' })).toEqual({ userName: 'Other' });
    expect(thrownBy(() => update({ installedDeviceCount: -1 })).target).toBe('installedDeviceCount');
  });

  test('takes the key again, and leaves it out', () => {
    expect(update({ id: 's1', userName: 'Other' })).toEqual({ userName: 'Other' });
  });

  test.each(['S1', 5])('refuses %j as the key', (id) => {
    expect(thrownBy(() => update({ id })).details.map(({ target }) => target)).toEqual(['id']);
  });

  test('tells that the key cannot be changed, once', () => {
    expect(thrownBy(() => update({ id: 's2' }))).toMatchObject({
      target: 'id',
      message: "'id' is the key and cannot be changed.",
      details: [{ target: 'id' }],
    });
  });

  test.each([null, 'text', 5])('refuses %j: an object is expected', (json) => {
    expect(thrownBy(() => update(json)).message).toContain('A JSON object is expected.');
  });

  test('passes over what only the service sets, and takes a derived type for its own', () => {
    const [readOnly] = mobileApp.properties.filter((property) => property.isReadOnly);
    const json = {
      displayName: 'App',
      [String(readOnly?.name)]: 'anything',
      '@odata.type': '#microsoft.graph.win32LobApp',
    };
    expect(readEntityForUpdate(mobileApp, 'a1', json)).toEqual({ displayName: 'App' });
    expect(
      thrownBy(() => readEntityForUpdate(mobileApp, 'a1', { '@odata.type': '#microsoft.graph.user' })),
    ).toMatchObject({
      target: '@odata.type',
      message: "'@odata.type' must be '#microsoft.graph.mobileApp'.",
    });
  });
});
