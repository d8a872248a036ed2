/** The network's gradient before all oracles: right ones pass, wrong ones fail, empty ones say so. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorBounds } from "../../src/gradcheck/errorBounds.ts";
import { checkNetwork, ORACLES, type Oracle } from "../../src/gradcheck/networkCheck.ts";
import type { CheckReport } from "../../src/gradcheck/report.ts";
import { seededCase } from "../../src/gradcheck/seededCase.ts";
import { tanh } from "../../src/numerics/elementary.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";
import type { Activation } from "../../src/rnn/activation.ts";
import { defineNetwork, type NetworkOptions } from "../../src/rnn/config.ts";
import { forward, sequenceLoss } from "../../src/rnn/forward.ts";
import { type Gradients, gradientArrays, mapGradients } from "../../src/rnn/parameters.ts";
import { type NetworkCase, networkCases, scaledCases } from "../support/arbitraries.ts";
import { bptt } from "../support/bptt.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { isNearKink } from "../support/gradientCheck.ts";
import { MISTAKES, type Mistake, plainGradients } from "../support/plainBptt.ts";
import { itRefuses, untyped } from "../support/refusals.ts";

/** All oracles but the definition, which costs a thousand times as much. */
const QUICK: readonly Oracle[] = ["duals", "pairs", "differences", "taylor"];

function seeded(options: Partial<NetworkOptions>, T: number, seed = 1): NetworkCase {
  const config = defineNetwork({ inputSize: 2, hiddenSize: 3, outputSize: 2, ...options });
  return { config, ...seededCase(config, T, randomStream("seedrandom", seed)) };
}

function check(
  network: NetworkCase,
  gradients: Gradients,
  oracles: readonly Oracle[] = ORACLES,
): CheckReport {
  const { config, parameters, sequence } = network;
  return checkNetwork(config, parameters, sequence, gradients, oracles);
}

const verdicts = ({ tensors }: CheckReport): Record<string, string> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { verdict }]) => [name, verdict]));

describe("back-propagation through time", () => {
  it("passes where its curve is over before the shortest step of the Taylor remainder", () => {
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      lossAt: "every",
      hiddenBias: false,
      outputBias: false,
    });
    const X = 1e12;
    const network = {
      config,
      parameters: {
        U: fromRows([[0.5 / X]]),
        W: fromRows([[0.3]]),
        V: fromRows([[0.7]]),
      },
      sequence: {
        x: fromRows([[X], [0.8 * X]]),
        y: fromRows([[0.2], [0.1]]),
      },
    };
    const { verdict, tensors } = check(network, bptt(network));
    expect(verdict).toBe("pass");
    expect(tensors["dU"].oracles).toMatchObject({ duals: "pass", taylor: "inconclusive" });
    // Before nothing but the remainder it is no answer.
    expect(check(network, bptt(network), ["taylor"]).verdict).toBe("inconclusive");
  });

  it.each<readonly [string, Partial<NetworkOptions>]>([
    ["tanh in full", {}],
    ["a window, loss at every step", { lossAt: "every", truncation: { kind: "window", hops: 2 } }],
    [
      "chunks, sigmoid and softmax",
      {
        activation: "sigmoid",
        output: "softmax",
        lossAt: "every",
        truncation: { kind: "chunk", k1: 2, k2: 3 },
      },
    ],
    ["identity without biases", { activation: "identity", hiddenBias: false, outputBias: false }],
  ])("passes before all five oracles: %s", (_, options) => {
    const network = seeded(options, 5);
    const report = check(network, bptt(network));
    expect(report.verdict).toBe("pass");
    expect(report.remarks).toEqual([]);
    for (const tensor of Object.values(report.tensors)) {
      expect(Object.keys(tensor.oracles)).toEqual(ORACLES);
      for (const verdict of Object.values(tensor.oracles)) expect(verdict).toBe("pass");
    }
  });

  it.each([
    ["of moderate numbers", networkCases({ maxSize: 8, maxSteps: 12 }), QUICK],
    ["at any scale", scaledCases({ maxSize: 3, maxSteps: 6 }, 12), ["duals", "pairs"] as const],
  ])("never fails, whatever the network: %s", (_, cases, oracles) => {
    fc.assert(
      fc.property(cases, (network) => {
        const { config, parameters, sequence } = network;
        const right = bptt(network);
        // A gradient that overflows fails, and so does a loss.
        const numbers = [[sequenceLoss(config, parameters, sequence)], ...gradientArrays(right)];
        fc.pre(numbers.every((values) => values.every(Number.isFinite)));
        const report = check(network, right, oracles);
        expect(report.verdict, JSON.stringify(report.tensors)).not.toBe("fail");
      }),
      { numRuns: Math.ceil(FC_RUNS / 2) },
    );
  });
});

