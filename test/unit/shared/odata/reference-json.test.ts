// A reference to an entity: its URL, with the context where control information is wanted.
import { toReferenceJson } from '../../../../shared/odata/reference-json.ts';

const root = { baseUrl: 'https://status.contoso.com', version: 'beta' };
const path = [{ name: 'deviceAppManagement' }, { name: 'mobileApps', key: 'a1' }];
const id = { '@odata.id': 'https://status.contoso.com/beta/deviceAppManagement/mobileApps/a1' };

test.each(['minimal', 'full'] as const)('%s: the context, and where the entity is', (level) => {
  expect(Object.entries(toReferenceJson(path, root, level))).toEqual([
    ['@odata.context', 'https://status.contoso.com/beta/$metadata#$ref'],
    ...Object.entries(id),
  ]);
});

test('none: where the entity is', () => {
  expect(toReferenceJson(path, root, 'none')).toEqual(id);
});
