import { describe, expect, it } from "vitest";
import { LOSS } from "../../../src/conformance/suite/loss.ts";

const softmax = LOSS.filter(({ config }) => config.output === "softmax");

describe("the losses", () => {
  it("have one output and several, of either kind", () => {
    for (const output of ["linear", "softmax"]) {
      const own = LOSS.filter(({ config }) => config.output === output);
      const lengths = own.map(({ inputs }) => inputs.o.length);
      expect(lengths).toContain(1);
      expect(Math.max(...lengths)).toBeGreaterThanOrEqual(3);
    }
  });

  it("have the first, the last and an inner class for their target", () => {
    const places = softmax.map(({ inputs: { y } }) => {
      const k = y.indexOf(1);
      return k === 0 ? "first" : k === y.length - 1 ? "last" : "inner";
    });
    expect(new Set(places)).toEqual(new Set(["first", "last", "inner"]));
  });

  it("overflow a plain exponential, or underflow all of them, where the flag says so", () => {
    // e^88.8 is beyond binary32, and e^-104 below half its smallest number.
    for (const { flags, inputs, id } of softmax) {
      const [largest, least] = [Math.max(...inputs.o), Math.min(...inputs.o)];
      expect(largest > 88.8 || least < -104, id).toBe(flags.includes("Overflow"));
    }
    const outputs = softmax.map(({ inputs }) => Math.max(...inputs.o));
    expect(Math.max(...outputs)).toBeGreaterThan(710);
    expect(outputs.some((o) => o > 88.8 && o < 709)).toBe(true);
    expect(Math.min(...outputs)).toBeLessThan(-746);
  });

  it("have outputs that are all equal", () => {
    const equal = softmax.filter(({ inputs: { o } }) => o.length > 1 && new Set(o).size === 1);
    expect(equal).toHaveLength(1);
  });
});
