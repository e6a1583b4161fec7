// Mends two faults of the embedded emulator's query engine when it is loaded: work that grows with the square of the
// documents, and with four to the power of the parentheses. docs/decisions/0008-emulator-patch.md says why and how long.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { StartFailure } from './start-failure.ts';

const PACKAGE = '@zeit/cosmosdb-query';
/** Where it was read line by line; another version may have other lines, and may have mended them. */
const VERSION = '0.7.2';

interface SqlModule {
  SyntaxError: unknown;
}

interface ParserModule extends SqlModule {
  parse: (sql: string) => unknown;
}

interface TransformerModule {
  /** Makes the program that answers a query, as a tree of @babel/types. */
  default: (sqlTree: unknown) => unknown;
}

interface HelpersModule {
  stripUndefined: (value: unknown) => unknown;
}

let isPatched = false;

/**
 * Patches the query engine that the emulator in this process uses; once is enough, more does no harm.
 * @throws StartFailure when the engine is not the one that the patches were written for
 */
export function patchEmulator(): void {
  if (isPatched) return;
  // As the emulator itself finds it, wherever npm has put it.
  const load = createRequire(createRequire(import.meta.url).resolve('@vercel/cosmosdb-server'));
  const { version } = load(`${PACKAGE}/package.json`) as { version: string };
  if (version !== VERSION) throw unfit(`${PACKAGE} ${version} is installed`);

  const parserFile = load.resolve(`${PACKAGE}/lib/parser.js`);
  const parser = compileParser(patchParser(readFileSync(parserFile, 'utf8')), parserFile);
  Object.assign(load(parserFile) as ParserModule, parser);
  // The package has copied the class when it was loaded, and the emulator tells a 400 from a 500 by it.
  (load(PACKAGE) as SqlModule).SyntaxError = parser.SyntaxError;

  const transformer = load(`${PACKAGE}/lib/transformer.js`) as TransformerModule;
  const transform = transformer.default;
  transformer.default = (sqlTree) => appendInPlace(transform(sqlTree));

  const helpers = load(`${PACKAGE}/lib/helpers.js`) as HelpersModule;
  const { stripUndefined } = helpers;
  // Its own way with an array, too, is to copy what it has for each element.
  helpers.stripUndefined = (value) =>
    Array.isArray(value)
      ? value.filter((element) => element !== undefined).map((element) => helpers.stripUndefined(element))
      : stripUndefined(value);
  isPatched = true;
}

/** Whatever is nested in something comes by this rule, which is tried up to eight times at each position. */
const RULE = '  function peg$parsescalar_conditional_expression() {';

/** Remembers for one parse what the rule made of a position: what PEG.js does for every rule under `--cache`. */
const REMEMBERING_RULE = `
  const conditionalAt = new Map();
${RULE}
    const begin = peg$currPos;
    const known = conditionalAt.get(begin);
    if (known !== undefined) {
      peg$currPos = known.end;
      return known.result;
    }
    const result = parseConditionalAnew();
    conditionalAt.set(begin, { result, end: peg$currPos });
    return result;
  }
  function parseConditionalAnew() {`;

/**
 * Gives the source of the SQL parser back with one rule that remembers.
 * @param source - of lib/parser.js
 * @throws StartFailure when the rule is not there exactly once
 */
export function patchParser(source: string): string {
  const [before, after, ...more] = source.split(RULE);
  if (before === undefined || after === undefined || more.length > 0) {
    throw unfit(
      `the SQL parser of ${PACKAGE} has "${RULE.trim()}" ${more.length === 0 ? 'nowhere' : 'more than once'}`,
    );
  }
  return before + REMEMBERING_RULE + after;
}

function compileParser(source: string, filename: string): ParserModule {
  const module = {} as { exports: ParserModule };
  const run = compileFunction(source, ['module'], { filename }) as (module: object) => void;
  run(module);
  return module.exports;
}

/**
 * Makes the program append to an array where it copies the array to append: `[...$, x]` becomes `($.push(x), $)`. Only
 * the engine's own accumulators are called `$`, each begins as `[]` of its own, and SQL can neither spread nor say `$`.
 */
function appendInPlace(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  Object.values(tree).forEach(appendInPlace);
  if (!isCopyWithMore(tree)) return tree;
  const [{ argument: accumulator }, ...added] = tree.elements;
  const push = { type: 'MemberExpression', object: accumulator, property: { type: 'Identifier', name: 'push' } };
  return Object.assign(tree, {
    type: 'SequenceExpression',
    expressions: [{ type: 'CallExpression', callee: push, arguments: added }, accumulator],
  });
}

interface CopyWithMore {
  readonly elements: readonly [{ readonly argument: object }, ...unknown[]];
}

function isCopyWithMore(node: object): node is CopyWithMore {
  const { type, elements } = node as { type?: unknown; elements?: unknown };
  if (type !== 'ArrayExpression' || !Array.isArray(elements)) return false;
  const { type: firstType, argument } = (elements[0] ?? {}) as { type?: unknown; argument?: { name?: unknown } };
  return firstType === 'SpreadElement' && argument?.name === '$';
}

function unfit(found: string): StartFailure {
  return new StartFailure(
    `The Cosmos emulator cannot be patched: ${found}, and local/emulator-patches.ts is for version ${VERSION}. ` +
      'docs/decisions/0008-emulator-patch.md says what to look at.',
  );
}
