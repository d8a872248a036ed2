import { describe, expect, it } from "vitest";
import { DRAFTS } from "../../../src/conformance/suite/drafts.ts";
import {
  LARGE_GRADIENTS,
  SHAPES_AND_ZEROS,
} from "../../../src/conformance/suite/gradientShapes.ts";
import { numbersIn } from "../../support/solvedCases.ts";
import { draftOf, solved, tensorsIn } from "../../support/suite.ts";

describe("shapes", () => {
  /** Whether some case has these sizes, D, H, O and T, where they are given. */
  function has(wanted: { D?: number; H?: number; O?: number; T?: number }): boolean {
    return SHAPES_AND_ZEROS.some(({ config, inputs }) => {
      const sizes = {
        D: config.inputSize,
        H: config.hiddenSize,
        O: config.outputSize,
        T: inputs.x.length,
      };
      return Object.entries(wanted).every(([name, size]) => Reflect.get(sizes, name) === size);
    });
  }

  it("are as small as they can be, one at a time and all at once", () => {
    expect(has({ T: 1 })).toBe(true);
    expect(has({ H: 1, T: 5 })).toBe(true);
    expect(has({ D: 1, O: 1, H: 3 })).toBe(true);
    expect(has({ D: 1, H: 1, O: 1 })).toBe(true);
  });

  it("are wide, tall and square", () => {
    expect(has({ D: 4, O: 1 })).toBe(true);
    expect(has({ D: 1, O: 4 })).toBe(true);
    expect(has({ D: 3, H: 3, O: 3 })).toBe(true);
  });

  it("are large with every truncation", () => {
    expect(new Set(LARGE_GRADIENTS.map(({ config }) => config.truncation.kind)).size).toBe(3);
    for (const { config, flags } of LARGE_GRADIENTS) {
      expect(config.hiddenSize).toBeGreaterThanOrEqual(16);
      expect(flags).toContain("ByReversePass");
    }
  });
});

describe("zeros", () => {
  it("the gradient is zero where the outputs fit and where there is one class", () => {
    for (const id of ["gradient-perfect-fit", "gradient-softmax-of-one-class"]) {
      expect(numbersIn(solved(draftOf(id))).filter((value) => value !== 0)).toEqual([]);
    }
  });

  it("a state of zeros that is given is none", () => {
    const draft = draftOf("gradient-initial-state-of-zeros");
    const inputs: object = { ...draft.inputs, initialState: undefined };
    expect(solved(Object.assign({}, draft, { inputs }))).toEqual(solved(draft));
  });

  it("no tensor of a gradient is zero where the case does not say so", () => {
    const others = DRAFTS.filter(({ kind, flags }) => {
      return kind === "gradient" && !flags.includes("Zeros") && !flags.includes("Large");
    });
    for (const draft of others) {
      for (const tensor of tensorsIn(solved(draft))) {
        expect(Math.max(...tensor.map(Math.abs)), draft.id).toBeGreaterThan(1e-12);
      }
    }
  });
});
