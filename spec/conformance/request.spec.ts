import { describe, expect, it } from "vitest";
import { casesOf, KINDS } from "../../src/conformance/kinds.ts";
import { isRequest, requireRequest } from "../../src/conformance/request.ts";
import { G, I, itRefusesCases, P, put, sampleFile } from "../support/caseFiles.ts";
import { thrownBy } from "../support/refusals.ts";

describe("requireRequest", () => {
  itRefusesCases([
    [
      "k2 below k1",
      "gradient",
      [...G, "truncation"],
      { kind: "chunk", k1: 3, k2: 2 },
      "cases[0].config.truncation.k2: expected at least k1 = 3, got 2",
    ],
    [
      "a parameter transposed",
      "gradient",
      [...P, "U"],
      [[1, 2]],
      "cases[0].inputs.parameters.U: expected 2×1, got 1 row",
    ],
    [
      "ragged rows",
      "gradient",
      [...P, "W"],
      [[1, 2], [3]],
      "cases[0].inputs.parameters.W[1]: expected 2 entries, got 1",
    ],
    [
      "a row too many",
      "gradient",
      [...P, "V"],
      [
        [1, 2],
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      "cases[0].inputs.parameters.V: expected 3×2, got 4 rows",
    ],
    [
      "a bias that is missing",
      "gradient",
      [...P, "b"],
      undefined,
      "cases[0].inputs.parameters.b: expected a value, got none",
    ],
    [
      "a bias that the network does not have",
      "gradient",
      [...P, "c"],
      [1, 2, 3],
      'cases[0].inputs.parameters: expected only U, W, V, b, got "c"',
    ],
    [
      "a bias too short",
      "gradient",
      [...P, "b"],
      [1],
      "cases[0].inputs.parameters.b: expected 2 entries, got 1",
    ],
    [
      "ragged steps",
      "gradient",
      [...I, "x"],
      [[1], [1, 2]],
      "cases[0].inputs.x[1]: expected 1 entry, got 2",
    ],
    [
      "steps of nothing",
      "gradient",
      [...I, "x"],
      [[], []],
      "cases[0].inputs.x[0]: expected 1 entry, got 0",
    ],
    [
      "fewer targets than losses",
      "gradient",
      [...I, "y"],
      [[1, 2, 3]],
      "cases[0].inputs.y: expected 2×3, got 1 row",
    ],
    [
      "more targets than losses",
      "gradient",
      [...G, "lossAt"],
      "last",
      "cases[0].inputs.y: expected 1×3, got 2 rows",
    ],
    [
      "a target too short",
      "step",
      [...I, "y", 1],
      [1, 2],
      "cases[0].inputs.y[1]: expected 3 entries, got 2",
    ],
    [
      "an initial state too long",
      "forward",
      [...I, "initialState"],
      [1, 2, 3],
      "cases[0].inputs.initialState: expected 2 entries, got 3",
    ],
    [
      "targets that are not one-hot",
      "pairs",
      [...G, "output"],
      "softmax",
      "cases[0].inputs.y[0]: expected one 1 and otherwise 0 for softmax, got [0, 1, 2]",
    ],
    [
      "a parameter of another size",
      "forward",
      [...G, "hiddenSize"],
      3,
      "cases[0].inputs.parameters.U: expected 3×1, got 2 rows",
    ],
    [
      "a target of another length than the output",
      "loss",
      [...I, "y"],
      [1],
      "cases[0].inputs.y: expected 2 entries, got 1",
    ],
    [
      "low above high",
      "random",
      [...I, "low"],
      2,
      "cases[0].inputs.high: expected a number of at least low = 2, got 1",
    ],
    [
      "a gradient of another shape",
      "clip",
      [...I, "gradients", "dU"],
      [[1]],
      "cases[0].inputs.gradients.dU: expected 2×1, got 1 row",
    ],
    [
      "chunk updates without chunks",
      "trajectory",
      [...G, "truncation"],
      { kind: "full" },
      'cases[0].inputs.updateEvery: expected "sequence" with the truncation full, got "chunk"',
    ],
    [
      "k2 below k1 in training",
      "trajectory",
      [...G, "truncation"],
      { kind: "chunk", k1: 3, k2: 1 },
      "cases[0].config.truncation.k2: expected at least k1 = 3, got 1",
    ],
    [
      "a record's inputs too long",
      "trajectory",
      [...I, "records", 1, "x"],
      [[1, 2]],
      "cases[0].inputs.records[1].x[0]: expected 1 entry, got 2",
    ],
    [
      "a record's target too short",
      "trajectory",
      [...I, "records", 1, "y"],
      [[1, 2]],
      "cases[0].inputs.records[1].y[0]: expected 3 entries, got 2",
    ],
    [
      "a record's initial state too short",
      "trajectory",
      [...I, "records", 0, "initialState"],
      [1],
      "cases[0].inputs.records[0].initialState: expected 2 entries, got 1",
    ],
    [
      "a first parameter of another shape",
      "trajectory",
      [...P, "W"],
      [[1, 2]],
      "cases[0].inputs.parameters.W: expected 2×2, got 1 row",
    ],
  ]);

  it.each(KINDS.filter((kind) => kind !== "reject"))("takes the sample of %s", (kind) => {
    const [testCase] = casesOf(sampleFile(kind));
    expect(isRequest(testCase) && requireRequest(testCase, "f")).toBeUndefined();
  });

  it("takes draws from an interval of one number", () => {
    const file = sampleFile("random");
    put(file, [...I, "low"], 1);
    expect(() => requireRequest(casesOf(file)[0] as never, "f")).not.toThrow();
  });

  it("takes one-hot targets for softmax, and nothing near to them", () => {
    const refusal = (y: readonly number[]): string => {
      const file = sampleFile("loss");
      put(file, [...G, "output"], "softmax");
      put(file, [...I, "y"], y);
      put(file, [...I, "o"], y);
      return thrownBy(() => requireRequest(casesOf(file)[0] as never, "f"));
    };
    const expected = "FormatError: f.inputs.y: expected one 1 and otherwise 0 for softmax, got";
    expect(refusal([0, 1])).toBe("nothing was thrown");
    expect(refusal([1])).toBe("nothing was thrown");
    expect(refusal([0, 0])).toBe(`${expected} [0, 0]`);
    expect(refusal([1, 1])).toBe(`${expected} [1, 1]`);
    expect(refusal([0.5, 0.5])).toBe(`${expected} [0.5, 0.5]`);
    expect(refusal([1, 1e-9])).toBe(`${expected} [1, 1e-9]`);
    expect(refusal(new Array(21).fill(0))).toBe(`${expected} 0 ones and 21 zeros`);
  });
});
