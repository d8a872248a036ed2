/** Random small networks of the listing's kind: sigmoid, no biases, an input column for each step. */
import fc from "fast-check";
import type { ListingWeights } from "../../src/article/listing.ts";
import type { Matrix } from "../../src/numerics/matrix.ts";

export interface ListingCase {
  readonly weights: ListingWeights;
  readonly window: Float64Array;
  readonly y: number;
  readonly hops: number;
  readonly clip: number;
}

/** Eighths: short in decimal and exact in binary, readable when a case fails. */
const eighths = fc.integer({ min: -24, max: 24 }).map((n) => n / 8);

const matrix = (rows: number, cols: number): fc.Arbitrary<Matrix> =>
  fc
    .array(eighths, { minLength: rows * cols, maxLength: rows * cols })
    .map((values) => ({ rows, cols, data: Float64Array.from(values) }));

/** H from 1 to 5, T from 1 to 8, hops from 0 to 9, clip from 1/2 to 20. */
export function listingCases(): fc.Arbitrary<ListingCase> {
  const sizes = fc.record({
    H: fc.integer({ min: 1, max: 5 }),
    T: fc.integer({ min: 1, max: 8 }),
  });
  return sizes.chain(({ H, T }) =>
    fc.record({
      weights: fc.record({ U: matrix(H, T), W: matrix(H, H), V: matrix(1, H) }),
      window: matrix(1, T).map(({ data }) => data),
      y: eighths,
      hops: fc.integer({ min: 0, max: 9 }),
      clip: fc.integer({ min: 1, max: 40 }).map((n) => n / 2),
    }),
  );
}
