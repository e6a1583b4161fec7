// Reads $expand: which related entities the answer brings along, and how much of them.
import { graphError } from '../errors/catalogue.ts';
import type { GraphError } from '../errors/graph-error.ts';
import { shorten } from '../errors/shorten.ts';
import { unknownProperty } from './filter/filterable.ts';
import { MAX_EXPRESSION_LENGTH } from './filter/lexer.ts';
import { MAX_PAGE_SIZE } from './page-size.ts';
import { parseSelect, type SelectableType, type Selection } from './select.ts';

/** What a navigation property leads to. */
interface ExpandableTarget {
  readonly type: SelectableType;
  readonly isCollection: boolean;
}

/** What can be expanded of a type. */
export interface ExpandableType {
  /** Namespace-qualified name, as messages show it. */
  readonly qualifiedName: string;
  readonly properties: readonly { readonly name: string }[];
  readonly navigationProperties: readonly { readonly name: string }[];
  /** What can be expanded, by name of the navigation property. */
  readonly expandable: ReadonlyMap<string, ExpandableTarget>;
}

/** One navigation property that is expanded. */
export interface ExpandItem {
  readonly name: string;
  /** What of the related entities is shown; everything when undefined. */
  readonly selection: Selection | undefined;
  /** At most so many related entities; for collections only. */
  readonly top: number | undefined;
}

/** How options may be written. */
export interface ExpandOptions {
  /** Beta takes the names of query options without `$`, too. */
  readonly areBareNamesAllowed: boolean;
}

const TARGET = { target: '$expand' };

const BLANKS = /[ \t]*/y;
/** What stands between the punctuation of the list; whether it is a name is decided from the whole of it. */
const WORD = /[^ \t,;()=/]*/y;
/** Type casts, annotations and `$value`: what a list of plain names has not. */
const MORE_THAN_A_NAME = /[.@$]/;

interface Reading extends ExpandOptions {
  readonly text: string;
  readonly type: ExpandableType;
  /** Where the next piece begins, counted in characters from 0. */
  position: number;
}

/**
 * Reads what is to be expanded. `*` stands for everything on offer that is not named beside it.
 * @param text - the value of `$expand`, percent-decoded
 * @returns each navigation property once, in the order of the request
 * @throws GraphError 400 in Graph's words for a name that the type does not have, and for whatever is wrong in a nested
 * `$select`, whose target is `$select`; for anything else it says what is wrong and where
 * @see OData Protocol 4.01 §11.2.5.2, URL Conventions 4.01 §5.1.3
 */
export function parseExpand(text: string, type: ExpandableType, options: ExpandOptions): readonly ExpandItem[] {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw invalid(MAX_EXPRESSION_LENGTH, `The list is longer than ${MAX_EXPRESSION_LENGTH} characters.`);
  }
  const reading: Reading = { text, type, position: 0, ...options };
  const items = new Map<string, ExpandItem>();
  do {
    const begin = skipBlanks(reading);
    const item = parseItem(reading);
    if (items.has(item.name)) throw invalid(begin, `'${item.name}' is named more than once.`);
    items.set(item.name, item);
  } while (takeSymbol(reading, ','));
  if (reading.position < text.length) throw unexpected(reading, "','");
  const others = [...type.expandable.keys()].filter((name) => !items.has(name)).map(whole);
  return [...items.values()].flatMap((item) => (item.name === '*' ? others : [item]));
}

/**
 * What a context URL lists of a projection: the items of `$select`, then what is expanded, with its own projection in
 * parentheses, which are there if it has none, too. 4.0 would leave those out; live Graph writes them, as 4.01 does.
 * @returns undefined when neither was asked for
 * @see OData Protocol 4.01 §10.9
 */
export function projectionItems(
  selection: Selection | undefined,
  expanded: readonly ExpandItem[],
): readonly string[] | undefined {
  if (selection === undefined && expanded.length === 0) return undefined;
  const shown = expanded.map(({ name, selection: nested }) => `${name}(${nested?.items.join(',') ?? ''})`);
  return [...(selection?.items ?? []), ...shown];
}

function parseItem(reading: Reading): ExpandItem {
  const { type } = reading;
  const position = reading.position;
  const name = takeWord(reading);
  if (name === '') throw unexpected(reading, "the name of a navigation property or '*'");
  const target = name === '*' ? undefined : findTarget(name, type, position);
  skipBlanks(reading);
  if (reading.text.charAt(reading.position) === '/') {
    throw invalid(
      reading.position,
      `Paths are not supported, nor are /$ref and /$count: '${name}' is expanded by its name alone.`,
    );
  }
  if (reading.text.charAt(reading.position) !== '(') return whole(name);
  if (target === undefined) throw invalid(reading.position, "'*' takes no options. Name what they are for.");
  return { name, ...parseOptions(reading, name, target) };
}

function whole(name: string): ExpandItem {
  return { name, selection: undefined, top: undefined };
}

