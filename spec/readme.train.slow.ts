/** The README's figures of training on one's own data are those that its commands print. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryFolder } from "./support/cli.ts";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The rows of figures that the commands print, in their order: the network's, then the baselines'. */
async function printed(): Promise<{ readonly stdout: string; readonly rows: number[][] }> {
  const [, commands] = README.match(/```sh\n(for seed in[\s\S]*?)```/) ?? [];
  const out = temporaryFolder();
  const here = commands
    .replaceAll(
      "npm run train --",
      `"${process.execPath}" scripts/train.ts --no-plots --out ${out}`,
    )
    .replaceAll("npm run example-text --", `"${process.execPath}" scripts/example-text.ts`)
    .replaceAll("out/$book", `${out}/$book`);
  const { stdout } = await promisify(execFile)("sh", ["-ec", here], { cwd: ROOT, maxBuffer: 1e8 });
  const rows = [...stdout.matchAll(/^│ (?:close|CO2|test) +│(.*)│$/gm)].map(([, cells]) =>
    cells.split("│").map(Number),
  );
  return { stdout, rows };
}

it("the README has the figures that its commands print", async () => {
  const { stdout, rows } = await printed();
  const [seeds, others] = [rows.slice(0, 5), rows.slice(5)];
  const networks = seeds.map(([network]) => network).sort((a, b) => a - b);
  const [, last, regression] = seeds[0];
  const figures = (row: readonly number[], names: readonly string[], digits: number): string =>
    row.map((value, n) => `${names[n]} ${value.toFixed(digits)}`).join(", ");
  const OF_SERIES = ["last value", "autoregression"];
  const OF_TEXT = ["unigram", "bigram", "trigram", "4-gram"];
  const below = networks.filter((network) => network < last).length;
  expect(README).toContain(
    `| ${networks[0].toFixed(2)} to ${networks[4].toFixed(2)} | ${figures([last, regression], OF_SERIES, 2)} | no better than the last value: of the seeds ${below} are below it and ${5 - below} above |`,
  );
  const [plain, co2, longer, genesis, exodus] = others;
  expect(README).toContain(`| ${plain[0].toFixed(2)} | ${figures(plain.slice(1), OF_SERIES, 2)} |`);
  expect(stdout).toContain("100 % of the rows judged lie outside");
  expect(README).toContain(`| ${co2[0].toFixed(3)} | ${figures(co2.slice(1), OF_SERIES, 3)} |`);
  expect(README).toContain(`| | ${figures(longer.slice(1), OF_SERIES, 3)} |`);
  for (const [network, ...ngrams] of [genesis, exodus]) {
    expect(README).toContain(`| ${network.toFixed(3)} | ${figures(ngrams, OF_TEXT, 3)} |`);
  }
  const [, sample] = README.match(/at\ntemperature 0\.8: "([^"]*)"/) ?? [];
  expect(stdout).toContain(`  | ${sample}\n`);
});
