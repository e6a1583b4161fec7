// The definition of userAppInstallStatus: Graph's properties, and the rules that a create is held to.
import { readEntityForCreate } from '../../../../../shared/odata/entity-reader.ts';
import { userAppInstallStatus } from '../../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../../support/documented-request.ts';
import { thrownBy } from '../../thrown.ts';

type Values = Readonly<Record<string, unknown>>;

/** Reads a create with one property as it is spelt in JSON, or without it. */
function readWith(name: string, json: string | undefined): Values {
  const members = JSON.stringify({ ...documentedValues, [name]: undefined }).slice(1);
  const member = json === undefined ? '' : `${JSON.stringify(name)}:${json},`;
  return readEntityForCreate(userAppInstallStatus, JSON.parse(`{${member}${members}`));
}

function problemWith(name: string, json: string | undefined): string {
  const error = thrownBy(() => readWith(name, json));
  expect(error).toMatchObject({ status: 400, code: 'BadRequest', target: name });
  expect(error.details).toHaveLength(1);
  return error.message;
}

const counts = ['installedDeviceCount', 'failedDeviceCount', 'notInstalledDeviceCount'];

describe.each(counts)('%s', (name) => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['4', 4],
    ['4.0', 4],
    ['4e0', 4],
    ['0.4e1', 4],
    ['2147483647', 2_147_483_647],
  ])('may be %s', (json, value) => {
    expect(Number(readWith(name, json)[name]) + 0).toBe(value);
  });

  test.each([
    '4.5',
    '"4"',
    '""',
    'true',
    'false',
    '-1',
    '-4.5',
    '2147483648',
    '1e400',
    '-1e400',
    '[]',
    '[4]',
    '{}',
    '{"valueOf":4}',
  ])('may not be %s, and is told the rule', (json) => {
    expect(problemWith(name, json)).toBe(`'${name}' must be a whole number from 0 to 2147483647.`);
  });

  test('is required, and not null', () => {
    expect(problemWith(name, undefined)).toBe(`'${name}' is required.`);
    expect(problemWith(name, 'null')).toBe(`'${name}' must not be null.`);
  });
});

describe.each([
  ['userName', 256],
  ['userPrincipalName', 1024],
] as const)('%s', (name, maxLength) => {
  test.each(['"x"', '" User Name value "', '"ü🙂"', '"\\u0000"', JSON.stringify('x'.repeat(maxLength))])(
    'may be %.40s, and is kept as it is',
    (json) => {
      expect(readWith(name, json)[name]).toBe(JSON.parse(json));
    },
  );

  test.each(['4', 'true', '[]', '["x"]', '{}', JSON.stringify('x'.repeat(maxLength + 1))])(
    'may not be %.40s, and is told the rule',
    (json) => {
      expect(problemWith(name, json)).toMatch(
        new RegExp(`^'${name}' must be a (non-empty )?string of at most ${maxLength} characters\\.$`),
      );
    },
  );

  test('may not hold half a character', () => {
    expect(problemWith(name, '"x\\ud83d"')).toBe(
      `'${name}' must be well-formed Unicode; it holds half of a surrogate pair.`,
    );
  });

  test('is required, and not null', () => {
    expect(problemWith(name, undefined)).toBe(`'${name}' is required.`);
    expect(problemWith(name, 'null')).toBe(`'${name}' must not be null.`);
  });
});

describe('blank names', () => {
  test.each(['""', '" "', '"\\t\\u00a0"'])('a user principal name may not be %s', (json) => {
    expect(problemWith('userPrincipalName', json)).toContain('non-empty string');
  });

  test.each(['""', '" "'])('a user name may be %s: a user may have none', (json) => {
    expect(readWith('userName', json).userName).toBe(JSON.parse(json));
  });
});

describe('id', () => {
  test('may be left out', () => {
    expect(readWith('id', undefined)).not.toHaveProperty('id');
  });

  test.each(['"mine"', '"14959A2A-9A2A-1495-2A9A-95142A9A9514"', '"O\'Brien"'])('may be %s', (json) => {
    expect(readWith('id', json).id).toBe(JSON.parse(json));
  });

  test.each([
    ['null', "'id' must not be null; leave it out to have one made."],
    ['5', "'id' must be a string."],
    ['["x"]', "'id' must be a string."],
    ['""', "'id' is not valid: it is empty."],
    ['"a/b"', "'id' is not valid: the characters / \\ ? # cannot be stored."],
    ['".."', "'id' is not valid: '.' and '..' cannot be addressed in a URL."],
    ['"\\ud83d"', "'id' is not valid: it is not well-formed Unicode."],
  ])('may not be %s', (json, problem) => {
    expect(problemWith('id', json)).toBe(problem);
  });
});

describe('the model', () => {
  test('has the name, the properties and the nullability of the CSDL of Graph, the key first', () => {
    expect(userAppInstallStatus.qualifiedName).toBe('microsoft.graph.userAppInstallStatus');
    expect(
      userAppInstallStatus.properties.map(({ name, edmType, nullable, isKey }) => [name, edmType, nullable, isKey]),
    ).toEqual([
      ['id', 'Edm.String', false, true],
      ['userName', 'Edm.String', true, false],
      ['userPrincipalName', 'Edm.String', true, false],
      ['installedDeviceCount', 'Edm.Int32', false, false],
      ['failedDeviceCount', 'Edm.Int32', false, false],
      ['notInstalledDeviceCount', 'Edm.Int32', false, false],
    ]);
  });

  test('has the navigation properties of the CSDL of Graph', () => {
    expect(userAppInstallStatus.navigationProperties).toMatchObject([
      { name: 'app', targetType: 'microsoft.graph.mobileApp', isCollection: false, containsTarget: false },
      {
        name: 'deviceStatuses',
        targetType: 'microsoft.graph.mobileAppInstallStatus',
        isCollection: true,
        containsTarget: true,
      },
    ]);
  });

  test('describes everything', () => {
    expect(userAppInstallStatus.description).not.toBe('');
    for (const { description } of userAppInstallStatus.properties) expect(description).toMatch(/\.$/);
  });
});
