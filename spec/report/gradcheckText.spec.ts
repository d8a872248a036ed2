/** A gradient check as text: every verdict, in 80 columns. */
import { describe, expect, it, vi } from "vitest";
import { combine, type Opinion } from "../../src/gradcheck/report.ts";
import { compareTensor, type Verdict } from "../../src/gradcheck/verdict.ts";
import { checkText } from "../../src/report/gradcheckText.ts";

const tensor = (analytic: number, numeric: number, error = 2 ** -30): Opinion[string] =>
  compareTensor(
    "dW",
    Float64Array.of(analytic, 1),
    Float64Array.of(numeric, 1),
    Float64Array.of(error, 2 ** -30),
    Float64Array.of(0, 0),
  );

const text = (
  opinions: Readonly<Record<string, Opinion>>,
  remarks: readonly string[] = [],
): string => checkText(combine(Object.keys(Object.values(opinions)[0]), opinions, remarks));

const slope = (verdict: Verdict, value: number | null): Opinion[string] => ({
  verdict,
  reason: verdict === "pass" ? null : "the slope says so",
  slope: value,
});

describe("a check in a terminal", () => {
  it("is paragraphs where there is no room for the tables", () => {
    vi.stubEnv("COLUMNS", "40");
    const shown = text({ duals: { dW: tensor(0.5, 0.5 + 2 ** -40) } }).split("\n");
    vi.unstubAllEnvs();
    expect(shown).toContain("dW: verdict pass, worst entry dW[0],");
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("shows the worst entry of each tensor, each oracle's figure, and the verdict", () => {
    const lines = text({
      duals: { dW: tensor(0.5, 0.5 + 2 ** -40) },
      taylor: { dW: slope("pass", 2.001) },
    }).split("\n");
    expect(lines[3]).toBe(
      "│ dW     │    pass │       dW[0] │ 0.5000000 │ 0.5000000 │    1.8e-12 │",
    );
    expect(lines.join("\n")).toContain("│ dW │ 1.8e-12 │   2.00 │");
    expect(lines.at(-1)).toBe("PASS: every tensor agrees with every oracle that could tell.");
    expect(lines.join("\n")).not.toMatch(/Note|fail:/);
  });

  it("shows the worst entry's own relative error, and the largest below it", () => {
    // dW[0] is a quarter of 1 off and explained; dW[1] an eighth of 2 off, and not.
    const bounds = [Float64Array.of(1, 2 ** -30), Float64Array.of(0, 0)] as const;
    const dW = compareTensor("dW", Float64Array.of(1, 2), Float64Array.of(0.75, 1.75), ...bounds);
    const found = text({ duals: { dW } });
    expect(found).toContain(
      "│ dW     │    fail │       dW[1] │ 2.000000 │ 1.750000 │     1.3e-1 │",
    );
    expect(found).toContain("│ dW │ 2.5e-1 ✗ │");
  });

  it("marks what fails, what cannot tell and what is empty, and gives the first reason", () => {
    const zero = compareTensor(
      "db",
      Float64Array.of(0),
      Float64Array.of(0),
      Float64Array.of(1),
      Float64Array.of(0),
    );
    const found = text({
      duals: { dW: tensor(0.5, 0.75), db: zero, dV: tensor(1, 1, Infinity) },
      taylor: {
        dW: slope("fail", 1),
        db: slope("inconclusive", null),
        dV: slope("inconclusive", 1.5),
      },
    });
    expect(found).toContain("│ dW │ 3.3e-1 ✗ │ 1.00 ✗ │");
    expect(found).toContain("│ db │ 0.0e+0 0 │    – ? │");
    expect(found).toContain("│ dV │ 0.0e+0 ? │ 1.50 ? │");
    expect(found).toContain("│ db     │      vacuous │       db[0] │         0 │         0 │");
    expect(found).toContain(
      "\ndW fail: duals: dW[0] is off by 0.25, where 9.3e-10 is explained.\n",
    );
    expect(found).toContain("\ndb vacuous: duals: no entry can be told from zero");
    expect(found).toContain("\ndV inconclusive: duals: the oracle cannot tell dW[0].\n");
    expect(found).toMatch(/\nFAIL: this is not the gradient of the loss\.$/);
  });

  it.each<readonly [Verdict, string]>([
    ["vacuous", "VACUOUS: nothing speaks against it, but not all of it was tested."],
    ["inconclusive", "INCONCLUSIVE: nothing speaks against it, but the oracles could not tell."],
  ])("ends with %s in words", (verdict, words) => {
    const found = text({ evaluation: { dW: { verdict, reason: "so" } } });
    expect(found.endsWith(words)).toBe(true);
    expect(found).toContain("│ dW     │ ");
    expect(found).toContain("–");
  });

  it("breaks notes between words, never beyond 80 columns", () => {
    const remark = "a word or two and then some ".repeat(8).trim();
    const found = text({ taylor: { dW: slope("pass", 2) } }, [remark, "x".repeat(100)]);
    const note = found.slice(found.indexOf("Note: "), found.indexOf("\n\nNote:\n"));
    expect(note.split("\n").every((line) => line.length <= 80)).toBe(true);
    expect(note.split("\n").length).toBe(3);
    expect(note.replaceAll("\n  ", " ")).toBe(`Note: ${remark}.`);
    expect(found).toContain(`${"x".repeat(100)}.`);
  });
});
