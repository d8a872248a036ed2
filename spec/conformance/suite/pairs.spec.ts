import { describe, expect, it } from "vitest";
import { PAIRS } from "../../../src/conformance/suite/pairs.ts";

describe("the pairs", () => {
  it("have every activation with every output, and either placement with both", () => {
    const met = PAIRS.map(({ config }) => `${config.activation} ${config.output}`);
    expect(new Set(met).size).toBe(8);
    const placed = PAIRS.map(({ config }) => `${config.lossAt} ${config.output}`);
    expect(new Set(placed).size).toBe(4);
  });

  it("have a truncation of each kind, which must not matter", () => {
    expect(new Set(PAIRS.map(({ config }) => config.truncation.kind)).size).toBe(3);
  });

  it("are few: of T steps with losses there are T (T + 1) / 2", () => {
    for (const { inputs, id } of PAIRS) expect(inputs.x.length, id).toBeLessThanOrEqual(5);
  });
});
