/** Engines that print too little, too much or something else must not pass. */
import { describe, expect, it } from "vitest";
import { examine, type Outcome } from "../../../scripts/engines/examine.ts";
import type { Host } from "../../../scripts/engines/hosts.ts";
import type { Run } from "../../../scripts/engines/judge.ts";
import { enginesJson, enginesText, isEqual } from "../../../scripts/engines/table.ts";
import { PRESETS } from "../../../src/article/settings.ts";
import { ENGINES } from "../../../src/engine/engine.ts";
import { asPrinted, GOLDENS, rightRuns } from "../../support/engineRuns.ts";

const RIGHT = rightRuns(ENGINES);
const BY_REFERENCE = rightRuns(["reference"]);
const SCRIPTS = { ours: "ours", math: "math" };

interface Printed {
  readonly ours?: string;
  readonly math?: string;
}

/** What comes of an engine that prints this, and otherwise what it should. */
function outcomeOf(
  { ours = asPrinted(RIGHT), math = asPrinted(BY_REFERENCE) }: Printed,
  host: Partial<Host> = {},
): Promise<Outcome> {
  const run = async (script: string): Promise<string> => (script === "ours" ? ours : math);
  const find = async (): ReturnType<Host["find"]> => ({ version: "156.0.8078.79", run });
  const fake = { name: "fake", ways: ENGINES, find, ...host };
  return examine(fake, SCRIPTS, GOLDENS, 60, new AbortController().signal);
}

/** The runs, one of them changed. */
function changed(key: `${Run["name"]}, ${Run["way"]}`, by: Partial<Run>): string {
  const runs = RIGHT.map((run) => (`${run.name}, ${run.way}` === key ? { ...run, ...by } : run));
  expect(runs).not.toEqual(RIGHT);
  return asPrinted(runs);
}

const PUBLISHED = GOLDENS["as-published"];
const OTHER_LOSS = PUBLISHED.valLoss.with(1, PUBLISHED.valLoss[1] + 1e-11);

describe("an engine that prints every golden", () => {
  it("is equal, whatever it makes of Math", async () => {
    const runs = BY_REFERENCE.map((run) => ({ ...run, valLoss: run.valLoss.with(0, 1) }));
    const outcome = await outcomeOf({ math: asPrinted(runs) });
    expect(isEqual(outcome)).toBe(true);
    const text = enginesText([outcome]);
    expect(text).toMatch(/ fake .* 6 of 6 .* 6 of 6 .* e80c9239 .* 1, valLoss /);
    expect(text).not.toMatch(/DIFFERENT|FAILED/);
  });

  it.each<[what: string, printed: string, row: RegExp, remark: string]>([
    [
      "one loss",
      changed("as-published, wasm", { valLoss: OTHER_LOSS }),
      /6 of 6 .* 5 of 6/,
      ", wasm: as-published, epoch 2, valLoss",
    ],
    [
      "the parameters",
      changed("sane, reference", { sha256: PUBLISHED.sha256 }),
      /5 of 6 .* 6 of 6/,
      ", reference: sane, parameters",
    ],
    [
      "an epoch too few",
      changed("as-published, wasm", { trainLoss: PUBLISHED.trainLoss.slice(0, -1) }),
      /6 of 6 .* 5 of 6/,
      ", wasm: as-published, epoch 25, trainLoss",
    ],
    [
      "an epoch too many",
      changed("as-published, wasm", { valLoss: [...PUBLISHED.valLoss, 8] }),
      /6 of 6 .* 5 of 6/,
      ", wasm: as-published, epoch 26, valLoss",
    ],
  ])("is not equal when %s differs", async (_what, ours, row, remark) => {
    const outcome = await outcomeOf({ ours });
    expect(isEqual(outcome)).toBe(false);
    const text = enginesText([outcome]);
    expect(text).toMatch(row);
    expect(text).toContain(`\nDIFFERENT fake${remark}`);
  });
});

describe("the table of hashes", () => {
  it("has each golden's once, as long as all engines have the same", async () => {
    const outcome = await outcomeOf({});
    const text = enginesText([outcome, outcome, { name: "absent", skipped: "it" }]);
    for (const [name, { sha256 }] of Object.entries(GOLDENS)) {
      const rows = text.split("\n").filter((line) => line.startsWith(`│ ${name} `));
      expect(rows).toEqual([expect.stringContaining(`${sha256.slice(0, 16)}… │  2 of 2 │`)]);
    }
  });

  it("has each that one engine has and another has not", async () => {
    const sha256 = "0123456789abcdef".repeat(4);
    const other = await outcomeOf({ ours: changed("sane, wasm", { sha256 }) });
    const text = enginesText([await outcomeOf({}), other]);
    expect(text).toMatch(/│ sane .* 2 of 2 │\n│ sane .* 0123456789abcdef… │ {2}1 of 2 │/);
  });

  it("counts no engine that ran only the first epochs", async () => {
    const cut = await outcomeOf({}, { epochs: 25 });
    expect(enginesText([await outcomeOf({}), cut])).toMatch(/│ sane .* 1 of 1 │/);
  });
});

