import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import { requireValid } from "../../src/conformance/schemas.ts";
import { C, itRefusesCases, sampleFile } from "../support/caseFiles.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { itRefuses } from "../support/refusals.ts";

const valid = (value: unknown, at?: readonly (string | number)[], part?: string) => () =>
  requireValid("cases", value, "f.json", at, part);

describe("requireValid", () => {
  itRefusesCases([
    [
      "a member that is not known",
      "gradient",
      ["author"],
      "me",
      'expected only format, version, kind, notes, numberOfCases, cases, got "author"',
    ],
    ["no cases", "gradient", ["cases"], undefined, "cases: expected a value, got none"],
    [
      "an empty list of cases",
      "gradient",
      ["cases"],
      [],
      "cases: expected at least one entry, got none",
    ],
    ["cases by their names", "gradient", ["cases"], {}, "cases: expected an array, got an object"],
    [
      "half a case",
      "gradient",
      ["numberOfCases"],
      1.5,
      "numberOfCases: expected a whole number, got 1.5",
    ],
    [
      "fewer than no cases",
      "gradient",
      ["numberOfCases"],
      -1,
      "numberOfCases: expected a number of at least 1, got -1",
    ],
    ["notes in a list", "gradient", ["notes"], [], "notes: expected an object, got an array of 0"],
    [
      "a note in lower case",
      "gradient",
      ["notes", "small"],
      { bugType: "BASIC", description: "x" },
      'notes: expected only names like ^[A-Z][A-Za-z0-9]*$, got "small"',
    ],
    [
      "a note called constructor",
      "gradient",
      ["notes", "constructor"],
      { bugType: "BASIC", description: "x" },
      'notes: expected only names like ^[A-Z][A-Za-z0-9]*$, got "constructor"',
    ],
    [
      "a note that says nothing",
      "gradient",
      ["notes", "Small", "description"],
      "",
      'notes.Small.description: expected some text, got ""',
    ],
    [
      "a note without a description",
      "gradient",
      ["notes", "Small", "description"],
      undefined,
      "notes.Small.description: expected a value, got none",
    ],
    [
      "a bug type in lower case",
      "gradient",
      ["notes", "Small", "bugType"],
      "basic",
      'notes.Small.bugType: expected text like ^[A-Z]+(_[A-Z]+)*$, got "basic"',
    ],
    ["null for a case", "gradient", C, null, "cases[0]: expected an object, got null"],
    [
      "a member that no case has",
      "gradient",
      [...C, "tolerance"],
      1,
      'cases[0]: expected only id, comment, flags, config, inputs, expected, errorFactor, kills, got "tolerance"',
    ],
    [
      "a case without an id",
      "gradient",
      [...C, "id"],
      undefined,
      "cases[0].id: expected a value, got none",
    ],
    ["a number for an id", "gradient", [...C, "id"], 7, "cases[0].id: expected a string, got 7"],
    [
      "an id that is not plain",
      "gradient",
      [...C, "id"],
      "gradient-Ü",
      'cases[0].id: expected text like ^(canary|random|activation|loss|forward|gradient|pairs|clip|step|trajectory|reject)(-[a-z0-9]+)+$, got "gradient-Ü"',
    ],
    [
      "an id called constructor",
      "gradient",
      [...C, "id"],
      "constructor",
      'cases[0].id: expected text like ^(canary|random|activation|loss|forward|gradient|pairs|clip|step|trajectory|reject)(-[a-z0-9]+)+$, got "constructor"',
    ],
    [
      "an endless id",
      "gradient",
      [...C, "id"],
      `gradient-${"a".repeat(100)}`,
      'cases[0].id: expected at most 100 characters, got "gradient-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"',
    ],
    [
      "no comment",
      "gradient",
      [...C, "comment"],
      "",
      'cases[0].comment: expected some text, got ""',
    ],
    [
      "a flag twice",
      "gradient",
      [...C, "flags"],
      ["Small", "Small"],
      'cases[0].flags: expected entries that differ, got "Small" twice',
    ],
    [
      "a bug killed twice",
      "gradient",
      [...C, "kills"],
      ["a", "b", "a"],
      'cases[0].kills: expected entries that differ, got "a" twice',
    ],
    [
      "null for a list",
      "gradient",
      [...C, "kills"],
      null,
      "cases[0].kills: expected an array, got null",
    ],
  ]);

  itRefuses([
    ["what is no object", valid(42), "FormatError: f.json: expected an object, got 42"],
    [
      "a file of no kind",
      valid({ kind: "gradients" }),
      `FormatError: f.json: kind: expected one of ${KINDS.join(", ")}, got "gradients"`,
    ],
    [
      "a part of a file, at its place",
      valid({ kind: "window" }, ["cases", 7, "a b"], "#/$defs/truncation"),
      'FormatError: f.json: cases[7]["a b"].hops: expected a value, got none',
    ],
    [
      "an array for an object within an array",
      valid([["a"]], [], "#/$defs/pairsCase/properties/expected/properties/pairs"),
      'FormatError: f.json: [0][0]: expected an object, got "a"',
    ],
    [
      "a part that is not there",
      valid({}, [], "#/$defs/nothing"),
      'RangeError: part: expected a part of cases, got "#/$defs/nothing"',
    ],
  ]);

  it("says something of whatever is put wherever", () => {
    const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("__proto__", -0));
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.nat(), values, (kind, n, value) => {
        const file = sampleFile(kind);
        const places = placesIn(file);
        const [parent, key] = places[n % places.length];
        Reflect.set(parent, key, value);
        try {
          requireValid("cases", file, "f");
        } catch (error) {
          expect(String(error)).toMatch(/^FormatError: f(: [\s\S]+)?: expected [\s\S]+, got /);
          expect(String(error)).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 10 * FC_RUNS },
    );
  });
});

/** Every member and entry of a value, as what holds it and its name there. */
function placesIn(value: unknown): [object, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]): [object, string][] => [
    [value, key],
    ...placesIn(member),
  ]);
}