describe("wrong gradients", () => {
  /** Loss at every step, so that every step's error counts; a window short enough to cut. */
  const network = seeded({ lossAt: "every", truncation: { kind: "window", hops: 2 } }, 6);

  it.each(MISTAKES)("%s: fails before the duals, the differences and the slope", (mistake) => {
    const report = check(network, plainGradients(network, mistake), QUICK);
    expect(report.verdict).toBe("fail");
    const found = Object.values(report.tensors).filter(({ verdict }) => verdict === "fail");
    for (const { oracles } of found) {
      expect(oracles).toEqual({
        duals: "fail",
        pairs: "fail",
        differences: "fail",
        taylor: "fail",
      });
    }
  });

  it("the same code without a mistake passes", () => {
    expect(check(network, plainGradients(network), QUICK).verdict).toBe("pass");
  });

  it.each<readonly [Mistake, Record<string, string>]>([
    ["x shifted by one", { dU: "fail", dW: "pass", dV: "pass", db: "pass", dc: "pass" }],
    ["s_i for s_{i-1}", { dU: "pass", dW: "fail", dV: "pass", db: "pass", dc: "pass" }],
    ["db missing", { dU: "pass", dW: "pass", dV: "pass", db: "fail", dc: "pass" }],
    ["window one hop long", { dU: "fail", dW: "fail", dV: "pass", db: "fail", dc: "pass" }],
  ])("%s: accuses the tensors it spoils and no other", (mistake, expected) => {
    expect(verdicts(check(network, plainGradients(network, mistake), QUICK))).toEqual(expected);
  });

  it("one ulp in many is not a mistake, a part in a million is", () => {
    const right = bptt(network);
    expect(
      check(
        network,
        mapGradients(right, (g) => g * (1 + 2 ** -52)),
        QUICK,
      ).verdict,
    ).toBe("pass");
    expect(
      check(
        network,
        mapGradients(right, (g) => g * (1 + 1e-6)),
        QUICK,
      ).verdict,
    ).toBe("fail");
    expect(
      check(
        network,
        mapGradients(right, (g) => -g),
        QUICK,
      ).verdict,
    ).toBe("fail");
  });

  it("any random wrong factor fails, wherever rounding does not explain it", () => {
    let judged = 0;
    fc.assert(
      fc.property(networkCases(), fc.constantFrom(-1, 0.5, 2, 1.001), (network, factor) => {
        fc.pre(!isNearKink(network));
        const right = bptt(network);
        const { config, parameters, sequence } = network;
        const bounds = gradientArrays(errorBounds(config, parameters, sequence).gradients);
        // The error is that of the factor, give or take the right one's own bound and the product's
        // rounding; the duals explain two bounds. Four are certain not to be explained.
        const isWrong = gradientArrays(right).map((values, n) =>
          values.some(
            (g, i) => Math.abs((factor - 1) * g) > 4 * bounds[n][i] + Math.abs(g) * 1e-15,
          ),
        );
        fc.pre(isWrong.includes(true));
        judged++;
        const wrong = mapGradients(right, (g) => g * factor);
        const { tensors } = check(network, wrong, ["duals"]);
        const failed = Object.values(tensors).map(({ verdict }) => verdict === "fail");
        isWrong.forEach((is, n) => {
          if (is) expect(failed[n]).toBe(true);
        });
      }),
    );
    expect(judged).toBe(FC_RUNS);
  });
});

