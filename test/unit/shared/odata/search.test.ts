// What $search is read as, what each wrong one is told, and what is found in the text that is kept for it.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import type { FilterExpression } from '../../../../shared/odata/filter/expression.ts';
import type { FilterableProperty } from '../../../../shared/odata/filter/filterable.ts';
import {
  foldSearchText,
  MAX_SEARCH_DEPTH,
  MAX_SEARCH_TERMS,
  parseSearch,
  toSearchText,
} from '../../../../shared/odata/search.ts';
import { evaluate } from '../../../support/filter-evaluator.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const property: FilterableProperty = { name: 'searchText', edmType: 'Edm.String' };

const parse = (text: string): FilterExpression => parseSearch(text, property);

/** The condition that the term stands in the text; the folded term is written here by hand. */
function has(folded: string): FilterExpression {
  const part = { kind: 'string', value: folded } as const;
  return { kind: 'test', function: 'contains', text: { kind: 'property', property }, part };
}
const and = (...operands: FilterExpression[]): FilterExpression => ({ kind: 'and', operands });
const or = (...operands: FilterExpression[]): FilterExpression => ({ kind: 'or', operands });
const not = (operand: FilterExpression): FilterExpression => ({ kind: 'not', operand });

const [a, b, c, d] = [has('A'), has('B'), has('C'), has('D')];

describe('parseSearch', () => {
  it.each([
    ['a', a],
    ['  a\t', a],
    ['"a"', a],
    ['(a)', a],
    ['( ( a ) )', a],
    ['a b', and(a, b)],
    ['a  AND\tb', and(a, b)],
    ['a AND b c', and(a, b, c)],
    ['a OR b', or(a, b)],
    ['NOT a', not(a)],
    ['NOT NOT a', not(not(a))],
    ['a OR b AND c', or(a, and(b, c))],
    ['a b OR c d', or(and(a, b), and(c, d))],
    ['(a OR b) AND c', and(or(a, b), c)],
    ['NOT a b', and(not(a), b)],
    ['a NOT b', and(a, not(b))],
    ['NOT a OR b', or(not(a), b)],
    ['NOT (a OR b)', not(or(a, b))],
    ['a (b (c d))', and(a, b, c, d)],
    ['a OR (b OR (c OR d))', or(a, b, c, d)],
    ['(a b)(c)', and(a, b, c)],
    ['a(b OR c)NOT(d)', and(a, or(b, c), not(d))],
    ['a and b or not c', and(a, has('AND'), b, has('OR'), has('NOT'), c)],
    ['ANDROID NOTE ORB', and(has('ANDROID'), has('NOTE'), has('ORB'))],
    ['"AND" "OR" "NOT"', and(has('AND'), has('OR'), has('NOT'))],
    ['"a OR (b)"', has('A OR (B)')],
    ['adele@contoso.com', has('ADELE@CONTOSO.COM')],
    ['10.0.19044.1 7-Zip', and(has('10.0.19044.1'), has('7-ZIP'))],
    ["O'Brien", has("O'BRIEN")],
    ['50%;x,y:z/*', has('50%;X,Y:Z/*')],
    ['CONTOSO\\adele', has('CONTOSO\\ADELE')],
    ['"CONTOSO\\adele"', has('CONTOSO\\ADELE')],
    ['"CONTOSO\\\\adele"', has('CONTOSO\\ADELE')],
    ['"15\\" screen"', has('15" SCREEN')],
    ['"\\\\\\""', has('\\"')],
    ['"displayName:wat"', has('DISPLAYNAME:WAT')],
    ['"Adele   Vance"', has('ADELE VANCE')],
    ['"Adele\nVance"', has('ADELE VANCE')],
    ['Adele\nVance', and(has('ADELE'), has('VANCE'))],
    ['Straße ÉTÉ', and(has('STRASSE'), has('ÉTÉ'))],
  ])('reads %j', (text, expression) => {
    expect(parse(text)).toEqual(expression);
  });

  const straight = 'phrases stand in straight double quotes.';
  const blank =
    'A blank is missing here, between a phrase and its neighbour; a quote that is searched for is written \\" in a phrase.';
  const unclosed = 'The phrase that begins here has no closing quote; a quote within it is written \\".';
  const literally = (word: string): string => ` Where the word itself is searched for, it stands in quotes: "${word}".`;

  it.each([
    ['', 0, 'The expression is empty.'],
    [' \t', 0, 'The expression is empty.'],
    ['x'.repeat(2049), 2048, 'The expression is longer than 2048 characters.'],
    ['a\ud800', 0, 'The expression is not well-formed Unicode; it holds half of a surrogate pair.'],
    ['""', 0, 'The phrase is empty.'],
    ['a " \t"', 2, 'The phrase is empty.'],
    ['a "b', 2, unclosed],
    ['"b\\"', 0, unclosed],
    ['"', 0, unclosed],
    ['15" screen', 2, blank],
    ['"a""b"', 3, blank],
    ['"a"b', 3, blank],
    ["'adele vance'", 0, `A term does not begin with '; ${straight}`],
    ['a \u201cadele', 2, `A term does not begin with \u201c; ${straight}`],
    ['OR', 0, `Here 'OR' stands, where a term is expected.${literally('OR')}`],
    ['a AND OR b', 6, `Here 'OR' stands, where a term is expected.${literally('OR')}`],
    ['a OR', 4, 'Here the expression ends, where a term is expected.'],
    ['NOT', 3, 'Here the expression ends, where a term is expected.'],
    ['a AND NOT ', 10, 'Here the expression ends, where a term is expected.'],
    ['NOT AND', 4, `Here 'AND' stands, where a term is expected.${literally('AND')}`],
    ['()', 1, "Here ')' stands, where a term is expected."],
    ['a)', 1, "Here ')' stands, where a term, NOT, AND, OR or the end is expected."],
    [
      'a (b OR c',
      9,
      "Here the expression ends, where a term, an operator, or the ')' of the '(' at position 2, is expected.",
    ],
    [`🙂 )`, 3, "Here ')' stands, where a term, NOT, AND, OR or the end is expected."],
    [
      `${'a '.repeat(MAX_SEARCH_TERMS)}b`,
      2 * MAX_SEARCH_TERMS,
      `The expression has more than ${MAX_SEARCH_TERMS} terms.`,
    ],
    [
      '('.repeat(MAX_SEARCH_DEPTH + 1),
      MAX_SEARCH_DEPTH,
      `The expression is nested deeper than ${MAX_SEARCH_DEPTH} levels.`,
    ],
    [
      'NOT '.repeat(MAX_SEARCH_DEPTH + 1),
      4 * MAX_SEARCH_DEPTH,
      `The expression is nested deeper than ${MAX_SEARCH_DEPTH} levels.`,
    ],
  ])('refuses %j at %i: %s', (text, position, problem) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: '$search',
      message: `Invalid search clause at position ${position}: ${problem}`,
    });
  });

  it('takes as much as its limits allow', () => {
    const deepest = `${'('.repeat(MAX_SEARCH_DEPTH)}a${')'.repeat(MAX_SEARCH_DEPTH)}`;
    expect(parse(deepest)).toEqual(a);
    expect(parse(`${deepest} AND ${deepest}`)).toEqual(and(a, a));
    expect(parse(Array<string>(MAX_SEARCH_TERMS).fill('a').join(' '))).toEqual(
      and(...Array<FilterExpression>(32).fill(a)),
    );
    expect(parse('x'.repeat(2048))).toEqual(has('X'.repeat(2048)));
  });
});

