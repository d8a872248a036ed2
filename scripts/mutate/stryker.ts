/** Stryker as a program of its own: it mutates files of one floor and runs the floor's specs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { writeWhole } from "../../src/cli/command.ts";
import { readFixture } from "../files.ts";
import type { Floor } from "./floors.ts";
import type { Change } from "./survivors.ts";

/** A change that was made, and whether a spec noticed. */
export interface Mutant extends Change {
  /** Where the piece begins, from 1. */
  readonly lineNumber: number;
  readonly survived: boolean;
  /** The spec files that run the piece. */
  readonly coveredBy: readonly string[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is read of Stryker's report. */
export interface Report {
  readonly files: Readonly<Record<string, MutatedFile>>;
  readonly testFiles: Readonly<Record<string, { readonly tests: readonly { id: string }[] }>>;
}

interface MutatedFile {
  readonly source: string;
  readonly mutants: readonly {
    readonly status: string;
    readonly replacement: string;
    readonly location: { readonly start: Place; readonly end: Place };
    /** Ids of tests; none where the piece runs while the file is loaded. */
    readonly coveredBy: readonly string[];
  }[];
}

const place = v.object({ line: v.number(), column: v.number() });
const mutatedFile = v.object({
  source: v.string(),
  mutants: v.array(
    v.object({
      status: v.string(),
      replacement: v.string(),
      location: v.object({ start: place, end: place }),
      coveredBy: v.optional(v.array(v.string()), []),
    }),
  ),
});
const reportSchema: v.GenericSchema<unknown, Report> = v.object({
  files: v.record(v.string(), mutatedFile),
  testFiles: v.record(v.string(), v.object({ tests: v.array(v.object({ id: v.string() })) })),
});

/** What `out/mutate` is used for: configuration, sandbox and report of one run at a time. */
const FOLDER = "out/mutate";

/**
 * @param files to mutate, from the project's folder
 * @returns every change, in the order of the files and of the places in them
 * @throws {Error} when the specs fail as they are, or Stryker does
 */
export async function mutate(
  files: readonly string[],
  floor: Floor,
  { concurrency, root, signal }: { concurrency: number; root: string; signal: AbortSignal },
): Promise<Mutant[]> {
  const report = join(root, FOLDER, "report.json");
  const config = join(root, FOLDER, "stryker.json");
  await writeWhole(config, JSON.stringify(configuration(files, concurrency), null, 2));
  const stryker = spawn(process.execPath, [strykerPath(), "run", config], {
    cwd: root,
    env: {
      ...process.env,
      SPECS: floor.specs.join(" "),
      // A fifth of the random cases: quicker, and what only luck would find is not taken for found.
      ...{ FC_SEED: "42", FC_RUNS: "20" },
    },
    stdio: ["ignore", "inherit", "inherit"],
    signal,
  });
  const [code] = await once(stryker, "exit", { signal });
  if (code !== 0) throw new Error(`stryker: expected exit code 0, got ${code}`);
  return mutantsOf(await readFixture(report, reportSchema));
}

function strykerPath(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve("@stryker-mutator/core/package.json")), "bin/stryker.js");
}

function configuration(files: readonly string[], concurrency: number): object {
  return {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    coverageAnalysis: "perTest",
    mutate: files,
    concurrency,
    // Which specs import what is not known, as Node itself loads them; which there are, the
    // configuration takes from SPECS. Stryker's own `testFiles` would have it set a mutant of what
    // runs while a file is loaded only after the file is loaded.
    vitest: { configFile: "scripts/mutate/vitest.config.ts", related: false },
    // A path that leads nowhere: Stryker cannot read what TypeScript 7 has become, and need not.
    tsconfigFile: `${FOLDER}/no-tsconfig.json`,
    tempDirName: `${FOLDER}/sandbox`,
    jsonReporter: { fileName: `${FOLDER}/report.json` },
    reporters: ["json", process.stdout.isTTY ? "progress" : "progress-append-only"],
    thresholds: { high: 100, low: 98, break: null },
    logLevel: "error",
  };
}

/** Those that could be run; what does not even load tells nothing about the specs. */
export function mutantsOf({ files, testFiles }: Report): Mutant[] {
  const specOf = new Map(
    Object.entries(testFiles).flatMap(([path, { tests }]) => tests.map(({ id }) => [id, path])),
  );
  const ran = new Set(["Killed", "Timeout", "Survived", "NoCoverage"]);
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => ran.has(status))
      .map(({ status, replacement, location: { start, end }, coveredBy }) => ({
        file,
        lineNumber: start.line,
        line: lines.slice(start.line - 1, end.line).join("\n"),
        original: pieceOf(lines, start, end),
        replacement,
        survived: status === "Survived" || status === "NoCoverage",
        coveredBy: [...new Set(coveredBy.flatMap((id) => specOf.get(id) ?? []))],
      }));
  });
}

/** What stands between two places, the second one excluded; both count from 1. */
function pieceOf(lines: readonly string[], start: Place, end: Place): string {
  const piece = lines.slice(start.line - 1, end.line);
  piece[piece.length - 1] = piece[piece.length - 1].slice(0, end.column - 1);
  piece[0] = piece[0].slice(start.column - 1);
  return piece.join("\n");
}
