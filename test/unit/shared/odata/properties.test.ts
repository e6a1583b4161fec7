// The kinds of properties: what each takes, what it says to the rest, and the EDM facts that it carries.
import { object, type ObjectSchema, type Schema, ValidationError } from 'yup';
import type { EnumerationType } from '../../../../shared/odata/edm-type.ts';
import {
  optionalInt32,
  optionalMember,
  optionalMoment,
  optionalString,
  readOnlyProperty,
} from '../../../../shared/odata/properties.ts';

const colour: EnumerationType = {
  enumType: 'microsoft.graph.colour',
  members: new Map([
    ['red', 1],
    ['lightBlue', 2],
  ]),
};

const kinds = {
  text: optionalString({ description: 'Text.', maxLength: 5, allowBlank: false }),
  number: optionalInt32('A number.'),
  moment: optionalMoment('A moment.'),
  member: optionalMember(colour, 'A colour.'),
  made: readOnlyProperty('Edm.Int32', 'Made by the service.'),
};

/** What is wrong with a value, as a body's fault tells it; undefined when nothing is. */
function problemOf(schema: Schema, value: unknown): string | undefined {
  const entity: ObjectSchema<object> = object({ p: schema });
  try {
    expect(entity.validateSync({ p: value }, { strict: true, abortEarly: false })).toEqual({ p: value });
    return undefined;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    expect(error.inner[0]?.path).toBe('p');
    return error.inner[0]?.message;
  }
}

describe('what is left out', () => {
  test.each(Object.entries(kinds))('is right for an optional %s', (_kind, schema) => {
    expect(problemOf(schema, undefined)).toBeUndefined();
  });
});

describe('null', () => {
  test('is right for a string', () => {
    expect(problemOf(kinds.text, null)).toBeUndefined();
  });

  test.each(['number', 'moment', 'member'] as const)('is wrong for a %s', (kind) => {
    expect(problemOf(kinds[kind], null)).toBe("'p' must not be null.");
  });
});

describe('optionalString', () => {
  test.each(['x', ' x ', '12345'])('takes %j', (value) => {
    expect(problemOf(kinds.text, value)).toBeUndefined();
  });

  test.each(['', ' ', '123456', 5, [], {}])('refuses %j', (value) => {
    expect(problemOf(kinds.text, value)).toBe("'p' must be a non-empty string of at most 5 characters.");
  });

  test('takes blanks where they are allowed', () => {
    const schema = optionalString({ description: 'Text.', maxLength: 5, allowBlank: true });
    expect(problemOf(schema, '')).toBeUndefined();
    expect(problemOf(schema, '123456')).toBe("'p' must be a string of at most 5 characters.");
  });

  test('refuses half a character', () => {
    expect(problemOf(kinds.text, '\ud83d')).toContain('well-formed Unicode');
  });
});

describe('optionalInt32', () => {
  const rule = "'p' must be a whole number from -2147483648 to 2147483647.";

  test.each([0, -0, 1, -1, 2_147_483_647, -2_147_483_648])('takes %j', (value) => {
    expect(problemOf(kinds.number, value)).toBeUndefined();
  });

  test.each([0.5, NaN, Infinity, -Infinity, -2_147_483_649, 4_294_967_296, '1', true, [], {}])(
    'refuses %p with the rule',
    (value) => {
      expect(problemOf(kinds.number, value)).toBe(rule);
    },
  );

  test.each([
    [2_147_483_648, -2_147_483_648],
    [0x87d1041c, -2_016_345_060],
    [0xffffffff, -1],
  ])('tells what the unsigned %d is as a signed number: %d', (value, signed) => {
    expect(problemOf(kinds.number, value)).toBe(`${rule} As a signed number its 32 bits are ${signed}.`);
  });
});

describe('optionalMoment', () => {
  test.each(['2017-01-01T00:02:49.3205976-08:00', '2017-01-01T00:02Z', '2017-01-01T00:02:49.10000000Z'])(
    'takes %s',
    (value) => {
      expect(problemOf(kinds.moment, value)).toBeUndefined();
    },
  );

  test.each([
    [
      '2017-01-01T00:02:49.32059761Z',
      "'p' is not valid: 2017-01-01T00:02:49.32059761Z has more than 7 digits of a second.",
    ],
    [
      '2017-01-01T00:02:49',
      "'p' is not valid: 2017-01-01T00:02:49 has no offset: end it with Z, or with +hh:mm or -hh:mm.",
    ],
    ['now', "'p' is not valid: now is not an Edm.DateTimeOffset such as 2017-01-01T00:02:49.3205976-08:00."],
    [0, "'p' must be a string."],
    [new Date(0), "'p' must be a string."],
  ])('refuses %p', (value, problem) => {
    expect(problemOf(kinds.moment, value)).toBe(problem);
  });
});

describe('optionalMember', () => {
  test.each(['red', 'lightBlue'])('takes %s', (value) => {
    expect(problemOf(kinds.member, value)).toBeUndefined();
  });

  test.each([
    ['Red', "Requested value 'Red' was not found. Did you mean 'red'?"],
    ['lightblue', "Requested value 'lightblue' was not found. Did you mean 'lightBlue'?"],
    ['green', "Requested value 'green' was not found. 'p' must be one of red, lightBlue."],
    ['', "Requested value '' was not found. 'p' must be one of red, lightBlue."],
    ['1', "Requested value '1' was not found. 'p' must be one of red, lightBlue."],
    ['toString', "Requested value 'toString' was not found. 'p' must be one of red, lightBlue."],
    [1, "'p' must be the name of a member: one of red, lightBlue."],
    [['red'], "'p' must be the name of a member: one of red, lightBlue."],
  ])('refuses %j', (value, problem) => {
    expect(problemOf(kinds.member, value)).toBe(problem);
  });

  test('cuts a long name', () => {
    expect(problemOf(kinds.member, 'x'.repeat(5000))?.length).toBeLessThan(200);
  });
});

describe('readOnlyProperty', () => {
  test.each([0, 1, '', 'x', null, false, {}, []])('refuses %j, whatever its type', (value) => {
    expect(problemOf(kinds.made, value)).toBe("'p' is set by the service and cannot be written.");
  });
});

describe('the EDM facts', () => {
  const common = { requiredOnCreate: false, isKey: false, isReadOnly: false };

  test.each([
    ['text', { ...common, edmType: 'Edm.String', nullable: true, description: 'Text.' }],
    ['number', { ...common, edmType: 'Edm.Int32', nullable: false, description: 'A number.' }],
    ['moment', { ...common, edmType: 'Edm.DateTimeOffset', nullable: false, description: 'A moment.' }],
    ['member', { ...common, edmType: colour, nullable: false, description: 'A colour.' }],
    [
      'made',
      { ...common, edmType: 'Edm.Int32', nullable: false, description: 'Made by the service.', isReadOnly: true },
    ],
  ] as const)('of a %s', (kind, facts) => {
    expect(kinds[kind].describe()).toMatchObject({ meta: { edm: facts } });
  });
});
