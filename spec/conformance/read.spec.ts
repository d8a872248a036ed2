import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_BYTES } from "../../src/conformance/json.ts";
import { KINDS, type Kind } from "../../src/conformance/kinds.ts";
import {
  parseCases,
  parseCertificate,
  parseManifest,
  parseResults,
  readBytes,
} from "../../src/conformance/read.ts";
import {
  brokenFile,
  C,
  copyOf,
  E,
  I,
  itRefusesCases,
  jsonOf,
  type Path,
  put,
  sampleFile,
} from "../support/caseFiles.ts";
import { temporaryFolder } from "../support/cli.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { itRefuses, thrownBy } from "../support/refusals.ts";

const ANY_KIND = `one of ${KINDS.join(", ")}`;
const GRADIENT = jsonOf(sampleFile("gradient"));

const cases = (text: string) => () => parseCases(text, "f.json");

describe("parseCases", () => {
  it.each(KINDS)("reads the sample of %s, as bytes and as text", (kind) => {
    const file = sampleFile(kind);
    const text = jsonOf(file);
    expect(parseCases(text, "f.json")).toEqual(file);
    expect(parseCases(new TextEncoder().encode(text), "f.json")).toEqual(file);
  });

  itRefuses([
    ["a number for a file", cases("42"), "FormatError: f.json: expected an object, got 42"],
    ["null for a file", cases("null"), "FormatError: f.json: expected an object, got null"],
    [
      "a list for a file",
      cases("[]"),
      "FormatError: f.json: expected an object, got an array of 0",
    ],
    [
      "an empty object",
      cases("{}"),
      'FormatError: f.json: format: expected "bptt-oracle/cases", got none',
    ],
    [
      "no bytes at all",
      () => parseCases(new Uint8Array(), "f.json"),
      "FormatError: f.json: expected JSON, got an empty file",
    ],
    [
      "what was cut off",
      cases(GRADIENT.slice(0, -2)),
      `FormatError: f.json: cases: expected "," or "]", got the end of the text (line 1, column ${GRADIENT.length - 1})`,
    ],
    [
      "a config twice in a case",
      cases(GRADIENT.replace('"inputs":', '"config":')),
      `FormatError: f.json: cases[0]: expected members of different names, got "config" twice (line 1, column ${GRADIENT.indexOf('"inputs":') + 1})`,
    ],
    [
      "a parameter called __proto__",
      cases(GRADIENT.replace('"parameters":{', '"parameters":{"__proto__":{"b":[1,2]},')),
      'FormatError: f.json: cases[0].inputs.parameters: expected only U, W, V, b, c, got "__proto__"',
    ],
    [
      "a number that overflows",
      cases(GRADIENT.replace('"loss":1', '"loss":1e999')),
      `FormatError: f.json: cases[0].expected.loss: expected a number within the range of binary64, got 1e999 (line 1, column ${GRADIENT.indexOf('"loss":1') + 8})`,
    ],
  ]);

  itRefusesCases([
    [
      "another format",
      "gradient",
      ["format"],
      "bptt-oracle/results",
      'format: expected "bptt-oracle/cases", got "bptt-oracle/results"',
    ],
    [
      "no format",
      "gradient",
      ["format"],
      undefined,
      'format: expected "bptt-oracle/cases", got none',
    ],
    ["a later version", "gradient", ["version"], 2, "version: expected 1, got 2"],
    ["a version in quotes", "gradient", ["version"], "1", 'version: expected 1, got "1"'],
    ["no version", "gradient", ["version"], undefined, "version: expected 1, got none"],
    [
      "an unknown kind",
      "gradient",
      ["kind"],
      "gradients",
      `kind: expected ${ANY_KIND}, got "gradients"`,
    ],
    ["no kind", "gradient", ["kind"], undefined, `kind: expected ${ANY_KIND}, got none`],
    [
      "a kind called constructor",
      "gradient",
      ["kind"],
      "constructor",
      `kind: expected ${ANY_KIND}, got "constructor"`,
    ],
    ["kinds", "gradient", ["kind"], ["gradient"], `kind: expected ${ANY_KIND}, got an array of 1`],
    [
      "another kind",
      "gradient",
      ["kind"],
      "clip",
      'cases[0].config: expected only inputSize, hiddenSize, outputSize, hiddenBias, outputBias, got "activation"',
    ],
    ["a wrong count", "gradient", ["numberOfCases"], 2, "numberOfCases: expected 1, got 2"],
    [
      "an id of another kind",
      "gradient",
      [...C, "id"],
      "clip-1",
      'cases[0].id: expected an id that begins with gradient-, got "clip-1"',
    ],
    [
      "a flag without a note",
      "gradient",
      [...C, "flags"],
      ["Small", "Large"],
      'cases[0].flags[1]: expected a name from notes (Small), got "Large"',
    ],
    [
      "a flag when there are no notes",
      "gradient",
      ["notes"],
      {},
      'cases[0].flags[0]: expected a name from notes (none), got "Small"',
    ],
    [
      "a flag called constructor",
      "gradient",
      [...C, "flags"],
      ["constructor"],
      'cases[0].flags[0]: expected a name from notes (Small), got "constructor"',
    ],
    [
      "a refusal of what can be done",
      "reject",
      [...I, "inputs", "y"],
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      "cases[0].inputs: expected a request that cannot be carried out, got one that can",
    ],
  ]);

  it("looks at the format and version first", () => {
    const file = { ...sampleFile("gradient"), version: 2, written: "later" };
    expect(thrownBy(cases(jsonOf(file)))).toBe("FormatError: f.json: version: expected 1, got 2");
  });

  it.each<[string, Kind, Path, string]>([
    ["an id", "clip", [...C, "id"], `clip${"-a".repeat(5_000_000)}`],
    ["a decimal", "canary", [...I, "decimals", 0], "1".repeat(10_000_000)],
    ["a bug type", "clip", ["notes", "Small", "bugType"], "A_".repeat(5_000_000)],
    ["bits", "canary", [...E, "bits", 0], "0".repeat(10_000_000)],
  ])("refuses %s without end", (_, kind, path, value) => {
    const said = thrownBy(cases(brokenFile(kind, path, value)));
    expect(said).toMatch(
      /^FormatError: f\.json: \S+: expected at most \d+ characters, got ".{60}…"$/,
    );
  });

  it("refuses a note's name without end", () => {
    const file = sampleFile("clip");
    Reflect.set(file.notes, "A".repeat(10_000_000), { bugType: "BASIC", description: "x" });
    expect(thrownBy(cases(jsonOf(file)))).toContain("notes: expected names of at most 100");
  });

  it("refuses an id that was there before", () => {
    const file = sampleFile("gradient");
    const twice = { ...file, numberOfCases: 2, cases: [file.cases[0], file.cases[0]] };
    expect(thrownBy(cases(jsonOf(twice)))).toBe(
      'FormatError: f.json: cases[1].id: expected an id of its own, got "gradient-a-1" again',
    );
  });

  it.each([
    ["a config that no schema takes", [...I, "config"], {}],
    ["inputs that no schema takes", [...I, "inputs"], { x: null }],
    ["k2 below k1", [...I, "config", "truncation"], { kind: "chunk", k1: 2, k2: 1 }],
  ])("takes for a reason to refuse: %s", (_, path, value) => {
    const file = sampleFile("reject");
    put(file, path, value);
    expect(cases(jsonOf(file))).not.toThrow();
  });

  it("reads or refuses whatever is made of a file, and says where", () => {
    const cut = fc.tuple(fc.constantFrom(...KINDS), fc.nat(), fc.nat({ max: 20 }), fc.string());
    fc.assert(
      fc.property(cut, ([kind, at, length, put]) => {
        const text = jsonOf(sampleFile(kind));
        const from = at % text.length;
        const said = thrownBy(cases(text.slice(0, from) + put + text.slice(from + length)));
        expect(said).toMatch(
          /^nothing was thrown$|^FormatError: f\.json: [\s\S]*expected [\s\S]+, got /,
        );
      }),
      { numRuns: 10 * FC_RUNS },
    );
  });
});

