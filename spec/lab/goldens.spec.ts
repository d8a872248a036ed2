import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GOLDEN_NAMES } from "../../src/article/goldens.ts";
import { goldenSteps } from "../../src/lab/goldens.ts";

describe("the golden runs, one a step", () => {
  it("are those that are written down; here the small ones", () => {
    const file = new URL("../../fixtures/article/goldens.json", import.meta.url);
    const written = JSON.parse(readFileSync(file, "utf8"));
    const steps = goldenSteps();
    for (const [n, name] of GOLDEN_NAMES.slice(0, 3).entries()) {
      const expected = { name, golden: written[name], done: n + 1, of: GOLDEN_NAMES.length };
      expect(steps.next()).toEqual({ done: false, value: expected });
    }
  });
});
