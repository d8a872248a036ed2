import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, MAX_BYTES, MAX_DEPTH, parseJson } from "../../src/conformance/json.ts";
import { FC_RUNS } from "../support/fastCheck.ts";
import { itRefuses, type Refusal, thrownBy } from "../support/refusals.ts";

const parse = (text: string) => () => parseJson(text, "f.json");
const decode = (bytes: readonly number[]) => () => decodeUtf8(Uint8Array.from(bytes), "f.json");

/** What is no value in JSON, whatever other formats make of it. */
const NO_VALUES: readonly (readonly [what: string, text: string])[] = [
  ["infinity", "-Infinity"],
  ["undefined", "undefined"],
  ["a leading zero", "01"],
  ["a plus sign", "+1"],
  ["a bare point", ".5"],
  ["hexadecimal", "0x10"],
  ["a digit separator", "1_000"],
  ["a decimal comma", "1;5"],
  ["a no-break space", "\u00a01"],
  ["a raw line break in a string", '"a\nb"'],
];

/** What is wrong, the text, and what is said of it. */
const MALFORMED: readonly (readonly [what: string, text: string, message: string])[] = [
  ["nothing", "", "f.json: expected a JSON value, got the end of the text (line 1, column 1)"],
  [
    "white space",
    " \n ",
    "f.json: expected a JSON value, got the end of the text (line 2, column 2)",
  ],
  [
    "a truncated array",
    "[1, 2",
    'f.json: expected "," or "]", got the end of the text (line 1, column 6)',
  ],
  [
    "a truncated object",
    '{"a": {"b": 1',
    'f.json: a: expected "," or "}", got the end of the text (line 1, column 14)',
  ],
  [
    "a truncated number",
    '{"a": [0, -',
    "f.json: a[1]: expected a JSON value, got - (line 1, column 11)",
  ],
  ["a truncated string", '{"a": "b', 'f.json: a: expected a JSON value, got "b (line 1, column 7)'],
  ["a truncated escape", '["\\', 'f.json: [0]: expected a JSON value, got "\\ (line 1, column 2)'],
  ["a truncated literal", "[tru", "f.json: [0]: expected a JSON value, got tru (line 1, column 2)"],
  [
    "a member without a value",
    '{"a"',
    'f.json: expected ":" after "a", got the end of the text (line 1, column 5)',
  ],
  [
    "a name without quotes",
    "{a: 1}",
    "f.json: expected a name in double quotes, got a (line 1, column 2)",
  ],
  [
    "a name in single quotes",
    "{'a': 1}",
    "f.json: expected a name in double quotes, got 'a' (line 1, column 2)",
  ],
  [
    "a bad escape in a name",
    '{"\\x": 1}',
    'f.json: expected a name in double quotes, got "\\x" (line 1, column 2)',
  ],
  [
    "a comma at the end of an array",
    "[1,]",
    "f.json: [1]: expected a JSON value, got ] (line 1, column 4)",
  ],
  [
    "a comma at the end of an object",
    '{"a": 1,}',
    "f.json: expected a name in double quotes, got } (line 1, column 9)",
  ],
  ["the wrong bracket", '{"a": [1}', 'f.json: a: expected "," or "]", got } (line 1, column 9)'],
  ["two values", "{} {}", "f.json: expected the end of the text, got { (line 1, column 4)"],
  [
    "JSON lines",
    '{"a": 1}\n{"a": 2}\n',
    "f.json: expected the end of the text, got { (line 2, column 1)",
  ],
  ["a comment", "[1 /* one */]", 'f.json: expected "," or "]", got /* (line 1, column 4)'],
  [
    "NaN",
    '{"U": [[1, NaN]]}',
    "f.json: U[0][1]: expected a JSON value, got NaN (line 1, column 12)",
  ],
  [
    "a number too large",
    '{"U": [1e999]}',
    "f.json: U[0]: expected a number within the range of binary64, got 1e999 (line 1, column 8)",
  ],
  [
    "a negative one",
    "[-1.8e308]",
    "f.json: [0]: expected a number within the range of binary64, got -1.8e308 (line 1, column 2)",
  ],
  [
    "a member twice",
    '{"a":\n  {"b": 1,\n   "b": 1}}',
    'f.json: a: expected members of different names, got "b" twice (line 3, column 4)',
  ],
  [
    "a member twice, once escaped",
    '{"a": 1, "\\u0061": 1}',
    'f.json: expected members of different names, got "a" twice (line 1, column 10)',
  ],
  [
    "__proto__ twice",
    '{"__proto__": 1, "__proto__": 1}',
    'f.json: expected members of different names, got "__proto__" twice (line 1, column 18)',
  ],
  [
    "100000 open brackets",
    "[".repeat(100_000),
    `f.json: ${"[0]".repeat(32)}: expected at most 32 levels of nesting, got more (line 1, column 33)`,
  ],
  [
    "100000 objects",
    '{"a":'.repeat(100_000),
    `f.json: a${".a".repeat(31)}: expected at most 32 levels of nesting, got more (line 1, column 161)`,
  ],
  [
    "a long run of digits",
    `[${"1".repeat(1_000_000)}]`,
    `f.json: [0]: expected a number within the range of binary64, got ${"1".repeat(30)}… (line 1, column 2)`,
  ],
  [
    "a long string without an end",
    `["${"a".repeat(1_000_000)}`,
    `f.json: [0]: expected a JSON value, got "${"a".repeat(29)}… (line 1, column 2)`,
  ],
];

