/**
 * `npm run wasm`: compiles `src/engine/assembly` to WebAssembly and writes it, in base64, as a module of `src`,
 * where it is found without a build and in the package alike; with `--check`, fails when what is
 * written is anything else.
 */
import { join } from "node:path";
import { main as compile } from "assemblyscript/asc";
import {
  command,
  main,
  parsePath,
  requireWritable,
  UsageError,
  writeWhole,
} from "../src/cli/command.ts";
import { shownPath } from "./files.ts";
import { textIn } from "./fixtureFolder.ts";

const ROOT = join(import.meta.dirname, "..");

interface Options {
  readonly out: string;
  readonly check?: true;
}

const program = command("wasm", "the WebAssembly that assembly is compiled to")
  .option("--out <file>", "where it is", parsePath, shownPath(join(ROOT, "src/engine/module.ts")))
  .option("--check", "compare with the file instead of writing it");

await main<Options>(program, async ({ out, check }) => {
  if (!check) await requireWritable(out);
  const module = moduleOf(await compiled());
  if (!check) {
    await writeWhole(out, module);
    process.stdout.write(`written: ${out}\n`);
    return;
  }
  const written = await textIn("", out);
  if (written === undefined) throw new UsageError(`cannot read ${out}: there is no such file`);
  if (written === module) {
    process.stdout.write(`equal: ${out}\n`);
  } else {
    process.stdout.write(`DIFFERENT: ${out} (npm run wasm writes it anew)\n`);
    process.exitCode = 1;
  }
});

async function compiled(): Promise<Uint8Array> {
  const outputs = new Map<string, string | Uint8Array>();
  const { error, stderr } = await compile(
    [
      "src/engine/assembly/index.ts",
      ...["--baseDir", ROOT],
      ...["--outFile", "module.wasm"],
      ...["--enable", "simd"],
      ...["--runtime", "stub"],
      ...["--optimizeLevel", "3"],
      "--noAssert",
    ],
    { writeFile: (name, contents) => void outputs.set(name, contents) },
  );
  const binary = outputs.get("module.wasm");
  if (error || !(binary instanceof Uint8Array)) throw error ?? new Error(stderr.toString());
  return binary;
}

function moduleOf(binary: Uint8Array): string {
  return `/**
 * The folder \`src/engine/assembly\`, compiled to WebAssembly; in base64.
 *
 * Written by \`npm run wasm\`: change what is in \`src/engine/assembly\`, not this file. Its exp and tanh are
 * those of the @stdlib packages that this one depends on, under the notices that they carry.
 */
export const MODULE: string =
  "${Buffer.from(binary).toString("base64")}";
`;
}
