import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import { parseCases, parseResults } from "../../src/conformance/read.ts";
import type { ResultsFile } from "../../src/conformance/types.ts";
import { casesText, manifestText, resultsText } from "../../src/conformance/write.ts";
import { C, caseFiles, E, finite, I, put, sampleFile } from "../support/caseFiles.ts";
import { itRefuses, thrownBy } from "../support/refusals.ts";

/** The same value with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const members = Object.entries(value).map(([name, member]) => [name, reversed(member)]);
  return Object.fromEntries(members.reverse());
}

const CLIP = `{
 "format": "bptt-oracle/cases",
 "version": 1,
 "kind": "clip",
 "notes": {
  "Small": {"bugType": "BASIC", "description": "Small enough to work by hand."}
 },
 "numberOfCases": 1,
 "cases": [
  {
   "id": "clip-a-1",
   "comment": "A case.",
   "flags": ["Small"],
   "config": {"inputSize": 1, "hiddenSize": 2, "outputSize": 3, "hiddenBias": true, "outputBias": false},
   "inputs": {
    "gradients": {
     "dU": [
      [1],
      [2]
     ],
     "dW": [
      [0.5, 0],
      [0, 0.25]
     ],
     "dV": [
      [1, 2],
      [3, 4],
      [5, 6]
     ],
     "db": [0.125, -1]
    },
    "clipping": {"kind": "value", "limit": 1}
   },
   "expected": {
    "dU": [
     [1],
     [2]
    ],
    "dW": [
     [0.5, 0],
     [0, 0.25]
    ],
    "dV": [
     [1, 2],
     [3, 4],
     [5, 6]
    ],
    "db": [0.125, -1]
   },
   "errorFactor": {"dU": 1, "dW": 2, "dV": 3, "db": 4},
   "kills": ["no-carry"]
  }
 ]
}
`;

describe("casesText", () => {
  it("reads back as it was, to the bit", () => {
    fc.assert(
      fc.property(caseFiles, (file) => {
        // toEqual tells −0 from 0.
        expect(parseCases(casesText(file), "f.json")).toEqual(file);
      }),
    );
  });

  it("is what JSON.parse reads too", () => {
    fc.assert(
      fc.property(caseFiles, (file) => {
        expect(JSON.parse(casesText(file))).toEqual(file);
      }),
    );
  });

  it("is the same whatever order the members were made in, and when read and written again", () => {
    fc.assert(
      fc.property(caseFiles, (file) => {
        const text = casesText(file);
        expect(casesText(reversed(file) as typeof file)).toBe(text);
        expect(casesText(parseCases(text, "f.json"))).toBe(text);
      }),
    );
  });

  it.each(KINDS)("%s: the members as the schema has them, the sample below 4 KB", (kind) => {
    const text = casesText(sampleFile(kind));
    expect(text.length).toBeLessThan(4096);
    const names = [...text.matchAll(/^ {3}"(\w+)":/gm)].map(([, name]) => name);
    const own = ["id", "comment", "flags", "config", "inputs", "expected", "errorFactor", "kills"];
    expect(names.filter((name) => own.includes(name))).toEqual(own);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("looks like this", () => {
    expect(casesText(sampleFile("clip"))).toBe(CLIP);
  });

  it("has a row of a matrix on one line, however long", () => {
    const file = sampleFile("activation");
    const a = Array.from({ length: 200 }, (_, n) => n / 7);
    put(file, [...I, "a"], a);
    put(file, [...E, "s"], a);
    put(file, [...E, "derivative"], a);
    expect(casesText(file)).toContain(`\n    "a": [${a.join(", ")}]\n`);
  });

  it("puts long lists of names on lines of their own, short ones on one", () => {
    const file = sampleFile("loss");
    const kills = Array.from({ length: 10 }, (_, n) => `a-bug-called-${n}`);
    put(file, [...C, "kills"], kills);
    expect(casesText(file)).toContain(`"kills": [\n    "a-bug-called-0",\n    "a-bug-called-1",\n`);
    put(file, [...C, "kills"], kills.slice(0, 3));
    expect(casesText(file)).toContain(`"kills": ["a-bug-called-0", "a-bug-called-1", "`);
  });

  it("has short objects on one line, up to 100 characters with the margin", () => {
    const note = (length: number): string => {
      const file = sampleFile("loss");
      const rest = '{"bugType": "BASIC", "description": ""}'.length;
      put(file, ["notes", "Small", "description"], "x".repeat(length - rest));
      return casesText(file);
    };
    expect(note(98)).toContain('"Small": {"bugType"');
    expect(note(99)).toContain('"Small": {\n   "bugType"');
  });

  it.each([Number.NaN, Infinity, -Infinity, undefined, null, "1"])("does not write %s", (value) => {
    const file = sampleFile("gradient");
    put(file, [...E, "dW", 1], [0, 1]);
    const row = Reflect.get(file.cases[0].expected.dW, 1);
    Reflect.set(row, 0, value);
    expect(thrownBy(() => casesText(file))).toMatch(
      /^FormatError: cases: cases\[0\]\.expected\.dW\[1\]\[0\]: expected a (JSON value|number), got /,
    );
  });

  itRefuses([
    [
      "to write a wrong count",
      () => casesText({ ...sampleFile("gradient"), numberOfCases: 3 }),
      "FormatError: cases: numberOfCases: expected 1, got 3",
    ],
    [
      "to write a wrong manifest",
      () => manifestText({ format: "bptt-oracle/manifest" } as never),
      "FormatError: manifest: version: expected 1, got none",
    ],
  ]);
});

describe("resultsText", () => {
  const results = fc
    .dictionary(
      fc.stringMatching(/^(clip|pairs)(-[a-z0-9]{1,5}){1,2}$/),
      fc.record({ dU: fc.array(fc.array(finite)), note: fc.string({ unit: "binary" }) }),
      { noNullPrototype: true },
    )
    .map(
      (byId): ResultsFile => ({
        format: "bptt-oracle/results",
        version: 1,
        implementation: { name: "mine", language: "C", version: "1", dtype: "float64" },
        results: byId,
        skipped: { "step-a": "not yet" },
      }),
    );

  it("reads back as it was, with the ids in alphabetical order", () => {
    fc.assert(
      fc.property(results, (file) => {
        const text = resultsText(file);
        expect(parseResults(text, "r.json")).toEqual(file);
        expect(resultsText(reversed(file) as ResultsFile)).toBe(text);
        const ids = Object.keys(parseResults(text, "r.json").results);
        expect(ids).toEqual(ids.toSorted());
      }),
    );
  });
});
