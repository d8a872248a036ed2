import { describe, expect, it } from "vitest";
import { parseCases } from "../../src/conformance/read.ts";
import {
  brokenFile,
  E,
  F,
  G,
  I,
  itRefusesCases,
  jsonOf,
  put,
  sampleFile,
} from "../support/caseFiles.ts";
import { thrownBy } from "../support/refusals.ts";

describe("requireAnswer", () => {
  itRefusesCases([
    [
      "another value than the input",
      "canary",
      [...E, "values", 0],
      0.2,
      "cases[0].expected.values[0]: expected 0.1, in float64, got 0.2",
    ],
    [
      "another sign than the input",
      "canary",
      [...E, "values", 1],
      0,
      "cases[0].expected.values[1]: expected -0, in float64, got 0",
    ],
    [
      "a value too few",
      "canary",
      [...E, "values"],
      [0.1],
      "cases[0].expected.values: expected 2 entries, got 1",
    ],
    [
      "other bits than the value's",
      "canary",
      [...E, "bits", 0],
      "3fb999999999999b",
      "cases[0].expected.bits[0]: expected 3fb999999999999a, got 3fb999999999999b",
    ],
    ["no bits", "canary", [...E, "bits"], [], "cases[0].expected.bits: expected 2 entries, got 0"],
    [
      "other bits than the decimal's",
      "canary",
      [...E, "decimalBits"],
      ["0000000000000001"],
      "cases[0].expected.decimalBits[0]: expected 0000000000000000, got 0000000000000001",
    ],
    [
      "no bits of the decimal",
      "canary",
      [...E, "decimalBits"],
      [],
      "cases[0].expected.decimalBits: expected 1 entry, got 0",
    ],
    [
      "values that the dtype does not have",
      "canary",
      [...G, "dtype"],
      "float32",
      "cases[0].expected.values[0]: expected 0.10000000149011612, in float32, got 0.1",
    ],
    [
      "a draw too few",
      "random",
      [...I, "count"],
      2,
      "cases[0].expected.values: expected 2 entries, got 1",
    ],
    [
      "a derivative too few",
      "activation",
      [...E, "derivative"],
      [1],
      "cases[0].expected.derivative: expected 2 entries, got 1",
    ],
    [
      "a derivative of the loss too long",
      "loss",
      [...E, "outputError"],
      [1, 2, 3],
      "cases[0].expected.outputError: expected 2 entries, got 3",
    ],
    [
      "a state too few",
      "forward",
      [...E, "s"],
      [[1, 2]],
      "cases[0].expected.s: expected 2×2, got 1 row",
    ],
    [
      "a prediction too short",
      "forward",
      [...E, "prediction", 1],
      [1, 2],
      "cases[0].expected.prediction[1]: expected 3 entries, got 2",
    ],
    [
      "ragged rows",
      "gradient",
      [...E, "dW"],
      [[1], [3, 4]],
      "cases[0].expected.dW[0]: expected 2 entries, got 1",
    ],
    [
      "a gradient of no parameter",
      "gradient",
      [...E, "dc"],
      [1, 2, 3],
      'cases[0].expected: expected only loss, dU, dW, dV, db, got "dc"',
    ],
    [
      "a gradient that is missing",
      "gradient",
      [...E, "db"],
      undefined,
      "cases[0].expected.db: expected a value, got none",
    ],
    [
      "an error factor that is missing",
      "gradient",
      [...F, "db"],
      undefined,
      "cases[0].errorFactor.db: expected a value, got none",
    ],
    [
      "an error factor of nothing",
      "gradient",
      [...F, "dc"],
      1,
      'cases[0].errorFactor: expected only loss, dU, dW, dV, db, got "dc"',
    ],
    [
      "a clipped gradient transposed",
      "clip",
      [...E, "dU"],
      [[1, 2]],
      "cases[0].expected.dU: expected 2×1, got 1 row",
    ],
    [
      "an updated parameter of another shape",
      "step",
      [...E, "W"],
      [[1, 2]],
      "cases[0].expected.W: expected 2×2, got 1 row",
    ],
    [
      "a step too few",
      "pairs",
      [...E, "pairs"],
      [null],
      "cases[0].expected.pairs: expected 2 entries, got 1",
    ],
    [
      "null where there is a loss",
      "pairs",
      [...E, "pairs", 0],
      null,
      "cases[0].expected.pairs[0]: expected gradients, as step t has a loss, got null",
    ],
    [
      "a pair too few",
      "pairs",
      [...E, "pairs", 1],
      [
        {
          dU: [[1], [2]],
          dW: [
            [1, 2],
            [1, 2],
          ],
          dV: [
            [1, 2],
            [1, 2],
            [1, 2],
          ],
          db: [1, 1],
        },
      ],
      "cases[0].expected.pairs[1]: expected 2 entries, got 1",
    ],
    [
      "a pair of another shape",
      "pairs",
      [...E, "pairs", 1, 0, "db"],
      [1],
      "cases[0].expected.pairs[1][0].db: expected 2 entries, got 1",
    ],
    [
      "no error factors where there is a loss",
      "pairs",
      [...F, "pairs", 0],
      null,
      "cases[0].errorFactor.pairs[0]: expected gradients, as step t has a loss, got null",
    ],
    [
      "an error factor of a pair missing",
      "pairs",
      [...F, "pairs", 1, 0, "db"],
      undefined,
      "cases[0].errorFactor.pairs[1][0].db: expected a value, got none",
    ],
    [
      "an epoch too few",
      "trajectory",
      [...I, "epochs"],
      4,
      "cases[0].expected.trainLoss: expected 4 entries, got 3",
    ],
    [
      "a horizon past the last epoch",
      "trajectory",
      [...E, "horizon", "float64"],
      4,
      "cases[0].expected.horizon.float64: expected at most 3, got 4",
    ],
    [
      "a horizon in float32 past that in float64",
      "trajectory",
      [...E, "horizon", "float32"],
      4,
      "cases[0].expected.horizon.float32: expected at most 3, got 4",
    ],
    [
      "no ranges past the horizon",
      "trajectory",
      [...E, "horizon", "float64"],
      1,
      "cases[0].expected.ranges.float64: expected 2 entries, got 0",
    ],
    [
      "a range too few",
      "trajectory",
      [...E, "ranges", "float32"],
      [],
      "cases[0].expected.ranges.float32: expected 1 entry, got 0",
    ],
    [
      "a range upside down",
      "trajectory",
      [...E, "ranges", "float32", 0, "min"],
      2,
      "cases[0].expected.ranges.float32[0]: expected a range around 1, got 2 to 1.5",
    ],
    [
      "a range beside the loss",
      "trajectory",
      [...E, "ranges", "float32", 0, "max"],
      0.75,
      "cases[0].expected.ranges.float32[0]: expected a range around 1, got 0.5 to 0.75",
    ],
    [
      "an error factor for too few epochs",
      "trajectory",
      [...F, "trainLoss"],
      [1],
      "cases[0].errorFactor.trainLoss: expected 3 entries, got 1",
    ],
    [
      "an error factor of a parameter missing",
      "trajectory",
      [...F, "b"],
      undefined,
      "cases[0].errorFactor.b: expected a value, got none",
    ],
    [
      "a final parameter missing",
      "trajectory",
      [...E, "b"],
      undefined,
      "cases[0].expected.b: expected a value, got none",
    ],
  ]);

  it("has pairs where there is a loss, and null where there is none", () => {
    const file = sampleFile("pairs");
    const refusal = (): string => thrownBy(() => parseCases(jsonOf(file), "f"));
    put(file, [...G, "lossAt"], "last");
    put(file, [...I, "y"], [[1, 2, 3]]);
    expect(refusal()).toBe(
      "FormatError: f: cases[0].expected.pairs[0]: expected null, got gradients",
    );
    put(file, [...E, "pairs", 0], null);
    expect(refusal()).toBe(
      "FormatError: f: cases[0].errorFactor.pairs[0]: expected null, got gradients",
    );
    put(file, [...F, "pairs", 0], null);
    expect(refusal()).toBe("nothing was thrown");
  });

  it("knows the bits of a canary in float32, but not of decimals, which it would round twice", () => {
    const file = sampleFile("canary");
    const refusal = (): string => thrownBy(() => parseCases(jsonOf(file), "f"));
    put(file, [...G, "dtype"], "float32");
    put(file, [...E, "values"], [0.10000000149011612, -0]);
    put(file, [...E, "bits"], ["3dcccccd", "80000000"]);
    expect(refusal()).toBe(
      "FormatError: f: cases[0].expected.decimalBits[0]: expected 8 digits, got 0000000000000000",
    );
    put(file, [...E, "decimalBits"], ["3f800001"]);
    expect(refusal()).toBe("nothing was thrown");
  });

  it("has no longer horizon in float32 than in float64", () => {
    const file = sampleFile("trajectory");
    put(file, [...E, "horizon", "float64"], 1);
    const range = { min: 0, max: 5 };
    put(file, [...E, "ranges", "float64"], [range, range]);
    put(file, [...F, "trainLoss"], [1]);
    const refusal = (): string => thrownBy(() => parseCases(jsonOf(file), "f"));
    expect(refusal()).toBe(
      "FormatError: f: cases[0].expected.horizon.float32: expected at most 1, got 2",
    );
    put(file, [...E, "horizon", "float32"], 1);
    put(file, [...E, "ranges", "float32"], [range, range]);
    expect(refusal()).toBe("nothing was thrown");
  });

  it("takes the range of a loss from end to end", () => {
    const max = [...E, "ranges", "float32", 0, "max"];
    expect(() => parseCases(brokenFile("trajectory", max, 1), "f")).not.toThrow();
    const min = [...E, "ranges", "float32", 0, "min"];
    expect(() => parseCases(brokenFile("trajectory", min, 1), "f")).not.toThrow();
  });
});