function findTarget(name: string, type: ExpandableType, position: number): ExpandableTarget {
  const target = type.expandable.get(name);
  if (target !== undefined) return target;
  const shown = shorten(name);
  if (MORE_THAN_A_NAME.test(name)) {
    throw invalid(position, `'${shown}' is not supported. Expand navigation properties by their names, or *.`);
  }
  const isNamed = (property: { readonly name: string }): boolean => property.name === name;
  if (type.navigationProperties.some(isNamed)) {
    throw invalid(position, `'${name}' cannot be expanded here. Offered: ${offered(type)}.`);
  }
  if (type.properties.some(isNamed)) {
    throw invalid(position, `'${name}' is not a navigation property. Properties of the entity itself need no $expand.`);
  }
  const properties = new Map([...type.properties, ...type.navigationProperties].map((known) => [known.name, known]));
  const problem = unknownProperty({ qualifiedName: type.qualifiedName, properties }, shown);
  throw graphError('invalidSelect', { problem }, TARGET);
}

function offered({ expandable }: ExpandableType): string {
  return expandable.size === 0 ? 'none' : [...expandable.keys()].map((name) => `'${name}'`).join(', ');
}

type NestedOptions = Pick<ExpandItem, 'selection' | 'top'>;

function parseOptions(reading: Reading, name: string, target: ExpandableTarget): NestedOptions {
  takeSymbol(reading, '(');
  const values = new Map<OptionName, { readonly position: number; readonly text: string }>();
  do {
    const begin = skipBlanks(reading);
    const option = parseOptionName(reading);
    if (values.has(option)) throw invalid(begin, `'${option}' is given more than once for '${name}'.`);
    if (option === '$top' && !target.isCollection) {
      throw invalid(begin, `'$top' is for collections, and '${name}' leads to a single entity.`);
    }
    if (!takeSymbol(reading, '=')) throw unexpected(reading, `the '=' of '${option}'`);
    values.set(option, takeValue(reading));
  } while (takeSymbol(reading, ';'));
  if (!takeSymbol(reading, ')')) throw unexpected(reading, "';' or ')'");
  const [select, top] = [values.get('$select'), values.get('$top')];
  return {
    selection: select === undefined ? undefined : parseSelect(select.text, target.type),
    top: top === undefined ? undefined : readTop(top.text, top.position),
  };
}

const OPTION_NAMES = ['$select', '$top'] as const;
type OptionName = (typeof OPTION_NAMES)[number];

/** Names of system query options are of any letter case. */
function parseOptionName(reading: Reading): OptionName {
  const position = reading.position;
  const text = takeWord(reading);
  if (text === '') throw unexpected(reading, 'the name of an option');
  const lower = text.toLowerCase();
  const option = OPTION_NAMES.find((name) => name === lower || name === `$${lower}`);
  if (option === undefined) {
    throw invalid(
      position,
      `The option '${shorten(text)}' is not supported within $expand. Supported: $select and, for collections, $top.`,
    );
  }
  if (option === lower || reading.areBareNamesAllowed) return option;
  throw invalid(position, `The option '${text}' is written with $ in this version: '${option}'.`);
}

function readTop(text: string, position: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
  if (value <= MAX_PAGE_SIZE) return value;
  throw invalid(position, `'${shorten(text)}' is not a whole number from 0 to ${MAX_PAGE_SIZE}.`);
}

function skipBlanks(reading: Reading): number {
  reading.position += matchLength(BLANKS, reading);
  return reading.position;
}

function takeSymbol(reading: Reading, symbol: string): boolean {
  skipBlanks(reading);
  if (reading.text.charAt(reading.position) !== symbol) return false;
  reading.position += 1;
  return true;
}

function takeWord(reading: Reading): string {
  const begin = reading.position;
  reading.position += matchLength(WORD, reading);
  return reading.text.slice(begin, reading.position);
}

/** Up to the `;` or `)` that ends it; parentheses within it are its own. */
function takeValue(reading: Reading): { readonly position: number; readonly text: string } {
  const { text } = reading;
  const position = skipBlanks(reading);
  let end = position;
  for (let depth = 0; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (depth === 0 && (character === ';' || character === ')')) break;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
  }
  reading.position = end;
  return { position, text: text.slice(position, end).trimEnd() };
}

function matchLength(pattern: RegExp, { text, position }: Reading): number {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? 0;
}

function unexpected(reading: Reading, wanted: string): GraphError {
  const position = skipBlanks(reading);
  const word = takeWord(reading);
  const text = word === '' ? reading.text.charAt(position) : word;
  const found = text === '' ? 'the list ends' : `'${shorten(text)}' stands`;
  return invalid(position, `Here ${found}, where ${wanted} is expected.`);
}

function invalid(position: number, problem: string): GraphError {
  return graphError('invalidExpand', { position, problem }, TARGET);
}
