import { describe, expect, it } from "vitest";
import { KINDS, type Kind } from "../../src/conformance/kinds.ts";
import { lint, MAX_TOTAL_BYTES, sizesOf } from "../../src/conformance/lint.ts";
import { manifestOf } from "../../src/conformance/manifest.ts";
import type { CasesFile, Manifest } from "../../src/conformance/types.ts";
import { casesText } from "../../src/conformance/write.ts";
import { type Path, put, sampleFile } from "../support/caseFiles.ts";

const pathOf = (kind: Kind): string => `cases/${kind}.json`;

/** A sample with its own comment. */
function fileOf(kind: Kind): CasesFile {
  const file = sampleFile(kind);
  put(file, ["cases", 0, "comment"], `A case of the kind ${kind}.`);
  return file;
}

const FILES: readonly CasesFile[] = KINDS.map(fileOf);

/** Texts of the samples; the file of a kind is another where one is given. */
function textsWith(changed: Partial<Record<Kind, CasesFile>> = {}): Record<string, string> {
  return Object.fromEntries(
    FILES.map((file) => [pathOf(file.kind), casesText(changed[file.kind] ?? file)]),
  );
}

/** The sample with one value changed. */
function changed(kind: Kind, path: Path, value: unknown): CasesFile {
  const file = fileOf(kind);
  put(file, path, value);
  return file;
}

/** The sample of clip with a second case, which differs from the first as said. */
function withSecond(changes: object): CasesFile {
  const file = fileOf("clip");
  const second = fileOf("clip").cases[0];
  const inputs = { ...second.inputs, clipping: { kind: "value", limit: 2 } };
  const fresh = { ...second, id: "clip-a-2", comment: "Another.", inputs };
  return {
    ...file,
    numberOfCases: 2,
    cases: [file.cases[0], { ...fresh, ...changes }],
  } as CasesFile;
}

const manifestFor = (texts: Readonly<Record<string, string>>): Manifest =>
  manifestOf(texts, "0.1.0");

/** What is said of files whose manifest is right, when nothing was released before. */
const said = (texts: Readonly<Record<string, string>>): string[] =>
  lint(texts, manifestFor(texts), null);

