// Chance that is the same every time: the sample data of today are those of tomorrow.

/** A thing, and how often it comes in comparison with the others. */
export type Weighted<Thing> = readonly [thing: Thing, weight: number];

/** Draws by chance. */
export interface Random {
  /** A whole number from 0 to below a limit. */
  below(limit: number): number;
  /** Whether something that has a probability, from 0 to 1, happens. */
  happens(probability: number): boolean;
  /** One of several. */
  pick<Thing>(things: readonly Thing[]): Thing;
  /** One of several, by their weights. */
  pickWeighted<Thing>(things: readonly Weighted<Thing>[]): Thing;
  /** All of them, in another order. */
  shuffled<Thing>(things: readonly Thing[]): Thing[];
}

/**
 * Makes a generator of chance: mulberry32, which is small and good enough for samples, and for nothing secret.
 * @param seed - an unsigned 32-bit number; the same seed draws the same
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <Thing>(things: readonly Thing[]): Thing => existing(things[below(things.length)]);
  return {
    below,
    happens: (probability) => next() < probability,
    pick,
    pickWeighted: (things) => {
      let left = next() * things.reduce((sum, [, weight]) => sum + weight, 0);
      const found = things.find(([, weight]) => (left -= weight) < 0) ?? things.at(-1);
      return existing(found)[0];
    },
    shuffled: (things) => {
      const rest = [...things];
      return things.map(() => existing(rest.splice(below(rest.length), 1)[0]));
    },
  };
}

function existing<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new RangeError('There is nothing to draw from.');
  return thing;
}
