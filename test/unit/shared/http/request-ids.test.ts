// The ids by which a request is found again.
import fc from 'fast-check';
import { isGuid } from '../../../../shared/odata/key.ts';
import { makeRequestIds } from '../../../../shared/http/request-ids.ts';
import { codePoint } from '../../../support/code-point.ts';

describe('makeRequestIds', () => {
  test('makes a new GUID for every request', () => {
    const one = makeRequestIds(null);
    const other = makeRequestIds(null);
    expect(isGuid(one.requestId)).toBe(true);
    expect(one.requestId).not.toBe(other.requestId);
  });

  test.each(['14959a2a-9a2a-1495-2a9a-95142a9a9514', 'my-own/id;x="1"', 'x', '~'.repeat(128)])(
    'keeps %s as the id of the client',
    (sent) => {
      const ids = makeRequestIds(sent);
      expect(ids.clientRequestId).toBe(sent);
      expect(ids.requestId).not.toBe(sent);
    },
  );

  test.each([null, '', ' ', 'a b', 'a, b', 'ü', 'a\tb', 'x\u007f', 'x'.repeat(129)])(
    'uses its own id in place of %j',
    (sent) => {
      const ids = makeRequestIds(sent);
      expect(ids.clientRequestId).toBe(ids.requestId);
    },
  );

  test('gives ids that are safe in a header, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (sent) => {
        const { clientRequestId } = makeRequestIds(sent);
        expect(new Headers({ 'client-request-id': clientRequestId }).get('client-request-id')).toBe(clientRequestId);
      }),
    );
  });
});
