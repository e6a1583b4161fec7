// Whatever $filter holds: it is read as what it was written from, or refused; and it takes no time worth mentioning.
import fc from 'fast-check';
import { GraphError } from '../../../../../shared/errors/graph-error.ts';
import type { FilterExpression, Operand } from '../../../../../shared/odata/filter/expression.ts';
import { parseFilter } from '../../../../../shared/odata/filter/parser.ts';
import { MAX_FILTER_NODES } from '../../../../../shared/odata/filter/parsing.ts';
import { anyFilter, anyStyle, deviceStatus } from '../../../../support/filter-arbitraries.ts';
import { printFilter } from '../../../../support/filter-printer.ts';
import { codePoint } from '../../../../support/code-point.ts';

function nodesOf(filter: FilterExpression): number {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 1);
  switch (filter.kind) {
    case 'and':
    case 'or':
      return sum(filter.operands.map(nodesOf));
    case 'not':
      return sum([nodesOf(filter.operand)]);
    case 'compare':
      return sum([operandNodes(filter.left), operandNodes(filter.right)]);
    case 'in':
      return sum([operandNodes(filter.operand)]);
    case 'test':
      return sum([operandNodes(filter.text), operandNodes(filter.part)]);
  }
}

function operandNodes(operand: Operand): number {
  return operand.kind === 'case' ? 1 + operandNodes(operand.operand) : 1;
}

/** What filters are made of, and what they are not made of. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['(', ')', ',', '/', ':', "'", "''", ' ', '\t', '-', '+', '[', '{', '=', '"', '@', '$', '.', '\u0000', '\ud800'],
    ...['eq', ' eq ', ' ne ', ' gt ', ' in ', ' and ', ' or ', 'not ', ' has ', 'any', 'null', 'true', 'INF', '$it'],
    ...['userName', 'errorCode', 'installState', 'lastSyncDateTime', '__proto__', 'constructor', 'toString'],
    ...['contains(', 'tolower(', 'length(', "'failed'", "microsoft.graph.resultantAppState'failed'", "duration'"],
    ...['1', '-1', '4.5', '99999999999', '2017-01-01T00:00:00Z', '2017-01-01', '14959a2a-9a2a-1495-2a9a-95142a9a9514'],
  ),
  fc.string({ unit: codePoint, maxLength: 3 }),
);
const soup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

function parseOrRefuse(text: string): void {
  try {
    parseFilter(text, deviceStatus);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    expect(error).toMatchObject({ status: 400, code: 'BadRequest', target: '$filter' });
    expect(error.message).toMatch(/^Invalid filter clause at position \d+: .+\.$/su);
    const position = Number(/\d+/.exec(error.message)?.[0]);
    expect(position).toBeLessThanOrEqual(text.length);
  }
}

describe('parseFilter', () => {
  it('reads every filter as what it was written from, however it was written', () => {
    fc.assert(
      fc.property(anyFilter(4), anyStyle, (filter, style) => {
        const text = printFilter(filter, style);
        fc.pre(text.length <= 2048 && nodesOf(filter) <= MAX_FILTER_NODES);

        expect(parseFilter(text, deviceStatus)).toEqual(filter);
      }),
      { numRuns: 500 },
    );
  });

  it('gives an expression or a GraphError 400, and nothing else, for any text', () => {
    fc.assert(fc.property(fc.oneof(soup, fc.string({ unit: codePoint, maxLength: 200 })), parseOrRefuse), {
      numRuns: 3000,
    });
  });

  it('does so for a filter that lost, gained or doubled a piece', () => {
    const damaged = fc
      .tuple(anyFilter(2), fc.nat(), fc.nat({ max: 20 }), piece)
      .map(([filter, at, length, inserted]) => {
        const text = printFilter(filter);
        const begin = at % text.length;
        return text.slice(0, begin) + inserted + text.slice(begin + length);
      });

    fc.assert(fc.property(damaged, parseOrRefuse), { numRuns: 1000 });
  });

  it.each(['(', 'not ', 'tolower(', "'", "a'", '1', '-', 'a.', '/', 'a eq ', 'userName eq ', '((', '0.', ' ', ','])(
    'has no text of %j repeated to the limit take long',
    (unit) => {
      const text = unit.repeat(Math.ceil(2048 / unit.length)).slice(0, 2048);
      const begin = performance.now();

      for (let round = 0; round < 10; round += 1) parseOrRefuse(text);

      // A thousand times what it takes; what is feared is exponential.
      expect(performance.now() - begin).toBeLessThan(1000);
    },
  );
});
