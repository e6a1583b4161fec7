// An entity type is read from its yup schema, so that the two cannot differ.
import { object, string } from 'yup';
import { defineEntityType } from '../../../../shared/odata/entity-type.ts';
import { keyProperty, requiredCount, requiredString } from '../../../../shared/odata/properties.ts';

describe('defineEntityType', () => {
  test('reads names, types and rules from the schema', () => {
    const type = defineEntityType({
      name: 'thing',
      description: 'A thing.',
      schema: object({
        id: keyProperty('Key.'),
        label: requiredString({ description: 'Label.', maxLength: 10, allowBlank: false }),
        size: requiredCount('Size.'),
      }),
      navigationProperties: [],
    });
    expect(type.qualifiedName).toBe('microsoft.graph.thing');
    expect(type.derivedTypes).toEqual([]);
    expect(type.properties).toEqual([
      {
        name: 'id',
        edmType: 'Edm.String',
        nullable: false,
        description: 'Key.',
        requiredOnCreate: false,
        isKey: true,
        isReadOnly: false,
      },
      {
        name: 'label',
        edmType: 'Edm.String',
        nullable: true,
        description: 'Label.',
        requiredOnCreate: true,
        isKey: false,
        isReadOnly: false,
        maxLength: 10,
        isBlankAllowed: false,
      },
      {
        name: 'size',
        edmType: 'Edm.Int32',
        nullable: false,
        description: 'Size.',
        requiredOnCreate: true,
        isKey: false,
        isReadOnly: false,
        minimum: 0,
      },
    ]);
  });

  test('qualifies the names of derived types', () => {
    const schema = object({ id: keyProperty('Key.') });
    const type = defineEntityType({
      name: 'thing',
      description: '',
      schema,
      navigationProperties: [],
      derivedTypes: ['tool', 'toy'],
    });
    expect(type.derivedTypes).toEqual(['microsoft.graph.tool', 'microsoft.graph.toy']);
  });

  test.each([
    ['without meta', string()],
    ['with other meta', string().meta({ title: 'x' } as object)],
  ])('refuses a field %s at start-up, by name', (_case, field) => {
    const define = (): unknown =>
      defineEntityType({ name: 'thing', description: '', schema: object({ field }), navigationProperties: [] });
    expect(define).toThrow(new TypeError("The property 'field' of 'thing' has no EDM facts."));
  });
});