/** A search as it was meant: a term by its text, the rest by its operator. */
type Search = string | { readonly kind: 'and' | 'or' | 'not'; readonly operands: readonly Search[] };

interface Style {
  readonly gap: string;
  readonly conjunction: '' | 'AND';
  readonly everythingGrouped: boolean;
  readonly everythingQuoted: boolean;
}

const term = fc.oneof(
  fc.constantFrom('a', 'AND', 'OR', 'NOT', 'not', 'a b', '"', '\\', 'a\\', '(', "'", '\u201cx', 'ﬁx', 'ς', 'ß', '🙂'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => text.trim() !== ''),
);

const { search } = fc.letrec<{ search: Search }>((tie) => ({
  search: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 2, arbitrary: term },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        operands: fc.array(tie('search'), { minLength: 2, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not' as const), operands: fc.tuple(tie('search')) }) },
  ),
}));

const style: fc.Arbitrary<Style> = fc.record({
  gap: fc.constantFrom(' ', '  ', '\t'),
  conjunction: fc.constantFrom('', 'AND'),
  everythingGrouped: fc.boolean(),
  everythingQuoted: fc.boolean(),
});

const STRENGTH = { or: 1, and: 2, not: 3 } as const;

function print(meant: Search, written: Style, outer = 0): string {
  if (typeof meant === 'string') return printTerm(meant, written);
  const { gap, conjunction } = written;
  const strength = STRENGTH[meant.kind];
  const parts = meant.operands.map((operand) => print(operand, written, strength));
  const word = meant.kind === 'or' ? 'OR' : conjunction;
  const text =
    meant.kind === 'not' ? `NOT${gap}${parts.join('')}` : parts.join(word === '' ? gap : `${gap}${word}${gap}`);
  return strength < outer || written.everythingGrouped ? `(${text})` : text;
}

