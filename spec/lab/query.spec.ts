import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readQuery, settingsFromQuery, settingsToQuery } from "../../src/lab/query.ts";
import { labSettings } from "../../src/lab/settings.ts";
import { labCases } from "../support/labCases.ts";
import { itRefuses } from "../support/refusals.ts";

describe("settings in an address", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(labCases(), (settings) => {
        const query = settingsToQuery(settings);
        expect(settingsFromQuery(query)).toEqual(settings);
        // What browsers and mail programs make of it.
        expect(settingsFromQuery(`?${query}`)).toEqual(settings);
        const encoded = query.replaceAll(",", "%2C").replaceAll(":", "%3A");
        expect(settingsFromQuery(encoded)).toEqual(settings);
        expect(query).toMatch(/^[\w=&,:.-]*$/);
      }),
    );
  });

  // Addresses that are shared stay what they mean.
  it.each([
    ["", labSettings("as-published")],
    ["preset=sane", labSettings("sane")],
    [
      "preset=corrected&mend=E11,E16",
      labSettings("corrected", {
        mended: [...labSettings("corrected").mended, "E11", "E16"],
      }),
    ],
    ["mend=E01&leave=E13,E14", labSettings("as-published", { mended: ["E01"] })],
    [
      "start=glorot&activation=relu&truncate=chunk:2:5&clip=norm:1e30&rate=1e-7&epochs=3&hidden=4&length=5&seed=6",
      labSettings("as-published", {
        start: "glorot",
        activation: "relu",
        truncation: { kind: "chunk", k1: 2, k2: 5 },
        clip: { kind: "norm", limit: 1e30 },
        learningRate: 1e-7,
        epochs: 3,
        hidden: 4,
        length: 5,
        seed: 6,
      }),
    ],
    [
      "truncate=full&clip=off",
      labSettings("as-published", { truncation: { kind: "full" }, clip: null }),
    ],
    [
      "preset=sane&truncate=window:0&clip=value:0.5",
      labSettings("sane", {
        truncation: { kind: "window", hops: 0 },
        clip: { kind: "value", limit: 0.5 },
      }),
    ],
  ])("%j", (query, settings) => {
    expect(settingsToQuery(settings)).toBe(query);
    expect(settingsFromQuery(query)).toEqual(settings);
  });

  it("may say what the preset says, and repeat the sign between", () => {
    expect(settingsFromQuery("preset=sane&activation=tanh&mend=E01&&seed=42&")).toEqual(
      labSettings("sane"),
    );
  });
});

describe("a query that is one in part", () => {
  it.each<[string, string, readonly string[]]>([
    ["seed=5&momentum=1&epochs=3", "seed=5&epochs=3", ["momentum=1"]],
    ["hidden=many&length=9", "length=9", ["hidden=many"]],
    ["hidden=500&rate=1e999&clip=norm:0", "", ["hidden=500", "rate=1e999", "clip=norm:0"]],
    ["preset=best&mend=E01,E17,E02", "mend=E01,E02", ["preset=best", "mend=E17"]],
    ["preset=sane&leave=E16,E20&seed=7", "preset=sane&leave=E16&seed=7", ["leave=E20"]],
    ["mend=E01,E02&leave=E02,E13", "mend=E01,E02&leave=E13", ["leave=E02"]],
    ["seed=1&seed=2&%%&seed", "seed=1", ["seed=2", "%%", "seed"]],
    ["truncate=chunk:3:2&clip=off", "clip=off", ["truncate=chunk:3:2"]],
    ["__proto__=1&constructor=2", "", ["__proto__=1", "constructor=2"]],
    ["q=%3Cimg%20src=x%3E&seed=3", "seed=3", ["q=<img src=x>"]],
  ])("%j is %j, without %j", (query, rest, ignored) => {
    const reading = readQuery(query);
    expect(reading.settings).toEqual(settingsFromQuery(rest));
    expect(reading.ignored.toSorted()).toEqual(ignored.toSorted());
  });

  it("is the settings alone where all of it is settings", () => {
    fc.assert(
      fc.property(labCases(), (settings) => {
        const query = settingsToQuery(settings);
        expect(readQuery(query)).toEqual({ settings, ignored: [] });
        // Whatever comes before, between the known and unknown nothing is lost.
        expect(readQuery(`utm=1&${query}&x`).settings).toEqual(settings);
      }),
    );
  });

  it("repeats no more than forty characters of what it ignores, and no half of one", () => {
    const [long] = readQuery(`seed=${"9".repeat(5000)}`).ignored;
    expect(long).toBe(`seed=${"9".repeat(34)}…`);
    const [wide] = readQuery(`hidden=${encodeURIComponent("𝛿".repeat(50))}`).ignored;
    expect(wide).toBe(`hidden=${"𝛿".repeat(32)}…`);
    expect(readQuery(`seed=${"9".repeat(35)}`).ignored).toEqual([`seed=${"9".repeat(35)}`]);
  });
});

