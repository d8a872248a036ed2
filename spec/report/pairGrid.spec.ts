import { describe, expect, it } from "vitest";
import type { TruncationReading } from "../../src/conformance/diagnosis/truncation.ts";
import { drawnPairs, pairGridText } from "../../src/report/pairGrid.ts";
import { sampleCheck } from "../support/checks.ts";

const base = sampleCheck();

/** The sample check, had these been read off its gradients. */
function checkWith(...truncation: readonly TruncationReading[]) {
  return { ...base, diagnosis: { ...base.diagnosis, truncation } };
}

const LAST: TruncationReading = {
  id: "gradient-tanh-linear-last-window-2",
  steps: 4,
  asked: { kind: "window", hops: 2 },
  pairs: [],
  conventions: [{ kind: "window", hops: 3 }],
  missing: [[3, 2]],
  extra: [[3, 0]],
};
const EVERY: TruncationReading = {
  id: "gradient-window-1-of-7",
  steps: 7,
  asked: { kind: "window", hops: 1 },
  pairs: [],
  conventions: [],
  missing: [
    [1, 0],
    [2, 1],
  ],
  extra: [[6, 0]],
};

describe("the pairs of a gradient", () => {
  it("are drawn with what was asked for and what was found, losses at the last step only", () => {
    const drawn = drawnPairs(checkWith(LAST));
    expect(drawn?.id).toBe(LAST.id);
    expect(pairGridText(drawn?.marks ?? [])).toBe(
      [
        "  t\\i 0 1 2 3",
        "    0 ·",
        "    1 · ·",
        "    2 · · ·",
        "    3 + ● ○ ●",
        "  ●  asked for and found",
        "  ○  asked for, not found",
        "  +  found, not asked for",
        "  ·  neither",
      ].join("\n"),
    );
  });

  it("are those that show the most", () => {
    const drawn = drawnPairs(checkWith(LAST, EVERY));
    expect(drawn?.id).toBe(EVERY.id);
    const [, ...rows] = pairGridText(drawn?.marks ?? []).split("\n");
    expect(rows.slice(0, 3)).toEqual(["    0 ●", "    1 ○ ●", "    2 · ○ ●"]);
    expect(rows[6]).toBe("    6 + · · · · ● ●");
  });

  it("are the fewer, where as many are wrong", () => {
    const two = { ...EVERY, missing: EVERY.missing.slice(1) };
    expect(drawnPairs(checkWith(two, LAST))?.id).toBe(LAST.id);
  });

  it("have columns that two digits fit in", () => {
    const asked = { kind: "full" } as const;
    const drawn = drawnPairs(checkWith({ ...EVERY, asked, steps: 12 }));
    const lines = pairGridText(drawn?.marks ?? []).split("\n");
    expect(lines[0]).toBe("  t\\i  0  1  2  3  4  5  6  7  8  9 10 11");
    expect(lines[2]).toBe("    1  ○  ●");
    expect(lines[12]).toBe(`   11${"  ●".repeat(12)}`);
  });

  it.each([
    ["nothing was read", []],
    ["all is as asked for", [{ ...EVERY, missing: [], extra: [] }]],
    ["there are too many steps", [{ ...EVERY, steps: 13 }]],
    ["the case is not there", [{ ...EVERY, id: "gradient-none" }]],
  ])("are not drawn where %s", (_, readings) => {
    expect(drawnPairs(checkWith(...readings))).toBeUndefined();
  });
});
