// Reads $filter: recursive descent over the operators, which bind as OData URL Conventions 4.01 §5.1.1.17 says.
import { shorten } from '../../errors/shorten.ts';
import type {
  CaseFunction,
  ComparisonOperator,
  FilterExpression,
  Literal,
  Operand,
  StringOperand,
  StringTest,
} from './expression.ts';
import type { FilterableType } from './filterable.ts';
import { invalidFilter, unsupportedInFilter } from './filter-error.ts';
import { createLexer, type Token } from './lexer.ts';
import { readLiteral } from './literal.ts';
import { readName, readQuoted, SUPPORTED_OPERATORS, unsupportedSymbol } from './operand.ts';
import {
  count,
  expectSymbol,
  MAX_IN_LIST,
  nested,
  OPERATORS,
  type Parsing,
  takeSymbol,
  unexpected,
  wordAhead,
} from './parsing.ts';
import { comparison, described, listMember, type Located, stringArgument } from './type-check.ts';

const EQUALITY: ReadonlySet<string> = new Set<ComparisonOperator>(['eq', 'ne']);
const RELATIONAL: ReadonlySet<string> = new Set<ComparisonOperator>(['gt', 'ge', 'lt', 'le']);
const STRING_TESTS: ReadonlySet<string> = new Set<StringTest>(['contains', 'startswith', 'endswith']);
const CASE_FUNCTIONS: ReadonlySet<string> = new Set<CaseFunction>(['tolower', 'toupper']);
const UNSUPPORTED_OPERATORS: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'divby', 'mod', 'has']);
const CONDITIONS: ReadonlySet<string> = new Set<FilterExpression['kind']>([
  'and',
  'or',
  'not',
  'compare',
  'in',
  'test',
]);

const SUPPORTED_FUNCTIONS = `Functions that are: ${[...STRING_TESTS, ...CASE_FUNCTIONS].join(', ')}.`;

/** Until what stands around it is known, what was read may be a condition or a value. */
type Read = Located<FilterExpression | Operand>;

/**
 * Reads a filter and checks its types.
 * @param text - the value of `$filter`, percent-decoded
 * @param type - what can be filtered on
 * @throws GraphError 400 that says what is wrong, or what is not supported, and where
 */
export function parseFilter(text: string, type: FilterableType): FilterExpression {
  const parsing: Parsing = { tokens: createLexer(text, invalidFilter), type, depth: 0, nodes: 0 };
  const read = parseOr(parsing);
  const rest = parsing.tokens.peek();
  if (rest.kind !== 'end') throw unexpected(rest, 'an operator or the end of the expression');
  return asCondition(read, 'A filter is a condition');
}

function parseOr(parsing: Parsing): Read {
  return parseJoined(parsing, 'or', parseAnd);
}

function parseAnd(parsing: Parsing): Read {
  return parseJoined(parsing, 'and', parseEquality);
}

function parseEquality(parsing: Parsing): Read {
  return parseCompared(parsing, EQUALITY, parseRelational);
}

function parseRelational(parsing: Parsing): Read {
  return parseCompared(parsing, RELATIONAL, parseUnary);
}

/** A chain of `and` or of `or`, which is one node however long it is. */
function parseJoined(parsing: Parsing, word: 'and' | 'or', parseNext: (parsing: Parsing) => Read): Read {
  const first = parseNext(parsing);
  if (wordAhead(parsing) !== word) return first;
  count(parsing, parsing.tokens.peek());
  const rule = `'${word}' joins conditions`;
  const operands = [asCondition(first, rule)];
  while (wordAhead(parsing) === word) {
    parsing.tokens.next();
    operands.push(asCondition(parseNext(parsing), rule));
  }
  return { position: first.position, node: { kind: word, operands } };
}

/** Values compared by the operators of one precedence. The result is a condition, so a second comparison is refused. */
function parseCompared(parsing: Parsing, operators: ReadonlySet<string>, parseNext: (parsing: Parsing) => Read): Read {
  let left = parseNext(parsing);
  for (let word = wordAhead(parsing); operators.has(word); word = wordAhead(parsing)) {
    const operator = word as ComparisonOperator;
    count(parsing, parsing.tokens.next());
    const leftOperand = asComparable(left, operator);
    const rightOperand = asComparable(parseNext(parsing), operator);
    left = { position: left.position, node: comparison(operator, leftOperand, rightOperand) };
  }
  return left;
}

function parseUnary(parsing: Parsing): Read {
  if (wordAhead(parsing) !== 'not') return parseMembership(parsing);
  const not = parsing.tokens.next();
  count(parsing, not);
  const operand = nested(parsing, not, parseUnary);
  const rule = "'not' binds tighter than a comparison and wants a condition, such as not (a eq b)";
  return { position: not.position, node: { kind: 'not', operand: asCondition(operand, rule) } };
}

