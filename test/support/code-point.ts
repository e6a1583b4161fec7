// Any character of Unicode for property-based tests. fast-check has it too (`unit: 'binary'`), and takes a second in each test
// file to list all of them; this one lists none.
import fc from 'fast-check';

/** One code point, as likely ASCII as anything else; a string of them is well-formed, since surrogates are none of them. */
export const codePoint: fc.Arbitrary<string> = fc
  .oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((value) => String.fromCodePoint(value));
