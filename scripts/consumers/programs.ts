/** The implementations in `fixtures/consumers`: how each is built and run. */
import { execFile, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Dtype } from "../../src/conformance/dtype.ts";
import { pythonWith } from "../python.ts";

const SOURCES = join(import.meta.dirname, "../../fixtures/consumers");

/** What makes a program of the copy of a folder. */
export interface Recipe {
  /** a command, run in the folder; none where nothing is to be built */
  readonly build?: readonly string[];
  /** the words of the command that runs it in float64 */
  readonly run: (folder: string) => readonly string[];
}

export interface Consumer {
  /** its folder in `fixtures/consumers` */
  readonly name: string;
  readonly dtypes: readonly Dtype[];
  /** the recipe, or what this machine lacks */
  readonly recipe: () => Recipe | { readonly missing: string };
}

export const CONSUMERS: readonly Consumer[] = [
  { name: "python-numpy", dtypes: ["float64", "float32"], recipe: () => python("numpy") },
  { name: "pytorch", dtypes: ["float64", "float32"], recipe: () => python("torch") },
  { name: "c", dtypes: ["float64"], recipe: c },
  { name: "go", dtypes: ["float64"], recipe: go },
  { name: "rust", dtypes: ["float64"], recipe: rust },
];

function python(module: string): ReturnType<Consumer["recipe"]> {
  const interpreter = pythonWith(module);
  if (interpreter === undefined) return { missing: `a python3 that has ${module}` };
  return { run: (folder) => [interpreter, join(folder, "answer.py")] };
}

function c(): ReturnType<Consumer["recipe"]> {
  const includes = ["-E", "-x", "c", "-include", "cjson/cJSON.h", "/dev/null"];
  if (!succeeds("cc", includes)) return { missing: "cc with cJSON" };
  const flags = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
  return {
    build: ["cc", ...flags, "-o", "elman", "elman.c", "answer.c", "-lcjson", "-lm"],
    run: (folder) => [join(folder, "elman")],
  };
}

function go(): ReturnType<Consumer["recipe"]> {
  if (!succeeds("go", ["version"])) return { missing: "go" };
  return { build: ["go", "build"], run: (folder) => [join(folder, "elman")] };
}

/** Where Debian keeps the sources of its packages of Rust. */
const CRATES = "/usr/share/cargo/registry";

function rust(): ReturnType<Consumer["recipe"]> {
  if (!succeeds("cargo", ["--version"])) return { missing: "cargo" };
  if (globSync(`${CRATES}/serde_json-*`).length === 0) return { missing: `${CRATES}/serde_json` };
  const source = ['source.crates-io.replace-with="debian"', `source.debian.directory="${CRATES}"`];
  const config = source.flatMap((line) => ["--config", line]);
  return {
    build: ["cargo", "build", "--release", "--offline", "--quiet", ...config],
    run: (folder) => [join(folder, "target/release/elman")],
  };
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/**
 * Copies the sources of a consumer into a folder, so that nothing is left where they are, and builds
 * them there.
 *
 * @returns the command that runs it in the dtype
 * @throws {Error} with what the build printed, when it fails
 */
export async function buildIn(
  folder: string,
  name: string,
  { build, run }: Recipe,
  signal: AbortSignal,
): Promise<(dtype: Dtype) => string[]> {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  cpSync(join(SOURCES, name), folder, { recursive: true });
  if (build) {
    const [command, ...args] = build;
    await promisify(execFile)(command, args, { cwd: folder, signal });
  }
  return (dtype) => [...run(folder), ...(dtype === "float32" ? ["--float32"] : [])];
}
