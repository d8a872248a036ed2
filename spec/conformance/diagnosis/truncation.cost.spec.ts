/** Reading the pairs off a gradient takes time and memory that grow with T² H². */
import { describe, expect, it } from "vitest";
import { findingsOf } from "../../../src/conformance/diagnosis/evidence.ts";
import { truncationIn } from "../../../src/conformance/diagnosis/truncation.ts";
import type { LossPlacement } from "../../../src/rnn/config.ts";
import { solvedByRight } from "../../support/implementations.ts";

/** T = 4, D = 2, H = 3: g(t, i) has 3 · (2 + 3 + 1) = 18 numbers, the zeros of an absent db included. */
function read(lossAt: LossPlacement, mostNumbers?: number): ReturnType<typeof truncationIn> {
  const testCase = solvedByRight({
    kind: "gradient",
    config: {
      ...{ inputSize: 2, hiddenSize: 3, outputSize: 1, activation: "tanh", output: "linear" },
      ...{ lossAt, hiddenBias: true, outputBias: false, truncation: { kind: "window", hops: 2 } },
    },
    inputs: {
      parameters: {
        U: [
          [0.5, -0.25],
          [0.125, 0.75],
          [-0.5, 0.25],
        ],
        W: [
          [0.25, -0.5, 0.125],
          [0.5, 0.25, -0.25],
          [-0.125, 0.5, 0.25],
        ],
        V: [[1, -0.5, 0.75]],
        b: [0.125, -0.25, 0.5],
      },
      x: [
        [0.5, 1],
        [-1, 0.25],
        [0.75, -0.5],
        [0.25, 1],
      ],
      y: lossAt === "every" ? [[1], [-1], [0.5], [2]] : [[1]],
      initialState: [0.25, -0.5, 0.125],
    },
  });
  const answer = { kind: "result", result: testCase.expected } as const;
  const [finding] = findingsOf([{ case: testCase, answer }], "float64").compared;
  return truncationIn(finding, "float64", mostNumbers);
}

describe("what a gradient takes to be read", () => {
  it.each([
    ["every", 10 * 18],
    ["last", 4 * 18],
  ] as const)("is counted in numbers, with the loss at %s: %i", (lossAt, numbers) => {
    expect(read(lossAt, numbers)?.conventions[0]).toEqual({ kind: "window", hops: 2 });
    expect(read(lossAt, numbers - 1)).toBeUndefined();
  });

  it("is little for a small network, unless it is told otherwise", () => {
    expect(read("every")?.pairs).toHaveLength(9);
  });
});
