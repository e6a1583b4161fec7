// Tells in a fraction of yup's time whether values pass a yup schema; only values that may not are shown to yup itself.
//
// yup makes closures for each test of each property, passed or not: half of what the pipeline allocates for a create
// (docs/performance.md). The rules are still those of the schema alone, its types and its own test functions; nothing is
// written down a second time. A property-based test holds the two together.
import type { AnyObject, AnyObjectSchema, ISchema, TestContext } from 'yup';

/** Whether values pass for certain. False says nothing: yup has to be asked. */
export type QuickCheck = (values: Readonly<Record<string, unknown>>) => boolean;

type TestFunction = (value: unknown, context: TestContext) => unknown;

/** The part of a yup schema that is looked at; all of it is yup's public interface. */
interface Testable {
  readonly tests: readonly {
    readonly OPTIONS?: { readonly test: unknown; readonly skipAbsent?: boolean } | undefined;
  }[];
  isType(value: unknown): boolean;
}

interface FieldCheck {
  readonly name: string;
  readonly schema: Testable;
  readonly tests: readonly TestFunction[];
  readonly context: TestContext;
}

/**
 * Makes the check of an object schema whose fields have types, nullability and test functions, and nothing else that
 * yup knows: values are taken as they are (`strict`).
 * @throws TypeError for a field with anything else (a mistake of ours, found at start-up)
 */
export function quickCheckOf(schema: AnyObjectSchema): QuickCheck {
  const fields = Object.entries(schema.fields).map(([name, field]): FieldCheck => {
    const testable = requireTestable(name, field as ISchema<unknown>);
    return { name, schema: testable, tests: testsOf(testable), context: contextOf(name) };
  });
  const own = testsOf(schema);
  const ownContext = contextOf('');
  return (values) => {
    for (const { name, schema: field, tests, context } of fields) {
      const value = values[name];
      if (!field.isType(value)) return false;
      for (const test of tests) if (!isPassed(test(value, context))) return false;
    }
    for (const test of own) if (!isPassed(test(values, ownContext))) return false;
    return true;
  };
}

function testsOf({ tests }: Testable): readonly TestFunction[] {
  return tests.map(({ OPTIONS: options }) => {
    if (options === undefined || options.skipAbsent === true) throw new TypeError('A test has to be a plain function.');
    return options.test as TestFunction;
  });
}

function requireTestable(name: string, field: ISchema<unknown>): Testable {
  const described = field.describe() as { readonly oneOf?: unknown[]; readonly notOneOf?: unknown[] };
  const hasLists = (described.oneOf?.length ?? 0) > 0 || (described.notOneOf?.length ?? 0) > 0;
  if (hasLists || !('tests' in field) || !('isType' in field)) {
    throw new TypeError(`The property '${name}' has rules that cannot be checked quickly.`);
  }
  return field as unknown as Testable;
}

/** A test that makes an error has failed; what the error says is for yup to find out. */
function contextOf(path: string): TestContext<AnyObject> {
  return { path, createError: () => false } as unknown as TestContext<AnyObject>;
}

function isPassed(result: unknown): boolean {
  return result === true;
}
