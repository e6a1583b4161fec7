// The properties that a create cannot do without, and the key: what they take, and what they say to the rest.
import { object, type Schema, ValidationError } from 'yup';
import { keyProperty, requiredCount, requiredString } from '../../../../shared/odata/properties.ts';

/** What is wrong with a value, as a body's fault tells it; undefined when nothing is. The schema is made by each test. */
function problemOf(schema: Schema, value: unknown): string | undefined {
  try {
    object({ p: schema }).validateSync(value === undefined ? {} : { p: value }, { strict: true, abortEarly: false });
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError) return error.inner[0]?.message;
    throw error;
  }
}

describe('keyProperty', () => {
  test.each([
    ['mine', undefined],
    [undefined, undefined],
    [null, "'p' must not be null; leave it out to have one made."],
    [5, "'p' must be a string."],
    ['a/b', expect.stringMatching(/^'p' is not valid: ./)],
    ['', expect.stringMatching(/^'p' is not valid: ./)],
  ])('says of %j: %s', (value, problem) => {
    expect(problemOf(keyProperty('Key.'), value)).toEqual(problem);
  });
});

describe('requiredString', () => {
  test.each([
    ['text', undefined],
    [undefined, "'p' is required."],
    [null, "'p' must not be null."],
    ['123456', "'p' must be a non-empty string of at most 5 characters."],
  ])('says of %j: %s', (value, problem) => {
    expect(problemOf(requiredString({ description: 'Text.', maxLength: 5, allowBlank: false }), value)).toBe(problem);
  });
});

describe('requiredCount', () => {
  const rule = "'p' must be a whole number from 0 to 2147483647.";

  test.each([
    [0, undefined],
    [2_147_483_647, undefined],
    [undefined, "'p' is required."],
    [null, "'p' must not be null."],
    [-1, rule],
    [0.5, rule],
    [2_147_483_648, rule],
    ['4', rule],
    [Number.NaN, rule],
  ])('says of %p: %s', (value, problem) => {
    expect(problemOf(requiredCount('Count.'), value)).toBe(problem);
  });
});
