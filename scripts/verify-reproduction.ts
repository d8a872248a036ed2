/**
 * `npm run verify-reproduction -- FILE`: holds the reproduce.json of a whole run against the goldens
 * and against what the README and the errata say of it.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { PRESETS } from "../src/article/settings.ts";
import { command, main, UsageError } from "../src/cli/command.ts";
import { significant } from "../src/report/terminal.ts";
import { ensembleFile, fixturePath, goldensFile, readFixture } from "./files.ts";

const finite = v.pipe(v.number(), v.finite());
const run = v.object({
  trainLoss: v.pipe(v.array(finite), v.minLength(1)),
  valLoss: v.pipe(v.array(finite), v.minLength(1)),
  valRmse: v.object({ asTrained: finite, articlePrediction: v.nullable(finite) }),
  sha256: v.string(),
});
const wholeReproduction = v.object({
  verdict: v.object({
    digitForDigit: v.number(),
    insideEnsemble: v.number(),
    outside: v.number(),
    valRmse: v.object({ insideEnsemble: v.boolean() }),
  }),
  runs: v.object({ "as-published": run, corrected: run, sane: run }),
  ladder: v.array(
    v.object({
      mended: v.array(v.string()),
      trainLoss: finite,
      distance: v.object({ articleStart: finite, centredStart: finite }),
    }),
  ),
});

const program = command(
  "verify-reproduction",
  "holds a reproduce.json against the README",
).argument("<file>", "reproduce.json of a run of all presets and the ladder");

await main(program, async () => {
  const { verdict, runs, ladder } = await readFixture(program.args[0], wholeReproduction);
  const goldens = await readFixture(fixturePath("goldens.json"), goldensFile);
  const ensemble = await readFixture(fixturePath("rounding-ensemble.json"), ensembleFile);
  const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8");
  const rung = (...ids: readonly string[]) =>
    ladder.find(({ mended }) => mended.join() === ids.join());

  const { digitForDigit, insideEnsemble, outside, valRmse } = verdict;
  const checks: [string, boolean][] = [
    [
      "10 losses are equal digit for digit, 40 inside the ensemble, none outside",
      digitForDigit === 10 && insideEnsemble === 40 && outside === 0,
    ],
    ["the RMSE is inside the ensemble", valRmse.insideEnsemble],
    ...PRESETS.flatMap((preset): [string, boolean][] => {
      const { trainLoss, valLoss, valRmse, sha256 } = runs[preset];
      const figures = [
        trainLoss.at(-1),
        valLoss.at(-1),
        valRmse.asTrained,
        valRmse.articlePrediction,
      ].map(significant);
      const row = readme.split("\n").find((line) => line.startsWith(`| \`${preset}\` |`));
      return [
        [`${preset} is the golden run`, sha256 === goldens[preset]?.sha256],
        [
          `the README has the figures of ${preset}`,
          row?.endsWith(`| ${figures.join(" | ")} |`) ?? false,
        ],
      ];
    }),
    [
      "with E04 mended alone the run ends below the whole ensemble",
      (rung("E04")?.trainLoss ?? Number.NaN) < ensemble.trainLoss[24].min,
    ],
    [
      "with all ten mended the gradient is the true one",
      Object.values(ladder.at(-1)?.distance ?? { none: 1 }).every((distance) => distance === 0),
    ],
  ];
  for (const [what, holds] of checks)
    process.stdout.write(`${holds ? "holds" : "FAILS"}  ${what}\n`);
  const failures = checks.filter(([, holds]) => !holds).length;
  if (failures > 0) throw new UsageError(`${failures} of ${checks.length} do not hold`);
});
