/** The rules by which a tensor passes, fails, or says nothing; each at its boundary. */
import { describe, expect, it } from "vitest";
import {
  type Comparison,
  compareGradient,
  compareTensor,
  gravest,
  SHARPNESS,
  type TensorComparison,
} from "../../src/gradcheck/verdict.ts";
import { fromRows } from "../../src/numerics/matrix.ts";
import { nextUp } from "../../src/numerics/ulp.ts";

/** A vector of one entry after another: analytic, numeric, ε, ρ. */
function compare(
  ...entries: readonly (readonly [number, number, number, number])[]
): TensorComparison {
  const column = (k: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(entries, (e) => e[k]);
  return compareTensor("db", column(0), column(1), column(2), column(3));
}

const EPS = 2 ** -20;

describe("the verdict on a tensor", () => {
  it("passes up to ε + ρ and not an ulp further", () => {
    expect(compare([1, 1 + 2 * EPS, EPS, EPS]).verdict).toBe("pass");
    const beyond = compare([1, nextUp(1 + 2 * EPS), EPS, EPS]);
    expect(beyond.verdict).toBe("fail");
    expect(beyond.reason).toBe("db[0] is off by 0.0000019, where 0.0000019 is explained");
    expect(compare([1, 1, 0, 0]).verdict).toBe("pass");
    expect(compare([1, nextUp(1), 0, 0]).verdict).toBe("fail");
  });

  it("is of more entries than a call may have arguments", () => {
    const ones = new Float64Array(300_000).fill(1);
    const [errors, exact] = [
      new Float64Array(ones.length).fill(EPS),
      new Float64Array(ones.length),
    ];
    expect(compareTensor("db", ones, ones, errors, exact).verdict).toBe("pass");
  });

  it("fails for one entry among many", () => {
    const good = [1, 1, EPS, 0] as const;
    expect(compare(good, good, good).verdict).toBe("pass");
    const found = compare(good, [1, -1, EPS, 0], good);
    expect(found.verdict).toBe("fail");
    expect(found.worst.path).toBe("db[1]");
  });

  it("fails for an analytic entry that is no finite number, whatever the oracle says", () => {
    for (const broken of [Number.NaN, Infinity, -Infinity]) {
      for (const numeric of [1, broken]) {
        const found = compare([1, 1, EPS, 0], [broken, numeric, Infinity, Infinity]);
        expect(found).toMatchObject({ verdict: "fail", reason: `db[1] is ${broken}` });
        expect(found.worst.path).toBe("db[1]");
      }
    }
  });

  it("does not pass where the oracle has no finite number, and fails for another entry all the same", () => {
    const blind = [1, Number.NaN, Infinity, 0] as const;
    expect(compare(blind, [1, 1, EPS, 0])).toMatchObject({
      verdict: "inconclusive",
      reason: "the oracle cannot tell db[0]",
    });
    expect(compare(blind, [1, 2, EPS, 0])).toMatchObject({ verdict: "fail" });
    expect(compare([1, Number.NaN, EPS, 0]).reason).toBe("the oracle cannot tell db[0]");
    // Nor can it say that a zero is one.
    expect(compare([0, 0, Infinity, 0]).verdict).toBe("inconclusive");
  });

  it("is vacuous when nothing can be told from zero, and not a pass", () => {
    const zero = [0, 0, EPS, 0] as const;
    expect(compare(zero, zero)).toMatchObject({
      verdict: "vacuous",
      reason: "no entry can be told from zero: nothing was tested",
      zeros: 2,
      maxRelativeError: 0,
    });
    expect(compare([EPS, 0, EPS, EPS]).verdict).toBe("vacuous");
    expect(compare([nextUp(EPS), EPS, EPS / 4096, EPS]).verdict).not.toBe("vacuous");
    // One entry that is tested saves the tensor; its zeros are counted.
    expect(compare(zero, [1, 1, EPS, 0])).toMatchObject({ verdict: "pass", zeros: 1 });
    // Zeros on one side are none.
    expect(compare([0, EPS, EPS, 0], [EPS, 0, EPS, 0], [1, 1, EPS, 0]).zeros).toBe(0);
    // The oracle sees what the gradient does not: wrong, not vacuous.
    expect(compare([0, 1, EPS, 0]).verdict).toBe("fail");
  });

  it("is inconclusive when an error of a thousandth of the largest entry would go unseen", () => {
    const large = [-1, -1, EPS, 0] as const;
    expect(compare(large, [0, 0, SHARPNESS / 2, SHARPNESS / 2]).verdict).toBe("pass");
    const blunt = compare(large, [0, 0, SHARPNESS, EPS]);
    expect(blunt.verdict).toBe("inconclusive");
    expect(blunt.reason).toBe(
      "an error of 0.0010 in db[1] would go unseen, and the largest entry is 1.0",
    );
    expect(compare([1, 1, Infinity, 0]).verdict).toBe("inconclusive");
    expect(compare([1, 1, Number.NaN, 0]).verdict).not.toBe("pass");
  });
});

describe("what a comparison tells", () => {
  it("has both values, their difference in three units, and the bounds", () => {
    const { entries } = compare([2, 3, 0.25, 0.125], [-0, 0, 0, 0]);
    expect(entries[0]).toEqual({
      path: "db[0]",
      analytic: 2,
      numeric: 3,
      absoluteError: 1,
      relativeError: 1 / 3,
      errorEstimate: 0.25,
      roundingBound: 0.125,
      ulps: 2 ** 51,
    } satisfies Comparison);
    expect(entries[1]).toMatchObject({ absoluteError: 0, relativeError: 0, ulps: 0 });
  });

  it("finds the worst in units of what is explained, not by size", () => {
    const { worst, maxRelativeError } = compare([100, 101, 10, 0], [1, 1.5, 0.125, 0]);
    expect(worst.path).toBe("db[1]");
    expect(maxRelativeError).toBe(1 / 3);
    expect(compare([1, 1.5, 0.5, 0], [2, 2.5, 0.5, 0]).worst.path).toBe("db[0]");
    expect(compare([Number.NaN, 1, 1, 0], [1, 1, 1, 0]).maxRelativeError).toBeNaN();
  });

  it("names the entries of a matrix by row and column, each tensor by its own", () => {
    const at = {
      W: fromRows([
        [1, 2],
        [3, 4],
      ]),
      b: Float64Array.of(5),
    };
    const off = {
      W: fromRows([
        [1, 2],
        [9, 4],
      ]),
      b: Float64Array.of(5),
    };
    const none = {
      W: fromRows([
        [0, 0],
        [0, 0],
      ]),
      b: Float64Array.of(0),
    };
    const found = compareGradient(at, { values: off, errors: none }, none);
    expect(Object.keys(found)).toEqual(["dW", "db"]);
    expect(found["dW"].worst).toMatchObject({ path: "dW[1][0]", analytic: 3, numeric: 9 });
    expect(found["dW"].entries.map(({ path }) => path)).toEqual([
      "dW[0][0]",
      "dW[0][1]",
      "dW[1][0]",
      "dW[1][1]",
    ]);
    expect(found["db"].verdict).toBe("pass");
  });
});

describe("gravest", () => {
  it("puts fail before inconclusive before vacuous before pass", () => {
    expect(gravest(["pass", "fail", "inconclusive", "vacuous"])).toBe("fail");
    expect(gravest(["pass", "inconclusive", "vacuous"])).toBe("inconclusive");
    expect(gravest(["vacuous", "pass"])).toBe("vacuous");
    expect(gravest(["pass", "pass"])).toBe("pass");
  });
});
