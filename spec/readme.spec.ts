/** The README says what is so: its example runs, and its figures are those of the fixtures. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFixture } from "../scripts/files.ts";
import { filesByFloor } from "../scripts/mutate/floors.ts";
import { recordSchema, scoreRows } from "../scripts/mutate/record.ts";
import { articleData } from "../src/article/data.ts";
import type { Ensemble } from "../src/article/ensemble.ts";
import { ERRATA } from "../src/article/errata.ts";
import type { Golden } from "../src/article/goldens.ts";
import { PUBLISHED_TRAIN_LOSS, PUBLISHED_VAL_LOSS } from "../src/article/published.ts";
import type { SeedSurvey } from "../src/article/seeds.ts";
import { verdict } from "../src/article/verdict.ts";
import { significant } from "../src/report/terminal.ts";
import { rootMeanSquaredError } from "../src/rnn/metrics.ts";
import { temporaryFolder } from "./support/cli.ts";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The README as if no line were broken. */
const unwrapped = README.replace(/\s*\n\s*/g, " ");

const fixture = <Content>(name: string): Content =>
  JSON.parse(readFileSync(join(ROOT, "fixtures/article", name), "utf8")) as Content;

const ENSEMBLE = fixture<Ensemble>("rounding-ensemble.json");
const GOLDENS = fixture<Readonly<Record<string, Golden>>>("goldens.json");
const SEEDS = fixture<SeedSurvey>("seeds.json");

describe("the README", () => {
  it("has an example that prints what it says it prints", () => {
    const [, code, output] =
      README.match(/```ts\n([\s\S]*?)```\n\nprints\n\n```\n([\s\S]*?)```/) ?? [];
    const file = join(temporaryFolder(), "example.ts");
    const source = `file://${join(ROOT, "src/index.ts")}`;
    writeFileSync(file, code.replace('"bptt-oracle"', JSON.stringify(source)));
    expect(execFileSync(process.execPath, [file], { encoding: "utf8" })).toBe(output);
  });

  it("says what each dependency is for, and names no other", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      readonly dependencies: object;
    };
    const [, table] =
      README.match(/\| at run time \| for \|\n\| --- \| --- \|\n((?:\|.*\n)+)/) ?? [];
    const stdlib = "@stdlib/math-base-special-";
    const named = table
      .split("\n")
      .flatMap((line) => line.split("|")[1]?.split(", ") ?? [])
      .map((name) => name.trim().replace("…-", stdlib));
    expect(named.toSorted()).toEqual(Object.keys(dependencies).toSorted());
  });

  it.each(ERRATA)("has erratum $id as the data has it", ({ id, listing, correct, effect }) => {
    expect(README).toContain(`| ${id} | ${listing} | ${correct} | ${effect} |`);
  });

  it.each(["as-published", "corrected", "sane"])("has the last losses of %s", (preset) => {
    const { trainLoss, valLoss } = GOLDENS[preset];
    const figures = [trainLoss, valLoss].map((losses) => significant(losses.at(-1)));
    expect(README).toContain(`| \`${preset}\` |`);
    expect(README).toContain(`| ${figures.join(" | ")} |`);
  });

  it("counts the figures as the ensemble does", () => {
    const { trainLoss, valLoss } = GOLDENS["as-published"];
    const run = { trainLoss, valLoss, valRmse: { articlePrediction: 0.127 } };
    const found = verdict(run, ENSEMBLE);
    expect(README).toContain(
      `${found.digitForDigit} of its ${PUBLISHED_TRAIN_LOSS.length + PUBLISHED_VAL_LOSS.length} published losses`,
    );
    expect(README).toContain(`The other ${found.insideEnsemble} figures`);
    expect(README).toContain(`range of ${ENSEMBLE.members} such runs`);
    expect(found.outside).toBe(0);
    expect(README).toContain(`From epoch ${found.chaoticFrom} on the run is **chaotic**`);
    const [six, seven] = ENSEMBLE.trainLoss.slice(5);
    expect(unwrapped).toContain(`${six.min.toFixed(3)} to ${six.max.toFixed(3)}`);
    expect(unwrapped).toContain(`${seven.min.toFixed(2)} to ${seven.max.toFixed(2)}`);
  });

  it("says of the corrected run that it is no better than predicting zero", () => {
    // The row itself is held against a run by `npm run verify-reproduction`.
    const rmse = Number(README.match(/^\| `corrected` .* \| ([\d.]+) \| [\d.]+ \|$/m)?.[1]);
    const targets = Float64Array.from(articleData(50).validation, ({ y }) => y.data[0]);
    expect(rmse).toBeGreaterThan(rootMeanSquaredError(new Float64Array(50), targets));
    expect(rmse.toFixed(2)).toBe("0.70");
    expect(unwrapped).toContain("against 0.70, no better than predicting zero");
  });

  it("has the figures of the ensemble and of the seeds", () => {
    expect(README).toContain(`| \`npm run ensemble\` | ${ENSEMBLE.members} runs`);
    const last = ENSEMBLE.trainLoss[24];
    const rmse = ENSEMBLE.valRmse.articlePrediction;
    expect(README).toContain(`${last.min.toFixed(2)} to ${last.max.toFixed(2)}`);
    expect(README).toContain(`${rmse.min.toFixed(3)} to ${rmse.max.toFixed(3)}`);
    expect(README).toContain(`of ${SEEDS.runs.length} seeds`);
    expect(README).toContain(
      `${SEEDS.asGoodAsPublished.valRmse} reach the published RMSE and ${SEEDS.asGoodAsPublished.trainLoss} the published last loss`,
    );
    expect(README).toContain(
      `medians are ${SEEDS.valRmse.median.toFixed(2)} and ${SEEDS.trainLoss.median.toFixed(1)}`,
    );
  });

  it("has the mutation score as the record of it has it", async () => {
    const record = await readFixture(join(ROOT, "spec/mutation.json"), recordSchema);
    const [, table] =
      README.match(
        /\| floor \| mutants \| found \| no difference \| score \|\n\|[ |-]+\n((?:\|.*\n)+)/,
      ) ?? [];
    const rows = scoreRows(await filesByFloor(ROOT), record);
    expect(table).toBe(rows.map((row) => `| ${row.join(" | ")} |\n`).join(""));
  });

  it("has an example of a gradient check that prints what it says it prints", () => {
    const guide = readFileSync(join(ROOT, "src/gradcheck/README.md"), "utf8");
    const [, code, output] = guide.match(/```ts\n([\s\S]*?)```\n\nprints `([^`]*)`/) ?? [];
    const file = join(temporaryFolder(), "check.ts");
    const source = `file://${join(ROOT, "src/index.ts")}`;
    writeFileSync(file, code.replace('"bptt-oracle"', JSON.stringify(source)));
    expect(execFileSync(process.execPath, [file], { encoding: "utf8" })).toBe(`${output}\n`);
  });

  it("names only scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    };
    const named = [...unwrapped.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(
      (match) => match[1],
    );
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(scripts).toHaveProperty([name]);
  });
});
