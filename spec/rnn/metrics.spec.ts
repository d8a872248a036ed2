import { describe, expect, it } from "vitest";
import { rootMeanSquaredError } from "../../src/rnn/metrics.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

const v = (...numbers: number[]): Float64Array => Float64Array.of(...numbers);

describe("rootMeanSquaredError", () => {
  it("is the root of the mean of the squares", () => {
    expect(rootMeanSquaredError(v(1, 2, 3, 4), v(1, 2, 3, 2))).toBe(1);
    expect(rootMeanSquaredError(v(3, -4), v(0, 0))).toBe(Math.sqrt(12.5));
    expect(rootMeanSquaredError(v(5), v(5))).toBe(0);
  });

  const rmse = untyped(rootMeanSquaredError);
  itRefuses([
    [
      "no predictions",
      () => rmse(null, v(1)),
      "TypeError: predictions: expected a Float64Array of length 1, got null",
    ],
    ["no targets", () => rmse(v(1)), "TypeError: targets: expected a Float64Array, got undefined"],
    [
      "plain arrays",
      () => rmse([1], [1]),
      "TypeError: targets: expected a Float64Array, got an array of 1",
    ],
    [
      "more predictions than targets",
      () => rmse(v(1, 2), v(1)),
      "RangeError: predictions: expected length 1, got 2",
    ],
    [
      "nothing to compare",
      () => rmse(v(), v()),
      "RangeError: targets: expected at least one number, got none",
    ],
    [
      "NaN among the predictions",
      () => rmse(v(Number.NaN), v(1)),
      "RangeError: predictions[0]: expected a finite number, got NaN",
    ],
    [
      "infinity among the targets",
      () => rmse(v(1), v(Infinity)),
      "RangeError: targets[0]: expected a finite number, got Infinity",
    ],
  ]);
});
