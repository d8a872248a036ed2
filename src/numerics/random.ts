/**
 * Seeded random numbers behind one small interface: the same seed gives the same bits everywhere.
 */
import { mersenne } from "pure-rand/generator/mersenne";
import seedrandom from "seedrandom";
import { requireInteger, requireOneOf } from "./require.ts";

/** A stream of random numbers; each call of `next` advances it. */
export interface RandomStream {
  /** The next number, uniform in [0, 1), with every bit of the significand random. */
  readonly next: () => number;
}

/** The names of the generators. */
export const GENERATORS = ["seedrandom", "numpy"] as const;
Object.freeze(GENERATORS);
/** `seedrandom`: ARC4. `numpy`: MT19937 as NumPy's legacy generator has it. */
export type Generator = (typeof GENERATORS)[number];

/**
 * A stream of the named generator, started from a seed.
 *
 * - `numpy`: the stream of `np.random.seed(seed)` followed by `np.random.random_sample()`.
 * - `seedrandom`: ARC4 as in the npm package of that name, 53 bits a number, seeded with the
 *   decimal digits of the seed, ten of them, leading zeros included. ARC4 repeats its key until it
 *   has 256 bytes, so that 1, 11 and 111 would be the same key; keys of one length are all different.
 *
 * @param seed a whole number, 0 to 2^32 − 1
 * @throws {TypeError | RangeError} when the generator is unknown or the seed is not such a number
 */
export function randomStream(generator: Generator, seed: number): RandomStream {
  requireOneOf("generator", generator, GENERATORS);
  requireInteger("seed", seed, { min: 0, max: 2 ** 32 - 1 });
  return generator === "numpy" ? numpyStream(seed) : seedrandomStream(seed);
}

/**
 * MT19937 seeded by `init_genrand`, 53 bits from two outputs: `genrand_res53` of Matsumoto and
 * Nishimura's mt19937ar.c, which is what NumPy's legacy `random_sample` computes.
 */
function numpyStream(seed: number): RandomStream {
  const bits = mersenne(seed);
  return {
    next: () => {
      const high = bits.next() >>> 5;
      const low = bits.next() >>> 6;
      return (high * 2 ** 26 + low) / 2 ** 53;
    },
  };
}

function seedrandomStream(seed: number): RandomStream {
  return { next: seedrandom(String(seed).padStart(10, "0")) };
}