const RESULTS = {
  format: "bptt-oracle/results",
  version: 1,
  implementation: { name: "mine", language: "C", version: "0", dtype: "float32" },
  results: {
    "gradient-a-1": { dU: [[1, null, "NaN"]], constructor: {} },
    "reject-a": { error: true },
  },
  skipped: { "pairs-a": "not done yet" },
};

/** The results with one member changed. */
const results = (path: readonly string[], value: unknown) => () => {
  const file = structuredClone(RESULTS);
  put(file, path, value);
  return parseResults(jsonOf(file), "r.json");
};

const ID_TEXT = `names like ^(${KINDS.join("|")})(-[a-z0-9]+)+$`;

describe("parseResults", () => {
  it("reads results, right or wrong", () => {
    expect(parseResults(JSON.stringify(RESULTS), "r.json")).toEqual(RESULTS);
  });

  itRefuses([
    [
      "cases",
      () => parseResults(GRADIENT, "r.json"),
      'FormatError: r.json: format: expected "bptt-oracle/results", got "bptt-oracle/cases"',
    ],
    ["another version", results(["version"], 0), "FormatError: r.json: version: expected 1, got 0"],
    [
      "no results",
      results(["results"], undefined),
      "FormatError: r.json: results: expected a value, got none",
    ],
    [
      "results in a list",
      results(["results"], []),
      "FormatError: r.json: results: expected an object, got an array of 0",
    ],
    [
      "null for a result",
      results(["results", "pairs-b"], null),
      'FormatError: r.json: results["pairs-b"]: expected an object, got null',
    ],
    [
      "a result for what is no id",
      results(["results", "constructor"], {}),
      `FormatError: r.json: results: expected only ${ID_TEXT}, got "constructor"`,
    ],
    [
      "no list of what was skipped",
      results(["skipped"], undefined),
      "FormatError: r.json: skipped: expected a value, got none",
    ],
    [
      "no reason to skip",
      results(["skipped", "pairs-a"], ""),
      'FormatError: r.json: skipped["pairs-a"]: expected some text, got ""',
    ],
    [
      "true for a reason",
      results(["skipped", "pairs-a"], true),
      'FormatError: r.json: skipped["pairs-a"]: expected a string, got true',
    ],
    [
      "a case skipped that has a result",
      results(["skipped", "reject-a"], "no"),
      'FormatError: r.json: skipped["reject-a"]: expected no reason beside a result, got one',
    ],
    [
      "nobody",
      results(["implementation"], undefined),
      "FormatError: r.json: implementation: expected a value, got none",
    ],
    [
      "an unknown dtype",
      results(["implementation", "dtype"], "float16"),
      'FormatError: r.json: implementation.dtype: expected one of float64, float32, got "float16"',
    ],
    [
      "a name of nothing",
      results(["implementation", "name"], ""),
      'FormatError: r.json: implementation.name: expected some text, got ""',
    ],
    [
      "more than is asked",
      results(["time"], 1),
      'FormatError: r.json: expected only format, version, implementation, results, skipped, got "time"',
    ],
    [
      "NaN in a result",
      () => parseResults('{"results": {"pairs-a": {"dU": [[NaN]]}}}', "r.json"),
      'FormatError: r.json: results["pairs-a"].dU[0][0]: expected a JSON value, got NaN (line 1, column 34)',
    ],
  ]);

  it.each([
    ["results", {}],
    ["skipped", "not yet"],
  ])("refuses a name without end among %s", (member, value) => {
    const file = { ...RESULTS, [member]: { [`clip${"-a".repeat(5_000_000)}`]: value } };
    const said = thrownBy(() => parseResults(JSON.stringify(file), "r.json"));
    expect(said).toBe(
      `FormatError: r.json: ${member}: expected names of at most 100 characters, got "clip${"-a".repeat(28)}…"`,
    );
  });

  it("a result for __proto__ is one for what is no id", () => {
    const text = JSON.stringify(RESULTS).replace('"results":{', '"results":{"__proto__":{},');
    expect(thrownBy(() => parseResults(text, "r.json"))).toContain('got "__proto__"');
  });
});

