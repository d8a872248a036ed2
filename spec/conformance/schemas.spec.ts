import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import { requireValid } from "../../src/conformance/schemas.ts";
import { C, E, F, G, I, itRefusesCases, P, sampleFile } from "../support/caseFiles.ts";
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
    [
      "a config without a member",
      "gradient",
      [...G, "lossAt"],
      undefined,
      "cases[0].config.lossAt: expected a value, got none",
    ],
    [
      "a size of nothing",
      "gradient",
      [...G, "hiddenSize"],
      0,
      "cases[0].config.hiddenSize: expected a number of at least 1, got 0",
    ],
    [
      "a size beyond all memory",
      "gradient",
      [...G, "hiddenSize"],
      2 ** 33,
      "cases[0].config.hiddenSize: expected a number of at most 4294967296, got 8589934592",
    ],
    [
      "a size in quotes",
      "gradient",
      [...G, "hiddenSize"],
      "2",
      'cases[0].config.hiddenSize: expected a whole number, got "2"',
    ],
    [
      "an activation in capitals",
      "gradient",
      [...G, "activation"],
      "Tanh",
      'cases[0].config.activation: expected one of sigmoid, tanh, relu, identity, got "Tanh"',
    ],
    [
      "1 for true",
      "gradient",
      [...G, "hiddenBias"],
      1,
      "cases[0].config.hiddenBias: expected true or false, got 1",
    ],
    [
      "a truncation by its name only",
      "gradient",
      [...G, "truncation"],
      "full",
      'cases[0].config.truncation: expected an object, got "full"',
    ],
    [
      "a truncation of no kind",
      "gradient",
      [...G, "truncation"],
      {},
      "cases[0].config.truncation.kind: expected one of full, window, chunk, got none",
    ],
    [
      "a truncation of an unknown kind",
      "gradient",
      [...G, "truncation"],
      { kind: "windows" },
      'cases[0].config.truncation.kind: expected one of full, window, chunk, got "windows"',
    ],
    [
      "full, with hops",
      "gradient",
      [...G, "truncation"],
      { kind: "full", hops: 1 },
      'cases[0].config.truncation: expected only kind, got "hops"',
    ],
    [
      "hops below nothing",
      "gradient",
      [...G, "truncation"],
      { kind: "window", hops: -1 },
      "cases[0].config.truncation.hops: expected a number of at least 0, got -1",
    ],
    [
      "half a hop",
      "gradient",
      [...G, "truncation"],
      { kind: "window", hops: 0.5 },
      "cases[0].config.truncation.hops: expected a whole number, got 0.5",
    ],
    [
      "a chunk without k2",
      "gradient",
      [...G, "truncation"],
      { kind: "chunk", k1: 2 },
      "cases[0].config.truncation.k2: expected a value, got none",
    ],
    [
      "null for a number",
      "gradient",
      [...P, "U", 1, 0],
      null,
      "cases[0].inputs.parameters.U[1][0]: expected a number, got null",
    ],
    [
      "NaN in quotes",
      "gradient",
      [...P, "U", 1, 0],
      "NaN",
      'cases[0].inputs.parameters.U[1][0]: expected a number, got "NaN"',
    ],
    [
      "true for a number",
      "gradient",
      [...P, "U", 1, 0],
      true,
      "cases[0].inputs.parameters.U[1][0]: expected a number, got true",
    ],
    [
      "a vector for a matrix",
      "gradient",
      [...P, "U"],
      [1, 2],
      "cases[0].inputs.parameters.U[0]: expected an array, got 1",
    ],
    [
      "a matrix for a vector",
      "gradient",
      [...P, "b"],
      [[1, 2]],
      "cases[0].inputs.parameters.b[0]: expected a number, got an array of 2",
    ],
    [
      "a matrix without rows",
      "gradient",
      [...P, "U"],
      [],
      "cases[0].inputs.parameters.U: expected at least one entry, got none",
    ],
    [
      "a parameter that is not known",
      "gradient",
      [...P, "Q"],
      [1],
      'cases[0].inputs.parameters: expected only U, W, V, b, c, got "Q"',
    ],
    [
      "a parameter called constructor",
      "gradient",
      [...P, "constructor"],
      [1],
      'cases[0].inputs.parameters: expected only U, W, V, b, c, got "constructor"',
    ],
    [
      "no steps",
      "gradient",
      [...I, "x"],
      [],
      "cases[0].inputs.x: expected at least one entry, got none",
    ],
    [
      "no targets",
      "gradient",
      [...I, "y"],
      undefined,
      "cases[0].inputs.y: expected a value, got none",
    ],
    [
      "null for an initial state",
      "gradient",
      [...I, "initialState"],
      null,
      "cases[0].inputs.initialState: expected an array, got null",
    ],
    [
      "null for a loss",
      "gradient",
      [...E, "loss"],
      null,
      "cases[0].expected.loss: expected a number, got null",
    ],
    [
      "a negative error factor",
      "gradient",
      [...F, "dU"],
      -1,
      "cases[0].errorFactor.dU: expected a number of at least 0, got -1",
    ],
    [
      "an error factor for each row",
      "gradient",
      [...F, "dU"],
      [1, 1],
      "cases[0].errorFactor.dU: expected a number, got an array of 2",
    ],
    [
      "a seed beyond 32 bits",
      "random",
      [...I, "seed"],
      2 ** 32,
      "cases[0].inputs.seed: expected a number of at most 4294967295, got 4294967296",
    ],
    [
      "a limit of nothing",
      "clip",
      [...I, "clipping", "limit"],
      0,
      "cases[0].inputs.clipping.limit: expected a number above 0, got 0",
    ],
    [
      "nothing to clip by",
      "clip",
      [...I, "clipping"],
      null,
      "cases[0].inputs.clipping: expected an object, got null",
    ],
    [
      "a number to clip by",
      "step",
      [...I, "clipping"],
      5,
      "cases[0].inputs.clipping: expected an object or null, got 5",
    ],
    [
      "a clipping of no kind",
      "step",
      [...I, "clipping"],
      { limit: 1 },
      "cases[0].inputs.clipping.kind: expected a value, got none",
    ],
    [
      "a clipping with more than it has",
      "step",
      [...I, "clipping"],
      { kind: "norm", limit: 1, per: "step" },
      'cases[0].inputs.clipping: expected only kind, limit, got "per"',
    ],
    [
      "an unknown way to clip",
      "step",
      [...I, "clipping", "kind"],
      "Norm",
      'cases[0].inputs.clipping.kind: expected one of value, norm, got "Norm"',
    ],
    [
      "a negative learning rate",
      "step",
      [...I, "learningRate"],
      -0.1,
      "cases[0].inputs.learningRate: expected a number of at least 0, got -0.1",
    ],
    [
      "bits in capitals",
      "canary",
      [...E, "bits", 0],
      "3FB999999999999A",
      'cases[0].expected.bits[0]: expected text like ^([0-9a-f]{8}|[0-9a-f]{16})$, got "3FB999999999999A"',
    ],
    [
      "half a decimal",
      "canary",
      [...I, "decimals"],
      ["1e"],
      'cases[0].inputs.decimals[0]: expected text like ^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$, got "1e"',
    ],
    [
      "a tolerance for canaries",
      "canary",
      [...F, "values"],
      1,
      "cases[0].errorFactor.values: expected 0, got 1",
    ],
    [
      "a number for gradients",
      "pairs",
      [...E, "pairs", 0],
      5,
      "cases[0].expected.pairs[0]: expected an array or null, got 5",
    ],
    [
      "no records",
      "trajectory",
      [...I, "records"],
      [],
      "cases[0].inputs.records: expected at least one entry, got none",
    ],
    [
      "no epochs",
      "trajectory",
      [...I, "epochs"],
      0,
      "cases[0].inputs.epochs: expected a number of at least 1, got 0",
    ],
    [
      "a refusal of a refusal",
      "reject",
      [...I, "kind"],
      "reject",
      'cases[0].inputs.kind: expected one of canary, random, activation, loss, forward, gradient, pairs, clip, step, trajectory, got "reject"',
    ],
    [
      "a refusal that is none",
      "reject",
      [...E, "error"],
      false,
      "cases[0].expected.error: expected true, got false",
    ],
    [
      "a config where there is none",
      "reject",
      [...G, "a"],
      1,
      'cases[0].config: expected an empty object, got "a"',
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