describe("parseJson", () => {
  itRefuses(
    MALFORMED.map(
      ([what, text, message]): Refusal => [what, parse(text), `FormatError: ${message}`],
    ),
  );

  itRefuses(
    NO_VALUES.map(([what, text]): Refusal => {
      const said = `[0]: expected a JSON value, got ${text} (line 1, column 2)`;
      return [what, parse(`[${text}]`), `FormatError: f.json: ${said}`];
    }),
  );

  it("reads what JSON.parse reads, as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2, "\t"), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseJson(text, "f.json")).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses whatever JSON.parse refuses, and of the rest only what it says it does", () => {
    const broken = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.nat({ max: 2 }),
        fc.constantFrom(...'{}[]",:-.0eEtfn\\ \n'),
      )
      .map(([text, at, cut, put]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + put + text.slice(from + cut);
      });
    const own = /twice|range of binary64/;
    fc.assert(
      fc.property(broken, (text) => {
        const refusal = thrownBy(parse(text));
        if (refusal === "nothing was thrown") {
          expect(parseJson(text, "f.json")).toEqual(JSON.parse(text));
        } else {
          expect(refusal).toMatch(/^FormatError: f\.json: .*expected [\s\S]*, got /);
          if (!own.test(refusal)) expect(() => JSON.parse(text)).toThrow(SyntaxError);
        }
      }),
      { numRuns: 10 * FC_RUNS },
    );
  });

  it("reads every binary64 number as it was written, −0 and subnormals too", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const text = Object.is(x, -0) ? "-0" : String(x);
        expect(Object.is(parseJson(text, "f.json"), x)).toBe(true);
      }),
    );
    expect(parseJson("1e-999", "f.json")).toBe(0);
    expect(parseJson("1.7976931348623157e308", "f.json")).toBe(Number.MAX_VALUE);
  });

  it("has __proto__ and constructor as members like any other", () => {
    const value = parseJson('{"__proto__": {"a": 1}, "constructor": 2}', "f.json") as object;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get({}, "a")).toBeUndefined();
  });

  it(`reads ${MAX_DEPTH} levels`, () => {
    const text = `${"[".repeat(MAX_DEPTH)}1${"]".repeat(MAX_DEPTH)}`;
    expect(parseJson(text, "f.json")).toEqual(JSON.parse(text));
  });
});

describe("decodeUtf8", () => {
  itRefuses([
    ["no bytes", decode([]), "FormatError: f.json: expected JSON, got an empty file"],
    [
      "Latin-1",
      decode([0x22, 0xe9, 0x22]),
      "FormatError: f.json: expected UTF-8, got bytes that are not",
    ],
    [
      "UTF-16",
      decode([0xff, 0xfe, 0x7b, 0]),
      "FormatError: f.json: expected UTF-8, got bytes that are not",
    ],
    [
      "an overlong form",
      decode([0xc0, 0x80]),
      "FormatError: f.json: expected UTF-8, got bytes that are not",
    ],
    [
      "half a character",
      decode([0xe2, 0x82]),
      "FormatError: f.json: expected UTF-8, got bytes that are not",
    ],
    [
      "half a surrogate pair",
      decode([0xed, 0xa0, 0x80]),
      "FormatError: f.json: expected UTF-8, got bytes that are not",
    ],
    [
      "a byte order mark",
      decode([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
      "FormatError: f.json: expected UTF-8 without a byte order mark, got one",
    ],
    [
      "a byte too many",
      () => decodeUtf8(new Uint8Array(MAX_BYTES + 1), "f.json"),
      "FormatError: f.json: expected at most 67108864 bytes, got 67108865",
    ],
  ]);

  it("decodes what was encoded", () => {
    expect(decodeUtf8(new TextEncoder().encode("½ δ 𝛿"), "f.json")).toBe("½ δ 𝛿");
  });
});
