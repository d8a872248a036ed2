/**
 * `npm run fixtures`: computes the cases that other languages read and writes them down, with the
 * manifest and the certificate; with `--check`, compares them with what is written down.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Option } from "commander";
import {
  command,
  main,
  parseNumber,
  parsePath,
  requireWritable,
  UsageError,
} from "../src/cli/command.ts";
import { progress } from "../src/cli/progress.ts";
import {
  caseText,
  type Finished,
  type Fixtures,
  filePath,
  fixturesOf,
  summaryOf,
  type Texts,
} from "../src/conformance/fixtureFiles.ts";
import { KINDS, type Kind } from "../src/conformance/kinds.ts";
import { sizesOf } from "../src/conformance/lint.ts";
import type { Draft } from "../src/conformance/suite/draft.ts";
import { DRAFTS } from "../src/conformance/suite/drafts.ts";
import { NOTES } from "../src/conformance/suite/notes.ts";
import type { Manifest } from "../src/conformance/types.ts";
import { requireInteger } from "../src/numerics/require.ts";
import { shownPath } from "./files.ts";
import { differencesIn, releasedIn, straysIn, textIn, writeTexts } from "./fixtureFolder.ts";
import { asUsage } from "./options.ts";
import { compiledOn } from "./otherNode.ts";
import { runInPool } from "./pool.ts";

interface Options {
  readonly check?: true;
  readonly kind?: Kind;
  readonly only?: string;
  readonly node?: number;
  readonly threads?: number;
  readonly out: string;
}

const ROOT = join(import.meta.dirname, "..");

const program = command(
  "fixtures",
  "Computes the cases, the manifest and the certificate, and writes them down. Exit code 0 when all is well, 1 for a difference or a fault, which leaves the files as they were, 2 for a mistake in the options.",
)
  .option("--check", "compare with the files instead of writing them")
  .addOption(
    new Option("--kind <name>", "only the cases of a kind: shown, not written").choices(KINDS),
  )
  .option("--only <id>", "only this case: shown, not written")
  .option("--node <version>", "compute them compiled, on this major version of Node", parseNumber)
  .option("--threads <n>", "worker threads (default: one a core)", parseNumber)
  .option("--out <dir>", "where the files are", parsePath, shownPath(join(ROOT, "fixtures")));

await main<Options>(program, async (options, signal) => {
  const { check, kind, only, node, threads, out } = options;
  if (threads !== undefined) {
    asUsage(() => requireInteger("threads", threads, { min: 1, max: 1024 }));
  }
  if (kind !== undefined || only !== undefined) {
    if (node !== undefined) throw new UsageError("--node: for all cases, not for some");
    const drafts = asked(kind, only);
    const finished = await finish(drafts, threads, signal);
    if (!finished) return;
    if (check) await compareSome(finished, out);
    else showSome(finished);
    return;
  }
  if (!check) await requireWritable(join(out, "manifest.json"));
  const released = releasedIn(out);
  const version = await ownVersion();
  const fixtures =
    node === undefined
      ? await here(version, released, threads, signal)
      : await onEngine(node, version, released, signal);
  if (!fixtures) return;
  const faults = [...fixtures.faults, ...straysIn(out, fixtures.texts)];
  if (check) await compare(fixtures.texts, out);
  else if (faults.length === 0) await write(fixtures.texts, out);
  sayFaults(faults);
  if (!check && faults.length > 0) process.stdout.write("nothing was written\n");
});

async function here(
  version: string,
  released: Manifest | null,
  threads: number | undefined,
  signal: AbortSignal,
): Promise<Fixtures | undefined> {
  const finished = await finish(DRAFTS, threads, signal);
  return finished && fixturesOf(finished, NOTES, version, released);
}

/** The drafts of a kind, or the one of an id. */
function asked(kind: Kind | undefined, only: string | undefined): Draft[] {
  const drafts = DRAFTS.filter((draft) => {
    return (kind ?? draft.kind) === draft.kind && (only ?? draft.id) === draft.id;
  });
  if (drafts.length === 0) throw new UsageError(`--only: expected the id of a case, got "${only}"`);
  return drafts;
}

