// The service document: what lies at the root, relative to the context or, without one, by itself.
import { toServiceDocumentJson } from '../../../../shared/odata/service-document.ts';

const root = { baseUrl: 'https://status.contoso.com', version: 'beta' };

test.each(['minimal', 'full'] as const)('%s: names are URLs, relative to the context', (level) => {
  expect(toServiceDocumentJson(['deviceAppManagement', 'me'], root, level)).toEqual({
    '@odata.context': 'https://status.contoso.com/beta/$metadata',
    value: [
      { name: 'deviceAppManagement', kind: 'Singleton', url: 'deviceAppManagement' },
      { name: 'me', kind: 'Singleton', url: 'me' },
    ],
  });
});

test('none: there is no context to be relative to', () => {
  expect(toServiceDocumentJson(['me'], root, 'none')).toEqual({
    value: [{ name: 'me', kind: 'Singleton', url: 'https://status.contoso.com/beta/me' }],
  });
});
