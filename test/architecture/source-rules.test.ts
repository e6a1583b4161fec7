// The rules for the text of source files hold, and each of them can fail.
import type { Rule } from './import-rules.ts';
import { readProject, sampleProject } from './source-module.ts';
import * as rules from './source-rules.ts';

const project = readProject();

/** For each rule, texts that break it, and texts that do not. */
interface Example {
  readonly rule: Rule;
  readonly problem: string;
  readonly broken: readonly string[];
  readonly fine: readonly string[];
  /** Where the texts are; `shared/a.ts` unless told otherwise. */
  readonly path?: string;
}

const COMMENT = '// Says why it exists.\n';

const examples: Readonly<Record<string, Example>> = {
  'only the entry point and the configuration touch the environment': {
    rule: rules.environmentInOnePlace,
    problem: 'reads the environment',
    broken: [
      'const a = process.env.A;',
      "const a = process['env'].A;",
      'const { env } = process;',
      'read(globalThis.process.env);',
      "import { env } from 'node:process';",
      "import process from 'process';",
    ],
    fine: ['process.stderr.write(text);', '// process.env', 'const env = other.env;', "const text = 'process.env';"],
  },
  'there are no barrel files': {
    rule: rules.noBarrelFiles,
    problem: 'only passes on what others export',
    broken: [
      "export * from './b.ts';",
      "export { b } from './b.ts'; export type { C } from './c.ts';",
      "import { b } from './b.ts';\nexport { b };",
    ],
    fine: ["export type { B } from './b.ts'; export const a = 1;", "import './b.ts';", 'export const a = 1;'],
  },
  'there are no default exports': {
    rule: rules.noDefaultExports,
    problem: 'has a default export',
    broken: [
      'export default 1;',
      'export default function f(): void {}',
      'export default class A {}',
      'const a = 1; export { a as default };',
      "export { default } from './b.ts';",
      'module.exports = 1; export = 1;',
    ],
    fine: ['export const a = 1;', 'export function f(): void {}', "import b from 'b';", "export * from './b.ts';"],
  },
  'every file begins with a comment that says why it exists': {
    rule: rules.beginsWithComment,
    problem: 'does not begin with a comment that says why it exists',
    broken: ['export const a = 1;', '', '//\nexport const a = 1;', '\n// Too late.', '// eslint-disable\n', '/* */'],
    fine: [COMMENT, '/** Says why. */', '#!/usr/bin/env node\n// Says why.\n'],
  },
  'every exported function of shared is described': {
    rule: rules.exportedFunctionsAreDescribed,
    problem: 'exports f without a TSDoc comment',
    broken: [
      'export function f(): void {}',
      'export async function f(): Promise<void> {}',
      'export const f = (): void => undefined;',
      'export const f = function (): void {};',
      '// Described, but not for tools.\nexport function f(): void {}',
      '/* Neither. */\nexport function f(): void {}',
    ],
    fine: [
      '/** Does. */\nexport function f(): void {}',
      '/** Does. */\nexport const f = (): void => undefined;',
      'function f(): void {}',
      'export const f = 1;',
    ],
  },
  'files are short': {
    rule: rules.filesAreShort,
    problem: 'has 301 lines, more than 300',
    broken: ['a;\n'.repeat(301)],
    fine: ['a;\n'.repeat(300)],
  },
};

describe.each(Object.entries(examples))('%s', (_title, { rule, problem, broken, fine, path = 'shared/a.ts' }) => {
  test('in this project', () => {
    expect(rule(project)).toEqual([]);
  });

  test.each(broken.map((text) => [text]))('and a file where it is not so is told: %.60j', (text) => {
    expect(rule(sampleProject({ [path]: text }))).toEqual([`${path} ${problem}`]);
  });

  test.each(fine.map((text) => [text]))('and a file where it is so is not: %.60j', (text) => {
    expect(rule(sampleProject({ [path]: text }))).toEqual([]);
  });
});

describe('who may touch the environment', () => {
  test.each(['functions/index.ts', 'shared/config.ts', 'local/a.ts', 'bench/a.ts', 'test/a.ts'])('%s', (path) => {
    expect(rules.environmentInOnePlace(sampleProject({ [path]: 'process.env.A;' }))).toEqual([]);
  });

  test('and no other function', () => {
    expect(rules.environmentInOnePlace(sampleProject({ 'functions/a.ts': 'process.env.A;' }))).toHaveLength(1);
  });
});

describe('tests', () => {
  test('may be a little longer', () => {
    expect(rules.filesAreShort(sampleProject({ 'test/a.test.ts': 'a;\n'.repeat(400) }))).toEqual([]);
    expect(rules.filesAreShort(sampleProject({ 'test/a.test.ts': 'a;\n'.repeat(401) }))).toHaveLength(1);
  });
});

describe('names of files are in kebab-case', () => {
  test('in this project', () => {
    expect(rules.kebabCaseNames(project)).toEqual([]);
  });

  test.each(['shared/fooBar.ts', 'shared/Foo.ts', 'shared/foo_bar.ts', 'shared/Foo/a.ts', 'shared/-a.ts'])(
    'and %s is told',
    (path) => {
      expect(rules.kebabCaseNames(sampleProject({ [path]: '' }))).toEqual([`${path} is not named in kebab-case`]);
    },
  );

  test.each(['shared/foo-bar.ts', 'test/a.properties.test.ts', 'local/a.mjs', 'shared/v1.0/a2.ts'])(
    'and %s is not',
    (path) => {
      expect(rules.kebabCaseNames(sampleProject({ [path]: '' }))).toEqual([]);
    },
  );
});

describe('the rules', () => {
  test('are all tried', () => {
    const tried = new Set<unknown>([...Object.values(examples).map(({ rule }) => rule), rules.kebabCaseNames]);
    expect(Object.values(rules).filter((rule) => !tried.has(rule))).toEqual([]);
  });
});
