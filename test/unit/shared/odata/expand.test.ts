// What $expand is read as, what each wrong one is told, and how the context URL shows what was expanded.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { type ExpandableType, type ExpandItem, parseExpand, projectionItems } from '../../../../shared/odata/expand.ts';
import { contextUrl } from '../../../../shared/odata/links.ts';
import { parseSelect, type SelectableType } from '../../../../shared/odata/select.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const app: SelectableType = {
  qualifiedName: 'microsoft.graph.mobileApp',
  properties: [{ name: 'id' }, { name: 'displayName' }],
  navigationProperties: [{ name: 'assignments' }],
};
const deviceStatus: SelectableType = {
  qualifiedName: 'microsoft.graph.mobileAppInstallStatus',
  properties: [{ name: 'id' }, { name: 'deviceName' }],
  navigationProperties: [{ name: 'app' }],
};
const userStatus: ExpandableType = {
  qualifiedName: 'microsoft.graph.userAppInstallStatus',
  properties: [{ name: 'id' }, { name: 'userName' }],
  navigationProperties: [{ name: 'app' }, { name: 'deviceStatuses' }, { name: 'owner' }],
  expandable: new Map([
    ['app', { type: app, isCollection: false }],
    ['deviceStatuses', { type: deviceStatus, isCollection: true }],
  ]),
};

const parse = (text: string, areBareNamesAllowed = true): readonly ExpandItem[] =>
  parseExpand(text, userStatus, { areBareNamesAllowed });

const whole = (name: string): ExpandItem => ({ name, selection: undefined, top: undefined });

const appName: ExpandItem = { ...whole('app'), selection: parseSelect('displayName', app) };

