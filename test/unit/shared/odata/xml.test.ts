// XML text: what a reader gets back is what was put in.
import fc from 'fast-check';
import { toXmlDocument } from '../../../../shared/odata/xml.ts';

describe('toXmlDocument', () => {
  test('leaves out what is undefined and indents what is inside', () => {
    const child = { name: 'b', attributes: { x: undefined, y: '' } };
    expect(toXmlDocument({ name: 'a', attributes: {}, children: [child] })).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<a>\n  <b y=""/>\n</a>\n',
    );
  });

  test('keeps any text within its attribute', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '\t', '\n', '\r', 'a', 'ü') }),
        (value) => {
          const [, written = ''] =
            /^<a v="([^<>"\t\n\r]*)"\/>$/m.exec(toXmlDocument({ name: 'a', attributes: { v: value } })) ?? [];
          const read = written.replaceAll(/&#(\d+);/g, (_text, code: string) => String.fromCharCode(Number(code)));
          expect(read).toBe(value);
        },
      ),
    );
  });
});
