import { describe, expect, it } from "vitest";
import { parseCases } from "../../src/conformance/read.ts";
import { bptt } from "../support/inProcess.ts";
import { SAMPLE_CASES, sampleCase, suiteFolder } from "../support/sampleSuite.ts";

describe("show", () => {
  it.each(SAMPLE_CASES.map(({ id }) => id))("%s fits 80 columns", async (id) => {
    const { code, stdout, stderr } = await bptt(suiteFolder(), "show", id);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.startsWith(`${id}\n`)).toBe(true);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("has the titles of the bugs that the case finds", async () => {
    const { stdout } = await bptt(suiteFolder(), "show", "gradient-window-1-of-7");
    expect(stdout).toContain("\n  window-one-hop-short: The window is one hop short\n");
    const { kills } = sampleCase("gradient-window-1-of-7");
    const [, list] = stdout.split("\nFinds these mistakes\n");
    expect(list.match(/^ {2}[a-z]/gm)).toHaveLength(kills.length);
  });

  it("--json is a file of this case alone, with its own notes", async () => {
    const id = "gradient-window-4-of-7";
    const { stdout } = await bptt(suiteFolder(), "show", "--json", id);
    const file = parseCases(stdout, "shown");
    const testCase = sampleCase(id);
    expect({ kind: file.kind, ...file.cases[0] }).toEqual(testCase);
    expect(Object.keys(file.notes).toSorted()).toEqual(testCase.flags.toSorted());
  });

  it.each([
    ["gradient-window-4", "gradient-window-4-of-7, "],
    ["lost-linear-ordinary", "loss-linear-ordinary, "],
  ])("%s: names the nearest ids", async (id, nearest) => {
    const { code, stdout, stderr } = await bptt(suiteFolder(), "show", id);
    expect(stderr.startsWith(`error: there is no case "${id}"; nearest: ${nearest}`)).toBe(true);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