describe("lint", () => {
  it("has nothing to say of files that are as they should be", () => {
    expect(said(textsWith())).toEqual([]);
    expect(said(textsWith({ clip: withSecond({}) }))).toEqual([]);
    const texts = textsWith();
    expect(lint(texts, manifestFor(texts), manifestFor(texts))).toEqual([]);
  });

  it("names every file that cannot be read", () => {
    const { "cases/clip.json": clip, "cases/step.json": step, ...others } = textsWith();
    const broken = {
      ...others,
      "cases/clip.json": clip.replace('"numberOfCases": 1', '"numberOfCases": 2'),
      "cases/step.json": step.replace('["Small"]', '["Smaller"]'),
    };
    expect(lint(broken, manifestFor(textsWith()), null)).toEqual([
      "cases/clip.json: numberOfCases: expected 1, got 2",
      'cases/step.json: cases[0].flags[0]: expected a name from notes (Small), got "Smaller"',
    ]);
  });

  it.each([
    ["that is no number", "[1e999]", "expected a number within the range of binary64"],
    ["NaN", "[NaN]", "expected a JSON value, got NaN"],
  ])("finds a number %s", (_, row, message) => {
    const texts = textsWith();
    const broken = texts["cases/forward.json"].replace("[0.125, -1]", row);
    const [line, ...rest] = lint({ "cases/forward.json": broken }, manifestFor(texts), null);
    expect(line).toContain(message);
    expect(rest).toEqual([]);
  });

  it("finds a manifest of other files", () => {
    const others = manifestFor(textsWith({ clip: withSecond({}) }));
    const { files, ...rest } = manifestFor(textsWith());
    const renamed = { ...rest, files: files.map((file) => ({ ...file, path: `a${file.path}` })) };
    for (const manifest of [others, renamed]) {
      const line = "manifest: expected that of the files, got another";
      expect(lint(textsWith(), manifest, null)).toEqual([line]);
    }
  });

  it("finds a released case that is gone, or in another file", () => {
    const released = manifestFor(textsWith({ clip: withSecond({}) }));
    const texts = textsWith();
    expect(lint(texts, manifestFor(texts), released)).toEqual([
      "clip-a-2: expected in cases/clip.json as released, got none",
    ]);
    const { "cases/step.json": step, ...others } = texts;
    const moved = { ...others, "cases/steps.json": step };
    expect(lint(moved, manifestFor(moved), manifestFor(texts))).toEqual([
      "step-a-1: expected in cases/step.json as released, got cases/steps.json",
    ]);
  });

  it("takes new cases beside those that were released", () => {
    const texts = textsWith({ clip: withSecond({}) });
    expect(lint(texts, manifestFor(texts), manifestFor(textsWith()))).toEqual([]);
  });

  it.each([
    [
      "a comment that another case has",
      withSecond({ comment: "A case of the kind step." }),
      [
        "cases/step.json: step-a-1: expected comment of its own, got that of clip-a-2 in cases/clip.json",
      ],
    ],
    [
      "a question that another case asks",
      withSecond({ inputs: fileOf("clip").cases[0].inputs }),
      [
        "cases/clip.json: clip-a-2: expected config and inputs of its own, got that of clip-a-1 in cases/clip.json",
      ],
    ],
    [
      "a note that no case needs",
      changed("clip", ["notes", "Large"], { bugType: "BASIC", description: "Large." }),
      ["cases/clip.json: notes.Large: expected a case that has this flag, got none"],
    ],
    [
      "a comment without a full stop",
      changed("clip", ["cases", 0, "comment"], "A case"),
      ['cases/clip.json: clip-a-1: expected a comment that ends with a full stop, got "A case"'],
    ],
    [
      "a comment of a full stop",
      changed("clip", ["cases", 0, "comment"], " ."),
      ['cases/clip.json: clip-a-1: expected a comment that ends with a full stop, got " ."'],
    ],
    [
      "a bug that the catalogue does not have",
      changed("clip", ["cases", 0, "kills"], ["no-carry", "no-such"]),
      ['cases/clip.json: clip-a-1: expected kills from the catalogue, got "no-such"'],
    ],
  ])("finds %s", (_, clip, lines) => {
    expect(said(textsWith({ clip }))).toEqual(lines);
  });

  it("finds an id in two files", () => {
    const texts = { ...textsWith(), "cases/clips.json": casesText(fileOf("clip")) };
    const other = "got that of clip-a-1 in cases/clip.json";
    expect(said(texts)).toEqual(
      ["id", "comment", "config and inputs"].map(
        (what) => `cases/clips.json: clip-a-1: expected ${what} of its own, ${other}`,
      ),
    );
  });

  it("tells −0 from 0", () => {
    const signed = { ...fileOf("clip").cases[0].inputs, gradients: GRADIENTS(-0) };
    const unsigned = { ...signed, gradients: GRADIENTS(0) };
    const file = withSecond({ inputs: unsigned });
    put(file, ["cases", 0, "inputs"], signed);
    expect(said(textsWith({ clip: file }))).toEqual([]);
  });

  it.each([
    ["a longer number", "0.125", "0.1250", "cases/clip.json: line"],
    ["a number in another form", "0.125", "125e-3", "cases/clip.json: line"],
    ["a space", ", -1]", ",  -1]", "cases/clip.json: line"],
  ])("finds %s", (_, from, to, place) => {
    const texts = textsWith();
    const text = texts["cases/clip.json"];
    const other = { ...texts, "cases/clip.json": text.replace(from, to) };
    expect(other).not.toEqual(texts);
    const n = text.split("\n").findIndex((line) => line.includes(from));
    const lines = said(other);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${place} ${n + 1}: expected ".*", got ".*"$`));
  });

  it("finds a line too few, and one too many", () => {
    const texts = textsWith();
    const text = texts["cases/clip.json"];
    const end = text.split("\n").length;
    expect(said({ ...texts, "cases/clip.json": text.trimEnd() })).toEqual([
      `cases/clip.json: line ${end}: expected "", got the end of the file`,
    ]);
    expect(said({ ...texts, "cases/clip.json": `${text}\n` })).toEqual([
      `cases/clip.json: line ${end + 1}: expected the end of the file, got ""`,
    ]);
  });

  it("finds files that are too large together, by their bytes", () => {
    const description = "é".repeat(MAX_TOTAL_BYTES / 2);
    const large = changed("clip", ["notes", "Small", "description"], description);
    const texts = textsWith({ clip: large });
    const total = Object.values(texts).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(said(texts)).toEqual([`all files: expected at most 5000000 bytes, got ${total}`]);
  });
});

const GRADIENTS = (zero: number) => ({
  dU: [[zero], [1]],
  dW: [
    [1, 2],
    [3, 4],
  ],
  dV: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  db: [1, 2],
});

describe("sizesOf", () => {
  it("has the number of cases, their least and most bytes, and those of the file", () => {
    const { "cases/clip.json": clip, "cases/step.json": step } = textsWith({
      clip: withSecond({ comment: "Σ." }),
    });
    const [one, two] = withSecond({ comment: "Σ." }).cases.map((testCase) =>
      Buffer.byteLength(JSON.stringify(testCase)),
    );
    const only = Buffer.byteLength(JSON.stringify(fileOf("step").cases[0]));
    expect(sizesOf({ "cases/clip.json": clip, "cases/step.json": step })).toEqual([
      `cases/clip.json: 2 cases of ${two} to ${one} bytes, ${Buffer.byteLength(clip)} in all`,
      `cases/step.json: 1 cases of ${only} bytes, ${Buffer.byteLength(step)} in all`,
    ]);
  });
});