describe("what was not tested", () => {
  it("saturated states make U and W vacuous, not passed", () => {
    const network = seeded({ activation: "sigmoid", hiddenBias: false }, 4);
    const large = { rows: 3, cols: 2, data: new Float64Array(6).fill(400) };
    const x = { rows: 4, cols: 2, data: new Float64Array(8).fill(1) };
    const saturated = {
      ...network,
      parameters: { ...network.parameters, U: large },
      sequence: { ...network.sequence, x },
    };
    const report = check(saturated, bptt(saturated), QUICK);
    expect(verdicts(report)).toEqual({ dU: "vacuous", dW: "vacuous", dV: "pass", dc: "pass" });
    expect(report.verdict).toBe("vacuous");
    expect(report.remarks).toEqual([
      "100 % of the states are saturated: |f′| is below 1.5e-8 there, and nothing behind them is tested",
    ]);
  });

  it("a state before step 0 of zero leaves W untested in a sequence of one step", () => {
    const network = seeded({}, 1);
    const { initialState: _, ...sequence } = network.sequence;
    const report = check({ ...network, sequence }, bptt({ ...network, sequence }), QUICK);
    expect(verdicts(report)).toMatchObject({ dU: "pass", dW: "vacuous" });
    expect(report.tensors["dW"].reasons).toContain("differences: the loss does not depend on W");
  });

  describe("at relu's kink", () => {
    const network = seeded({ activation: "relu", hiddenBias: false }, 2);
    const { initialState: _, ...others } = network.sequence;
    const at = (...x: (readonly number[])[]): NetworkCase => {
      const y = others.y;
      return { ...network, sequence: { x: fromRows(x), y } };
    };
    const half = at([0, 0], [1, 1]);
    const wrong = mapGradients(bptt(half), (g) => 2 * g + 1);
    const remarks = [
      "83 % of the states are dead: f′ is 0 there, and nothing behind them is tested",
      "3 of 6 pre-activations lie at relu's kink, where the loss has no derivative: no oracle can say what the gradient should be",
    ];
    const NONE = { definition: "inconclusive", duals: "inconclusive", pairs: "inconclusive" };

    it("only differences can say that a gradient is right", () => {
      const report = check(half, bptt(half));
      expect(report.verdict).toBe("inconclusive");
      expect(report.remarks).toEqual(remarks);
      const { dU, dW } = report.tensors;
      expect(dU.oracles).toEqual({ ...NONE, differences: "pass", taylor: "pass" });
      expect(dW.oracles).toEqual({
        ...NONE,
        differences: "inconclusive",
        taylor: "inconclusive",
      });
    });

    it("or that it is wrong", () => {
      for (const { oracles } of Object.values(check(half, wrong).tensors)) {
        expect(oracles).toEqual({ ...NONE, differences: "fail", taylor: "inconclusive" });
      }
    });

    it("a remainder of first order accuses nobody, whether differences were asked or not", () => {
      const { verdict, tensors } = check(half, wrong, ["taylor"]);
      expect(verdict).toBe("inconclusive");
      expect(tensors["dV"].reasons).toEqual([
        "taylor: the Taylor remainder falls as h, and not for the gradient's sake alone",
      ]);
    });

    it("zero is no answer, and an answer that is not zero is one", () => {
      const all = at([0, 0]);
      const { tensors } = check(all, bptt(all), ["differences"]);
      const zero = {
        verdict: "inconclusive",
        oracles: { differences: "inconclusive" },
        reasons: ["differences: at relu's kink zero may be the wrong answer"],
      };
      expect(tensors).toMatchObject({ dU: zero, dW: zero, dV: zero, dc: { verdict: "pass" } });
    });
  });

  it("a derivative of 1e-100 is beneath the definition, and not held against the gradient", () => {
    const network = seeded({ outputBias: false }, 3);
    const V = { rows: 2, cols: 3, data: new Float64Array(6).fill(1e-100) };
    const faint = { ...network, parameters: { ...network.parameters, V } };
    const { verdict, oracles } = check(faint, bptt(faint)).tensors["dU"];
    expect([verdict, oracles["definition"], oracles["duals"]]).toEqual([
      "pass",
      "inconclusive",
      "pass",
    ]);
  });

  it.each([
    ["0.3 %", 8, 40],
    ["1 %", 4, 25],
  ])("says how few states are saturated: %s", (share, H, T) => {
    const network = seeded({ hiddenSize: H }, T);
    const { b = new Float64Array(H) } = network.parameters;
    const U = { rows: H, cols: 2, data: new Float64Array(H * 2) };
    U.data[0] = 30;
    const x = { rows: T, cols: 2, data: new Float64Array(T * 2) };
    x.data[0] = 1;
    const one = {
      ...network,
      parameters: { ...network.parameters, U, b },
      sequence: { ...network.sequence, x },
    };
    const { remarks } = check(one, bptt(one), ["duals"]);
    expect(remarks.map((remark) => remark.split(" of the states")[0])).toEqual([share]);
  });

  it("calls no state saturated whose slope is 2^-26, and one of less", () => {
    // tanh a = 1 − 2^-27, the square of which is rounded to 1 − 2^-26.
    const config = defineNetwork({ inputSize: 1, hiddenSize: 1, outputSize: 1 });
    const remarksAt = (a: number): readonly string[] => {
      const network = {
        config,
        parameters: {
          U: fromRows([[a]]),
          W: fromRows([[0]]),
          V: fromRows([[1]]),
          b: Float64Array.of(0),
          c: Float64Array.of(0),
        },
        sequence: { x: fromRows([[1]]), y: fromRows([[0]]) },
      };
      expect(forward(config, network.parameters, network.sequence.x).s.data[0]).toBeCloseTo(1, 7);
      return check(network, bptt(network), ["duals"]).remarks;
    };
    const a = Math.log(2 ** 28 - 1) / 2;
    expect(tanh(a)).toBe(1 - 2 ** -27);
    expect(remarksAt(a)).toEqual([]);
    expect(remarksAt(a + 1e-6)).toHaveLength(1);
  });
});