const ENTRY = {
  path: "clip/norm.json",
  kind: "clip",
  numberOfCases: 2,
  sha256: "0".repeat(64),
  ids: ["clip-1", "clip-2"],
};
const MANIFEST = {
  format: "bptt-oracle/manifest",
  version: 1,
  generator: { name: "bptt-oracle", version: "0.1.0" },
  numberOfCases: 2,
  files: [ENTRY],
};

const manifest = (changes: object) => () =>
  parseManifest(JSON.stringify({ ...MANIFEST, ...changes }), "m.json");
const entry = (changes: object) => manifest({ files: [{ ...ENTRY, ...changes }] });

describe("parseManifest", () => {
  it("reads a manifest", () => {
    expect(manifest({})()).toEqual(MANIFEST);
  });

  itRefuses([
    [
      "no files",
      manifest({ files: [] }),
      "FormatError: m.json: files: expected at least one entry, got none",
    ],
    [
      "a wrong total",
      manifest({ numberOfCases: 3 }),
      "FormatError: m.json: numberOfCases: expected 2, got 3",
    ],
    [
      "a wrong count",
      entry({ numberOfCases: 3 }),
      "FormatError: m.json: files[0].numberOfCases: expected 2, got 3",
    ],
    [
      "a file twice",
      manifest({ files: [ENTRY, ENTRY] }),
      'FormatError: m.json: files[1].path: expected a path of its own, got "clip/norm.json" again',
    ],
    [
      "an id in two files",
      manifest({ files: [ENTRY, { ...ENTRY, path: "b.json" }] }),
      'FormatError: m.json: files[1].ids[0]: expected an id of its own, got "clip-1" again',
    ],
    [
      "an id of another kind",
      entry({ ids: ["clip-1", "step-1"] }),
      'FormatError: m.json: files[0].ids[1]: expected an id that begins with clip-, got "step-1"',
    ],
    [
      "a path out of the folder",
      entry({ path: "../clip.json" }),
      'FormatError: m.json: files[0].path: expected text like ^[a-z0-9-]+(/[a-z0-9-]+)*\\.json$, got "../clip.json"',
    ],
    [
      "a path from the root",
      entry({ path: "/clip.json" }),
      'FormatError: m.json: files[0].path: expected text like ^[a-z0-9-]+(/[a-z0-9-]+)*\\.json$, got "/clip.json"',
    ],
    [
      "a digest in capitals",
      entry({ sha256: "A".repeat(64) }),
      `FormatError: m.json: files[0].sha256: expected text like ^[0-9a-f]{64}$, got "${"A".repeat(60)}…"`,
    ],
    [
      "another generator",
      manifest({ generator: { name: "mine", version: "0.1.0" } }),
      'FormatError: m.json: generator.name: expected "bptt-oracle", got "mine"',
    ],
  ]);
});

