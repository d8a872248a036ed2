/**
 * `npm run mutate`: changes the code in every way that Stryker knows, one at a time, and lets the
 * floor's own specs find it. What they do not find is either listed in `spec/survivors.md`, with the
 * reason why it makes no difference, or a gap in the specs.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { command, main, parseNumber, UsageError, writeWhole } from "../src/cli/command.ts";
import { plainTable } from "../src/report/terminal.ts";
import { readFixture } from "./files.ts";
import { FLOOR_NAMES, FLOORS, type FloorName, filesByFloor } from "./mutate/floors.ts";
import { type Entry, entryOf, isCurrent, recordSchema, score, scoreRows } from "./mutate/record.ts";
import { type Mutant, mutate } from "./mutate/stryker.ts";
import { disagreement, type Equivalent, equivalentsIn, item } from "./mutate/survivors.ts";

interface Options {
  readonly floor: readonly FloorName[];
  readonly file?: readonly string[];
  readonly changed?: true;
  readonly concurrency: number;
}

/** In per cent, of all mutants, those counted against us that make no difference. */
const LEAST_SCORE = 98;

const ROOT = join(import.meta.dirname, "..");
const RECORD = join(ROOT, "spec/mutation.json");
const SURVIVORS = join(ROOT, "spec/survivors.md");

const program = command(
  "mutate",
  `Changes the code in every way that Stryker knows, and lets the specs of the floor find each change. Exit code 1 when one survives that spec/survivors.md does not list, when one is found that it does list, or when less than ${LEAST_SCORE} % are found; 2 for a mistake in the options.`,
)
  .option("--floor <names>", `of ${FLOOR_NAMES.join(", ")}`, parseFloors, FLOOR_NAMES)
  .option("--file <path...>", "only these files")
  .option("--changed", "only files that, or whose specs, are not as spec/mutation.json knows them")
  .option("--concurrency <n>", "how many at once", parseConcurrency, availableParallelism());

await main<Options>(program, async ({ floor, file: named, changed, concurrency }, signal) => {
  const record: Record<string, Entry> = { ...(await readFixture(RECORD, recordSchema)) };
  const equivalents = equivalentsIn(await readFile(SURVIVORS, "utf8"));
  const all = await filesByFloor(ROOT);
  const known = [...all.values()].flat();
  const ofFloors = floor.flatMap((name) => all.get(name) ?? []);
  for (const file of named ?? []) {
    if (!ofFloors.includes(file)) {
      throw new UsageError(
        `--file: expected a mutated file of --floor, got ${JSON.stringify(file)}`,
      );
    }
  }
  const wrong = equivalents
    .filter(({ file }) => !known.includes(file))
    .map((equivalent) => `no such file: ${equivalent.file}`);
  for (const name of floor) {
    const asked =
      all.get(name)?.filter((file) => named === undefined || named.includes(file)) ?? [];
    const due = changed ? await staleOf(asked, record, equivalents) : asked;
    if (due.length === 0) continue;
    process.stdout.write(`${name}: ${due.length} of ${all.get(name)?.length} files\n`);
    const mutants = await mutate(due, FLOORS[name], { concurrency, root: ROOT, signal });
    for (const file of due) {
      const made = mutants.filter((mutant) => mutant.file === file);
      record[file] = await entryOf(file, made, ROOT);
      wrong.push(
        ...complaints(
          made,
          equivalents.filter((equivalent) => equivalent.file === file),
        ),
      );
    }
    await writeWhole(RECORD, `${JSON.stringify(inOrder(record, known), null, 2)}\n`);
  }
  process.stdout.write(`${scoreTable(all, record)}\n`);
  for (const complaint of wrong) process.stdout.write(`${complaint}\n`);
  const total = score(known.flatMap((file) => record[file] ?? []));
  if (wrong.length > 0 || !(total >= LEAST_SCORE)) process.exitCode = 1;
});

/** What has changed since the record, or is listed otherwise than the record has it. */
async function staleOf(
  files: readonly string[],
  record: Readonly<Record<string, Entry>>,
  equivalents: readonly Equivalent[],
): Promise<string[]> {
  const stale: string[] = [];
  for (const file of files) {
    const listed = equivalents
      .filter((equivalent) => equivalent.file === file)
      .reduce((sum, { times }) => sum + times, 0);
    const isKnown = record[file]?.survived === listed;
    if (!(isKnown && (await isCurrent(file, record[file], ROOT)))) stale.push(file);
  }
  return stale;
}

/** What a file's survivors and its part of the list hold against each other. */
function complaints(made: readonly Mutant[], equivalents: readonly Equivalent[]): string[] {
  const { unlisted, stale } = disagreement(
    made.filter(({ survived }) => survived),
    equivalents,
  );
  return [
    ...unlisted.map(
      ({ change, times }) =>
        `survived: ${change.file}:${change.lineNumber}\n  ${item(change, times)}`,
    ),
    ...stale.map(
      (equivalent) =>
        `listed, but found: ${equivalent.file}\n  ${item(equivalent, equivalent.times)}`,
    ),
  ];
}

/** Only of files that there are, and always in the same order. */
function inOrder(
  record: Readonly<Record<string, Entry>>,
  known: readonly string[],
): Record<string, Entry> {
  return Object.fromEntries(
    known.flatMap((file) => (record[file] === undefined ? [] : [[file, record[file]]])),
  );
}

/** As recorded, of this run and of those before. */
function scoreTable(
  all: ReadonlyMap<FloorName, readonly string[]>,
  record: Readonly<Record<string, Entry>>,
): string {
  const table = plainTable(["floor", "mutants", "found", "no difference", "score"]);
  table.push(...scoreRows(all, record));
  return table.toString();
}

function parseFloors(text: string): readonly FloorName[] {
  return text.split(",").map((part) => {
    const name = FLOOR_NAMES.find((floor) => floor === part.trim());
    if (!name) throw new InvalidArgumentError(`Expected names from ${FLOOR_NAMES.join(", ")}.`);
    return name;
  });
}

function parseConcurrency(text: string): number {
  const count = parseNumber(text);
  if (!(Number.isInteger(count) && count >= 1 && count <= 1024)) {
    throw new InvalidArgumentError("Expected a whole number from 1 to 1024.");
  }
  return count;
}
