/**
 * `npm run site`: the page, as one file that opens without a network. A page opened from a file may
 * start no worker from another, so the worker's program is inside the page as well.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { sitePage } from "../site/page.ts";
import { command, main, parsePath, requireWritable, writeWhole } from "../src/cli/command.ts";
import { STYLE } from "../src/report/style.ts";
import { fixturePath, goldensFile, readFixture } from "./files.ts";

interface Options {
  readonly out: string;
}

const SITE = join(import.meta.dirname, "../site");

const program = command("site", "the page, as one file that opens without a network").option(
  "--out <file>",
  "where it is written",
  parsePath,
  "out/site/index.html",
);

await main<Options>(program, async ({ out }) => {
  await requireWritable(out);
  const [script, worker, style] = await Promise.all([
    bundled("main.ts"),
    bundled("worker.ts"),
    readFile(join(SITE, "style.css"), "utf8"),
  ]);
  const goldens = await readFixture(fixturePath("goldens.json"), goldensFile);
  const page = sitePage({ script, worker, style: STYLE + style }, goldens);
  await writeWhole(out, page);
  process.stdout.write(`written: ${out}, ${Math.ceil(page.length / 1024)} kB\n`);
});

/** A module of the page and all that it imports, as one classic script that can stand in HTML. */
async function bundled(name: string): Promise<string> {
  const bundle = await rolldown({
    input: join(SITE, name),
    platform: "browser",
    onLog: (_, log) => {
      throw new Error(`${name}: ${log.message}`);
    },
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  const [{ code }, ...others] = output;
  if (others.length > 0) throw new Error(`${name}: expected one script, got ${output.length}`);
  if (/<\/script|<!--/i.test(code))
    throw new Error(`${name}: would end, or hide, its script element`);
  return code;
}
