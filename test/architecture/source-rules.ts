// How a source file has to look. Each rule gives the violations that it finds, as sentences.
import ts from 'typescript';
import type { Rule } from './import-rules.ts';
import { nodesOf, type SourceModule } from './source-module.ts';

/** A screen or three; a test may be a longer list of cases. */
const MAX_LINES = 300;
const MAX_TEST_LINES = 400;

const isProductCode = ({ path }: SourceModule): boolean => /^(?:functions|shared)\//.test(path);

/** Only the entry point reads the environment, and hands it to the configuration. */
const ENVIRONMENT_READERS = ['functions/index.ts', 'shared/config.ts'];

/** A rule about each module by itself. */
function each(isConcerned: (module: SourceModule) => boolean, findProblems: (module: SourceModule) => string[]): Rule {
  return (modules) =>
    modules.filter(isConcerned).flatMap((module) => findProblems(module).map((problem) => `${module.path} ${problem}`));
}

/** The environment is read in one place. */
export const environmentInOnePlace = each(
  (module) => isProductCode(module) && !ENVIRONMENT_READERS.includes(module.path),
  ({ syntax, imports }) => {
    const reads =
      [...nodesOf(syntax)].some(isEnvironment) || imports.some(({ target }) => /^(?:node:)?process$/.test(target));
    return reads ? ['reads the environment'] : [];
  },
);

/** `process.env`, `process['env']`, `const { env } = process`, also behind `globalThis`. */
function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression);
  return ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && isProcess(node.initializer);
}

function isProcess(node: ts.Expression | undefined): boolean {
  if (node === undefined) return false;
  return ts.isIdentifier(node)
    ? node.text === 'process'
    : ts.isPropertyAccessExpression(node) && node.name.text === 'process';
}

/** A file that only passes on what others export hides where things are. */
export const noBarrelFiles = each(
  () => true,
  ({ syntax: { statements } }) => {
    const rest = statements.filter((statement) => !ts.isImportDeclaration(statement));
    return rest.length > 0 && rest.every(ts.isExportDeclaration) ? ['only passes on what others export'] : [];
  },
);

/** A thing has one name, wherever it is used. */
export const noDefaultExports = each(
  () => true,
  ({ syntax }) => (syntax.statements.some(isDefaultExport) ? ['has a default export'] : []),
);

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
    return exportClause.elements.some(({ name }) => name.text === 'default');
  }
  return hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
}

/** The first lines say why a file exists. */
export const beginsWithComment = each(
  () => true,
  ({ text }) => {
    const [, comment = ''] = /^(?:#!.*\n)?(?:\/\/|\/\*\*?)([^\n]*)/.exec(text) ?? [];
    return /\w+ \w+/.test(comment) ? [] : ['does not begin with a comment that says why it exists'];
  },
);

/** What others call is described. */
export const exportedFunctionsAreDescribed = each(
  ({ path }) => path.startsWith('shared/'),
  ({ syntax }) =>
    exportedFunctions(syntax)
      .filter(({ node }) => !ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc))
      .map(({ name }) => `exports ${name} without a TSDoc comment`),
);

interface ExportedFunction {
  readonly name: string;
  readonly node: ts.Node;
}

function exportedFunctions(syntax: ts.SourceFile): ExportedFunction[] {
  return syntax.statements
    .filter((statement) => hasModifier(statement, ts.SyntaxKind.ExportKeyword))
    .flatMap((statement): ExportedFunction[] => {
      if (ts.isFunctionDeclaration(statement)) return [{ name: statement.name?.text ?? 'default', node: statement }];
      if (!ts.isVariableStatement(statement)) return [];
      return statement.declarationList.declarations
        .filter(({ initializer }) => initializer !== undefined && isFunction(initializer))
        .map((node) => ({ name: node.name.getText(), node }));
    });
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

/** One concept per file keeps files short. */
export const filesAreShort = each(
  () => true,
  ({ path, text }) => {
    const limit = path.startsWith('test/') ? MAX_TEST_LINES : MAX_LINES;
    const lines = text.trimEnd().split('\n').length;
    return lines > limit ? [`has ${lines} lines, more than ${limit}`] : [];
  },
);

/** Files are named in kebab-case; a dot separates what kind of file it is. */
export const kebabCaseNames = each(
  () => true,
  ({ path }) => {
    const isKebabCase = path.split('/').every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part));
    return isKebabCase ? [] : ['is not named in kebab-case'];
  },
);