describe("what the differences make of it", () => {
  function unit(activation: Activation, U: number, V: number, y: number): NetworkCase {
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation,
      hiddenBias: false,
      outputBias: false,
    });
    const parameters = { U: fromRows([[U]]), W: fromRows([[0]]), V: fromRows([[V]]) };
    return { config, parameters, sequence: { x: fromRows([[1]]), y: fromRows([[y]]) } };
  }

  it("is in the remarks: a kink that is near, but not in doubt", () => {
    const network = unit("relu", 1e-9, 1, 1);
    expect(check(network, bptt(network), ["differences"]).remarks).toEqual([
      "the loss has a kink within the step along 1 of 3 entries: along U[0][0] its slope jumps by 1.0",
    ]);
    expect(check(network, bptt(network), ["duals"]).remarks).toEqual([]);
  });

  it("goes by the bound on the rounding, not by the size of the loss", () => {
    // The loss of ½ is what is left of 2^40, and of its digits.
    const network = unit("identity", 1, 2 ** 40, 2 ** 40 + 1);
    const { tensors } = check(network, bptt(network), ["differences"]);
    expect(tensors["dU"].reasons).toEqual([
      "differences: an error of 4.4e+10 in dU[0][0] would go unseen, and the largest entry is 1.1e+12",
    ]);
  });

  it("and so does the remainder: here too large a bound would explain a wrong gradient", () => {
    const network = unit("identity", 3e-6, 2 ** 26, 2 ** 26 * 3e-6 + 1);
    const wrong = mapGradients(bptt(network), (g) => g * 1.25);
    expect(check(network, wrong, ["taylor"]).tensors["dU"].oracles).toEqual({ taylor: "fail" });
  });
});

