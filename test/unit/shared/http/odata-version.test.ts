// Which protocol versions a client may speak and ask for.
import { checkODataVersion } from '../../../../shared/http/odata-version.ts';
import { thrownBy } from '../thrown.ts';

const check = (headers: Readonly<Record<string, string>>): void => {
  checkODataVersion(new Headers(headers));
};

describe('checkODataVersion', () => {
  test.each([
    {},
    { 'odata-version': '4.0' },
    { 'odata-version': '4.01' },
    { 'odata-version': ' 4.0 ' },
    { 'odata-maxversion': '4.0' },
    { 'odata-maxversion': '4.01' },
    { 'odata-maxversion': '5.0' },
    { 'odata-version': '4.0', 'odata-maxversion': '4.01' },
  ])('takes %j', (headers) => {
    expect(() => {
      check(headers);
    }).not.toThrow();
  });

  test.each([
    ['OData-Version', '3.0'],
    ['OData-Version', '4.1'],
    ['OData-Version', '4'],
    ['OData-Version', ''],
    ['OData-Version', '4.0, 4.0'],
    ['OData-MaxVersion', '3.0'],
    ['OData-MaxVersion', ''],
    ['OData-MaxVersion', 'x'],
    ['OData-MaxVersion', '0x10'],
    ['OData-MaxVersion', '1e9'],
    ['OData-MaxVersion', '4.0, 4.0'],
  ])('refuses %s: %s', (header, value) => {
    expect(
      thrownBy(() => {
        check({ [header]: value });
      }),
    ).toMatchObject({
      status: 400,
      code: 'BadRequest',
      target: header,
      message: `The ${header} '${value}' is not supported; this service speaks OData 4.0.`,
    });
  });

  test('does not send a long value back', () => {
    expect(
      thrownBy(() => {
        check({ 'odata-version': '9'.repeat(1_000) });
      }).message.length,
    ).toBeLessThan(200);
  });
});
