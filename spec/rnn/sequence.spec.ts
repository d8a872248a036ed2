import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numerics/matrix.ts";
import { oneHot, requireSequence, requireTargets, targetAt } from "../../src/rnn/sequence.ts";
import { handConfig, handSequence, matrixOf } from "../support/handSized.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

describe("oneHot", () => {
  it("is 1 at the index", () => {
    expect(oneHot(1, 3)).toEqual(Float64Array.of(0, 1, 0));
    expect(oneHot(0, 1)).toEqual(Float64Array.of(1));
  });
  const hot = untyped(oneHot);
  itRefuses([
    [
      "an index past the end, which would give no 1 at all",
      () => hot(3, 3),
      "RangeError: index: expected a whole number from 0 to 2, got 3",
    ],
    [
      "a negative index",
      () => hot(-1, 3),
      "RangeError: index: expected a whole number from 0 to 2, got -1",
    ],
    [
      "an index in words",
      () => hot("1", 3),
      'TypeError: index: expected a whole number from 0 to 2, got "1"',
    ],
    [
      "no size",
      () => hot(0),
      "TypeError: size: expected a whole number from 1 to 4294967296, got undefined",
    ],
    [
      "a size of nothing",
      () => hot(0, 0),
      "RangeError: size: expected a whole number from 1 to 4294967296, got 0",
    ],
  ]);
});

describe("targetAt", () => {
  const y = fromRows([[1], [2], [3]]);
  it("is row t with a loss at every step", () => {
    const every = handConfig({ lossAt: "every" });
    expect([0, 1, 2].map((t) => targetAt(every, y, t, 3)?.[0])).toEqual([1, 2, 3]);
  });
  it("is the one row, at the last step, with the loss there", () => {
    const last = handConfig();
    expect([0, 1, 2].map((t) => targetAt(last, y, t, 3)?.[0])).toEqual([undefined, undefined, 1]);
  });
});

describe("requireSequence and requireTargets", () => {
  const config = handConfig();
  const softmax = handConfig({ output: "softmax", outputSize: 3, lossAt: "every" });
  const ask = (change: object) => () =>
    requireSequence(config, { ...handSequence(), ...change }, "record");
  const targets =
    (...rows: number[][]) =>
    () =>
      requireTargets(softmax, fromRows(rows), rows.length);
  const ONE_HOT = "expected one 1 and otherwise 0 for softmax, got";

  it("show no more of a long target than its beginning", () => {
    const wide = (outputSize: number) => () =>
      requireTargets(
        handConfig({ output: "softmax", outputSize, lossAt: "every" }),
        fromRows([new Array(outputSize).fill(0)]),
        1,
      );
    expect(wide(10)).toThrow(/^y\[0\]: expected one 1 .* got \[(0, ){9}0\]$/);
    expect(wide(11)).toThrow(/^y\[0\]: expected one 1 .* got \[(0, ){10}…\]$/);
  });

  it("take what fits", () => {
    requireSequence(config, handSequence(), "record");
    requireSequence(config, { x: handSequence().x, y: handSequence().y }, "record");
    targets([0, 1, 0], [-0, 0, 1])();
  });
  itRefuses([
    [
      "a stray member",
      ask({ mask: 1 }),
      'RangeError: record: expected only x, y, initialState, got "mask"',
    ],
    [
      "a target for each step where there is one",
      ask({ y: fromRows([[1], [1]]) }),
      "RangeError: record.y: expected a 1×1 matrix, got 2×1",
    ],
    [
      "targets of another size",
      ask({ y: fromRows([[1, 1]]) }),
      "RangeError: record.y: expected a 1×1 matrix, got 1×2",
    ],
    [
      "a target that is NaN",
      ask({ y: matrixOf(1, 1, Number.NaN) }),
      "RangeError: record.y[0][0]: expected a finite number, got NaN",
    ],
    [
      "an initial state in an array",
      ask({ initialState: [0, 1] }),
      "TypeError: record.initialState: expected a Float64Array of length 2, got an array of 2",
    ],
    [
      "no steps",
      ask({ x: { rows: 0, cols: 1, data: new Float64Array(0) } }),
      "RangeError: record.x: expected at least one step, got none",
    ],
    [
      "a softmax target of all zeros",
      targets([0, 1, 0], [0, 0, 0]),
      `RangeError: y[1]: ${ONE_HOT} [0, 0, 0]`,
    ],
    [
      "a softmax target of two classes",
      targets([1, 1, 0]),
      `RangeError: y[0]: ${ONE_HOT} [1, 1, 0]`,
    ],
    ["soft probabilities", targets([0.5, 0.5, 0]), `RangeError: y[0]: ${ONE_HOT} [0.5, 0.5, 0]`],
    ["one 1 beside what is not 0", targets([1, -1, 0]), `RangeError: y[0]: ${ONE_HOT} [1, -1, 0]`],
  ]);
});