/** 4.01 has `in` among the primary operators, which bind tighter than `not`. */
function parseMembership(parsing: Parsing): Read {
  const read = parsePrimary(parsing);
  const word = wordAhead(parsing);
  if (word === 'in') return parseList(parsing, asComparable(read, 'in'));
  const next = parsing.tokens.peek();
  if (UNSUPPORTED_OPERATORS.has(word)) {
    throw unsupportedInFilter(next.position, `The operator '${word}'`, SUPPORTED_OPERATORS);
  }
  throwIfAny(unsupportedSymbol(next));
  return read;
}

function parseList(parsing: Parsing, operand: Located<Operand>): Read {
  count(parsing, parsing.tokens.next());
  throwIfAny(unsupportedSymbol(parsing.tokens.peek()));
  expectSymbol(parsing, '(', "the list of 'in' in parentheses");
  const list: Literal[] = [];
  do {
    const { position } = parsing.tokens.peek();
    if (list.length === MAX_IN_LIST) throw invalidFilter(position, `The list has more than ${MAX_IN_LIST} values.`);
    list.push(listMember(operand.node, { position, node: parseListLiteral(parsing) }));
  } while (takeSymbol(parsing, ','));
  expectSymbol(parsing, ')', "',' or ')' in the list of 'in'");
  return { position: operand.position, node: { kind: 'in', operand: operand.node, list } };
}

function parseListLiteral(parsing: Parsing): Literal {
  const token = parsing.tokens.next();
  if (token.kind === 'literal') return readLiteral(token.text, token.position);
  if (token.kind === 'string') return readQuoted(parsing, token);
  if (token.text === 'null') return { kind: 'null' };
  throw unexpected(token, "a literal in the list of 'in'");
}

function parsePrimary(parsing: Parsing): Read {
  const token = parsing.tokens.next();
  const { position } = token;
  if (token.kind === 'symbol' && token.text === '(') return parseGroup(parsing, token);
  if (isCall(parsing, token)) return parseCall(parsing, token);
  count(parsing, token);
  if (token.kind === 'literal') return { position, node: readLiteral(token.text, position) };
  if (token.kind === 'string') return { position, node: readQuoted(parsing, token) };
  if (token.kind === 'word') return { position, node: readName(parsing, token) };
  throwIfAny(unsupportedSymbol(token));
  throw unexpected(token, 'a property, a literal, a function or a group in parentheses');
}

function parseGroup(parsing: Parsing, open: Token): Read {
  const { node } = nested(parsing, open, parseOr);
  expectSymbol(parsing, ')', `an operator, or the ')' of the '(' at position ${open.position},`);
  return { position: open.position, node };
}

function isCall(parsing: Parsing, { kind, text }: Token): boolean {
  return kind === 'word' && parsing.tokens.peek().text === '(' && !OPERATORS.has(text.toLowerCase());
}

function parseCall(parsing: Parsing, name: Token): Read {
  const lower = name.text.toLowerCase();
  const isTest = STRING_TESTS.has(lower);
  if (!isTest && !CASE_FUNCTIONS.has(lower)) {
    throw unsupportedInFilter(name.position, `The function '${shorten(name.text)}'`, SUPPORTED_FUNCTIONS);
  }
  count(parsing, name);
  const args = nested(parsing, name, () => parseArguments(parsing, lower));
  const [first, second] = args;
  const { position } = name;
  if (isTest && first !== undefined && second !== undefined && args.length === 2) {
    return { position, node: { kind: 'test', function: lower as StringTest, text: first, part: second } };
  }
  if (!isTest && first !== undefined && args.length === 1) {
    return { position, node: { kind: 'case', function: lower as CaseFunction, operand: first } };
  }
  throw invalidFilter(
    position,
    `'${lower}' takes ${isTest ? '2 arguments' : '1 argument'} and is given ${args.length}.`,
  );
}

function parseArguments(parsing: Parsing, name: string): StringOperand[] {
  parsing.tokens.next();
  const args: StringOperand[] = [];
  if (takeSymbol(parsing, ')')) return args;
  do {
    args.push(stringArgument(name, asOperand(parseOr(parsing), `'${name}' takes strings; a condition is none.`)));
  } while (takeSymbol(parsing, ','));
  expectSymbol(parsing, ')', `',' or ')' in the arguments of '${name}'`);
  return args;
}

function asCondition({ node, position }: Read, rule: string): FilterExpression {
  if (isCondition(node)) return node;
  throw invalidFilter(position, `${rule}; ${described(node)} is none.`);
}

function asOperand({ node, position }: Read, problem: string): Located<Operand> {
  if (!isCondition(node)) return { node, position };
  throw invalidFilter(position, problem);
}

function asComparable(read: Read, operator: string): Located<Operand> {
  return asOperand(read, `'${operator}' compares values; a condition stands for itself, 'not' makes its opposite.`);
}

function isCondition(node: FilterExpression | Operand): node is FilterExpression {
  return CONDITIONS.has(node.kind);
}

function throwIfAny(error: Error | undefined): void {
  if (error !== undefined) throw error;
}
