import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import { allFinite, type Best, isPatienceOver, lower } from "../../src/rnn/earlyStopping.ts";
import type { Parameters } from "../../src/rnn/parameters.ts";

/** Parameters of one number. */
const parameters = (value: number): Parameters => {
  const one = fromRows([[value]]);
  return { U: one, W: one, V: one };
};
const measured = (epoch: number, loss: number): Best & { readonly loss: number } => ({
  parameters: parameters(epoch),
  epoch,
  loss,
});

describe("the best so far", () => {
  const NONE: Best = { parameters: parameters(0), epoch: 0, loss: null };

  it("is the first that is measured, then each that is lower, and of two as good the earlier", () => {
    const first = measured(1, 3);
    expect(lower(NONE, first)).toBe(first);
    const next = measured(2, 2);
    expect(lower(first, next)).toBe(next);
    expect(lower(next, measured(3, 2))).toBe(next);
    expect(lower(next, measured(3, 2.5))).toBe(next);
  });

  it("is never what is not finite", () => {
    for (const loss of [Number.NaN, Infinity]) expect(lower(NONE, measured(1, loss))).toBe(NONE);
  });

  it("is waited for so many epochs", () => {
    expect([4, 5, 6].map((epoch) => isPatienceOver({ epoch: 3 }, epoch, 2))).toEqual([
      false,
      true,
      true,
    ]);
    expect(isPatienceOver({ epoch: 0 }, 1e6, Infinity)).toBe(false);
  });
});

it("a training is finite when its losses and parameters are", () => {
  expect(allFinite([0, -1], parameters(1))).toBe(true);
  expect(allFinite([], parameters(1))).toBe(true);
  expect(allFinite([0, Number.NaN], parameters(1))).toBe(false);
  expect(allFinite(Float64Array.of(Infinity), parameters(1))).toBe(false);
  expect(allFinite([0], { ...parameters(1), b: Float64Array.of(1, Number.NaN) })).toBe(false);
});
