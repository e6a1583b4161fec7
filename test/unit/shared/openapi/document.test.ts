// What the table of operations can have that the OpenAPI document would not know how to describe: it is not made then.
import { createOpenApiDocument } from '../../../../shared/openapi/document.ts';
import { operations } from '../../../../shared/operations.ts';
import type { Operation } from '../../../../shared/resources/operation.ts';
import { COMMITTED_SITE } from '../../../support/openapi-document.ts';

const [first] = operations;
const metadata = operations.find(({ path }) => path === '/$metadata');

function documentWith(facts: Partial<Operation>, operation = first): unknown {
  return createOpenApiDocument([...operations, { ...operation, ...facts } as Operation], COMMITTED_SITE);
}

test('a new operation is described by its row', () => {
  const paths = { '/deviceAppManagement/mobileApps/{mobileApp-id}/userStatuses': { put: { operationId: 'new' } } };
  expect(documentWith({ method: 'PUT', operationId: 'new' })).toMatchObject({ paths });
});

test.each<[string, Partial<Operation>, string]>([
  ['a path beside the resources', { path: '/about' }, "what '/about' answers with"],
  ['a key without an example', { path: '/deviceAppManagement/mobileApps/{appId}' }, "the key 'appId'"],
  ['a status of success', { statuses: [202] }, 'The status 202 has no description'],
  ['a query option', { queryOptions: ['apply'] }, "The query option 'apply' has no description"],
])('%s is not passed over', (_what, facts, problem) => {
  expect(() => documentWith(facts, 'path' in facts && facts.path === '/about' ? metadata : first)).toThrow(problem);
});

test('a list of names is of an entity type', () => {
  expect(() => documentWith({ queryOptions: ['select'] }, metadata)).toThrow("'select' is about no entity type");
});