describe("what is no query", () => {
  const ask = (query: string) => () => settingsFromQuery(query);
  const KEYS =
    "preset, mend, leave, start, activation, truncate, clip, rate, epochs, hidden, length, seed";
  itRefuses([
    ["another key", ask("momentum=1"), `RangeError: query: expected ${KEYS}, got "momentum"`],
    [
      "a name of every object",
      ask("constructor=1"),
      `RangeError: query: expected ${KEYS}, got "constructor"`,
    ],
    ["rubbish", ask("?%%"), 'RangeError: query: expected percent-encoded UTF-8, got "%%"'],
    ["a key alone", ask("seed"), 'RangeError: seed: expected seed=VALUE, got "seed"'],
    ["two values", ask("seed=1=2"), 'RangeError: seed: expected seed=VALUE, got "seed=1=2"'],
    ["a key twice", ask("seed=1&seed=1"), "RangeError: seed: expected once, got it twice"],
    [
      "another preset",
      ask("preset=best"),
      'RangeError: preset: expected one of as-published, corrected, sane, got "best"',
    ],
    [
      "an erratum that there is not",
      ask("mend=E01,E17"),
      'RangeError: mend: expected one of E01, E02, E03, E04, E05, E06, E07, E08, E09, E10, E11, E12, E13, E14, E16, got "E17"',
    ],
    [
      "no erratum",
      ask("leave="),
      'RangeError: leave: expected one of E01, E02, E03, E04, E05, E06, E07, E08, E09, E10, E11, E12, E13, E14, E16, got ""',
    ],
    [
      "one both mended and left",
      ask("mend=E01,E02&leave=E02"),
      "RangeError: leave: expected none that is to be mended, got E02",
    ],
    [
      "another start",
      ask("start=he"),
      'RangeError: start: expected one of uniform, centred, glorot, got "he"',
    ],
    [
      "another activation",
      ask("activation=gelu"),
      'RangeError: activation: expected one of sigmoid, tanh, relu, identity, got "gelu"',
    ],
    [
      "half a truncation",
      ask("truncate=chunk:2"),
      'RangeError: truncate: expected full, window:HOPS or chunk:K1:K2, got "chunk:2"',
    ],
    [
      "chunks that leave losses out",
      ask("truncate=chunk:3:2"),
      "RangeError: truncation.k2: expected at least k1 = 3, or losses would be left out, got 2",
    ],
    [
      "half a clipping",
      ask("clip=10"),
      'RangeError: clip: expected value:LIMIT, norm:LIMIT or off, got "10"',
    ],
    ["a limit that is none", ask("clip=norm:x"), 'RangeError: clip: expected a number, got "x"'],
    [
      "a limit of zero",
      ask("clip=norm:0"),
      "RangeError: clipping.limit: expected a finite number above 0, got 0",
    ],
    ["a rate below zero", ask("rate=-1"), 'RangeError: rate: expected a number, got "-1"'],
    [
      "a rate beyond all numbers",
      ask("rate=1e999"),
      "RangeError: learningRate: expected a finite number of at least 0, got Infinity",
    ],
    [
      "a number in hexadecimal",
      ask("seed=0x10"),
      'RangeError: seed: expected a number, got "0x10"',
    ],
    [
      "half a unit",
      ask("hidden=1.5"),
      "RangeError: hidden: expected a whole number from 1 to 300, got 1.5",
    ],
  ]);
});
