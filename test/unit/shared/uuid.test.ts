// A name has one UUID, and it is the one that the standard says.
import { uuidOfName } from '../../../shared/uuid.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

describe('uuidOfName', () => {
  test.each([
    // RFC 9562, appendix A.4
    ['www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    ['python.org', '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
  ])('of %s is %s', (name, uuid) => {
    expect(uuidOfName(DNS, name)).toBe(uuid);
  });

  test('differs by name and by namespace', () => {
    const uuids = [uuidOfName(DNS, 'a'), uuidOfName(DNS, 'b'), uuidOfName('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'a')];
    expect(new Set(uuids).size).toBe(3);
  });
});
