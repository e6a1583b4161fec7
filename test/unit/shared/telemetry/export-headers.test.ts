// The headers of an export as OTEL_EXPORTER_OTLP_HEADERS holds them.
import { readExportHeaders } from '../../../../shared/telemetry/export-headers.ts';

test.each([
  ['', {}],
  ['api-key=secret', { 'api-key': 'secret' }],
  [' a = 1 , b=2,', { a: '1', b: '2' }],
  ['authorization=Basic%20dTpw', { authorization: 'Basic dTpw' }],
  ['key=dTpw==', { key: 'dTpw==' }],
  ['empty=', { empty: '' }],
])('%j is read', (text, headers) => {
  expect(readExportHeaders(text)).toEqual(headers);
});

test.each(['secret', '=secret', 'a b=1', 'a:b=1', 'a=%', 'a=%0d%0ax', 'a=%C3%BC'])('%j is refused', (text) => {
  expect(readExportHeaders(text)).toBeUndefined();
});
