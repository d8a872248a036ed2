import { describe, expect, it, vi } from "vitest";
import { bptt } from "../support/inProcess.ts";
import { SAMPLE_CASES, suiteFolder } from "../support/sampleSuite.ts";

describe("list", () => {
  it("has every case once, in 80 columns, and counts them", async () => {
    const { code, stdout, stderr } = await bptt(suiteFolder(), "list");
    expect([code, stderr]).toEqual([0, ""]);
    for (const { id } of SAMPLE_CASES) expect(stdout.split(`│ ${id} `)).toHaveLength(2);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/\n14 cases\n$/);
  });

  it("leaves no word of a comment out", async () => {
    const { stdout } = await bptt(suiteFolder(), "list", "--kind", "random");
    const [testCase] = SAMPLE_CASES.filter(({ kind }) => kind === "random");
    const cells = [...stdout.matchAll(/│ [^│]* │ ([^│]*) │/g)].map(([, text]) => text.trim());
    expect(cells.slice(1).join(" ")).toBe(testCase.comment);
    expect(stdout).toMatch(/\n1 case\n$/);
  });

  it("is as wide as COLUMNS says, and on a narrow terminal no table", async () => {
    const list = async (width: string): Promise<string[]> => {
      vi.stubEnv("COLUMNS", width);
      const { stdout } = await bptt(suiteFolder(), "list");
      vi.unstubAllEnvs();
      return stdout.split("\n");
    };
    const [top] = await list("120");
    expect(top).toHaveLength(120);
    const narrow = await list("40");
    for (const line of narrow) expect(line.length).toBeLessThanOrEqual(40);
    for (const { id, comment } of SAMPLE_CASES) {
      expect(narrow.join("\n").replaceAll("\n  ", " ")).toContain(
        `\n${id} ${comment}\n`.trimStart(),
      );
    }
    expect(narrow.slice(-2)).toEqual(["14 cases", ""]);
  });

  it("--json has them as data", async () => {
    const { stdout } = await bptt(suiteFolder(), "list", "--kind", "gradient", "--json");
    const own = SAMPLE_CASES.filter(({ kind }) => kind === "gradient");
    expect(JSON.parse(stdout)).toEqual(
      own.map(({ id, kind, comment, flags }) => ({ id, kind, comment, flags })),
    );
  });

  it("--quick has fewer", async () => {
    const { stdout } = await bptt(suiteFolder(), "list", "--quick", "--json");
    const rows = JSON.parse(stdout) as object[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(SAMPLE_CASES.length);
  });

  it("takes no argument", async () => {
    const { code, stderr } = await bptt(suiteFolder(), "list", "gradient");
    expect(stderr).toMatch(/^error: too many arguments for 'list'.*\n$/);
    expect(code).toBe(2);
  });

  it("says what is wrong with the files, in one line", async () => {
    const folder = suiteFolder({ "cases/loss.json": "{}" });
    const { code, stderr } = await bptt(folder, "list");
    expect(stderr).toMatch(
      /^error: cases\/loss\.json: expected the SHA-256 [0-9a-f]{64} of the manifest, got [0-9a-f]{64}\n$/,
    );
    expect(code).toBe(2);
  });
});