describe("an engine that is cut to few epochs", () => {
  const cut = (epochs: number): Printed => {
    const runs = BY_REFERENCE.map(({ trainLoss, valLoss, ...run }) => {
      const some = PRESETS.some((preset) => preset === run.name) ? epochs : trainLoss.length;
      return { ...run, trainLoss: trainLoss.slice(0, some), valLoss: valLoss.slice(0, some) };
    });
    return { ours: asPrinted(runs), math: asPrinted(runs) };
  };
  const host: Partial<Host> = { ways: ["reference"], epochs: 3 };

  it("is equal when those are, and says that they are few", async () => {
    const outcome = await outcomeOf(cut(3), host);
    expect(isEqual(outcome)).toBe(true);
    const text = enginesText([outcome]);
    expect(text).toMatch(/6 of 6 *│ *– *│ *– *│ *none of 3/);
    expect(text).toContain("\nfake: 3 epochs of the article's runs,");
  });

  it.each([2, 4])("is not equal with %i", async (epochs) => {
    expect(isEqual(await outcomeOf(cut(epochs), host))).toBe(false);
  });

  it("is not equal when the final parameters of a small one differ", async () => {
    const { ours = "", math = "" } = cut(3);
    const [first] = BY_REFERENCE;
    const wrong = ours.replace(first.sha256, PUBLISHED.sha256);
    expect(isEqual(await outcomeOf({ ours: wrong, math }, host))).toBe(false);
  });
});

describe("an engine that does not print what it was to", () => {
  it.each<[what: string, printed: Printed, failed: string]>([
    ["nothing", { ours: "" }, "it did not print: small-relu-softmax-window, reference; small-"],
    [
      "half",
      { ours: asPrinted(BY_REFERENCE) },
      "it did not print: small-relu-softmax-window, wasm;",
    ],
    ["all but the last", { ours: asPrinted(RIGHT.slice(0, -1)) }, "it did not print: sane, wasm"],
    [
      "one twice",
      { ours: asPrinted([...RIGHT, RIGHT[3]]) },
      "not to print: as-published, reference",
    ],
    ["nothing by Math", { math: "" }, "it did not print: small-relu-softmax-window, reference;"],
    [
      "a way too many",
      { math: asPrinted(RIGHT) },
      "not to print: small-relu-softmax-window, wasm;",
    ],
    [
      "words",
      { ours: `hello\n${asPrinted(RIGHT)}` },
      "expected a golden run on each line, got hello",
    ],
    ["another name", { ours: asPrinted(RIGHT).replace("sane", "sand") }, "golden run on each line"],
    [
      "no number",
      { ours: asPrinted(RIGHT).replace("[163", "[null,163") },
      "golden run on each line",
    ],
    ["half a line", { ours: asPrinted(RIGHT).slice(0, -9) }, "golden run on each line"],
  ])("%s: fails", async (_what, printed, failed) => {
    const outcome = await outcomeOf(printed);
    expect(outcome).toMatchObject({
      name: "fake",
      version: "156.0.8078.79",
      failed: expect.any(String),
    });
    expect("failed" in outcome && outcome.failed).toContain(failed);
    expect(isEqual(outcome)).toBe(false);
    expect(enginesText([outcome])).toMatch(/ fake .* FAILED [\s\S]*\nFAILED fake: it|expected/);
  });

  it("fails when a golden is not written down", async () => {
    const { sane: _missing, ...others } = GOLDENS;
    const found = { version: "1", run: async () => asPrinted(RIGHT) };
    const host = { name: "fake", ways: ENGINES, find: async () => found };
    const { signal } = new AbortController();
    const outcome = await examine(host, SCRIPTS, others, 60, signal);
    expect(outcome).toMatchObject({ failed: "sane is not written down" });
  });
});

describe("an engine that does not end", () => {
  const hanging: Host = {
    name: "hanging",
    ways: ENGINES,
    find: async () => ({
      version: "1",
      run: (_script, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    }),
  };

  it("fails after its time", async () => {
    const { signal } = new AbortController();
    const outcome = await examine(hanging, SCRIPTS, GOLDENS, 0.01, signal);
    expect(outcome).toMatchObject({ failed: "it took longer than 0.01 s" });
  });

  it("is ended by Ctrl-C", async () => {
    const controller = new AbortController();
    const examined = examine(hanging, SCRIPTS, GOLDENS, 60, controller.signal);
    const reason = new Error("interrupted");
    setImmediate(() => controller.abort(reason));
    await expect(examined).rejects.toBe(reason);
  });
});

it("an engine that is missing is skipped, with the reason", async () => {
  const outcome = await outcomeOf({}, { find: async () => ({ missing: "a browser" }) });
  expect(isEqual(outcome)).toBe(false);
  expect(enginesText([outcome])).toMatch(/ SKIPPED [\s\S]*\nSKIPPED fake: missing a browser$/);
});

it("the text fits 80 columns, and the JSON has the hash of every run", async () => {
  const outcomes = [
    await outcomeOf({}, { name: "chromium" }),
    await outcomeOf(
      {
        ours: changed("small-identity-linear-chunk, reference", {
          trainLoss: GOLDENS["small-identity-linear-chunk"].trainLoss.with(11, 1),
        }),
        math: asPrinted(
          BY_REFERENCE.map((run) => ({
            ...run,
            trainLoss: run.trainLoss.with(-1, 1),
          })),
        ),
      },
      { name: "chromium" },
    ),
    await outcomeOf({ ours: "" }),
  ];
  for (const line of enginesText(outcomes).split("\n")) {
    expect(line.length, line).toBeLessThanOrEqual(80);
  }
  const { engines } = JSON.parse(enginesJson(outcomes)) as { engines: [{ ours: Run[] }] };
  expect(engines[0].ours.map(({ sha256 }) => sha256)).toEqual(RIGHT.map(({ sha256 }) => sha256));
});
