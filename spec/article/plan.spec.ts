/** The listing's program where it is asked for more than the article does, against `src/rnn`. */
import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import { GRADIENT_ERRATA } from "../../src/article/errata.ts";
import { listingForward } from "../../src/article/listing.ts";
import { mend } from "../../src/article/mended.ts";
import { INITIALIZATIONS } from "../../src/article/network.ts";
import {
  listingPlanGradient,
  planEpochs,
  planResult,
  planSequence,
  type RunPlan,
} from "../../src/article/plan.ts";
import { engineOf } from "../../src/engine/engines.ts";
import { randomStream } from "../../src/numerics/random.ts";
import { ACTIVATIONS } from "../../src/rnn/activation.ts";
import { backward } from "../../src/rnn/backward.ts";
import type { Clipping } from "../../src/rnn/clip.ts";
import { defineNetwork } from "../../src/rnn/config.ts";
import { forward } from "../../src/rnn/forward.ts";
import { initializeParameters } from "../../src/rnn/initialization.ts";
import { gradientArrays, type Parameters, parameterArrays } from "../../src/rnn/parameters.ts";
import type { Truncation } from "../../src/rnn/truncation.ts";

const T = 9;
const engine = engineOf("wasm");

function planned(
  activation: (typeof ACTIVATIONS)[number],
  sharedInput: boolean,
  truncation: Truncation = { kind: "window", hops: 3 },
  clipping?: Clipping,
): RunPlan & { readonly start: Parameters } {
  const config = defineNetwork({
    inputSize: sharedInput ? 1 : T,
    hiddenSize: 4,
    outputSize: 1,
    activation,
    hiddenBias: false,
    outputBias: false,
    truncation,
  });
  const random = randomStream("numpy", 7);
  return {
    config,
    sharedInput,
    length: T,
    epochs: 1,
    learningRate: 0.001,
    ...(clipping && { clipping }),
    mended: null,
    start: initializeParameters(config, random, INITIALIZATIONS.glorot),
  };
}

/** The losses and all parameters of an epoch. */
const trained = (plan: RunPlan, start: Parameters): number[] =>
  [...planEpochs(plan, start, engine)].flatMap(({ trainLoss, valLoss, parameters }) => [
    trainLoss,
    valLoss,
    ...parameterArrays(parameters).flatMap((values) => [...values]),
  ]);

/**
 * Two programs that differ by rounding only: 141 updates round each weight as often, and 141 losses
 * are summed, which is some 300 · 2^-53 = 3e-14; thirty times that is allowed.
 */
function expectSame(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, n) => {
    const size = Math.max(1, Math.abs(expected[n]));
    expect(Math.abs(value - expected[n])).toBeLessThanOrEqual(1e-12 * size);
  });
}

describe("the listing with all errata mended", () => {
  const choices = ACTIVATIONS.flatMap((activation) =>
    [true, false].map((shared) => [activation, shared] as const),
  );

  it.each(choices)("is the network of rnn/ with %s, one shared input: %s", (activation, shared) => {
    const plan = planned(activation, shared);
    const { config, start } = plan;
    const [record] = articleData(T).training;
    const trace = listingForward(start, record.x.data, undefined, activation);
    const listing = listingPlanGradient(plan, mend("all"), start, record, trace);
    const { x, y } = planSequence(plan, record);
    const truth = backward(config, start, forward(config, start, x), y);
    // Some twenty roundings an entry, of terms that are no larger than 30: 20 · 30 · 2^-53 = 7e-14.
    gradientArrays(listing).forEach((values, n) => {
      values.forEach((g, i) => {
        expect(Math.abs(g - gradientArrays(truth)[n][i])).toBeLessThanOrEqual(1e-13);
      });
    });
    expectSame(trained({ ...plan, mended: mend("all") }, start), trained(plan, start));
  });

  it.each<[string, Truncation]>([
    ["full", { kind: "full" }],
    ["a window of no hop", { kind: "window", hops: 0 }],
    ["a window beyond the sequence", { kind: "window", hops: 50 }],
    ["chunks", { kind: "chunk", k1: 2, k2: 5 }],
  ])("reaches back as far: %s", (_, truncation) => {
    const plan = planned("tanh", true, truncation);
    expectSame(trained({ ...plan, mended: mend("all") }, plan.start), trained(plan, plan.start));
  });

  it.each<[string, Clipping]>([
    ["value", { kind: "value", limit: 0.01 }],
    ["norm", { kind: "norm", limit: 0.01 }],
  ])("is clipped by %s as any", (_, clipping) => {
    const plan = planned("sigmoid", false, { kind: "full" }, clipping);
    const clipped = trained(plan, plan.start);
    expectSame(trained({ ...plan, mended: mend("all") }, plan.start), clipped);
    expect(clipped).not.toEqual(trained(planned("sigmoid", false, { kind: "full" }), plan.start));
  });
});

describe("the listing with errata", () => {
  it("no two of them train alike, with tanh", () => {
    const plan = planned("tanh", true, { kind: "window", hops: 3 }, { kind: "value", limit: 0.1 });
    // E03 has nothing to carry on when it is left alone.
    const left = GRADIENT_ERRATA.filter((id) => id !== "E03");
    const runs = left.map((id) => {
      const mended = mend(GRADIENT_ERRATA.filter((other) => other !== id));
      return trained({ ...plan, mended }, plan.start).join(" ");
    });
    expect(new Set([...runs, trained(plan, plan.start).join(" ")]).size).toBe(left.length + 1);
  });

  it("without a clipping, or with one by norm, has no partial sums clipped", () => {
    const unclipped = planned("sigmoid", false);
    const left = mend([]);
    const [record] = articleData(T).training;
    const trace = listingForward(unclipped.start, record.x.data);
    const gradient = (plan: RunPlan): number[][] =>
      gradientArrays(listingPlanGradient(plan, left, unclipped.start, record, trace)).map(
        (values) => [...values],
      );
    const byNorm: RunPlan = { ...unclipped, clipping: { kind: "norm", limit: 0.001 } };
    const byValue: RunPlan = { ...unclipped, clipping: { kind: "value", limit: 0.001 } };
    expect(gradient(byNorm)).toEqual(gradient(unclipped));
    expect(gradient(byValue)).not.toEqual(gradient(unclipped));
    // And then the finished one is.
    const byNormToo = trained({ ...byNorm, mended: left }, unclipped.start);
    expect(byNormToo).not.toEqual(trained({ ...unclipped, mended: left }, unclipped.start));
  });
});

describe("planResult", () => {
  it("predicts in the article's way only where each step has an input", () => {
    for (const shared of [true, false]) {
      const plan = planned("tanh", shared);
      const epochs = [...planEpochs(plan, plan.start, engine)];
      const result = planResult(plan, epochs, epochs[epochs.length - 1].parameters, engine);
      expect(result.articlePrediction === null).toBe(shared);
      expect(result.asTrained.validation).toHaveLength(50);
      expect(result.asTrained.training).toHaveLength(141);
    }
  });

  it("predicts by the activation that was trained", () => {
    const [tanh, relu] = (["tanh", "relu"] as const).map((activation) => {
      const plan: RunPlan = { ...planned(activation, false), mended: mend([]) };
      const epoch = { epoch: 1, trainLoss: 1, valLoss: 1 };
      return planResult(plan, [epoch], planned("tanh", false).start, engine);
    });
    expect(tanh.asTrained.validation).not.toEqual(relu.asTrained.validation);
    expect(tanh.articlePrediction).not.toEqual(relu.articlePrediction);
  });
});