const KILLERS = { kills: 1, smallest: "clip-a", row: "10" };
const CERTIFICATE = {
  format: "bptt-oracle/certificate",
  version: 1,
  numberOfBugs: 1,
  numberOfCases: 2,
  cases: ["clip-a", "clip-b"],
  bugs: [{ id: "one", title: "One", float64: KILLERS, float32: KILLERS }],
  kinds: [{ kind: "clip", numberOfCases: 2, cannotShow: [], missed: [] }],
  killsNothing: [{ id: "clip-b", purpose: null }],
  quick: { cases: ["clip-a"], killers: 1, atLeast: 1 },
};
const certificate = (path: Path, value: unknown) => () => {
  const changed = Object(copyOf(CERTIFICATE));
  put(changed, path, value);
  return parseCertificate(JSON.stringify(changed), "c.json");
};

describe("parseCertificate", () => {
  it("reads a certificate", () => {
    expect(certificate(["version"], 1)()).toEqual(CERTIFICATE);
  });

  itRefuses(
    (
      [
        ["a wrong number of bugs", ["numberOfBugs"], 2, "numberOfBugs: expected 1, got 2"],
        ["a wrong number of cases", ["numberOfCases"], 3, "numberOfCases: expected 2, got 3"],
        [
          "a row of another length",
          ["bugs", 0, "float32", "row"],
          "100",
          "bugs[0].float32.row: expected 2 entries, got 3",
        ],
        [
          "a wrong number of kills",
          ["bugs", 0, "float64", "row"],
          "11",
          "bugs[0].float64.kills: expected 2, got 1",
        ],
        [
          "a smallest case that is none",
          ["bugs", 0, "float64", "smallest"],
          "clip-c",
          'bugs[0].float64.smallest: expected one of cases, got "clip-c"',
        ],
        [
          "a bug that a kind misses and nobody knows",
          ["kinds", 0, "missed"],
          ["two"],
          'kinds[0]: expected ids of bugs, got "two"',
        ],
        [
          "a bug that a kind cannot show and nobody knows",
          ["kinds", 0, "cannotShow"],
          ["one", "two"],
          'kinds[0]: expected ids of bugs, got "two"',
        ],
        [
          "an unknown case that kills nothing",
          ["killsNothing", 0, "id"],
          "clip-c",
          'killsNothing[0].id: expected one of cases, got "clip-c"',
        ],
        [
          "an unknown case in the quick choice",
          ["quick", "cases", 0],
          "clip-c",
          'quick.cases[0]: expected one of cases, got "clip-c"',
        ],
        [
          "a row that is no row",
          ["bugs", 0, "float64", "row"],
          "1 0",
          'bugs[0].float64.row: expected text like ^[01]+$, got "1 0"',
        ],
      ] as const
    ).map(([what, path, value, said]) => {
      return [what, certificate(path, value), `FormatError: c.json: ${said}`] as const;
    }),
  );

  it("takes a bug that no case kills", () => {
    const none = { kills: 0, smallest: null, row: "00" };
    expect(certificate(["bugs", 0, "float32"], none)()).toMatchObject({ version: 1 });
  });
});

