// A source file as the architecture rules see it: what it imports, and its syntax.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import ts from 'typescript';

/** One import, re-export, `import()`, `require()` or import type. */
export interface ModuleImport {
  /** Path from the repository's root for a file of ours, else the name of the package or built-in module. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Whether nothing of it is left once types are stripped. */
  readonly isTypeOnly: boolean;
}

/** A source file. */
export interface SourceModule {
  /** Path from the repository's root, with slashes: `shared/http/pipeline.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ModuleImport[];
  readonly syntax: ts.SourceFile;
}

const FOLDERS = ['functions', 'shared', 'explorer', 'local', 'deploy', 'bench', 'test'];

const root = resolve(__dirname, '../..');

/** Reads every source file of the project. */
export function readProject(): SourceModule[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, ...name.split(/[\\/]/)))
      .filter((path) => /\.(ts|mjs|cjs|js)$/.test(path) && !path.includes('/node_modules/'))
      .map((path) => parseModule(path, readFileSync(join(root, path), 'utf8'))),
  );
}

/** Makes a module of each text; the keys are paths. */
export function sampleProject(files: Readonly<Record<string, string>>): SourceModule[] {
  return Object.entries(files).map(([path, text]) => parseModule(path, text));
}

/** Every node of a syntax tree. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

function parseModule(path: string, text: string): SourceModule {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: ModuleImport[] = [];
  for (const node of nodesOf(syntax)) {
    const found = readImport(node);
    if (found !== undefined) imports.push({ ...resolveImport(path, found.specifier), isTypeOnly: found.isTypeOnly });
  }
  return { path, text, imports, syntax };
}

function readImport(node: ts.Node): { specifier: string; isTypeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier, isTypeOnlyImport(node));
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal, true);
  if (ts.isExternalModuleReference(node)) return literal(node.expression, false);
  if (ts.isCallExpression(node) && isImportOrRequire(node.expression)) return literal(node.arguments[0], false);
  return undefined;
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function isImportOrRequire(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function literal(
  node: ts.Node | undefined,
  isTypeOnly: boolean,
): { specifier: string; isTypeOnly: boolean } | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, isTypeOnly } : undefined;
}

function resolveImport(path: string, specifier: string): { target: string; isOurs: boolean } {
  if (specifier.startsWith('.')) return { target: posix.join(posix.dirname(path), specifier), isOurs: true };
  if (specifier.startsWith('node:')) return { target: specifier, isOurs: false };
  const parts = specifier.split('/');
  return { target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), isOurs: false };
}
