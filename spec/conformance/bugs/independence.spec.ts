/**
 * The same mistakes as others have written them down: the plain definition of truncated BPTT of
 * spec/support, and the article's listing with one erratum standing.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listingCheck } from "../../../src/article/wrongGradient.ts";
import { bugOf, ERRATUM_BUGS } from "../../../src/conformance/bugs/catalogue.ts";
import type { Program } from "../../../src/conformance/bugs/program.ts";
import { RIGHT } from "../../../src/conformance/bugs/right.ts";
import { type Result, solve } from "../../../src/conformance/bugs/solve.ts";
import {
  gradientsToArrays,
  parametersToArrays,
  sequenceToArrays,
} from "../../../src/conformance/convert.ts";
import type { Case } from "../../../src/conformance/kinds.ts";
import { randomStream } from "../../../src/numerics/random.ts";
import { type NetworkCase, networkCases } from "../../support/arbitraries.ts";
import { sampleFile } from "../../support/caseFiles.ts";
import { type Mistake, plainGradients } from "../../support/plainBptt.ts";
import { distance } from "../../support/solvedCases.ts";

/** A few hundred roundings of partial sums that are seldom much larger than the result. */
const ROUNDING = 2 ** -33;

function gradientCase({ config, parameters, sequence }: NetworkCase): Case {
  const inputs = { parameters: parametersToArrays(parameters), ...sequenceToArrays(sequence) };
  return { ...sampleFile("gradient").cases[0], kind: "gradient", config, inputs };
}

/** The bug's gradient, without the loss. */
function gradientBy(id: string, network: NetworkCase): Result {
  const { loss, ...gradients } = { ...bugOf(id)?.apply(gradientCase(network)) };
  return gradients;
}

// One hop short is not among them: the plain definition takes the hop from windows too that the
// beginning of the sequence has cut short already.
const PLAIN: readonly (readonly [Mistake, string])[] = [
  ["derivative at the pre-activation", "derivative-at-pre-activation"],
  ["derivative missing", "derivative-missing"],
  ["derivative of the last step everywhere", "derivative-of-loss-step"],
  ["W for its transpose", "w-not-transposed"],
  ["no carry", "no-carry"],
  ["window one hop long", "window-one-hop-long"],
  ["s_i for s_{i-1}", "state-after-for-state-before"],
  ["initial state's term dropped", "initial-state-term-dropped"],
  ["x shifted by one", "input-of-step-before"],
  ["db missing", "db-missing"],
  ["output error at the last step only", "output-error-last-step-only"],
  ["mean for sum", "mean-over-losses"],
];

describe("the mistakes of the plain definition", () => {
  it.each(PLAIN)("%s is %s", (mistake, id) => {
    const windows = fc.nat({ max: 4 }).map((hops) => ({ kind: "window" as const, hops }));
    fc.assert(
      fc.property(networkCases({ truncation: windows, maxSize: 3, maxSteps: 6 }), (network) => {
        const plain = gradientsToArrays(plainGradients(network, mistake));
        expect(distance(gradientBy(id, network), plain)).toBeLessThanOrEqual(ROUNDING);
      }),
    );
  });
});

// Not here: E01 and E02, which the listing adds at every step, with a loss or without; and E10, since
// with a single loss the partial sum is the finished gradient.
describe("the errata of the listing", () => {
  const sizes = { hidden: 4, length: 6, hops: 3, start: "centred" } as const;
  const errata = ["E03", "E04", "E05", "E06", "E07", "E08", "E09"] as const;

  it.each(errata)("%s is the bug of that number", (erratum) => {
    const { gradients, standing, ...network } = listingCheck(
      erratum,
      randomStream("numpy", 1),
      sizes,
    );
    const seams = standing.map((id) => bugOf(ERRATUM_BUGS[id])?.seams);
    const program: Program = Object.assign({ ...RIGHT }, ...seams);
    const { loss, ...wrong } = { ...solve(program, gradientCase(network)) };
    expect(distance(wrong, gradientsToArrays(gradients))).toBeLessThanOrEqual(ROUNDING);
  });
});