function printTerm(text: string, { everythingQuoted }: Style): string {
  const isWord = /^[^\s()"'`‘’“”][^\s()"]*$/.test(text) && !['AND', 'OR', 'NOT'].includes(text);
  return isWord && !everythingQuoted ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function expected(meant: Search): FilterExpression {
  if (typeof meant === 'string') return has(foldSearchText(meant));
  const operands = meant.operands.map(expected);
  const { kind } = meant;
  if (kind !== 'not') return { kind, operands: operands.flatMap((one) => (one.kind === kind ? one.operands : [one])) };
  const [operand] = operands;
  if (operand === undefined) throw new Error('not has one operand.');
  return not(operand);
}

function termsOf(meant: Search): number {
  return typeof meant === 'string' ? 1 : meant.operands.reduce((sum, operand) => sum + termsOf(operand), 0);
}

function parseOrRefuse(text: string): void {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    expect(error).toMatchObject({ status: 400, code: 'BadRequest', target: '$search' });
    expect(error.message).toMatch(/^Invalid search clause at position \d+: .+\.$/su);
    expect(Number(/\d+/.exec(error.message)?.[0])).toBeLessThanOrEqual(text.length);
  }
}

describe('parseSearch, for any text,', () => {
  it('reads every search as what it was written from, however it was written', () => {
    fc.assert(
      fc.property(search, style, (meant, written) => {
        const text = print(meant, written);
        fc.pre(text.length <= 2048 && termsOf(meant) <= MAX_SEARCH_TERMS);

        expect(parse(text)).toEqual(expected(meant));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives an expression or a GraphError 400, and nothing else', () => {
    const piece = fc.oneof(
      fc.constantFrom('a', ' ', '(', ')', '"', '\\', "'", 'NOT ', ' AND ', ' OR ', '\n', '\ud800', '__proto__'),
      fc.string({ unit: codePoint, maxLength: 3 }),
    );
    const soup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(soup, parseOrRefuse), { numRuns: 3000 });
  });
});

describe('foldSearchText', () => {
  it.each([
    ['Straße STRASSE ẞ', 'STRASSE STRASSE SS'],
    ['Σίσυφος ΣΊΣΥΦΟΣ', 'ΣΊΣΥΦΟΣ ΣΊΣΥΦΟΣ'],
    ['e\u0301 é', 'É É'],
    ['Ｏｆｆｉｃｅ ﬁle m²', 'OFFICE FILE M2'],
    ['a\u00a0\u3000b\r\n\tc\u2028d', 'A B C D'],
    ['', ''],
  ])('makes of %j %j', (text, folded) => {
    expect(foldSearchText(text)).toBe(folded);
  });

  it('is idempotent, and has no line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        const folded = foldSearchText(text);
        expect(foldSearchText(folded)).toBe(folded);
        expect(folded).not.toContain('\n');
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for a character in either letter case, and idempotent, for all of Unicode', () => {
    const different: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const forms = [character.toUpperCase(), character.toLowerCase(), character.normalize('NFKD')];
      if (forms.every((form) => form === character)) continue;
      const folded = foldSearchText(character);
      forms.push(folded, character.normalize('NFD'));
      if (forms.some((form) => foldSearchText(form) !== folded)) different.push(codePoint.toString(16));
    }
    expect(different).toEqual([]);
  });
});

describe('toSearchText', () => {
  it('has each value in a line of its own, and no line for none', () => {
    expect(toSearchText(['Adele Vance', null, 'adele@contoso.com', undefined, '', 'two\nlines'])).toBe(
      'ADELE VANCE\nADELE@CONTOSO.COM\nTWO LINES',
    );
    expect(toSearchText([null, undefined])).toBe('');
  });

  it('lets every part of every value be found, in any letter case', () => {
    const value = fc.string({
      unit: fc.constantFrom(...Array.from('aBßΣσςİıéÉ１Ａ👩\\"() \n')),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(), fc.nat(), (values, ...picks) => {
        const characters = Array.from(values[picks[0] % values.length] ?? '');
        const begin = picks[1] % characters.length;
        const part = characters.slice(begin, begin + 1 + (picks[2] % characters.length)).join('');
        fc.pre(part.trim() !== '');
        const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

        for (const spelling of [part, part.toUpperCase(), part.toLowerCase()]) {
          expect(evaluate(parse(quote(spelling)), { searchText: toSearchText(values) })).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['adele', true],
    ['ADELE contoso', true],
    ['vance adele', true],
    ['"adele vance"', true],
    ['"vance adele"', false],
    ['"vance\nadele@contoso.com"', false],
    ['adele NOT alex', true],
    ['adele NOT vance', false],
    ['alex OR (adele AND contoso)', true],
    ['NOT (alex OR contoso)', false],
  ])('answers %s with %s', (text, isFound) => {
    const searchText = toSearchText(['Adele Vance', 'adele@contoso.com']);
    expect(evaluate(parse(text), { searchText })).toBe(isFound);
  });
});
