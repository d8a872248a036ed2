import { describe, expect, it } from "vitest";
import { GRID } from "../../../src/conformance/suite/gradientGrid.ts";
import { preActivations } from "../../support/suite.ts";

/** The options of each case, one value each. */
const options = GRID.map(({ config, inputs }) => ({
  activation: config.activation,
  output: config.output,
  lossAt: config.lossAt,
  truncation: config.truncation.kind,
  hiddenBias: config.hiddenBias,
  outputBias: config.outputBias,
  initialState: inputs.initialState !== undefined,
}));

type Option = keyof (typeof options)[number];
const NAMES = Object.keys(options[0]) as Option[];

/** The different values of some options taken together. */
function combinations(...names: readonly Option[]): Set<string> {
  return new Set(options.map((values) => names.map((name) => String(values[name])).join()));
}

describe("the grid", () => {
  it("is complete in activation, output, placement and kind of truncation", () => {
    expect(GRID).toHaveLength(4 * 2 * 2 * 3);
    expect(combinations("activation", "output", "lossAt", "truncation").size).toBe(GRID.length);
  });

  it("any two values of any two options meet in some case", () => {
    for (const first of NAMES) {
      for (const second of NAMES.filter((name) => name !== first)) {
        const all = combinations(first).size * combinations(second).size;
        expect(combinations(first, second).size, `${first} and ${second}`).toBe(all);
      }
    }
  });

  it("has each combination of biases, with an initial state and without one", () => {
    expect(combinations("hiddenBias", "outputBias", "initialState").size).toBe(8);
  });

  it("has D, H and O all different", () => {
    for (const { config } of GRID) {
      const { inputSize: D, hiddenSize: H, outputSize: O } = config;
      expect(new Set([D, H, O]).size).toBe(3);
    }
  });

  it("has enough entries to tell which of the pairs of steps went into a gradient", () => {
    for (const { config, inputs, id } of GRID) {
      const { inputSize: D, hiddenSize: H } = config;
      const T = inputs.x.length;
      expect((T * (T + 1)) / 2, id).toBeLessThanOrEqual(H * D + H * H);
    }
  });

  it("truncates within the sequence, so that it shows", () => {
    for (const { config, inputs, id } of GRID) {
      const { truncation } = config;
      const T = inputs.x.length;
      if (truncation.kind === "window") expect(truncation.hops, id).toBeLessThan(T - 1);
      if (truncation.kind === "chunk") expect(truncation.k2, id).toBeLessThan(T);
    }
  });

  it("has units of relu that are on at some steps and off at others, and never all off", () => {
    for (const draft of GRID.filter(({ config }) => config.activation === "relu")) {
      const steps = preActivations(draft).map((a) => Array.from(a, (value) => value > 0));
      for (const on of steps) expect(on, draft.id).toContain(true);
      for (let h = 0; h < draft.config.hiddenSize; h++) {
        expect(new Set(steps.map((on) => on[h])).size, `${draft.id}, unit ${h}`).toBe(2);
      }
    }
  });
});
