/**
 * `node scripts/verify-reproduction.ts FILE`: fails unless a reproduce.json of all presets says what
 * the README says: 10 figures digit for digit, 40 inside the ensemble, none outside, and the goldens.
 */
import { deepStrictEqual } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Golden } from "../src/article/goldens.ts";
import type { Reproduction } from "../src/article/reproduction.ts";
import { PRESETS } from "../src/article/settings.ts";

const found = JSON.parse(await readFile(process.argv[2], "utf8")) as Reproduction;
const goldens = JSON.parse(
  await readFile(new URL("../fixtures/article/goldens.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Golden>>;

const { digitForDigit, insideEnsemble, outside, valRmse } = found.verdict ?? {};
deepStrictEqual(
  { digitForDigit, insideEnsemble, outside, rmseInside: valRmse?.insideEnsemble },
  { digitForDigit: 10, insideEnsemble: 40, outside: 0, rmseInside: true },
);
deepStrictEqual(
  PRESETS.map((preset) => found.runs[preset]?.sha256),
  PRESETS.map((preset) => goldens[preset].sha256),
);
deepStrictEqual(found.ladder?.at(-1)?.distance, { articleStart: 0, centredStart: 0 });
process.stdout.write("reproduce.json says what the README says\n");
