// The range of Edm.Int32, and help for those who have the bits of a signed number as an unsigned one.

/** Smallest Edm.Int32. */
export const MIN_INT32 = -2_147_483_648;

/** Largest Edm.Int32. */
export const MAX_INT32 = 2_147_483_647;

const MAX_UINT32 = 4_294_967_295;

/** Error codes are shown as unsigned numbers in many places: what such a number is as an Edm.Int32, as a sentence. */
export function unsignedHint(value: number): string {
  if (!Number.isInteger(value) || value <= MAX_INT32 || value > MAX_UINT32) return '';
  return ` As a signed number its 32 bits are ${value | 0}.`;
}
