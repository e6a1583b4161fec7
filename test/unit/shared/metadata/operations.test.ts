// What the service says of itself: the same for everybody, and nothing that it does not have.
import { getMetadata, getServiceDocument } from '../../../../shared/metadata/operations.ts';
import { serviceModel } from '../../../../shared/metadata/service-model.ts';
import { createRouter } from '../../../../shared/http/router.ts';
import { toCsdl } from '../../../../shared/odata/csdl.ts';
import { operations } from '../../../../shared/operations.ts';
import type { OperationRequest, Outcome, Services } from '../../../../shared/resources/operation.ts';

describe('the service model', () => {
  const names = serviceModel.entityTypes.map(({ qualifiedName }) => qualifiedName);

  test('has every type that a navigation property or a singleton leads to', () => {
    for (const { navigationProperties } of serviceModel.entityTypes) {
      for (const { targetType } of navigationProperties) expect(names).toContain(targetType);
    }
    for (const { type } of serviceModel.singletons) expect(serviceModel.entityTypes).toContain(type);
  });

  test('has one key property in every type, and it is the base type’s', () => {
    for (const { properties } of serviceModel.entityTypes) {
      expect(properties.filter(({ isKey }) => isKey)).toEqual([
        expect.objectContaining({ name: 'id', edmType: 'Edm.String', nullable: false }),
      ]);
    }
  });

  test('says of a singleton that it can be read exactly when there is an operation that reads it', () => {
    const readable = serviceModel.singletons.filter(({ name }) => operations.some(({ path }) => path === `/${name}`));
    expect(serviceModel.singletons.filter(({ isReadable }) => isReadable)).toEqual(readable);
  });
});

describe('the operations', () => {
  test('are open to everybody and lie under each version root', () => {
    const router = createRouter([getServiceDocument, getMetadata]);
    for (const root of ['', '/beta', '/v1.0']) {
      expect(router.match('GET', `${root}/`).operation).toBe(getServiceDocument);
      expect(router.match('GET', `${root}/$metadata`).operation).toBe(getMetadata);
    }
    expect([getServiceDocument.permissions, getMetadata.permissions]).toEqual(['anonymous', 'anonymous']);
  });

  test('give everybody the same document, made once', async () => {
    const run = (): Promise<Outcome> => getMetadata.run({} as OperationRequest, {} as Services);
    const first = await run();
    expect(first).toEqual({
      kind: 'document',
      contentType: 'application/xml;charset=utf-8',
      body: toCsdl(serviceModel),
    });
    expect(await run()).toBe(first);
  });
});