describe('parseExpand', () => {
  it.each([
    ['app', [whole('app')]],
    ['deviceStatuses,app', [whole('deviceStatuses'), whole('app')]],
    [' app , deviceStatuses\t', [whole('app'), whole('deviceStatuses')]],
    ['app($select=displayName)', [appName]],
    ['app ( $select = displayName )', [appName]],
    ['app($SELECT=displayName)', [appName]],
    ['app(select=displayName)', [appName]],
    ['app(Select=displayName)', [appName]],
    [
      'app($select=id,displayName),deviceStatuses',
      [{ ...appName, selection: parseSelect('id,displayName', app) }, whole('deviceStatuses')],
    ],
    ['app($select=*)', [{ ...appName, selection: parseSelect('*', app) }]],
    ['deviceStatuses($top=0)', [{ ...whole('deviceStatuses'), top: 0 }]],
    ['deviceStatuses(Top= 999 )', [{ ...whole('deviceStatuses'), top: 999 }]],
    [
      'deviceStatuses($top=5;$select=id),app',
      [{ name: 'deviceStatuses', selection: parseSelect('id', deviceStatus), top: 5 }, whole('app')],
    ],
    [
      'deviceStatuses($select=id ; $top=5)',
      [{ name: 'deviceStatuses', selection: parseSelect('id', deviceStatus), top: 5 }],
    ],
    ['*', [whole('app'), whole('deviceStatuses')]],
    ['*,app($select=displayName)', [whole('deviceStatuses'), appName]],
    ['deviceStatuses,*', [whole('deviceStatuses'), whole('app')]],
  ])('reads %j', (text, items) => {
    expect(parse(text)).toEqual(items);
  });

  const plain = 'is not supported. Expand navigation properties by their names, or *.';
  const option = (name: string): string =>
    `The option '${name}' is not supported within $expand. Supported: $select and, for collections, $top.`;
  const path = (name: string): string =>
    `Paths are not supported, nor are /$ref and /$count: '${name}' is expanded by its name alone.`;

  it.each([
    ['', 0, "Here the list ends, where the name of a navigation property or '*' is expected."],
    ['app,', 4, "Here the list ends, where the name of a navigation property or '*' is expected."],
    ['app,,deviceStatuses', 4, "Here ',' stands, where the name of a navigation property or '*' is expected."],
    ['x'.repeat(2049), 2048, 'The list is longer than 2048 characters.'],
    ['app '.repeat(512), 4, "Here 'app' stands, where ',' is expected."],
    ['app deviceStatuses', 4, "Here 'deviceStatuses' stands, where ',' is expected."],
    ['app;deviceStatuses', 3, "Here ';' stands, where ',' is expected."],
    ['app,deviceStatuses,app', 19, "'app' is named more than once."],
    ['app,app($select=id)', 4, "'app' is named more than once."],
    ['*,*', 2, "'*' is named more than once."],
    ['*($levels=2)', 1, "'*' takes no options. Name what they are for."],
    ['*/$ref', 1, path('*')],
    ['deviceStatuses/$ref', 14, path('deviceStatuses')],
    ['app,deviceStatuses/$count', 18, path('deviceStatuses')],
    ['deviceStatuses/app', 14, path('deviceStatuses')],
    ['microsoft.graph.userAppInstallStatus/app', 0, `'microsoft.graph.userAppInstallStatus' ${plain}`],
    ['app, $value', 5, `'$value' ${plain}`],
    ['@contoso.note', 0, `'@contoso.note' ${plain}`],
    ['app,owner', 4, "'owner' cannot be expanded here. Offered: 'app', 'deviceStatuses'."],
    ['userName', 0, "'userName' is not a navigation property. Properties of the entity itself need no $expand."],
    ["deviceStatuses($filter=id eq 'a;b')", 15, option('$filter')],
    ['deviceStatuses($top=1;$expand=app($levels=max))', 22, option('$expand')],
    ['app($levels=2)', 4, option('$levels')],
    ['deviceStatuses($orderby=id)', 15, option('$orderby')],
    ['deviceStatuses($count=true)', 15, option('$count')],
    ['deviceStatuses($skip=1)', 15, option('$skip')],
    ['deviceStatuses($search="a,b")', 15, option('$search')],
    ['app($toString=1)', 4, option('$toString')],
    ['app($$select=id)', 4, option('$$select')],
    ['app()', 4, "Here ')' stands, where the name of an option is expected."],
    ['app($select=id;)', 15, "Here ')' stands, where the name of an option is expected."],
    ['app($select)', 11, "Here ')' stands, where the '=' of '$select' is expected."],
    ['app($select=id', 14, "Here the list ends, where ';' or ')' is expected."],
    ['app($select=id)(', 15, "Here '(' stands, where ',' is expected."],
    ['app($select=id;select=id)', 15, "'$select' is given more than once for 'app'."],
    ['app($top=1)', 4, "'$top' is for collections, and 'app' leads to a single entity."],
    ['deviceStatuses($top=1000)', 20, "'1000' is not a whole number from 0 to 999."],
    ['deviceStatuses($top=-1)', 20, "'-1' is not a whole number from 0 to 999."],
    ['deviceStatuses($top=5x)', 20, "'5x' is not a whole number from 0 to 999."],
    ['deviceStatuses($top=)', 20, "'' is not a whole number from 0 to 999."],
    ['deviceStatuses($top=99999999999)', 20, "'99999999999' is not a whole number from 0 to 999."],
  ])('refuses %j at %i: %s', (text, position, problem) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: '$expand',
      message: `Invalid expand clause at position ${position}: ${problem}`,
    });
  });

  it.each([
    ['P', "Could not find a property named 'P' on type 'microsoft.graph.userAppInstallStatus'."],
    ['toString', "Could not find a property named 'toString' on type 'microsoft.graph.userAppInstallStatus'."],
    [
      'app,devicestatuses',
      "Could not find a property named 'devicestatuses' on type 'microsoft.graph.userAppInstallStatus'. Names are case-sensitive: 'deviceStatuses'.",
    ],
    ['P/$ref', "Could not find a property named 'P' on type 'microsoft.graph.userAppInstallStatus'."],
    ['\ud800', "Could not find a property named '\ufffd' on type 'microsoft.graph.userAppInstallStatus'."],
  ])('refuses %j in the words of Graph', (text, problem) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      target: '$expand',
      message: `Parsing OData Select and Expand failed: ${problem}`,
    });
  });

  it.each([
    ['app($select=deviceName)', "Could not find a property named 'deviceName' on type 'microsoft.graph.mobileApp'."],
    ['app($select=)', 'An item of the list is empty.'],
    [
      'app($select=assignments($select=id;$top=1))',
      "'assignments($select=id;$top=1)' is not supported. Select properties of the entity itself by their names, or *.",
    ],
  ])('refuses the selection in %j as it would a $select of the entity itself', (text, problem) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      target: '$select',
      message: `Parsing OData Select and Expand failed: ${problem}`,
    });
  });

  it.each(['select', 'SELECT'])('refuses %s without $ where the version has it so', (name) => {
    expect(parse('app($Select=displayName)', false)).toEqual([appName]);
    expect(thrownBy(() => parse(`app(${name}=id)`, false)).message).toBe(
      `Invalid expand clause at position 4: The option '${name}' is written with $ in this version: '$select'.`,
    );
  });

  it('says so when nothing is offered', () => {
    const type: ExpandableType = { ...userStatus, expandable: new Map() };
    const options = { areBareNamesAllowed: true };
    expect(thrownBy(() => parseExpand('app', type, options)).message).toMatch(
      /'app' cannot be expanded here. Offered: none.$/,
    );
    expect(parseExpand('*', type, options)).toEqual([]);
  });

  it('gives items, each once, or a GraphError 400, and nothing else, for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('app', 'deviceStatuses', 'owner', '*', ',', ';', '(', ')', '=', '/', ' ', "'", '"', '__proto__'),
      fc.constantFrom('$select', 'select', '$top', '($top=', '($select=id', '$filter', '5', 'id', '\ud800'),
      fc.string({ unit: codePoint, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, areBareNamesAllowed) => {
        try {
          const names = parse(pieces.join(''), areBareNamesAllowed).map(({ name }) => name);
          expect(['app', 'deviceStatuses']).toEqual(expect.arrayContaining(names));
          expect(new Set(names).size).toBe(names.length);
        } catch (error) {
          if (!(error instanceof GraphError)) throw error;
          expect(error.status).toBe(400);
          expect(['$expand', '$select']).toContain(error.target);
          expect(error.message).toMatch(/\.$/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('projectionItems', () => {
  const shown = (select: string | undefined, expand: string): string => {
    const selection = select === undefined ? undefined : parseSelect(select, userStatus);
    const items = projectionItems(selection, expand === '' ? [] : parse(expand));
    return contextUrl({ baseUrl: '', version: '' }, [{ name: 'userStatuses' }], items, 'collection');
  };

  it.each([
    [undefined, '', 'userStatuses'],
    ['id', '', 'userStatuses(id)'],
    [undefined, 'app', 'userStatuses(app())'],
    ['id', 'app', 'userStatuses(id,app())'],
    ['*', '*', 'userStatuses(*,app(),deviceStatuses())'],
    ['app,id', 'app($select=displayName,id)', 'userStatuses(app,id,app(displayName,id))'],
    [undefined, 'deviceStatuses($top=3),app($select=*)', 'userStatuses(deviceStatuses(),app(*))'],
  ])('shows $select=%s and $expand=%s as %s', (select, expand, fragment) => {
    expect(shown(select, expand)).toBe(`/$metadata#${fragment}`);
  });
});
