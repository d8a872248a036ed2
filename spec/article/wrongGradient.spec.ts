/** The article's gradient before the oracles: what the errata do to it, and that mended it passes. */
import { describe, expect, it } from "vitest";
import { articleData } from "../../src/article/data.ts";
import { GRADIENT_ERRATA } from "../../src/article/errata.ts";
import { listingForward, listingGradient } from "../../src/article/listing.ts";
import { listingCheck, WRONG_GRADIENTS } from "../../src/article/wrongGradient.ts";
import { checkNetwork, type Oracle } from "../../src/gradcheck/networkCheck.ts";
import type { CheckReport } from "../../src/gradcheck/report.ts";
import { row } from "../../src/numerics/matrix.ts";
import { randomStream } from "../../src/numerics/random.ts";

const QUICK: readonly Oracle[] = ["duals", "pairs", "differences", "taylor"];
const SMALL = { hidden: 6, length: 9, hops: 4, start: "centred" } as const;

function check(
  wrong: (typeof WRONG_GRADIENTS)[number],
  options: Parameters<typeof listingCheck>[2] = SMALL,
  oracles = QUICK,
): CheckReport {
  const checked = listingCheck(wrong, randomStream("numpy", 42), options);
  const { config, parameters, sequence, gradients } = checked;
  return checkNetwork(config, parameters, sequence, gradients, oracles);
}

const verdicts = ({ tensors }: CheckReport): string =>
  Object.entries(tensors)
    .map(([name, { verdict }]) => `${name} ${verdict}`)
    .join(", ");

describe("the article's gradient", () => {
  it("fails in every tensor as published, before every oracle", () => {
    const report = check("as-published");
    expect(verdicts(report)).toBe("dU fail, dW fail, dV fail");
    for (const { oracles, maxRelativeError } of Object.values(report.tensors)) {
      expect(new Set(Object.values(oracles))).toEqual(new Set(["fail"]));
      expect(maxRelativeError).toBeGreaterThan(0.5);
    }
  });

  it("passes with all ten mended, before the definition too", () => {
    const report = check("none", { ...SMALL, hidden: 3, length: 6 }, [...QUICK, "definition"]);
    expect(verdicts(report)).toBe("dU pass, dW pass, dV pass");
  });

  it.each([
    ["E01", "dU pass, dW fail, dV pass"],
    ["E02", "dU fail, dW pass, dV pass"],
    ["E03", "dU fail, dW fail, dV fail"],
    ["E04", "dU fail, dW fail, dV fail"],
    ["E05", "dU fail, dW fail, dV pass"],
    ["E06", "dU fail, dW fail, dV pass"],
    ["E07", "dU fail, dW fail, dV pass"],
    ["E08", "dU fail, dW fail, dV pass"],
    ["E09", "dU fail, dW fail, dV pass"],
  ] as const)("%s alone, all others mended: %s", (id, expected) => {
    expect(verdicts(check(id))).toBe(expected);
  });

  it("E10 alone fails wherever there is something to clip", () => {
    const { verdict, tensors } = check("E10");
    expect(verdict).toBe("fail");
    expect(Object.values(tensors).map((tensor) => tensor.verdict)).toContain("fail");
  });

  it("at the article's start U and W are called vacuous, not passed", () => {
    const published = { hidden: 100, length: 50, hops: 5, start: "article" } as const;
    const report = check("none", published, ["duals"]);
    expect(verdicts(report)).toBe("dU vacuous, dW vacuous, dV pass");
    expect(report.verdict).toBe("vacuous");
    expect(report.remarks[0]).toMatch(/^\d+ % of the states are saturated/);
  });
});

describe("listingCheck", () => {
  it("as published is the listing itself, from the article's weights", () => {
    const options = { hidden: 5, length: 7, hops: 3, start: "article" } as const;
    const { parameters, gradients } = listingCheck(
      "as-published",
      randomStream("numpy", 42),
      options,
    );
    const [record] = articleData(7).training;
    const trace = listingForward(parameters, record.x.data);
    const listing = listingGradient(trace, record.y.data[0], { hops: 3, clip: 10 });
    expect(row(gradients.dV, 0)).toEqual(listing.dV);
    expect(Array.from({ length: 5 }, (_, i) => gradients.dW.data[5 * i + 2])).toEqual([
      ...listing.dW,
    ]);
  });

  it("says what stands", () => {
    const standing = (wrong: (typeof WRONG_GRADIENTS)[number]): readonly string[] =>
      listingCheck(wrong, randomStream("numpy", 1), SMALL).standing;
    expect(WRONG_GRADIENTS).toEqual(["as-published", ...GRADIENT_ERRATA, "none"]);
    expect(standing("as-published")).toEqual(GRADIENT_ERRATA);
    expect(standing("none")).toEqual([]);
    expect(standing("E03")).toEqual(["E03", "E04"]);
    expect(standing("E07")).toEqual(["E07"]);
  });

  it("E10 clips at half the largest entry", () => {
    const { gradients } = listingCheck("E10", randomStream("numpy", 42), SMALL);
    const { gradients: right } = listingCheck("none", randomStream("numpy", 42), SMALL);
    const largest = Math.max(
      ...[right.dU, right.dW, right.dV].flatMap(({ data }) => [...data.map(Math.abs)]),
    );
    const clipped = [gradients.dU, gradients.dW, gradients.dV].flatMap(({ data }) => [
      ...data.map(Math.abs),
    ]);
    expect(Math.max(...clipped)).toBe(largest / 2);
  });
});
