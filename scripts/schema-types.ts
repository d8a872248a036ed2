/**
 * `npm run schema-types`: writes the TypeScript types that the schemas in `fixtures/schema` describe;
 * with `--check`, fails when what is written is anything else.
 */
import { join } from "node:path";
import { compileFromFile } from "json-schema-to-typescript";
import { command, main, parsePath, requireWritable, writeWhole } from "../src/cli/command.ts";
import { shownPath } from "./files.ts";
import { textIn } from "./fixtureFolder.ts";

const ROOT = join(import.meta.dirname, "..");

interface Options {
  readonly out: string;
  readonly check?: true;
}

const BANNER = `/**
 * What the schemas in \`fixtures/schema\` describe, as types.
 *
 * Written by \`npm run schema-types\`: change the schemas, not this file.
 */`;

const SCHEMAS = [
  "cases",
  "results",
  "manifest",
  "certificate",
  "protocol",
  "check",
  "fuzz",
  "model",
];

const program = command("schema-types", "the types that the schemas of the fixtures describe")
  .option(
    "--out <file>",
    "where the types are",
    parsePath,
    shownPath(join(ROOT, "src/conformance/types.ts")),
  )
  .option("--check", "compare with the file instead of writing it");

await main<Options>(program, async ({ out, check }) => {
  if (!check) await requireWritable(out);
  const types = await typesOfSchemas();
  if (!check) {
    await writeWhole(out, types);
    process.stdout.write(`written: ${out}\n`);
  } else if ((await textIn("", out)) === types) {
    process.stdout.write(`equal: ${out}\n`);
  } else {
    process.stdout.write(`DIFFERENT: ${out} (npm run schema-types writes it anew)\n`);
    process.exitCode = 1;
  }
});

async function typesOfSchemas(): Promise<string> {
  const options = { bannerComment: "", ignoreMinAndMaxItems: true, style: { printWidth: 100 } };
  const parts = [BANNER];
  for (const name of SCHEMAS) {
    const types = await compileFromFile(join(ROOT, `fixtures/schema/${name}.schema.json`), options);
    parts.push(types.trim());
  }
  return `${parts.join("\n\n")}\n`;
}
