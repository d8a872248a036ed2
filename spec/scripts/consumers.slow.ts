import { describe, expect, it } from "vitest";
import { buildIn, CONSUMERS } from "../../scripts/consumers/programs.ts";
import { chosenCases, FIXTURES } from "../../src/cli/suite.ts";
import { judge } from "../../src/conformance/compare.ts";
import type { Evidence } from "../../src/conformance/diagnosis/evidence.ts";
import type { Dtype } from "../../src/conformance/dtype.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { loadSuite } from "../../src/conformance/load.ts";
import { openProgram } from "../../src/conformance/protocol/program.ts";
import { runCases } from "../../src/conformance/protocol/runCases.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

const [NUMPY] = CONSUMERS;
const RECIPE = NUMPY.recipe();
const SUITE = loadSuite(FIXTURES);
const QUICK = chosenCases(SUITE, { quick: true }, FIXTURES);

/** What the NumPy program answers to cases. */
async function answersOf(dtype: Dtype, cases: readonly Case[]): Promise<Evidence[]> {
  if ("missing" in RECIPE) throw new Error(`expected ${RECIPE.missing}`);
  const { signal } = new AbortController();
  const commandFor = await buildIn(temporaryFolder(), NUMPY.name, RECIPE, signal);
  const evidence: Evidence[] = [];
  for await (const { answer } of runCases(await openProgram(commandFor(dtype)), cases)) {
    evidence.push({ case: cases[evidence.length], answer });
  }
  return evidence;
}

describe.skipIf("missing" in RECIPE)("the NumPy program", () => {
  it.each(["float64", "float32"] as const)("passes the quick cases in %s", async (dtype) => {
    const cases = QUICK.filter(({ kind, config }) => kind !== "canary" || config.dtype === dtype);
    const judgements = (await answersOf(dtype, cases)).map(({ case: testCase, answer }) =>
      judge(testCase, answer, dtype),
    );
    expect(judgements.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(judgements).toHaveLength(QUICK.length - 1);
  });
});

describe("npm run consumers", () => {
  it.each([
    [["--fuzz", "0"], "error: --fuzz: expected a whole number of at least 1, got 0\n"],
    [["--fixtures", "nowhere"], /^error: .*nowhere\/manifest\.json.*\n$/],
  ])("answers %j with one line", async (args, stderr) => {
    expect(await runScript("consumers", args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(stderr),
    });
  });
});