describe("numbers that overflow", () => {
  /** One unit without biases. */
  function unit(activation: Activation, W: number, x: readonly number[], y: number): NetworkCase {
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation,
      hiddenBias: false,
      outputBias: false,
    });
    const parameters = { U: fromRows([[1]]), W: fromRows([[W]]), V: fromRows([[0.5]]) };
    return { config, parameters, sequence: { x: fromRows(x.map((v) => [v])), y: fromRows([[y]]) } };
  }
  const sines = Array.from({ length: 20 }, (_, t) => Math.sin(t));

  it("a chaotic network with a finite loss is not refused", () => {
    const network = unit("tanh", 1e8, sines, 0.3);
    const report = check(network, bptt(network), QUICK);
    expect(report.verdict).not.toBe("fail");
    expect(report.remarks).not.toContain("the loss is NaN");
  });

  it("a bound on the rounding that overflows leaves every oracle without an answer", () => {
    const network = unit("tanh", 1e30, sines, 0.3);
    const right = bptt(network);
    const report = check(network, right);
    const overflow =
      "the bound on the rounding errors overflows: no oracle can say what they explain";
    expect(report.verdict).toBe("inconclusive");
    expect(report.remarks.at(-1)).toBe(overflow);
    for (const { oracles, reasons } of Object.values(report.tensors)) {
      expect(oracles).toEqual(Object.fromEntries(ORACLES.map((name) => [name, "inconclusive"])));
      expect(reasons[0]).toBe(`definition: ${overflow}`);
    }
    const dW = { rows: 1, cols: 1, data: Float64Array.of(Number.NaN) };
    const broken = check(network, { ...right, dW }, ["duals"]);
    expect(verdicts(broken)).toEqual({ dU: "inconclusive", dW: "fail", dV: "inconclusive" });
    expect(broken.tensors["dW"].reasons).toEqual(["duals: dW[0][0] is NaN"]);
  });

  it("so does a bound on the loss, where the gradient has one", () => {
    // o = y = 10^162: the loss is 0, but its bound has 10^162 times E_o = 10^146 in it.
    const config = defineNetwork({
      inputSize: 1,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      hiddenBias: false,
      outputBias: false,
    });
    const parameters = { U: fromRows([[1e81]]), W: fromRows([[0]]), V: fromRows([[1e81]]) };
    const sequence = { x: fromRows([[1]]), y: fromRows([[1e162]]) };
    const network = { config, parameters, sequence };
    const bounds = errorBounds(config, parameters, sequence);
    expect(bounds.loss).toBe(Infinity);
    expect(gradientArrays(bounds.gradients).every((g) => g.every(Number.isFinite))).toBe(true);
    expect(check(network, bptt(network), ["duals"]).remarks.at(-1)).toMatch(/overflows/);
  });

  it("and so does the bound of one entry of a tensor", () => {
    // x = (10^305, 1), of which the first counts for nothing but in its own derivative.
    const config = defineNetwork({
      inputSize: 2,
      hiddenSize: 1,
      outputSize: 1,
      activation: "identity",
      hiddenBias: false,
      outputBias: false,
    });
    const parameters = { U: fromRows([[0, 1]]), W: fromRows([[0]]), V: fromRows([[1e20]]) };
    const sequence = { x: fromRows([[1e305, 1]]), y: fromRows([[1e20]]) };
    const network = { config, parameters, sequence };
    const [U] = gradientArrays(errorBounds(config, parameters, sequence).gradients);
    expect([...U].map(Number.isFinite)).toEqual([false, true]);
    expect(check(network, bptt(network), ["duals"]).remarks.at(-1)).toMatch(/overflows/);
  });

  it.each(["identity", "relu"] as const)("a loss that is infinite fails: %s", (activation) => {
    const network = unit(activation, 1e100, [1, 1, 1], 0);
    const report = check(network, bptt(network));
    expect(report.verdict).toBe("fail");
    expect(report.remarks).toEqual(["the loss is Infinity"]);
    expect(verdicts(report)).toEqual({ dU: "fail", dW: "fail", dV: "fail" });
  });
});

describe("checkNetwork", () => {
  const { config, parameters, sequence } = seeded({}, 3);
  const gradients = bptt({ config, parameters, sequence });
  const call = untyped(checkNetwork);

  it("asks only the oracles it is told to, the sharpest first", () => {
    const report = checkNetwork(config, parameters, sequence, gradients, ["taylor", "duals"]);
    expect(Object.keys(report.oracles)).toEqual(["duals", "taylor"]);
  });

  it("asks all of them unless told", () => {
    const report = checkNetwork(config, parameters, sequence, gradients);
    expect(Object.keys(report.oracles)).toEqual(ORACLES);
  });

  itRefuses([
    [
      "an oracle that does not exist",
      () => call(config, parameters, sequence, gradients, ["delphi"]),
      'RangeError: oracles: expected one of definition, duals, pairs, differences, taylor, got "delphi"',
    ],
    [
      "one that is not in an array",
      () => call(config, parameters, sequence, gradients, "duals"),
      'TypeError: oracles: expected an array of names of oracles, got "duals"',
    ],
    [
      "no oracle at all",
      () => call(config, parameters, sequence, gradients, []),
      "RangeError: oracles: expected at least one, got none",
    ],
    [
      "gradients without a tensor",
      () => call(config, parameters, sequence, { ...gradients, db: undefined }),
      "TypeError: gradients.b: expected a Float64Array of length 3, got undefined",
    ],
    [
      "no gradients",
      () => call(config, parameters, sequence, null),
      "TypeError: gradients: expected an object, got null",
    ],
  ]);
});
