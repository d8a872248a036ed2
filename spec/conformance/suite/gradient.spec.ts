import { describe, expect, it } from "vitest";
import { drawnSequence, sizes } from "../../../src/conformance/suite/build.ts";
import { gradient } from "../../../src/conformance/suite/gradient.ts";

describe("gradient", () => {
  const recipe = { network: { ...sizes(2, 3, 1), hiddenBias: false }, seed: 1, steps: 3 };

  it("makes a case of what is drawn, with what is told of it and what its inputs tell", () => {
    const { config, inputs } = drawnSequence(recipe);
    expect(gradient("a-1", "Why.", ["Saturated"], recipe)).toEqual({
      kind: "gradient",
      id: "gradient-a-1",
      comment: "Why.",
      flags: ["ByDefinition", "NoBias", "Saturated"],
      config,
      inputs,
    });
  });

  it("has another derivation where a network is large", () => {
    const { flags } = gradient("a-2", "Why.", ["Large"], recipe);
    expect(flags).toEqual(["ByReversePass", "NoBias", "Large"]);
  });
});