/** The cases of drafts; undefined, with the faults said, when one of them has no answer. */
async function finish(
  drafts: readonly Draft[],
  threads: number | undefined,
  signal: AbortSignal,
): Promise<Finished[] | undefined> {
  // The largest first, so that no thread is left alone with it at the end.
  const size = (draft: Draft): number => JSON.stringify(draft).length;
  const largestFirst = drafts.toSorted((a, b) => size(b) - size(a));
  const tasks = largestFirst.map((draft) => ({ kind: "case", draft }) as const);
  const results = await runInPool<"case">("cases", tasks, { threads, signal });
  signal.throwIfAborted();
  const faults = results.filter((result) => typeof result === "string");
  sayFaults(faults);
  if (faults.length > 0) return undefined;
  const finished = results.filter((result) => typeof result === "object");
  return drafts.flatMap(({ id }) => finished.filter(({ testCase }) => testCase.id === id));
}

function sayFaults(faults: readonly string[]): void {
  for (const fault of faults) process.stdout.write(`FAULT     ${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
}

/** The fixtures as the compiled package computes them on another Node. */
async function onEngine(
  major: number,
  version: string,
  released: Manifest | null,
  signal: AbortSignal,
): Promise<Fixtures> {
  const engine = await compiledOn(major, signal);
  const shown = progress("cases", DRAFTS.length);
  try {
    const printed = await engine.run(
      `
        import { finishedCase, fixturesOf } from "./dist/conformance/fixtureFiles.js";
        import { DRAFTS } from "./dist/conformance/suite/drafts.js";
        import { NOTES } from "./dist/conformance/suite/notes.js";
        const finished = DRAFTS.map((draft) => {
          const one = finishedCase(draft);
          process.stderr.write("done\\n");
          return one;
        });
        const released = ${JSON.stringify(released)};
        console.log(JSON.stringify(fixturesOf(finished, NOTES, "${version}", released)));
      `,
      (text) => {
        for (const _done of text.matchAll(/^done$/gm)) shown.advance();
      },
    );
    process.stdout.write(`compiled, on Node ${engine.version}\n`);
    return JSON.parse(printed) as Fixtures;
  } finally {
    shown.stop();
  }
}

async function ownVersion(): Promise<string> {
  return JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")).version;
}

/** Prints which files are equal, and for one that is not its first line that differs. */
async function compare(texts: Texts, out: string): Promise<void> {
  for (const [path, difference] of Object.entries(await differencesIn(out, texts))) {
    process.stdout.write(difference ? `DIFFERENT ${path}: ${difference}\n` : `equal     ${path}\n`);
    if (difference) process.exitCode = 1;
  }
}

async function write(texts: Texts, out: string): Promise<void> {
  await writeTexts(out, texts);
  const cases = Object.entries(texts).filter(([path]) => path.startsWith("cases/"));
  for (const line of sizesOf(Object.fromEntries(cases))) process.stdout.write(`${line}\n`);
  process.stdout.write(`written: ${Object.keys(texts).length} files in ${out}\n`);
}

/** What is known of each case, and its text where there is but one. */
function showSome(finished: readonly Finished[]): void {
  for (const one of finished) {
    process.stdout.write(`${summaryOf(one)}\n`);
    if (one.judgement.verdict !== "pass") process.exitCode = 1;
  }
  if (finished.length === 1) process.stdout.write(caseText(finished[0].testCase));
}

/** Compares each case with the file that it belongs in. */
async function compareSome(finished: readonly Finished[], out: string): Promise<void> {
  for (const { testCase } of finished) {
    const written = await textIn(out, filePath(testCase));
    const same = written?.includes(caseText(testCase).trimEnd());
    process.stdout.write(`${same ? "equal    " : "DIFFERENT"} ${testCase.id}\n`);
    if (!same) process.exitCode = 1;
  }
}
