import { describe, expect, it } from "vitest";
import { ACTIVATION } from "../../../src/conformance/suite/activation.ts";
import { ACTIVATIONS, type Activation } from "../../../src/rnn/activation.ts";

/** All pre-activations that an activation is asked for. */
function askedOf(activation: Activation): number[] {
  return ACTIVATION.filter(({ config }) => config.activation === activation).flatMap(
    ({ inputs }) => inputs.a,
  );
}

describe("the activations", () => {
  it.each(ACTIVATIONS)("%s is asked for on both sides of zero, near and far", (activation) => {
    const asked = askedOf(activation);
    for (const a of [0.015625, 3, 800]) {
      expect(asked).toContain(a);
      expect(asked).toContain(-a);
    }
  });

  it.each(["sigmoid", "tanh"] as const)("%s is asked for where exponentials give out", (name) => {
    // e^40 swallows a 1 in binary64, e^90 overflows binary32, e^800 binary64.
    for (const a of [20, 40, 90, 800]) {
      expect(askedOf(name)).toContain(a);
      expect(askedOf(name)).toContain(-a);
    }
  });

  it("relu is asked for at 0 and at -0, in two cases, and nowhere else by convention", () => {
    const kinks = ACTIVATION.filter(({ flags }) => flags.includes("ByConvention"));
    expect(kinks).toHaveLength(2);
    for (const { config, inputs } of kinks) {
      expect(config.activation).toBe("relu");
      expect(inputs.a.some((a) => Object.is(a, 0))).toBe(true);
      expect(inputs.a.some((a) => Object.is(a, -0))).toBe(true);
    }
    const others = ACTIVATION.filter((draft) => !kinks.includes(draft));
    for (const { config, inputs } of others.filter((one) => one.config.activation === "relu")) {
      expect(inputs.a, config.activation).not.toContain(0);
    }
  });
});
