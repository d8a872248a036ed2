import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { SOLVED_KINDS, type SolvedKind, solve } from "../../../src/conformance/bugs/solve.ts";
import {
  gradientsFrom,
  gradientsToArrays,
  parametersFrom,
  parametersToArrays,
  sequenceFrom,
} from "../../../src/conformance/convert.ts";
import { type Case, type CaseOf, casesOf, KINDS } from "../../../src/conformance/kinds.ts";
import { toRows } from "../../../src/numerics/matrix.ts";
import { activate, activationDerivative } from "../../../src/rnn/activation.ts";
import { backward, pairContributions } from "../../../src/rnn/backward.ts";
import { clip } from "../../../src/rnn/clip.ts";
import { forward, predict, sequenceLoss } from "../../../src/rnn/forward.ts";
import { outputError, stepLoss } from "../../../src/rnn/loss.ts";
import type { Gradients } from "../../../src/rnn/parameters.ts";
import { sgdStep } from "../../../src/rnn/sgd.ts";
import { train } from "../../../src/rnn/train.ts";
import { EXACT } from "../../support/arbitraries.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { distance, numbersIn, solvedCases } from "../../support/solvedCases.ts";

function gradientBy({ config, inputs }: CaseOf<"gradient" | "step">): Gradients {
  const parameters = parametersFrom(inputs.parameters);
  const { x, y, initialState } = sequenceFrom(inputs);
  return backward(config, parameters, forward(config, parameters, x, initialState), y);
}

/** The answer by src/rnn. */
function reference(testCase: Case): unknown {
  const { kind, config, inputs } = testCase;
  switch (kind) {
    case "activation": {
      const s = inputs.a.map((a) => activate(config.activation, a));
      return { s, derivative: s.map((value) => activationDerivative(config.activation, value)) };
    }
    case "loss": {
      const o = Float64Array.from(inputs.o);
      const y = Float64Array.from(inputs.y);
      return {
        loss: stepLoss(config.output, o, y),
        outputError: Array.from(outputError(config.output, o, y)),
      };
    }
    case "forward": {
      const parameters = parametersFrom(inputs.parameters);
      const { x, initialState } = sequenceFrom({ ...inputs, y: [[0]] });
      const { a, s, o } = forward(config, parameters, x, initialState);
      const prediction = toRows(predict(config, parameters, x, initialState));
      return { a: toRows(a), s: toRows(s), o: toRows(o), prediction };
    }
    case "gradient": {
      const parameters = parametersFrom(inputs.parameters);
      const loss = sequenceLoss(config, parameters, sequenceFrom(inputs));
      return { loss, ...gradientsToArrays(gradientBy(testCase)) };
    }
    case "pairs": {
      const parameters = parametersFrom(inputs.parameters);
      const { x, y, initialState } = sequenceFrom(inputs);
      const trace = forward(config, parameters, x, initialState);
      const pairs = pairContributions(config, parameters, trace, y);
      return { pairs: pairs.map((terms) => terms?.map(gradientsToArrays) ?? null) };
    }
    case "clip":
      return gradientsToArrays(clip(gradientsFrom(inputs.gradients), inputs.clipping));
    case "step": {
      const gradients = clip(gradientBy(testCase), inputs.clipping ?? undefined);
      const parameters = parametersFrom(inputs.parameters);
      return parametersToArrays(sgdStep(parameters, gradients, inputs.learningRate));
    }
    case "trajectory":
      return trajectoryBy(testCase);
    default:
      return undefined;
  }
}

function trajectoryBy({ config, inputs }: CaseOf<"trajectory">): unknown {
  const { parameters, records, clipping, epochs, learningRate, updateEvery } = inputs;
  const epochsOf = train(
    config,
    parametersFrom(parameters),
    { training: records.map(sequenceFrom) },
    { epochs, learningRate, updateEvery, ...(clipping && { clipping }) },
  );
  const trainLoss: number[] = [];
  for (;;) {
    const next = epochsOf.next();
    if (next.done) return { trainLoss, ...parametersToArrays(next.value.parameters) };
    trainLoss.push(next.value.trainLoss.sum);
  }
}

// Sums run in another order, each rounding at most 2^-53 of a partial sum. A few hundred operations
// on partial sums that may be a few hundred times the largest entry of a result stay far below 2^-33.
const ROUNDING = 2 ** -33;

/** Above it a training is on its way to infinity. */
const LARGE = 2 ** 20;

describe("the program without a mistake", () => {
  it.each(SOLVED_KINDS)("answers %s as the network does, within rounding", (kind) => {
    fc.assert(
      fc.property(solvedCases(kind), (testCase) => {
        const answer = reference(testCase);
        // A training that diverges blows rounding up with everything else.
        fc.pre(numbersIn(answer).every((value) => Math.abs(value) < LARGE));
        expect(distance(solve(RIGHT, testCase), answer)).toBeLessThanOrEqual(ROUNDING);
      }),
    );
  });

  it.each(["forward", "gradient", "pairs"] as const)(
    "answers %s to the last bit where all arithmetic is exact",
    (kind: SolvedKind) => {
      fc.assert(
        fc.property(solvedCases(kind, EXACT), (testCase) => {
          expect(distance(solve(RIGHT, testCase), reference(testCase))).toBe(0);
        }),
      );
    },
  );

  it.each(SOLVED_KINDS)(
    "its result for %s has the parts that are expected, and no other",
    (kind) => {
      fc.assert(
        fc.property(solvedCases(kind), (testCase) => {
          const answer = Object(reference(testCase));
          expect(Object.keys(solve(RIGHT, testCase) ?? {}).sort()).toEqual(
            Object.keys(answer).sort(),
          );
        }),
      );
    },
  );

  it("has no answer to the kinds that are about no network", () => {
    const others = KINDS.filter((kind) => !SOLVED_KINDS.some((solved) => solved === kind));
    expect(others).toEqual(["canary", "random", "reject"]);
    for (const kind of others) {
      const [testCase] = casesOf(sampleFile(kind));
      expect(solve(RIGHT, testCase)).toBeUndefined();
    }
  });
});
