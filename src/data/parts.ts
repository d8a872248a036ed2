/**
 * Data in the order of time, in three parts: what is trained on, what chooses the epoch, and what judges
 * the one that was chosen. A figure on the part that chose would flatter the network: the lowest of many
 * is low by luck too.
 */
import { requireNumber } from "../numerics/require.ts";

/** Which parts of the data, at its end, are held out; the test part is the last. */
export interface Fractions {
  readonly validation: number;
  readonly test: number;
}

/** How many windows, or characters, each part has, one part after the other. */
export interface Parts {
  readonly training: number;
  readonly validation: number;
  readonly test: number;
}

/** @throws {TypeError | RangeError} when they are no fractions, or leave nothing to train on */
export function requireFractions({ validation, test }: Fractions): void {
  for (const [label, fraction] of Object.entries({ validation, test })) {
    requireNumber(label, fraction, { min: 0 });
    if (fraction >= 1)
      throw new RangeError(`${label}: expected a fraction below 1, got ${fraction}`);
  }
  if (validation + test >= 1) {
    throw new RangeError(
      `test: expected a fraction that leaves some to train on beside a validation part of ${validation}, got ${test}`,
    );
  }
}

/** Where the part that is judged begins: the test part, or the validation part where there is no test. */
export function judgedFrom({ training, validation, test }: Parts): number {
  return test > 0 ? training + validation : training;
}

/** How large the part that is judged is. */
export function judgedCount({ validation, test }: Parts): number {
  return test > 0 ? test : validation;
}