describe("readBytes", () => {
  it("reads a file", () => {
    const path = join(temporaryFolder(), "a.json");
    writeFileSync(path, "{}");
    expect([...readBytes(path)]).toEqual([0x7b, 0x7d]);
  });

  it("refuses what is not there, a directory, and what is no file", () => {
    const folder = temporaryFolder();
    const said = (name: string): string => thrownBy(() => readBytes(join(folder, name)));
    const of = (name: string): string => `FormatError: ${join(folder, name)}: expected`;
    mkdirSync(join(folder, "folder"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(said("none.json")).toBe(`${of("none.json")} a file that can be read, got none`);
    expect(said("folder")).toBe(`${of("folder")} a file, got a directory`);
    expect(said("pipe")).toBe(`${of("pipe")} a file, got something else`);
    writeFileSync(join(folder, "file"), "");
    expect(said("file/a")).toBe(`${of("file/a")} a file that can be read, got ENOTDIR`);
    expect(said("a\0b")).toContain("a file that can be read, got ERR_INVALID_ARG_VALUE");
  });

  it("refuses a file that is too large before it is read", () => {
    const path = join(temporaryFolder(), "large.json");
    writeFileSync(path, "");
    truncateSync(path, 2 ** 40);
    expect(thrownBy(() => readBytes(path))).toBe(
      `FormatError: ${path}: expected at most ${MAX_BYTES} bytes, got ${2 ** 40}`,
    );
  });
});
