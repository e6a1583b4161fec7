// The quick check and yup are of one mind about every body, so that the quick one may spare yup the good ones.
import fc from 'fast-check';
import { type AnyObjectSchema, object, string } from 'yup';
import type { EntityType } from '../../../../shared/odata/entity-type.ts';
import { type QuickCheck, quickCheckOf } from '../../../../shared/odata/quick-check.ts';
import { mobileAppInstallStatus } from '../../../../shared/resources/mobile-app-install-status/definition.ts';
import { mobileAppInstallSummary } from '../../../../shared/resources/mobile-app-install-summary/definition.ts';
import { mobileApp } from '../../../../shared/resources/mobile-app/definition.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { documentedValues } from '../../../support/documented-request.ts';

const types: readonly EntityType[] = [userAppInstallStatus, mobileAppInstallStatus, mobileAppInstallSummary, mobileApp];

/** Values of every kind that a body can hold, those that are nearly good among them. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    ' ',
    'x',
    'installed',
    'Installed',
    'seeInstallErrorCode',
    true,
    [],
    {},
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, 2_147_483_647, 2_147_483_648, -2_147_483_648, -2_147_483_649, NaN, '4'),
  fc.constantFrom<unknown>('2017-01-01T00:02:49.3205976-08:00', '2017-01-01', '\ud800', 'a/b', '$a', 'y'.repeat(1025)),
  fc.string(),
  fc.integer(),
);

function anyBody(schema: AnyObjectSchema): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(schema.fields);
  return fc.record(Object.fromEntries(names.map((name) => [name, anyValue])), { requiredKeys: [] });
}

function expectOneMind(schema: AnyObjectSchema, check: QuickCheck): void {
  fc.assert(
    fc.property(anyBody(schema), (body) => {
      expect(check(body)).toBe(schema.isValidSync(body, { strict: true, abortEarly: false }));
    }),
    { numRuns: 1_000 },
  );
}

describe.each(types.map((type) => [type.name, type] as const))('%s', (_name, type) => {
  test('a create', () => {
    expectOneMind(type.schema, type.quickCheck);
  });

  test('an update', () => {
    expectOneMind(type.updateSchema, type.quickUpdateCheck);
  });
});

describe('quickCheckOf', () => {
  test('lets the documented create pass, and nothing that lacks a part of it', () => {
    expect(userAppInstallStatus.quickCheck(documentedValues)).toBe(true);
    for (const name of Object.keys(documentedValues)) {
      expect(userAppInstallStatus.quickCheck({ ...documentedValues, [name]: undefined })).toBe(false);
    }
  });

  test('refuses a schema with rules that it does not know, at start-up', () => {
    const make = (): unknown => quickCheckOf(object({ state: string().oneOf(['a']) }));
    expect(make).toThrow(new TypeError("The property 'state' has rules that cannot be checked quickly."));
    expect(() => quickCheckOf(object({ state: string().notOneOf(['a']) }))).toThrow(TypeError);
    expect(() => quickCheckOf(object({ name: string().min(2) }))).toThrow('A test has to be a plain function.');
  });

  test('knows the rules of the object itself', () => {
    const schema = object({ one: string().nullable(), other: string().nullable() }).test(
      'together',
      ({ one, other }) => (one === undefined) === (other === undefined),
    );
    const check = quickCheckOf(schema);
    expect(check({ one: 'a', other: 'b' })).toBe(true);
    expect(check({})).toBe(true);
    expect(check({ one: 'a' })).toBe(false);
  });
});
