// The metadata document as text: what is written, what is left out, and in which order.
import { object } from 'yup';
import { type ServiceModel, toCsdl } from '../../../../shared/odata/csdl.ts';
import type { EnumerationType } from '../../../../shared/odata/edm-type.ts';
import { defineEntityType } from '../../../../shared/odata/entity-type.ts';
import { keyProperty, optionalMember, optionalString, readOnlyProperty } from '../../../../shared/odata/properties.ts';

const colour: EnumerationType = {
  enumType: 'microsoft.graph.colour',
  members: new Map([
    ['red', 1],
    ['infrared', -1],
  ]),
};

const aroma: EnumerationType = { enumType: 'microsoft.graph.aroma', members: new Map([['sweet', 0]]) };

const rules = { maxLength: 10, allowBlank: true };

const plant = defineEntityType({
  name: 'plant',
  description: 'Grows <slowly> & "well".',
  schema: object({
    id: keyProperty('Key.'),
    tint: optionalMember(colour, 'Its colour.'),
    alias: optionalString({ description: 'Other name.', ...rules }),
    age: readOnlyProperty('Edm.Int32', 'Years.'),
    hue: optionalMember(colour, 'Again.'),
  }),
  navigationProperties: [
    { name: 'roots', targetType: 'microsoft.graph.root', isCollection: true, containsTarget: true, writeProblem: '' },
    {
      name: 'home',
      targetType: 'microsoft.graph.garden',
      isCollection: false,
      containsTarget: false,
      writeProblem: '',
    },
  ],
});
const garden = defineEntityType({
  name: 'garden',
  description: 'Has plants.',
  schema: object({ id: keyProperty('Key.'), scent: optionalMember(aroma, 'Its scent.') }),
  navigationProperties: [],
});

const model: ServiceModel = {
  entityTypes: [plant, garden],
  singletons: [
    { name: 'park', type: garden, isReadable: false },
    { name: 'alley', type: garden, isReadable: true },
  ],
};

/** The element with this name attribute, up to its end. */
function elementOf(text: string, tag: string, name: string): string {
  const found = new RegExp(`<${tag} Name="${name}"[^>]*?(?:/>|>[^]*?</${tag}>)`).exec(text)?.[0] ?? '';
  return found.replaceAll(/\n\s*/g, '');
}

describe('toCsdl', () => {
  let text: string;

  beforeEach(() => {
    text = toCsdl(model);
  });

  test('begins as Graph’s document does', () => {
    expect(text.split('\n').slice(0, 2)).toEqual([
      '<?xml version="1.0" encoding="utf-8"?>',
      '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    ]);
    expect(text).toContain('<edmx:DataServices>');
    expect(text).toContain(
      '<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    );
    expect(text).toContain(
      '<edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml">',
    );
    expect(text.match(/<edmx:Include Namespace="[^"]+"/g)).toEqual([
      '<edmx:Include Namespace="Org.OData.Core.V1"',
      '<edmx:Include Namespace="Org.OData.Capabilities.V1"',
    ]);
  });

  test('has the key in the abstract base of all types, and there only', () => {
    expect(elementOf(text, 'EntityType', 'entity')).toBe(
      '<EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key>' +
        '<Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>',
    );
    expect(text.match(/Name="id"/g)).toHaveLength(2);
  });

  test('writes properties by name, nullability when it is false, and Computed when only the service sets it', () => {
    const [, properties = ''] =
      /BaseType="graph\.entity">(.*?)<Navigation/.exec(elementOf(text, 'EntityType', 'plant')) ?? [];
    const description = (words: string): string =>
      `<Annotation Term="Org.OData.Core.V1.Description" String="${words}"/>`;
    const state = 'Type="graph.colour" Nullable="false"';
    expect(properties).toBe(
      `<Property Name="age" Type="Edm.Int32" Nullable="false">${description('Years.')}` +
        '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/></Property>' +
        `<Property Name="alias" Type="Edm.String">${description('Other name.')}</Property>` +
        `<Property Name="hue" ${state}>${description('Again.')}</Property>` +
        `<Property Name="tint" ${state}>${description('Its colour.')}</Property>`,
    );
  });

  test('writes navigation properties, and containment when it is true', () => {
    expect(elementOf(text, 'EntityType', 'plant')).toContain(
      '<NavigationProperty Name="home" Type="graph.garden"/>' +
        '<NavigationProperty Name="roots" Type="Collection(graph.root)" ContainsTarget="true"/>',
    );
  });

  test('has an enumeration once, its members in their own order', () => {
    expect(text.match(/<EnumType Name="[^"]+"/g)).toEqual(['<EnumType Name="aroma"', '<EnumType Name="colour"']);
    expect(elementOf(text, 'EnumType', 'colour')).toBe(
      '<EnumType Name="colour"><Member Name="red" Value="1"/><Member Name="infrared" Value="-1"/></EnumType>',
    );
  });

  test('lists what is at the root, and says what can only be walked through', () => {
    expect(elementOf(text, 'EntityContainer', 'GraphService')).toBe(
      '<EntityContainer Name="GraphService"><Singleton Name="alley" Type="graph.garden"/>' +
        '<Singleton Name="park" Type="graph.garden"><Annotation Term="Org.OData.Capabilities.V1.ReadRestrictions">' +
        '<Record><PropertyValue Property="Readable" Bool="false"/></Record></Annotation></Singleton></EntityContainer>',
    );
  });

  test('escapes what would be markup', () => {
    expect(text).toContain('String="Grows &#60;slowly&#62; &#38; &#34;well&#34;."');
  });

  test('does not depend on the order of the models', () => {
    const turned = { entityTypes: [garden, plant], singletons: model.singletons.toReversed() };
    expect(toCsdl(turned)).toBe(text);
  });
});
