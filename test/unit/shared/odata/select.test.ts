// What $select is read as, and what each wrong one is told.
import fc from 'fast-check';
import { GraphError } from '../../../../shared/errors/graph-error.ts';
import { parseSelect, type Selection } from '../../../../shared/odata/select.ts';
import { userAppInstallStatus } from '../../../../shared/resources/user-app-install-status/definition.ts';
import { thrownBy } from '../thrown.ts';
import { codePoint } from '../../../support/code-point.ts';

const ALL = [
  'id',
  'userName',
  'userPrincipalName',
  'installedDeviceCount',
  'failedDeviceCount',
  'notInstalledDeviceCount',
];

const parse = (text: string): Selection => parseSelect(text, userAppInstallStatus);

describe('parseSelect', () => {
  it.each([
    ['userName', { items: ['userName'], properties: ['userName'], navigationProperties: [] }],
    ['userName,id', { items: ['userName', 'id'], properties: ['id', 'userName'], navigationProperties: [] }],
    [' userName , id\t', { items: ['userName', 'id'], properties: ['id', 'userName'], navigationProperties: [] }],
    ['id,userName,id', { items: ['id', 'userName'], properties: ['id', 'userName'], navigationProperties: [] }],
    ['*', { items: ['*'], properties: ALL, navigationProperties: [] }],
    ['userName,*', { items: ['userName', '*'], properties: ALL, navigationProperties: [] }],
    [
      'id,deviceStatuses,app',
      { items: ['id', 'deviceStatuses', 'app'], properties: ['id'], navigationProperties: ['app', 'deviceStatuses'] },
    ],
    ['deviceStatuses', { items: ['deviceStatuses'], properties: [], navigationProperties: ['deviceStatuses'] }],
  ])('reads %j', (text, selection) => {
    expect(parse(text)).toEqual(selection);
  });

  it.each([
    ['P', "Could not find a property named 'P' on type 'microsoft.graph.userAppInstallStatus'."],
    ['id,toString', "Could not find a property named 'toString' on type 'microsoft.graph.userAppInstallStatus'."],
    [
      'username',
      "Could not find a property named 'username' on type 'microsoft.graph.userAppInstallStatus'. Names are case-sensitive: 'userName'.",
    ],
    ['id userName', "Could not find a property named 'id userName' on type 'microsoft.graph.userAppInstallStatus'."],
    ['', 'An item of the list is empty.'],
    ['id,', 'An item of the list is empty.'],
    ['id,,userName', 'An item of the list is empty.'],
    ['x'.repeat(2049), 'The list is longer than 2048 characters.'],
    [`id,${' '.repeat(2045)}`, 'An item of the list is empty.'],
    ['\ud800', "Could not find a property named '\ufffd' on type 'microsoft.graph.userAppInstallStatus'."],
    [
      'deviceStatuses/deviceName',
      "'deviceStatuses/deviceName' is not supported. Select properties of the entity itself by their names, or *.",
    ],
    [
      'deviceStatuses($select=id)',
      "'deviceStatuses($select=id)' is not supported. Select properties of the entity itself by their names, or *.",
    ],
    [
      'microsoft.graph.*',
      "'microsoft.graph.*' is not supported. Select properties of the entity itself by their names, or *.",
    ],
    ['@odata.type', "'@odata.type' is not supported. Select properties of the entity itself by their names, or *."],
  ])('refuses %j: %s', (text, problem) => {
    expect(thrownBy(() => parse(text))).toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: '$select',
      message: `Parsing OData Select and Expand failed: ${problem}`,
    });
  });

  it('gives a selection or a GraphError 400, and nothing else, for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...ALL, '*'), fc.string({ unit: codePoint }))), (items) => {
        try {
          const { properties } = parse(items.join(','));
          expect(ALL).toEqual(expect.arrayContaining([...properties]));
        } catch (error) {
          if (!(error instanceof GraphError)) throw error;
          expect(error).toMatchObject({ status: 400, target: '$select' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
