import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildIn, CONSUMERS } from "../../scripts/consumers/programs.ts";
import { chosenCases, FIXTURES } from "../../src/cli/suite.ts";
import { judge } from "../../src/conformance/compare.ts";
import { diagnose } from "../../src/conformance/diagnosis/diagnose.ts";
import type { Evidence } from "../../src/conformance/diagnosis/evidence.ts";
import type { Dtype } from "../../src/conformance/dtype.ts";
import type { Case } from "../../src/conformance/kinds.ts";
import { loadSuite } from "../../src/conformance/load.ts";
import { openProgram } from "../../src/conformance/protocol/program.ts";
import { runCases } from "../../src/conformance/protocol/runCases.ts";
import { runScript, temporaryFolder } from "../support/cli.ts";

/** A part of the network's source that occurs once, and what takes its place. */
type Replaced = readonly [part: string, by: string];

interface Plant {
  /** the bug of the catalogue that comes of it */
  readonly bug: string;
  readonly replaced: readonly Replaced[];
}

const [NUMPY] = CONSUMERS;
const RECIPE = NUMPY.recipe();
const SUITE = loadSuite(FIXTURES);
const QUICK = chosenCases(SUITE, { quick: true }, FIXTURES);
/** A few that tell the planted mistakes from all others. */
const STEPS = SUITE.filter(({ kind }) => kind === "step").slice(0, 10);

/** What the NumPy program, with parts of its network replaced, answers to cases. */
async function answersOf(
  dtype: Dtype,
  cases: readonly Case[],
  replaced: readonly Replaced[] = [],
): Promise<Evidence[]> {
  if ("missing" in RECIPE) throw new Error(`expected ${RECIPE.missing}`);
  const { signal } = new AbortController();
  const folder = temporaryFolder();
  const commandFor = await buildIn(folder, NUMPY.name, RECIPE, signal);
  const path = join(folder, "elman.py");
  let source = readFileSync(path, "utf8");
  for (const [part, by] of replaced) {
    expect(source.split(part), part).toHaveLength(2);
    source = source.replace(part, by);
  }
  writeFileSync(path, source);
  const evidence: Evidence[] = [];
  for await (const { answer } of runCases(await openProgram(commandFor(dtype)), cases)) {
    evidence.push({ case: cases[evidence.length], answer });
  }
  return evidence;
}

/** As in a program without a finished gradient, which subtracts each term as soon as it has it. */
const DESCEND_AT_ONCE = `
def descend_at_once(net, p, seq, some_sweeps, learning_rate):
    p = {name: value.copy() for name, value in p.items()}
    for start, first, last in some_sweeps:
        for t in range(first, last + 1):
            if seq.target(net, t) is None:
                continue
            for i, delta in deltas(net, p, seq, start, t, t):
                g = zero_gradient(p)
                if i == t:
                    add_output_terms(g, seq, t, error_at(net, seq, t))
                add_hidden_terms(g, seq, i, delta)
                p.update(update(p, g, learning_rate))
    return p


def train_on(`;

const CARRY = 'carry = p["W"].T @ delta';
const SLOPE = 'derivative(net["activation"], seq.s[i])';

const PLANTS: readonly Plant[] = [
  { bug: "w-not-transposed", replaced: [[CARRY, 'carry = p["W"] @ delta']] },
  { bug: "no-carry", replaced: [[CARRY, "carry = 0 * delta"]] },
  {
    bug: "derivative-at-pre-activation",
    replaced: [[SLOPE, 'derivative(net["activation"], seq.a[i])']],
  },
  {
    bug: "derivative-of-last-step",
    replaced: [[SLOPE, 'derivative(net["activation"], seq.s[-2])']],
  },
  {
    bug: "state-not-fed-back",
    replaced: [
      ['p["W"] @ seq.s[t - 1]', 'p["W"] @ seq.s[-1]'],
      ["np.outer(delta, seq.s[i - 1])", "np.outer(delta, seq.s[-1])"],
    ],
  },
  {
    bug: "updated-during-backward",
    replaced: [
      [
        'g = clip(gradient(net, p, seq, some_sweeps), training["clipping"])',
        'p = descend_at_once(net, p, seq, some_sweeps, training["learningRate"])',
      ],
      ['p = update(p, g, training["learningRate"])\n', "\n"],
      ["\ndef train_on(", DESCEND_AT_ONCE],
    ],
  },
];

describe.skipIf("missing" in RECIPE)("the NumPy program", () => {
  it.each(["float64", "float32"] as const)("passes the quick cases in %s", async (dtype) => {
    const cases = QUICK.filter(({ kind, config }) => kind !== "canary" || config.dtype === dtype);
    const judgements = (await answersOf(dtype, cases)).map(({ case: testCase, answer }) =>
      judge(testCase, answer, dtype),
    );
    expect(judgements.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(judgements).toHaveLength(QUICK.length - 1);
  });

  it.each(PLANTS)("with $bug planted is failed, and that is named", async ({ bug, replaced }) => {
    const evidence = await answersOf("float64", STEPS, replaced);
    const { cases, causes, sentences } = diagnose(evidence, "float64");
    expect(cases.failed).toBeGreaterThan(0);
    expect(
      causes.map(({ id }) => id),
      sentences.join("\n"),
    ).toEqual([bug]);
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
